"""RSS 0.9x, 1.0 and 2.0 and Atom feeds."""

from __future__ import annotations

import html
import re
from typing import cast
from urllib.parse import urljoin

from lxml import etree

from imam_ali_tracker.core.dates import ReportedDate
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.listed import (
    MAX_DESCRIPTION,
    ListedReport,
    ReportList,
    feed_date,
)

_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FEED_BURNER = "{http://rssnamespace.org/feedburner/ext/1.0}origLink"
_OTHERS = ("{http://search.yahoo.com/mrss", "{http://www.itunes.com/dtds")
"""Media RSS and iTunes have titles and descriptions of their own."""
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")


def read_xml_feed(content: bytes, declared: str = "") -> ReportList:
    """Read a feed; raises :class:`TrackerError` where the XML is none."""
    root = _root(content, declared)
    name = etree.QName(root).localname.lower()
    items = [element for element in root.iter() if _local(element) in ("item", "entry")]
    if name not in ("rss", "rdf", "feed") and not items:
        raise TrackerError(
            tr("This XML is no feed (its root is “{}”).").format(name[:60]),
            tr("Give an RSS or Atom feed."),
        )
    head = root if name == "feed" else _child(root, "channel")
    title = _text_of(head, "title") if head is not None else ""
    language = root.get(_XML_LANG, "")
    if head is not None and not language:
        language = _text_of(head, "language")
    reports = tuple(
        _report(item, tr("item {}").format(number), language)
        for number, item in enumerate(items, start=1)
    )
    problems = tuple(
        tr("{}: no address").format(report.place) for report in reports if not report.url
    )
    return ReportList(
        "atom" if name == "feed" else "rss",
        title,
        tuple(report for report in reports if report.url),
        problems,
    )


def _root(content: bytes, declared: str) -> etree._Element:
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", declared, re.IGNORECASE)
    own = re.match(rb"\s*<\?xml[^>]*\bencoding\s*=|\xef\xbb\xbf|\xff\xfe|\xfe\xff", content)
    for encoding in (charset[1] if charset and not own else None, None):
        try:
            parser = etree.XMLParser(
                encoding=encoding,
                resolve_entities=False,
                load_dtd=False,
                no_network=True,
                huge_tree=False,
                recover=True,
                remove_comments=True,
                remove_pis=True,
            )
        except LookupError:
            continue
        try:
            found = etree.fromstring(content.strip(), parser)
            root = cast("etree._Element | None", found)  # noqa: SLF001 - so lxml names it
        except (etree.XMLSyntaxError, ValueError) as error:
            raise _unreadable(str(error)) from error
        if root is not None:
            return root
    raise _unreadable("")


def _unreadable(details: str) -> TrackerError:
    return TrackerError(
        tr("The feed cannot be read: it is not XML."),
        tr("Check the address of the feed in a browser."),
        details,
    )


def _report(item: etree._Element, place: str, language: str) -> ListedReport:
    return ListedReport(
        url=_address(item),
        place=place,
        title=_text_of(item, "title"),
        authors=_authors(item),
        published=_date(item, "published", "pubdate", "date", "issued", "created"),
        updated=_date(item, "updated", "modified"),
        language=item.get(_XML_LANG) or _text_of(item, "language") or language,
        description=_text_of(item, "summary", "description")[:MAX_DESCRIPTION],
    )


def _address(item: etree._Element) -> str:
    """Return the address of the report: Atom's alternate link, RSS's link or permanent guid."""
    original = item.findtext(_FEED_BURNER)
    if original and original.strip():
        return original.strip()
    links = [element for element in item if _local(element) == "link"]
    alternates = [link for link in links if link.get("rel", "alternate") == "alternate"]
    # Where there are several, the one that is a page.
    for link in sorted(alternates, key=lambda one: one.get("type", "text/html") != "text/html"):
        address = (link.get("href") or link.text or "").strip()
        if address:
            return urljoin(_base(link), address)
    for guid in (element for element in item if _local(element) in ("guid", "id")):
        text = (guid.text or "").strip()
        permanent = guid.get("isPermaLink", "true").lower() != "false"
        if permanent and text.lower().startswith(("http://", "https://")):
            return text
    return ""


def _base(element: etree._Element) -> str:
    base = ""
    chain = [element, *element.iterancestors()]
    for one in reversed(chain):
        base = urljoin(base, one.get(_XML_BASE, ""))
    return base


def _authors(item: etree._Element) -> tuple[str, ...]:
    names = []
    for element in item:
        local = _local(element)
        if local == "author" and len(element):
            names.append(_text_of(element, "name"))
        elif local in ("author", "creator"):
            names.append(_plain(element))
    return tuple(dict.fromkeys(name for name in map(_without_mail, names) if name))


def _without_mail(text: str) -> str:
    """RSS prints ``mail@example.org (Name)``."""
    match = re.fullmatch(r"\S+@\S+\s*\((.+)\)", text)
    if match:
        return match[1].strip()
    return "" if re.fullmatch(r"\S+@\S+", text) else text


def _date(item: etree._Element, *names: str) -> ReportedDate | None:
    for name in names:
        for element in item:
            if _local(element) == name:
                found = feed_date(_plain(element))
                if found is not None:
                    return found
    return None


def _local(element: etree._Element) -> str:
    """Return the name without namespace in lower case; empty for what describes a picture."""
    # Entities and comments have a function for a tag.
    tag = str(element.tag)
    if tag.startswith(_OTHERS):
        return ""
    return tag.rpartition("}")[2].lower()


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in element if _local(child) == name), None)


def _text_of(element: etree._Element, *names: str) -> str:
    for name in names:
        for child in element:
            if _local(child) == name:
                text = _plain(child)
                if text:
                    return text
    return ""


def _plain(element: etree._Element) -> str:
    """Return an element's text without markup, escaped markup included."""
    text = "".join(str(part) for part in element.itertext())
    return _SPACE.sub(" ", html.unescape(_TAG.sub(" ", text))).strip()
