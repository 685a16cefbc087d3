"""The names of a register, ready to be looked for.

A name is the chain of its folded stems without articles: "Al-Bukamal" is ``bukamal``, "Deir
ez-Zor" ``deirzor``. The index maps every beginning of a chain that may end a word of a text, which
is at the ends of the name's own words and behind particles ("Abu|kamal"), to the names that are
complete there. One look-up per word of a text tells that nothing begins with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from imam_ali_tracker.reports.mentions.folding import (
    TOKEN,
    fold,
    is_latin,
    loosened,
    readings,
    tables,
)
from imam_ali_tracker.reports.mentions.model import SiteName

_BRACKETS = re.compile(r"\([^()]*\)|\[[^][]*\]")
_SHORTEST_LOOSE = 5
_MOST_REMEMBERED = 500_000
_SHORTEST_STEM = 3
HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212\u05be")


@dataclass(frozen=True)
class Entry:
    """A name with its chain of stems; ``article`` says whether it begins with one."""

    name: SiteName
    stems: tuple[str, ...]
    article: bool
    latin: bool


@dataclass
class Node:
    """A beginning of names: those that are complete here, and whether any goes on."""

    entries: list[Entry] = field(default_factory=list)
    further: bool = False


class NameIndex:
    """Names to look for; names that hold no letter are left out."""

    def __init__(self, names: Iterable[SiteName]) -> None:
        self.exact: dict[str, Node] = {}
        self.loose: dict[str, Node] = {}
        self.beginnings = _Beginnings(self)
        for name in dict.fromkeys(names):
            self._add(name)

    def _add(self, name: SiteName) -> None:
        words = _words(name.name)
        if not words:
            return
        article, stems, inner = _without_articles(words)
        latin = is_latin(stems[0])
        entry = Entry(name, stems, article, latin)
        _insert(self.exact, stems, entry)
        if inner != stems:
            _insert(self.exact, inner, entry)
        if latin:
            loose = tuple(map(loosened, stems))
            if len("".join(loose)) >= _SHORTEST_LOOSE:
                _insert(self.loose, loose, entry)

    def begins(self, token: str) -> bool:
        """Tell whether any name begins with this token of a text."""
        return any(
            reading.stem in self.exact
            or (token[0].isupper() and loosened(reading.stem) in self.loose)
            for reading in readings(token)
        )


class _Beginnings(dict[str, bool]):
    """Which tokens begin a name: asked once for each, for most words of a text come again."""

    def __init__(self, index: NameIndex) -> None:
        super().__init__()
        self._index = index

    def __missing__(self, token: str) -> bool:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        known = self[token] = self._index.begins(token)
        return known


def _words(name: str) -> list[tuple[str, bool]]:
    """Return the folded words of a name, and whether each is tied to the next by a hyphen."""
    bare = _BRACKETS.sub(" ", name)
    if not TOKEN.search(bare):
        bare = name
    return [
        (folded, bare[match.end() : match.end() + 1] in HYPHENS)
        for match in TOKEN.finditer(bare)
        for folded in [fold(match[0])]
        if folded
    ]


def _without_articles(
    words: list[tuple[str, bool]],
) -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
    """Return whether a name begins with an article, its stems, and those with inner articles."""
    stems: list[str] = []
    inner: list[str] = []
    leading = False
    pending = ""
    for place, (word, tied) in enumerate(words):
        following = words[place + 1][0] if place + 1 < len(words) else ""
        if is_article(word, following, tied):
            leading = leading or place == 0
            pending = word if stems else ""
            continue
        joined = _joined_article(word)
        leading = leading or (bool(joined) and place == 0)
        inner.append(pending + word[0 if stems else joined :])
        stems.append(word[joined:])
        pending = ""
    return leading, tuple(stems), tuple(inner)


def is_article(word: str, following: str, tied: bool) -> bool:
    """Tell whether a folded word is the article of the folded word that follows it.

    "al" and "el" always are; "ez", "as", "ar" … only where a hyphen ties them to that word, or
    its first letter is the one that they took on.
    """
    if not following or word not in tables().articles:
        return False
    return tied or word in tables().free_articles or word[-1] == following[0] or not is_latin(word)


def _joined_article(word: str) -> int:
    """Return the length of the Arabic article that is joined to a word of a name."""
    article = tables().arabic_article
    if word.startswith(article) and len(word) - len(article) >= _SHORTEST_STEM - 1:
        return len(article)
    return 0


def _insert(nodes: dict[str, Node], stems: tuple[str, ...], entry: Entry) -> None:
    chain = "".join(stems)
    for end in _ends(stems):
        node = nodes.setdefault(chain[:end], Node())
        node.further = True
    last = nodes.setdefault(chain, Node())
    if entry not in last.entries:
        last.entries.append(entry)


def _ends(stems: tuple[str, ...]) -> set[int]:
    """Return where, before its end, a chain may be parted into words."""
    ends: set[int] = set()
    begin = 0
    for stem in stems:
        if stem.startswith(tables().particles):
            ends.update(
                begin + len(particle)
                for particle in tables().particles
                if stem.startswith(particle) and len(stem) - len(particle) >= _SHORTEST_STEM
            )
        begin += len(stem)
        ends.add(begin)
    ends.discard(begin)
    return ends
