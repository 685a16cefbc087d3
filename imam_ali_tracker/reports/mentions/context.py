"""The words around a name, and what they say: ``resources/mentions/context.json``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.reports.mentions.folding import fold, fold_phrase, readings
from imam_ali_tracker.reports.mentions.matching import Found, Tokens

_LONGEST = 3
_WINDOW = 40
_FILLERS = frozenset({"of", "the", "al", "de", "du", "des", "der", "die", "das", "la", "le"})


class Phrases(frozenset[str]):
    """Folded words and runs of words joined by spaces."""

    @cached_property
    def heads(self) -> frozenset[str]:
        """The first words."""
        return frozenset(phrase.partition(" ")[0] for phrase in self)


NOTHING = Phrases()


@dataclass(frozen=True)
class Lexicon:
    """The groups of words of ``context.json``, folded; phrases are joined by spaces."""

    groups: dict[str, Phrases]
    countries: dict[str, Phrases]
    namesakes: tuple[tuple[Phrases, dict[str, Phrases]], ...]
    kunyas: frozenset[str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the words, read once."""
    content: dict[str, Any] = json.loads(
        resource("mentions", "context.json").read_text(encoding="utf-8")
    )
    groups = {
        name: _folded(part["words"])
        for name, part in content.items()
        if isinstance(part, dict) and isinstance(part.get("words"), list)
    }
    namesakes = tuple(
        (_folded(group["names"]), _by_country(group["words"]))
        for group in content["namesakes"]["groups"]
    )
    kunyas = frozenset(
        first + second for first in content["kunyas"]["words"] for second in groups["persons"]
    )
    return Lexicon(groups, _by_country(content["countries"]["words"]), namesakes, kunyas)


def _folded(words: Iterable[str]) -> Phrases:
    return Phrases(" ".join(fold_phrase(word)) for word in words)


def _by_country(words: dict[str, list[str]]) -> dict[str, Phrases]:
    return {fold(country): _folded(each) for country, each in words.items()}


@lru_cache(maxsize=65536)
def _stems(token: str) -> tuple[str, ...]:
    """Return what a word may be: itself, and without what is joined to it in writing."""
    return tuple(dict.fromkeys(reading.stem for reading in readings(token)))


@lru_cache(maxsize=65536)
def _plain(token: str) -> str:
    return fold(token)


class Surroundings:
    """The sentence of one match, word by word."""

    def __init__(self, text: str, tokens: Tokens, found: Found, span: tuple[int, int]) -> None:
        self._text = text
        self._tokens = tokens
        self._found = found
        self._begin, self._end = span

    @cached_property
    def before(self) -> list[str]:
        """The words of the sentence before the match, the nearest first, as far as they count."""
        number = self._found.first - 1
        words: list[str] = []
        stop = max(0, self._found.first - _WINDOW)
        while number >= stop and self._tokens[number].start() >= self._begin:
            words.append(self._tokens[number][0])
            number -= 1
        return words

    @cached_property
    def after(self) -> list[str]:
        """The words of the sentence after the match, as far as they count."""
        number = self._found.last + 1
        words: list[str] = []
        stop = min(len(self._tokens), number + _WINDOW)
        while number < stop and self._tokens[number].end() <= self._end:
            words.append(self._tokens[number][0])
            number += 1
        return words

    @property
    def joined(self) -> str:
        """What is joined to the match in writing, folded: a preposition, a conjunction."""
        token = self._tokens[self._found.first]
        return fold(token[0][: max(0, self._found.start - token.start())])

    def gap_after(self) -> str:
        """Return what stands between the match and the next word."""
        following = self._found.last + 1
        end = self._tokens[following].start() if following < len(self._tokens) else self._end
        return self._text[self._found.end : end]

    def gap_before(self) -> str:
        """Return what stands between the match and the word before it."""
        before = self._found.first - 1
        start = self._tokens[before].end() if before >= 0 else 0
        return self._text[start : self._found.start]

    def says(self, group: str | Phrases) -> bool:
        """Tell whether a word of ``group`` is anywhere in the sentence beside the match."""
        phrases = _phrases(group)
        return _any_in(self.before[::-1], phrases) or _any_in(self.after, phrases)

    def follows(self, group: str | Phrases, skipped: frozenset[str] = NOTHING) -> bool:
        """Tell whether a word of ``group`` stands right behind the match, but for ``skipped``."""
        return _begins(_without(self.after, skipped)[:_LONGEST], _phrases(group))

    def precedes(self, group: str | Phrases, skipped: frozenset[str] = _FILLERS) -> bool:
        """Tell whether a word of ``group`` stands right before the match, but for ``skipped``."""
        phrases = _phrases(group)
        words = _without(self.before, skipped)[:_LONGEST][::-1]
        return any(_begins(words[n:], phrases, whole=True) for n in range(len(words)))

    def near(self, group: str, reach: int) -> bool:
        """Tell whether a word of ``group`` is one of the nearest words on either side."""
        phrases = _phrases(group)
        return _any_in(self.before[:reach][::-1], phrases) or _any_in(self.after[:reach], phrases)

    @cached_property
    def is_headline(self) -> bool:
        """Whether capitals say nothing, because nearly every word of the sentence has one."""
        words = [*self.before, *self.after]
        capitals = sum(word[0].isupper() for word in words)
        return len(words) >= 3 and capitals >= 0.8 * len(words)


def _phrases(group: str | Phrases) -> Phrases:
    return lexicon().groups[group] if isinstance(group, str) else group


def _without(words: Sequence[str], skipped: frozenset[str]) -> list[str]:
    begin = 0
    while begin < len(words) and _plain(words[begin]) in skipped:
        begin += 1
    return list(words[begin:])


def _begins(words: Sequence[str], phrases: Phrases, whole: bool = False) -> bool:
    """Tell whether a run of words from the first one on (or all of them) is a phrase.

    The first word is taken in all its readings, the others as they stand.
    """
    if not words or phrases.heads.isdisjoint(_stems(words[0])):
        return False
    for length in range(len(words) if whole else 1, len(words) + 1):
        rest = " ".join(map(_plain, words[1:length]))
        if any(f"{stem} {rest}".strip() in phrases for stem in _stems(words[0])):
            return True
    return False


def _any_in(words: Sequence[str], phrases: Phrases) -> bool:
    return any(_begins(words[n : n + _LONGEST], phrases) for n in range(len(words)))


def country_key(country: str) -> str:
    """Return how the tables name a country, empty where they do not know it.

    A site on a border has two ("Syria/Iraq"); the first counts.
    """
    known = lexicon().countries
    return next((fold(part) for part in country.split("/") if fold(part) in known), "")
