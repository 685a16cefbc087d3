"""What a page prints: its lines in document order, and the elements that hint at metadata.

One walk over the tree collects everything that fields other than the head are read from.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from imam_ali_tracker.reports.extract.document import BREAK, INLINE, clean
from imam_ali_tracker.reports.extract.limits import MAX_ELEMENTS, MAX_READABLE

_INLINE, _SKIP, _BESIDE, _OUT, _LINK, _BYLINE, _TIME, _PICTURE, _HEADING, _MAIN = (
    1 << bit for bit in range(10)
)
_SPECIAL = _SKIP | _BESIDE | _LINK | _BYLINE | _TIME | _PICTURE | _HEADING
_TAGS = dict.fromkeys(INLINE, _INLINE)
_TAGS.update(dict.fromkeys(
    ("script", "style", "noscript", "template", "svg", "iframe", "object", "select", "option",
     "button", "textarea", "head"), _SKIP,
))  # fmt: skip
_TAGS.update(dict.fromkeys(("h1", "h2"), _HEADING))
_TAGS.update(dict.fromkeys(("footer", "aside", "form"), _BESIDE))
_TAGS.update(
    {
        "a": _INLINE | _LINK,
        "time": _INLINE | _TIME,
        "img": _INLINE | _PICTURE,
        "source": _INLINE | _PICTURE,
        "nav": _BESIDE | _OUT,
        "main": _MAIN,
    }
)
_NAMES = 200
_FAR = 100
_NEVER_ASIDE = frozenset(("html", "body", "main", "article"))
_NAMED_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|respond|disqus|replies|related|recommend(?:ed|ations?)?"
    r"|recirc|sidebar|side-?bar|footer|most-?read|popular|trending|teasers?|newsletter|promos?"
    r"|latest|read-?(?:more|next)|more-?(?:stories|news|articles|from|on)|also|nav|navbar"
    r"|navigation|menu|carousel|slider|outbrain|taboola|cookies?|breadcrumbs?|share|sharing|social"
    r"|subscribe|signup|widgets?-area|similar|suggested|suggestions|ad|ads|advert\w*|banner|login"
    r"|modal|popup|toc)(?=$|[\s_-])"
)
_LEFT_OUT = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu)(?=$|[\s_-])"
    r"|(?:^|\s)(?:comments|comment-?list|comments-(?:area|section|list)|respond|disqus_thread)"
    r"(?=$|\s)"
)
_NAMED_BYLINE = re.compile(
    r"auth?or|autor|auteur|by-?line|by_line|writer|contributor|reporter|journalist|redakt|verfasser"
    r"|creator|columnist|byname|written-?by|posted-?by|person|profile|signature"
)


class Line(NamedTuple):
    """A printed line: its text, the block it stands in and its place in the document.

    ``marked`` is the text, spaces as they are, with a unit separator wherever an inline element
    begins or ends; ``linked`` counts the characters that are links.
    """

    text: str
    marked: str
    element: etree._Element
    place: int
    aside: bool
    linked: int


class Mark(NamedTuple):
    """An element of interest, its place in document order, and whether it is beside the report."""

    place: int
    element: etree._Element
    aside: bool


@dataclass
class Body:
    """What the page prints; ``heading`` is the place of its headline, -1 where there is none."""

    heading: int = -1
    lines: list[Line] = field(default_factory=list)
    times: list[Mark] = field(default_factory=list)
    bylines: list[Mark] = field(default_factory=list)
    properties: list[etree._Element] = field(default_factory=list)
    pictures: list[etree._Element] = field(default_factory=list)
    complete: bool = True

    def text(self, limit: int) -> str:
        """Return the beginning of the printed text, the report's own lines first."""
        parts: list[str] = []
        length = 0
        for line in self.lines:
            if length >= limit:
                break
            if not line.aside:
                parts.append(line.text)
                length += len(line.text)
        return "\n".join(parts or [line.text for line in self.lines[:limit]])[:limit]

    def near(self, above: int, below: int) -> list[Line]:
        """Return the lines from ``above`` to ``below`` places behind the headline."""
        places = [line.place for line in self.lines]
        first = bisect_left(places, self.heading + above)
        last = bisect_right(places, self.heading + below)
        return self.lines[first:last]


