"""Description, canonical address and lead image: fields that pages declare or do not have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from imam_ali_tracker.reports.extract import addresses
from imam_ali_tracker.reports.extract import linked_data as ld
from imam_ali_tracker.reports.extract.addresses import same_site
from imam_ali_tracker.reports.extract.body import Body
from imam_ali_tracker.reports.extract.document import Page
from imam_ali_tracker.reports.extract.limits import MAX_DESCRIPTION
from imam_ali_tracker.reports.extract.model import Value
from imam_ali_tracker.reports.extract.titles import tidy
from imam_ali_tracker.reports.extract.words import plain

_DESCRIPTIONS = (
    "description", "og:description", "twitter:description", "dcterms.description",
    "dc.description", "sailthru.description", "dcterms.abstract", "abstract", "citation_abstract",
)  # fmt: skip
_IMAGES = (
    "og:image", "og:image:secure_url", "og:image:url", "twitter:image", "twitter:image:src",
    "sailthru.image.full", "parsely-image-url", "image", "sailthru.image.thumb", "thumbnail",
    "thumbnailurl",
)  # fmt: skip
_PICTURES = 300
_TELLING = 25
_SLOGAN = 130
_SEVERAL = 2
_NAME = 4
_WORD = re.compile(r"\w{4,}")
_LINK = re.compile(r"(?:<|&lt;)a\s.*", re.DOTALL)
_NO_PICTURE = re.compile(
    r"(?:^|[/_.-])(?:logo|icon|favicon|avatar|placeholder|default|blank|spacer)(?:[/_.\d-]|$)",
    re.IGNORECASE,
)


def read_description(page: Page, title: str, sites: set[str]) -> Value[str] | None:
    """Return the summary that the page declares of itself.

    What has addresses in it was put together by a machine; one short sentence beside a long one is
    the slogan of the site, and so is what names the site (``sites`` are its plain names) but
    nothing of the title where another does: these go behind the others.
    """
    values = [(source, tidy(_LINK.sub("", text))) for source, text in _descriptions(page)]
    telling = [
        entry for entry in values if len(entry[1]) >= _TELLING and plain(entry[1]) != plain(title)
    ]
    texts = {text for _, text in telling}
    if len(texts) > 1:
        longest = max(map(len, texts))
        slogans = _slogans(texts, title, sites)
        telling.sort(
            key=lambda entry: (
                "://" in entry[1] or 2 * len(entry[1]) < _SLOGAN < longest or entry[1] in slogans
            )
        )
    return _first(
        (source, text[:MAX_DESCRIPTION].rstrip(), 0.95) for source, text in telling or values
    )


def _slogans(texts: set[str], title: str, sites: set[str]) -> set[str]:
    of_title = set(_WORD.findall(title.casefold()))
    shared = {text: len(of_title.intersection(_WORD.findall(text.casefold()))) for text in texts}
    if max(shared.values()) < _SEVERAL:
        return set()
    names = [name for name in sites if len(name) >= _NAME]
    strange = [text for text in texts if not shared[text]]
    return {text for text in strange if any(name in plain(text) for name in names)}


def _descriptions(page: Page) -> Iterator[tuple[str, str]]:
    for name, content in page.meta(*_DESCRIPTIONS):
        yield f"meta {name}", content
    for node in page.articles[:1]:
        for name in ("description", "abstract"):
            yield f"{ld.label(node)}.{name}", ld.text(ld.get(node, name))


def read_canonical(page: Page) -> Value[str] | None:
    """Return the address under which the report wants to be known, else its own.

    A canonical address on another site names where the text came from first; where the page also
    states its own address, that one is the report, and the other a runner-up.
    """
    own = page.url
    stated = [entry for entry in _absolute(page, _addresses(page)) if entry[1]]
    deep = [entry for entry in stated if not (_is_home(entry[1]) and not _is_home(own))] or stated
    if any(same_site(address, own) for _, address, _ in deep):
        deep.sort(key=lambda entry: not same_site(entry[1], own))
    return _first([*deep, *_absolute(page, [("address", own, 0.8)])])


def _addresses(page: Page) -> Iterator[tuple[str, str, float]]:
    for href in page.links.get("canonical", ()):
        yield "link canonical", href, 0.98
    for name, content in page.meta("og:url", "parsely-link", "twitter:url", "al:web:url"):
        yield f"meta {name}", content, 0.97
    for node in page.articles[:1]:
        for name in ("mainEntityOfPage", "url"):
            value = ld.get(node, name)
            if isinstance(value, dict):
                value = value.get("@id") or value.get("url")
            if isinstance(value, str):
                yield f"{ld.label(node)}.{name}", value, 0.9


def read_image(page: Page, body: Body) -> Value[str] | None:
    """Return the address of the lead image that the page declares.

    The picture for social networks is often a crop: a declared one that the page itself shows
    goes before it, and both before logos and placeholders.
    """
    found = [
        entry
        for entry in _absolute(page, _images(page))
        if entry[1] and addresses.split(entry[1]).path.strip("/")
    ]
    pictures = [entry for entry in found if not _NO_PICTURE.search(addresses.split(entry[1]).path)]
    pictures = pictures or found
    if len({_file(address) for _, address, _ in pictures}) > 1:
        shown = " ".join(
            str(value) for image in body.pictures[:_PICTURES] for value in image.attrib.values()
        )
        pictures.sort(key=lambda entry: _file(entry[1]) not in shown)
    return _first(pictures)


def _images(page: Page) -> Iterator[tuple[str, str, float]]:
    for name, content in page.meta(*_IMAGES):
        yield f"meta {name}", content, 0.96
    for node in page.articles[:1]:
        for name in ("image", "thumbnailUrl", "primaryImageOfPage"):
            for address in _image_addresses(page, ld.get(node, name)):
                yield f"{ld.label(node)}.{name}", address, 0.93
    for href in page.links.get("image_src", ()):
        yield "link image_src", href, 0.95


def _absolute(
    page: Page, entries: Iterable[tuple[str, str, float]]
) -> list[tuple[str, str, float]]:
    return [(source, page.absolute(text), confidence) for source, text, confidence in entries]


def _file(address: str) -> str:
    """Return the file name of a picture without its endings."""
    return addresses.split(address).path.rstrip("/").rpartition("/")[2].partition(".")[0]


def _image_addresses(page: Page, value: object) -> Iterator[str]:
    for item in page.linked.resolve(value)[:3]:
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            address = ld.text(ld.get(item, "url")) or ld.text(ld.get(item, "contentUrl"))
            if address:
                yield address


def _is_home(url: str) -> bool:
    parts = addresses.split(url)
    return not parts.path.strip("/") and not parts.query


def _first(entries: Iterable[tuple[str, str, float]]) -> Value[str] | None:
    """Return the first entry with text as the value, the differing others as runners-up."""
    values: dict[str, Value[str]] = {}
    for source, text, confidence in entries:
        if text:
            values.setdefault(text, Value(text, source, confidence))
    if not values:
        return None
    first, *others = values.values()
    return Value(first.value, first.source, first.confidence, tuple(others))
