"""Make spellings comparable: case, marks, letters of one sound, articles and joined prefixes.

The tables are ``resources/mentions/folding.json``. A token of a text has several *readings*:
``wal-Bukamal`` written in Arabic is one token, whose stem begins behind a conjunction and an
article. Every reading remembers where in the token it stands, so that offsets stay exact.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from imam_ali_tracker.core.paths import resource

_MARKS = (
    r"\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    r"\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
)
_APOSTROPHES = r"'\u2019\u2018`\u00b4\u05f3\u05f4"
TOKEN = re.compile(rf"[\w{_MARKS}]+(?:[{_APOSTROPHES}][\w{_MARKS}]+)*")
"""A word: apostrophes, hamza and ayn inside belong to it; hyphens and joiners part words."""

_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}][sS]$")
_ELIDED = re.compile(rf"(\w+)[{_APOSTROPHES}](?=\w)")
_ASSIMILATED = re.compile(r"[aeu]([bcdfghjklmnpqrstvz])\1|[ae](?=ssh|shsh)")
_SHORTEST_STEM = 3
_LONGEST_TOKEN = 80


class Reading(NamedTuple):
    """One way to read a token: the folded stem, and where in the token it stands.

    ``start`` is where the stem begins with its article, if one is joined to it (``article``);
    ``joined`` says that something else, a preposition or a conjunction, stands before it.
    """

    stem: str
    start: int
    end: int
    article: bool = False
    joined: bool = False


@dataclass(frozen=True)
class Tables:
    """The content of ``folding.json``, folded."""

    letters: dict[str, str]
    spellings: tuple[tuple[str, str], ...]
    free_articles: frozenset[str]
    articles: frozenset[str]
    arabic_article: str
    arabic_after_li: str
    hebrew_article: str
    arabic_prefixes: tuple[str, ...]
    hebrew_prefixes: tuple[str, ...]
    elided: frozenset[str]
    particles: tuple[str, ...]
    prepositions: frozenset[str]


@lru_cache(maxsize=1)
def tables() -> Tables:
    """Return the tables, read once."""
    content: dict[str, Any] = json.loads(
        resource("mentions", "folding.json").read_text(encoding="utf-8")
    )
    articles, prefixes = content["articles"], content["joined_prefixes"]
    particles = content["particles"]
    return Tables(
        content["letters"],
        tuple((old, new) for old, new in content["spellings"]),
        frozenset(articles["latin_free"]),
        frozenset([*articles["latin"], *articles["hebrew"]]),
        articles["arabic"],
        articles["arabic_after_li"],
        articles["hebrew_joined"],
        tuple(sorted(prefixes["arabic"], key=len)),
        tuple(sorted(prefixes["hebrew"], key=len)),
        frozenset(prefixes["latin_elided"]),
        tuple(word for words in particles.values() for word in words),
        frozenset(prefixes["prepositions"]),
    )


@lru_cache(maxsize=8192)
def _letter(character: str) -> str:
    letters = tables().letters
    plain = "".join(
        part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)
    ).casefold()
    folded = "".join(letters.get(part, part) for part in plain)
    return folded if folded.isalnum() else ""


def fold(text: str) -> str:
    """Return a word with nothing left but what tells spellings apart."""
    return "".join(map(_letter, text))


def fold_phrase(text: str) -> tuple[str, ...]:
    """Return the folded words of a phrase."""
    return tuple(folded for folded in map(fold, TOKEN.findall(text)) if folded)


def loosened(stem: str) -> str:
    """Return a folded Latin stem with transliterations of one sound made equal."""
    for old, new in tables().spellings:
        stem = stem.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", stem)


def is_latin(folded: str) -> bool:
    """Tell whether a folded word is in Latin letters (or digits)."""
    return folded[:1] < "\u0250"


@lru_cache(maxsize=65536)
def readings(token: str) -> tuple[Reading, ...]:
    """Return the readings of a token, the plain one first; of an endless one there are none."""
    if len(token) > _LONGEST_TOKEN:
        return ()
    end = len(token) - (2 if _POSSESSIVE.search(token) else 0)
    whole = fold(token[:end])
    if not whole:
        return ()
    found = [Reading(whole, 0, end)]
    if is_latin(whole):
        found += _latin(token, end, whole)
    elif "\u0590" <= whole[0] < "\u0600":
        found += _hebrew(token, end, whole)
    else:
        found += _arabic(token, end, whole)
    return tuple(found)


def _latin(token: str, end: int, whole: str) -> list[Reading]:
    elided = _ELIDED.match(token[:end])
    if elided and fold(elided[1]) in tables().elided:
        rest = fold(token[elided.end() : end])
        return [Reading(rest, elided.end(), end, joined=True)]
    cut = 2 if whole[:2] in tables().free_articles else 0
    match = _ASSIMILATED.match(whole)
    if match:
        cut = match.end() - 1 if match[1] else 1
    if cut and len(whole) - cut >= _SHORTEST_STEM:
        return [Reading(whole[cut:], 0, end, article=True)]
    return []


def _arabic(token: str, end: int, whole: str) -> list[Reading]:
    found = []
    article, after_li = tables().arabic_article, tables().arabic_after_li
    for prefix in ("", *tables().arabic_prefixes):
        if not whole.startswith(prefix):
            continue
        rest, start = whole[len(prefix) :], _offset(token, len(prefix))
        joined = bool(prefix)
        if joined:
            found.append(Reading(rest, start, end, joined=True))
        if rest.startswith(article):
            found.append(Reading(rest[len(article) :], start, end, True, joined))
        if prefix in ("", *"\u0648\u0641") and rest.startswith(after_li):  # wa, fa
            # "li" swallows the alef of the article: what is left of it begins at the second lam,
            # which is also the first letter of a stem that begins with lam.
            second = _offset(token, len(prefix) + 1)
            found.append(Reading(rest[2:], second, end, True, True))
            found.append(Reading(rest[1:], second, end, True, True))
    return _of_substance(found)


def _hebrew(token: str, end: int, whole: str) -> list[Reading]:
    found = []
    for prefix in ("", *tables().hebrew_prefixes):
        if not whole.startswith(prefix):
            continue
        rest, start = whole[len(prefix) :], _offset(token, len(prefix))
        if prefix:
            found.append(Reading(rest, start, end, joined=True))
        if rest.startswith(tables().hebrew_article):
            found.append(Reading(rest[1:], start, end, True, bool(prefix)))
    return _of_substance(found)


def _of_substance(found: list[Reading]) -> list[Reading]:
    """Leave out what is too short to be a stem, unless it is known to be one."""
    known = tables().articles.union(tables().particles)
    return [r for r in found if len(r.stem) >= _SHORTEST_STEM or r.stem in known]


def _offset(token: str, letters: int) -> int:
    """Return where in a token its folded letter number ``letters`` stands."""
    seen = 0
    for place, character in enumerate(token):
        if seen >= letters and _letter(character):
            return place
        seen += len(_letter(character))
    return len(token)
