"""Find where the names of an index stand in a text: the longest at each place, none overlapping."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from imam_ali_tracker.reports.mentions.folding import (
    TOKEN,
    Reading,
    fold,
    is_latin,
    loosened,
    readings,
    tables,
)
from imam_ali_tracker.reports.mentions.index import HYPHENS, Entry, NameIndex, Node, is_article
from imam_ali_tracker.reports.mentions.model import SiteName

_GAP = re.compile(
    r"[^\S\n]*\n?[^\S\n]*|[^\w\s.,;:!?()\[\]\"/\u060c\u061b\u061f\u06d4]{1,2}"
    r"|\s[\u2018\u2019'`\u02bf\u02be-]\s?|\s[\u2010-\u2014]\s"
)
_WIDEST_GAP = 16
_FIRST_ARABIC = "\u0600"
_MOST_WORDS = 12


@dataclass(frozen=True)
class Found:
    """A place where names match.

    ``first`` and ``last`` are the numbers of the tokens that it spans, ``stem`` is where the name
    proper begins behind its article. ``loose`` marks a spelling that no name has.
    """

    start: int
    end: int
    stem: int
    first: int
    last: int
    entries: tuple[Entry, ...]
    article: bool
    loose: bool
    joined: bool


Tokens = Sequence["re.Match[str]"]


def find(text: str, tokens: Tokens, index: NameIndex) -> list[Found]:
    """Return the matches in a text, in order; ``tokens`` are the matches of ``TOKEN`` in it."""
    begins = index.beginnings
    starts = [number for number, token in enumerate(tokens) if begins[token[0]]]
    if not starts:
        return []
    exact = _Search(text, tokens, index.exact)
    loose = _Search(text, tokens, index.loose, loose=True)
    found: list[Found] = []
    for number in starts:
        here = list(exact.at(number))
        if not here and text[tokens[number].start()].isupper():
            here = list(loose.at(number))
        found += here
    return _longest(found)


def _longest(found: list[Found]) -> list[Found]:
    """Return those that stay where longer ones come first and nothing overlaps."""
    taken: list[Found] = []
    used: set[int] = set()
    for each in sorted(found, key=_rank):
        span = range(each.first, each.last + 1)
        if used.isdisjoint(span):
            used.update(span)
            taken.append(each)
    return sorted(taken, key=lambda each: each.start)


def _rank(each: Found) -> tuple[int, bool, bool, int]:
    return (each.stem - each.end, each.loose, each.joined, each.start)


class _Search:
    """The search for exact names, or for names of like spelling, in one text."""

    def __init__(
        self, text: str, tokens: Tokens, nodes: dict[str, Node], loose: bool = False
    ) -> None:
        self._text = text
        self._tokens = tokens
        self._nodes = nodes
        self._loose = loose

    def at(self, number: int) -> Iterator[Found]:
        """Yield the matches that begin with a token."""
        for first in self._readings(number):
            for last, end, node in self._grow(number, first):
                found = self._found((number, last), end, first, node)
                if found is not None:
                    yield found

    def _readings(self, number: int) -> Iterator[Reading]:
        for reading in readings(self._tokens[number][0]):
            yield reading._replace(stem=loosened(reading.stem)) if self._loose else reading

    def _grow(self, number: int, first: Reading) -> Iterator[tuple[int, int, Node]]:
        """Yield the last token, the end in it and the node of each name that is complete."""
        waiting = [(number, first.end, first.stem)]
        while waiting:
            last, end, chain = waiting.pop()
            node = self._nodes.get(chain)
            if node is None:
                continue
            if node.entries:
                yield last, end, node
            if node.further and last - number < _MOST_WORDS:
                waiting += [
                    (following, reading.end, chain + reading.stem)
                    for following in self._following(last)
                    for reading in self._readings(following)
                    if not reading.joined
                ]

    def _following(self, number: int) -> Iterator[int]:
        """Yield the next token of a name, and the one after it where the next is an article."""
        following = number + 1
        if not self._tied(number, following):
            return
        yield following
        if self._is_article(following):
            yield following + 1

    def _tied(self, number: int, following: int) -> bool:
        """Tell whether between two tokens there is only what may stand inside a name."""
        if following >= len(self._tokens):
            return False
        gap = self._text[self._tokens[number].end() : self._tokens[following].start()]
        return gap == " " or (len(gap) <= _WIDEST_GAP and _GAP.fullmatch(gap) is not None)

    def _hyphened(self, number: int) -> bool:
        return self._text[self._tokens[number].end()] in HYPHENS

    def _is_article(self, number: int) -> bool:
        """Tell whether a token is the article of the next one."""
        if not self._tied(number, number + 1):
            return False
        word, following = (fold(self._tokens[n][0]) for n in (number, number + 1))
        return is_article(word, following, self._hyphened(number))

    def _found(self, span: tuple[int, int], end: int, reading: Reading, node: Node) -> Found | None:
        first, last = span
        stem = self._tokens[first].start() + reading.start
        start, article = stem, reading.article
        named = any(entry.article for entry in node.entries)
        before = None if article or reading.joined else self._article_before(first, named)
        if before is not None:
            first, start, article = first - 1, before, True
        entries = tuple(
            entry for entry in node.entries if _agrees(entry, reading.article and start == stem)
        )
        if not entries:
            return None
        end += self._tokens[last].start()
        return Found(start, end, stem, first, last, entries, article, self._loose, reading.joined)

    def _article_before(self, number: int, named: bool) -> int | None:
        """Return where the article that stands before a token by itself begins.

        ``named`` says that the name has one: only then is the Hebrew one, which is also the word
        "to", read without a hyphen.
        """
        if number == 0 or not self._tied(number - 1, number):
            return None
        token = self._tokens[number - 1]
        following = fold(self._tokens[number][0])
        hyphened = self._hyphened(number - 1)
        for reading in readings(token[0]):
            free = reading.stem in tables().free_articles
            if not (hyphened or free or (named and not is_latin(reading.stem))):
                continue
            if is_article(reading.stem, following, hyphened):
                return token.start() + reading.start
        return None


def _agrees(entry: Entry, joined: bool) -> bool:
    """Tell whether a name may have the article that a text joins to its first word.

    In Latin and Hebrew letters it is read only into names that have one: "Albania" is no "Bania".
    """
    arabic = not entry.latin and entry.stems[0] >= _FIRST_ARABIC
    return entry.article or not joined or arabic or len(entry.stems) > 1


def best_names(found: Found, text: str) -> tuple[SiteName, ...]:
    """Return one name for each site: the one that is written most like the text."""
    written = text[found.start : found.end]
    best: dict[str, SiteName] = {}
    for entry in sorted(
        found.entries, key=lambda e: (e.name.name != written, e.article != found.article)
    ):
        best.setdefault(entry.name.site, entry.name)
    return tuple(best.values())


def tokens_of(text: str) -> list[re.Match[str]]:
    """Return the tokens of a text."""
    return list(TOKEN.finditer(text))
