"""Where the sentences of a text begin and end."""

from __future__ import annotations

import re
from bisect import bisect_right

_BREAK = re.compile(r"[.!?\u2026\u061f\u06d4]+[\"'\u201d\u2019\u00bb)\]]*(?=\s)|\n")
_ABBREVIATION = re.compile(
    r"(?:\b[^\W\d_]|\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Maj|Capt|Lt|Sgt|Brig|Prof|St|No|vs|ca|approx"
    r"|km|mi|ft|sq|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec))$"
)


class Sentences:
    """The sentences of one text; abbreviations, initials and decimals do not end one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0]
        for match in _BREAK.finditer(text):
            if match[0] == "\n" or self._ends_one(match):
                self._starts.append(match.end())

    def _ends_one(self, match: re.Match[str]) -> bool:
        following = self._text[match.end() : match.end() + 3].lstrip()
        if following[:1].islower():
            return False
        before = self._text[max(0, match.start() - 8) : match.start()]
        return match[0] != "." or _ABBREVIATION.search(before) is None

    def spans(self) -> list[tuple[int, int]]:
        """Return where each sentence begins and ends; empty ones are left out."""
        ends = [*self._starts[1:], len(self._text)]
        found = [self._trimmed(begin, end) for begin, end in zip(self._starts, ends)]
        return [(begin, end) for begin, end in found if begin < end]

    def around(self, start: int, end: int) -> tuple[int, int]:
        """Return where the sentence of a span begins and ends, without space at either end."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, max(start, end - 1))
        begin = self._starts[first]
        stop = self._starts[last] if last < len(self._starts) else len(self._text)
        return self._trimmed(begin, stop)

    def _trimmed(self, begin: int, end: int) -> tuple[int, int]:
        part = self._text[begin:end]
        return begin + len(part) - len(part.lstrip()), begin + len(part.rstrip())
