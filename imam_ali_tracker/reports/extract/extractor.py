"""The two questions that the rest of the plugin asks: what is this report, and what does it say."""

from __future__ import annotations

from collections.abc import Mapping

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.extract import encoding as encodings
from imam_ali_tracker.reports.extract.addresses import same_site
from imam_ali_tracker.reports.extract.body import Body, read_body
from imam_ali_tracker.reports.extract.bylines import Authors, read_authors
from imam_ali_tracker.reports.extract.dates import locale_of, read_dates
from imam_ali_tracker.reports.extract.document import Page, header, open_page
from imam_ali_tracker.reports.extract.language import read_language
from imam_ali_tracker.reports.extract.limits import MAX_HTML_BYTES, MAX_READABLE
from imam_ali_tracker.reports.extract.model import Kind, ReportMetadata, Value
from imam_ali_tracker.reports.extract.names import is_person
from imam_ali_tracker.reports.extract.pdf import pdf_text, read_pdf
from imam_ali_tracker.reports.extract.simple_fields import (
    read_canonical,
    read_description,
    read_image,
)  # fmt: skip
from imam_ali_tracker.reports.extract.sites import read_site, site_names
from imam_ali_tracker.reports.extract.sniff import sniff
from imam_ali_tracker.reports.extract.titles import read_headline
from imam_ali_tracker.reports.extract.words import plain

_HEARD = 3000
_LINKS_ONLY = 0.6
_SPEAKING = 0.78
_DECLARED = ("json-ld", "meta")


def extract(
    content: bytes, url: str = "", headers: Mapping[str, str] | None = None
) -> ReportMetadata:
    """Return the metadata of a report.

    Parameters
    ----------
    content:
        The bytes as the server sent them, after content decoding (gzip and the like).
    url:
        The address that they came from, after redirects; empty for a file.
    headers:
        The HTTP headers of the answer, in any case of letters.

    Never raises for what the bytes contain: what cannot be read is ``None`` and said in ``notes``.
    """
    return _read(content, url, headers)[0]


def extract_with_text(
    content: bytes, url: str = "", headers: Mapping[str, str] | None = None
) -> tuple[ReportMetadata, str]:
    """Return the metadata and, of a page, its :func:`readable_text`, reading the page once.

    The text is empty for everything but a page. Parameters and errors are those of
    :func:`extract`.
    """
    metadata, body = _read(content, url, headers)
    return metadata, _report_text(body)


def _read(
    content: bytes, url: str, headers: Mapping[str, str] | None
) -> tuple[ReportMetadata, Body]:
    """Return the metadata and what a page prints, which is nothing for everything else."""
    kind = sniff(content)
    if kind is Kind.PDF:
        return read_pdf(content, url), Body()
    if kind is not Kind.HTML:
        return ReportMetadata(kind, url, notes=(_not_a_page(kind),)), Body()
    page = open_page(content, url, headers or {})
    if page.root is None:
        notes = (_not_a_page(Kind.EMPTY),)
        return ReportMetadata(Kind.EMPTY, url, page.encoding.name, notes=notes), Body()
    return _of_page(page)


def readable_text(content: bytes, url: str = "", headers: Mapping[str, str] | None = None) -> str:
    """Return the text of a report for reading through: its lines without navigation and asides.

    For use in memory only; the text is never stored. Raises ``TrackerError`` for a PDF file where
    pypdf is not installed.
    """
    kind = sniff(content)
    if kind is Kind.PDF:
        return pdf_text(content)
    if kind is Kind.HTML:
        page = open_page(content, url, headers or {})
        if page.root is None:
            return ""
        names = site_names(page, read_site(page))
        return _report_text(read_body(page.root, read_headline(page, names).heading))
    if kind in (Kind.TEXT, Kind.JSON, Kind.XML, Kind.FEED):
        head = content[:MAX_HTML_BYTES]
        chosen = encodings.decide(head, header(headers or {}, "content-type"), url)
        return encodings.decode(head, chosen)[:MAX_READABLE]
    return ""


