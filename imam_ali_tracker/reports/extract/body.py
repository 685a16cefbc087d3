"""What a page prints: its lines in document order, and the elements that hint at metadata.

One walk over the tree collects everything that fields other than the head are read from.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from imam_ali_tracker.reports.extract.document import BREAK, INLINE, clean
from imam_ali_tracker.reports.extract.limits import MAX_ELEMENTS, MAX_READABLE

_SKIPPED = frozenset((
    "script", "style", "noscript", "template", "svg", "iframe", "object", "select", "option",
    "button", "textarea", "head",
))  # fmt: skip
_ASIDE_TAGS = frozenset(("nav", "footer", "aside", "form"))
_NAMES = 200
_WATCHED = frozenset(("time", "img", "source", "a"))
_NEVER_ASIDE = frozenset(("html", "body", "main", "article"))
_ASIDE = re.compile(
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
_BYLINE = re.compile(
    r"auth?or|autor|auteur|by-?line|by_line|writer|contributor|reporter|journalist|redakt|verfasser"
    r"|creator|columnist|byname|written-?by|posted-?by|person|profile|signature"
)


@dataclass
class Line:
    """A printed line: its text, the block it stands in and that block's place in the document.

    ``marked`` is the text, spaces as they are, with a unit separator wherever an inline element
    begins or ends; ``linked`` counts the characters that are links.
    """

    text: str
    marked: str
    element: etree._Element
    place: int
    aside: bool
    linked: int


@dataclass(frozen=True)
class Mark:
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
        own = [line.text for line in self.lines if not line.aside]
        return "\n".join(own or [line.text for line in self.lines])[:limit]

    def near(self, above: int, below: int) -> list[Line]:
        """Return the lines from ``above`` to ``below`` places behind the headline."""
        places = [line.place for line in self.lines]
        first = bisect_left(places, self.heading + above)
        last = bisect_right(places, self.heading + below)
        return self.lines[first:last]


def read_body(root: etree._Element, headline: etree._Element | None) -> Body:
    """Walk over a page.

    The surroundings of the headline are the report however they are named: a class
    "with-sidebar" on the body does not make the report an aside.
    """
    walk = _Walk(headline)
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if walk.enter(element, tag):
                walker.skip_subtree()
        else:
            walk.leave(element, tag)
        if walk.place >= MAX_ELEMENTS or walk.length > MAX_READABLE:
            walk.body.complete = False
            break
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

    def enter(self, element: etree._Element, tag: str) -> bool:
        """Begin an element and tell whether what is in it is to be left out."""
        self.place += 1
        flag = 0
        names = element.get("class")
        if names:
            flag = _flag(names[:_NAMES])
        names = element.get("id")
        if names:
            flag |= _flag(names[:_NAMES])
        skip = tag in _SKIPPED
        if self._aside is None and (flag & 1 or tag in _ASIDE_TAGS) and self._beside(element, tag):
            self._aside = element
            skip = skip or (bool(self._own) and (bool(flag & 4) or tag == "nav"))
        if flag & 2 or tag in _WATCHED:
            self._note(element, tag, flag)
        if element.get("itemprop") or element.get("property"):
            self.body.properties.append(element)
        if tag not in INLINE:
            if self._parts:
                self._flush()
            self._blocks.append(element)
            if element is self._headline:
                self.body.heading = self.place
        elif self._parts:
            self._parts.append(BREAK)
        if tag == "a":
            self._links += 1
        text = element.text
        if text and not skip:
            self._add(text)
        return skip

    def leave(self, element: etree._Element, tag: str) -> None:
        """End an element and take up the text behind it."""
        if tag not in INLINE:
            if self._parts:
                self._flush()
            self._blocks.pop()
        else:
            if self._parts:
                self._parts.append(BREAK)
            if tag == "a":
                self._links -= 1
        if element is self._aside:
            self._aside = None
        text = element.tail
        if text:
            self._add(text)

    def _beside(self, element: etree._Element, tag: str) -> bool:
        return tag not in _NEVER_ASIDE and element not in self._own

    def _add(self, text: str) -> None:
        """Add text to the line; white space in front of one is none."""
        if self._parts or not text.isspace():
            self._parts.append(text)
            if self._links:
                self._linked += len(text)

    def _flush(self) -> None:
        marked = "".join(self._parts)
        text = clean(marked.replace(BREAK, ""))
        self._parts = []
        if text and self._blocks:
            aside = self._aside is not None
            line = Line(text, marked, self._blocks[-1], self.place, aside, self._linked)
            self.body.lines.append(line)
            self.length += len(text)
        self._linked = 0

    def _note(self, element: etree._Element, tag: str, flag: int) -> None:
        mark = Mark(self.place, element, self._aside is not None)
        if tag == "time":
            self.body.times.append(mark)
        elif tag in ("img", "source"):
            self.body.pictures.append(element)
        if flag & 2 or (tag == "a" and "author" in (element.get("rel") or "")):
            self.body.bylines.append(mark)


@lru_cache(maxsize=8192)
def _flag(names: str) -> int:
    """Return 1 for names of what is beside a report, 4 for menus and comments, 2 for bylines."""
    lowered = names.lower()
    beside = _ASIDE.search(lowered)
    out = 4 if beside and _LEFT_OUT.search(lowered) else 0
    return out | (1 if beside else 0) | (2 if _BYLINE.search(lowered) else 0)