def read_body(root: etree._Element, headline: etree._Element | None) -> Body:
    """Walk over a page.

    The surroundings of the headline are the report however they are named: a class
    "with-sidebar" on the body does not make the report an aside. The walk ends with the ``main``
    that the headline is in.
    """
    walk = _Walk(headline)
    walk.over(root)
    return walk.body


class _Walk:
    """Gathers text between the borders of blocks, and elements of interest on the way."""

    def __init__(self, headline: etree._Element | None) -> None:
        self.body = Body()
        self.place = -1
        self.length = 0
        self._headline = headline
        self._own = set() if headline is None else {headline, *headline.iterancestors()}
        self._parts: list[str] = []
        self._blocks: list[etree._Element] = []
        self._aside: etree._Element | None = None
        self._links = self._linked = 0

    def over(self, root: etree._Element) -> None:
        """Walk over an element; at each border take up the text behind it."""
        parts = self._parts
        flags_of = _TAGS.get
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            flags = flags_of(element.tag, 0)
            begins = event == "start"
            self.place += begins
            if parts:
                if flags & _INLINE:
                    parts.append(BREAK)
                else:
                    self._flush()
            if begins:
                if self._enter(element, flags):
                    walker.skip_subtree()
                    continue
                text = element.text
            else:
                self._leave(element, flags)
                if flags & _MAIN and element in self._own:
                    break
                text = element.tail
            if text and (parts or not text.isspace()):
                parts.append(text)
                if self._links:
                    self._linked += len(text)
            if self.place >= MAX_ELEMENTS or self.length > MAX_READABLE:
                self.body.complete = False
                break

    def _enter(self, element: etree._Element, flags: int) -> bool:
        """Begin an element and tell whether what is in it is to be left out."""
        if not flags & _INLINE:
            self._blocks.append(element)
        attributes = element.keys()
        if attributes:
            for name in ("class", "id"):
                if name in attributes:
                    flags |= _flags(element.get(name, "")[:_NAMES])
            if "itemprop" in attributes or "property" in attributes:
                self.body.properties.append(element)
        return bool(flags & _SPECIAL) and self._special(element, flags)

    def _leave(self, element: etree._Element, flags: int) -> None:
        """End an element."""
        if not flags & _INLINE:
            self._blocks.pop()
        elif flags & _LINK:
            self._links -= 1
        if element is self._aside:
            self._aside = None

    def _special(self, element: etree._Element, flags: int) -> bool:
        """Note an element that matters, and tell whether what is in it is to be left out."""
        skip = bool(flags & _SKIP)
        if flags & _BESIDE and self._aside is None and self._is_beside(element):
            self._aside = element
            skip = skip or bool(self._own and flags & _OUT) or self._is_far(flags)
        if flags & _LINK:
            self._links += 1
            if "author" in (element.get("rel") or ""):
                flags |= _BYLINE
        if flags & (_TIME | _BYLINE):
            mark = Mark(self.place, element, self._aside is not None)
            (self.body.times if flags & _TIME else self.body.bylines).append(mark)
        if flags & _PICTURE:
            self.body.pictures.append(element)
        elif flags & _HEADING and element is self._headline:
            self.body.heading = self.place
        return skip

    def _is_beside(self, element: etree._Element) -> bool:
        return element.tag not in _NEVER_ASIDE and element not in self._own

    def _is_far(self, flags: int) -> bool:
        """Tell of a block whether it is so far down that it says nothing of the report.

        There are other reports, their authors and dates, and commenters.
        """
        return 0 <= self.body.heading < self.place - _FAR and not flags & _INLINE

    def _flush(self) -> None:
        marked = "".join(self._parts)
        text = clean(marked.replace(BREAK, ""))
        self._parts.clear()
        if text and self._blocks:
            aside = self._aside is not None
            line = Line(text, marked, self._blocks[-1], self.place, aside, self._linked)
            self.body.lines.append(line)
            self.length += len(text)
        self._linked = 0


@lru_cache(maxsize=8192)
def _flags(names: str) -> int:
    """Return the flags of classes or an id: beside the report, left out, a byline."""
    lowered = names.lower()
    flags = _BYLINE if _NAMED_BYLINE.search(lowered) else 0
    if _NAMED_ASIDE.search(lowered):
        flags |= _BESIDE | (_OUT if _LEFT_OUT.search(lowered) else 0)
    return flags
