"""Dates that a page declares in its metadata: published and modified, most telling first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from imam_ali_tracker.core.dates import ReportedDate
from imam_ali_tracker.reports.extract import linked_data as ld
from imam_ali_tracker.reports.extract.body import Body
from imam_ali_tracker.reports.extract.date_text import Locale, parse_stamp
from imam_ali_tracker.reports.extract.document import Page, text_of
from imam_ali_tracker.reports.extract.model import Value

PUBLISHED_METAS = (
    "article:published_time", "citation_publication_date", "citation_online_date",
    "datepublished", "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date.created",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "article:published", "article.published", "og:published_time", "og:article:published_time",
    "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "published",
    "published_at", "published_time", "article_date_original", "originalpublicationdate",
    "rnews:datepublished", "vr:published_time", "bt:pubdate", "article:post_date", "release_date",
    "ptime", "displaydate", "cre_date", "citation_date", "dcterms.date", "dc.date", "date",
    "created", "datecreated", "uploaddate", "video:release_date",
)  # fmt: skip
MODIFIED_METAS = (
    "article:modified", "og:updated_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "updated_time", "lastmod", "last-modified",
    "article:updated_time", "parsely-modified", "bt:moddate", "modified", "modified_time",
    "revised", "date.modified", "dc.modified", "utime", "last_updated",
)  # fmt: skip
_WEAK = frozenset(
    (
        "dcterms.date",
        "dc.date",
        "date",
        "created",
        "datecreated",
        "uploaddate",
        "video:release_date",
        "citation_date",
    )
)
# Keys such as datePublished, publishedAt, publish_date; the literal beginning makes it quick.
_INLINE = re.compile(
    rb"ublish(?:ed)?(?:_?(?:[aA]t|[dD]ate|[tT]ime))?[\"']\s*:\s*\\?[\"']([^\"'\\]{8,40})"
)

Dated = Value[ReportedDate]


def published(page: Page, body: Body, locale: Locale) -> Iterator[Dated]:
    """Yield declared dates of publication."""
    yield from _from_articles(page, locale, (("datePublished", 0.95),), 0.95)
    for name, content in page.meta(*PUBLISHED_METAS):
        yield from _value(f"meta {name}", content, locale, 0.8 if name in _WEAK else 0.94)
    yield from _from_properties(body, locale, "datepublished", 0.93)
    yield from _from_articles(page, locale, (("dateCreated", 0.8), ("uploadDate", 0.75)), 0.8)
    yield from _from_properties(body, locale, "datecreated", 0.75)


def modified(page: Page, body: Body, locale: Locale) -> Iterator[Dated]:
    """Yield declared dates of the last modification."""
    for name, content in page.meta("article:modified_time"):
        yield from _value(f"meta {name}", content, locale, 0.99)
    yield from _from_articles(page, locale, (("dateModified", 0.97),), 0.97)
    for name, content in page.meta(*MODIFIED_METAS):
        yield from _value(f"meta {name}", content, locale, 0.96)
    yield from _from_properties(body, locale, "datemodified", 0.95)


def inline(page: Page, locale: Locale) -> Iterator[Dated]:
    """Yield dates of publication that scripts of the page carry as data."""
    found = {match.group(1) for match in _INLINE.finditer(page.raw)}
    if len(found) == 1:
        yield from _value("data in a script", found.pop().decode("utf-8", "replace"), locale, 0.7)


def _value(source: str, text: str, locale: Locale, confidence: float) -> Iterator[Dated]:
    date = parse_stamp(text, locale)
    if date:
        yield Value(date, source, confidence)


def _from_articles(
    page: Page, locale: Locale, names: tuple[tuple[str, float], ...], first: float
) -> Iterator[Dated]:
    for position, node in enumerate(page.articles[:3]):
        kind = ld.label(node)
        for name, confidence in names:
            text = ld.text(ld.get(node, name))
            if text:
                sure = min(confidence, first) - 0.03 * position
                yield from _value(f"{kind}.{name}", text, locale, sure)


def _from_properties(body: Body, locale: Locale, name: str, confidence: float) -> Iterator[Dated]:
    """Yield the first such date in microdata or RDFa; further ones are those of related reports."""
    for element in body.properties:
        stated = f"{element.get('itemprop') or ''} {element.get('property') or ''}".lower()
        if name not in stated or element.tag == "meta" or _of_other(element):
            continue
        text = element.get("content") or element.get("datetime") or text_of(element, 100)
        value = next(_value(f"microdata {name}", text, locale, confidence), None)
        if value:
            yield value
            return


def _of_other(element: etree._Element) -> bool:
    """Tell whether a property belongs to a comment or to another work on the page."""
    for node in (element, *element.iterancestors()):
        kind = (node.get("itemtype") or "").lower()
        if kind:
            return any(word in kind for word in ("comment", "review", "product", "event", "rating"))
    return False
