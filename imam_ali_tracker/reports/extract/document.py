"""A page made ready for the questions that extraction asks of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from lxml import etree

from imam_ali_tracker.reports.extract import addresses, linked_data, markup
from imam_ali_tracker.reports.extract import encoding as encodings
from imam_ali_tracker.reports.extract.limits import (
    MAX_HEADINGS,
    MAX_HTML_BYTES,
    MAX_TEXT,
    MAX_URL,
)

BREAK = "\x1f"
"""Stands in marked text where an inline element begins or ends."""

_SPACE = re.compile(r"[^\S\x1f]+")
_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f\u00ad\u200b\u200e\u200f\u2060\u2066-\u2069"
    "\u202a-\u202e\ufeff\ufff0-\ufffb\ufffe\uffff]"
)
INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img",
    "nobr", "source",
))  # fmt: skip
"""Elements that do not break a line."""


@dataclass
class Page:
    """The tree of a page and an index of what metadata is read from.

    ``metas`` maps the lower-case name, property or itemprop of ``<meta>`` to contents, ``links``
    the lower-case relation of ``<link>`` to addresses as written.
    """

    url: str
    raw: bytes
    encoding: encodings.Encoding
    root: etree._Element | None
    complete: bool
    cut: bool
    metas: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    blocks: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    headings: list[etree._Element] = field(default_factory=list)
    base: str = ""

    @cached_property
    def linked(self) -> linked_data.LinkedData:
        """The JSON-LD of the page."""
        return linked_data.read(self.blocks)

    @cached_property
    def articles(self) -> list[linked_data.Node]:
        """The JSON-LD objects that describe the report, the most telling first."""
        titles = [*self.metas.get("og:title", []), *self.titles]
        titles += [text_of(heading) for heading in self.headings[:3]]
        return linked_data.main_nodes(self.linked, self.own_addresses, titles)

    @property
    def own_addresses(self) -> list[str]:
        """The addresses that the page is known under."""
        own = [self.url, *self.links.get("canonical", []), *self.metas.get("og:url", [])]
        return [address for address in own if address]

    def meta(self, *names: str) -> Iterator[tuple[str, str]]:
        """Yield (name, content) of ``<meta>`` elements with text, in the order of ``names``."""
        for name in names:
            for content in self.metas.get(name, ()):
                yield name, content

    def absolute(self, reference: str) -> str:
        """Return an address resolved against the page's, empty where it is not http(s)."""
        reference = "".join(reference.split())
        if not reference or len(reference) > MAX_URL:
            return ""
        whole = reference.startswith(("https://", "http://"))
        address = (
            reference.removesuffix("#")
            if whole
            else addresses.join(self.base or self.url, reference)
        )
        usable = address.isprintable() and len(address) <= MAX_URL
        parts = addresses.split(address)
        return address if usable and parts.scheme in ("http", "https") and parts.netloc else ""


def open_page(content: bytes, url: str, headers: Mapping[str, str]) -> Page:
    """Decode, parse and index a page."""
    cut = len(content) > MAX_HTML_BYTES
    content = content[:MAX_HTML_BYTES]
    chosen = encodings.decide(content, header(headers, "content-type"), url)
    if chosen.codec != "utf-8":
        content = encodings.decode(content, chosen).encode("utf-8", "replace")
    root, complete = markup.parse(content)
    page = Page(url, content, chosen, root, complete, cut)
    if root is not None:
        _index(page, root)
    return page


def header(headers: Mapping[str, str], name: str) -> str:
    """Return an HTTP header whatever case it came in, empty where it is absent."""
    return next((value for key, value in headers.items() if key.lower() == name), "")


def clean(text: str) -> str:
    """Return text in one line, without controls, soft hyphens, direction marks and their like."""
    line = " ".join(text.split())
    return line if line.isprintable() else " ".join(_UNSEEN.sub("", line).split())


def clean_marked(text: str) -> str:
    """Do so with marked text, in which unit separators stay."""
    return _SPACE.sub(" ", text if text.isascii() else _UNSEEN.sub("", text)).strip()


def text_of(element: etree._Element, limit: int = 2000) -> str:
    """Return the text that an element shows in one line, cut off at ``limit`` characters."""
    return shown_text(element, limit).replace(BREAK, "").replace("\n", " ")


def loose_text(element: etree._Element, limit: int) -> str:
    """Return all text within an element, words of neighbours apart, for searching in it."""
    words = " ".join(str(part) for part in islice(element.itertext(), limit // 4)).split()
    return " ".join(words)[:limit]


def shown_text(element: etree._Element, limit: int) -> str:
    """Return the text of an element with the line breaks that its blocks make.

    Where an inline element begins or ends within a line there is a unit separator (U+001F).
    """
    if not len(element):
        return clean_marked(element.text or "")[:limit]
    parts: list[str] = []
    length = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        text = node.text if event == "start" else node.tail if node is not element else None
        parts.append(BREAK if node.tag in INLINE else "\n")
        if text:
            parts.append(_SPACE.sub(" ", text))
            length += len(text)
            if length > limit:
                break
    lines = (clean_marked(line) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)[:limit]


def _index(page: Page, root: etree._Element) -> None:
    """Collect what stands in the head, wherever the page has put it, and the headings."""
    for element in root.iter("meta", "link", "script", "title", "base", "h1", "h2"):
        tag = element.tag
        if tag == "meta":
            _index_meta(page, element)
        elif tag == "link":
            href = (element.get("href") or "").strip()
            for relation in (element.get("rel") or "").lower().split() if href else ():
                page.links.setdefault(relation, []).append(href)
        elif tag == "script":
            if "ld+json" in (element.get("type") or "").lower() and element.text:
                page.blocks.append(element.text)
        elif tag == "title":
            title = clean((element.text or "")[:MAX_TEXT])
            if title and next(element.iterancestors("svg"), None) is None:
                page.titles.append(title)
        elif tag != "base":
            if len(page.headings) < MAX_HEADINGS:
                page.headings.append(element)
        elif not page.base:
            page.base = addresses.join(page.url, (element.get("href") or "").strip()[:MAX_URL])


def _index_meta(page: Page, element: etree._Element) -> None:
    content = element.get("content")
    content = (element.get("value") or "" if content is None else content)[:MAX_TEXT].strip()
    if not content:
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        key = element.get(attribute)
        if key:
            page.metas.setdefault(key.strip().lower(), []).append(content)
