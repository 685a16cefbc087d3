"""The words of the press from ``resources/reports/words.json``, and plain comparison of text."""

from __future__ import annotations

import json
from functools import lru_cache

from imam_ali_tracker.core.paths import resource

_SIGNS = {code: None for code in range(128) if not chr(code).isalnum()}


@lru_cache(maxsize=1)
def _lists() -> dict[str, list[str]]:
    data: dict[str, list[str]] = json.loads(
        resource("reports", "words.json").read_text(encoding="utf-8")
    )
    return data


@lru_cache(maxsize=32)
def words(name: str) -> frozenset[str]:
    """Return a list of words, such as ``words("published")``."""
    return frozenset(_lists()[name])


@lru_cache(maxsize=32)
def by_length(name: str) -> tuple[str, ...]:
    """Return a list of words, the longest first, as regular expressions want alternatives."""
    return tuple(sorted(words(name), key=lambda word: (-len(word), word)))


def plain(text: str) -> str:
    """Reduce text to its letters and digits without case, so that renderings compare equal."""
    if text.isascii():
        return text.lower().translate(_SIGNS)
    return "".join(filter(str.isalnum, text.casefold()))