def _of_page(page: Page) -> tuple[ReportMetadata, Body]:
    site = read_site(page)
    names = site_names(page, site)
    headline = read_headline(page, names)
    title = headline.value.value if headline.value else ""
    body = read_body(page.root, headline.heading) if page.root is not None else Body()
    language = read_language(page, body.text(_HEARD))
    tag = language.value if language else ""
    authors = read_authors(page, body, names, tag, title)
    dates = read_dates(page, body, locale_of(page, tag))
    canonical = read_canonical(page)
    metadata = ReportMetadata(
        kind=Kind.HTML,
        url=page.url,
        encoding=page.encoding.name,
        title=headline.value,
        authors=authors,
        publisher=site,
        published=dates.published,
        modified=dates.modified,
        language=language,
        description=read_description(page, title, names),
        canonical_url=canonical,
        image=read_image(page, body),
        conflicts=(*dates.conflicts, *_author_conflict(authors), *_other_origin(page, canonical)),
        notes=tuple(_notes(page, body)),
    )
    return metadata, body


def _author_conflict(authors: Authors | None) -> tuple[str, ...]:
    """Say where the declared author and the printed byline are different persons."""
    if authors is None:
        return ()
    declared = authors.source.startswith(_DECLARED)
    for other in authors.runners_up:
        if other.confidence < _SPEAKING or declared == other.source.startswith(_DECLARED):
            continue
        if not any(map(is_person, authors.value)) or not any(map(is_person, other.value)):
            continue
        if _tokens(authors.value) & _tokens(other.value):
            continue
        text = tr("Author {} or {}: “{}” and “{}” disagree.")
        return (
            text.format(
                ", ".join(authors.value), ", ".join(other.value), authors.source, other.source
            ),
        )
    return ()


def _tokens(names: tuple[str, ...]) -> set[str]:
    return {plain(token) for name in names for token in name.split() if len(token) > 2}


def _other_origin(page: Page, canonical: Value[str] | None) -> tuple[str, ...]:
    if canonical is None:
        return ()
    for href in page.links.get("canonical", ())[:1]:
        address = page.absolute(href)
        if address and not same_site(address, canonical.value):
            return (tr("The page names {} as the place that its text came from.").format(address),)
    return ()


def _notes(page: Page, body: Body) -> list[str]:
    notes = []
    if page.cut:
        text = tr("Only the first {} MB of the page were read.")
        notes.append(text.format(MAX_HTML_BYTES // 2**20))
    if not page.complete:
        notes.append(tr("The page is nested too deeply or has too many tags; a part was not read."))
    if not body.complete:
        notes.append(tr("The page is too long to be read to its end."))
    if page.linked.mended:
        notes.append(tr("The JSON-LD of the page is faulty and was mended."))
    if page.linked.skipped:
        notes.append(tr("The page has more JSON-LD than is read."))
    return notes


def _not_a_page(kind: Kind) -> str:
    return {
        Kind.EMPTY: tr("The answer is empty."),
        Kind.FEED: tr("This is a feed of reports, not a report."),
        Kind.XML: tr("This is an XML file, not a report."),
        Kind.JSON: tr("This is JSON data, not a report."),
        Kind.TEXT: tr("This is plain text without metadata."),
        Kind.IMAGE: tr("This is an image, not a report."),
        Kind.ARCHIVE: tr("This is a compressed archive, not a report."),
    }.get(kind, tr("This is binary data, not a report."))


def _report_text(body: Body) -> str:
    """Join the lines that belong to the report: not asides, and more than links."""
    own = [
        line.text
        for line in body.lines
        if not line.aside and line.linked <= _LINKS_ONLY * len(line.text)
    ]
    return "\n".join(own or [line.text for line in body.lines])[:MAX_READABLE]
