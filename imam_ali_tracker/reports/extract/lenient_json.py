"""JSON as pages write it, which a strict parser often rejects.

Read strictly first. Where that fails: comments, CDATA and entities around it, trailing and missing
commas, several values in a row, raw line breaks and unescaped quotes in strings, single quotes,
bare words, and an end that is cut off.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any, Union

from imam_ali_tracker.reports.extract.limits import (
    MAX_JSON_CHARS,
    MAX_JSON_DEPTH,
    MAX_MENDED_CHARS,
)

Json = Union[None, bool, int, float, str, "list[Any]", "dict[str, Any]"]

_WRAPPER = re.compile(
    r"^\s*(?:(?://)?\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!--)|(?:(?://)?\s*\]\]>|/\*\s*\]\]>\s*\*/|-->)\s*;?\s*$"
)
_TOKEN = re.compile(
    r"\s+|//[^\n]{0,500}(?=\n)|/\*.{0,500}?\*/|(?P<mark>[{}\[\],:])|(?P<quote>[\"'])|(?P<bare>[^\s{}\[\],:\"']+)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_SURROGATES = re.compile("[\ud800-\udfff]")
_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "nan": None}
_ENDS_STRING = re.compile(
    r"\s*(?:[}\]:]|\Z|,\s*(?:[\"'{}\[\]]|-?\d|true|false|null|[a-zA-Z@]\w*\s*:\s*[\"'\d{\[]|//|/\*|\Z))"
)
_NEXT_KEY = re.compile(r"\s*[\"'][@\w:. -]{1,60}[\"']\s*:")


def load(text: str) -> tuple[list[Json], bool]:
    """Return (the values in a JSON text, strict).

    ``strict`` is false where the text had to be mended. Text longer than the limit is read up to
    the limit.
    """
    text = text.strip("\ufeff \t\r\n")
    if len(text) <= MAX_JSON_CHARS:
        try:
            return [json.loads(text, strict=False, parse_int=_integer)], True
        except (ValueError, RecursionError):
            pass
    text = text[:MAX_MENDED_CHARS]
    for _ in range(2):
        text = _WRAPPER.sub("", text, count=2)
    if "&quot;" in text and '"' not in text:
        text = html.unescape(text)
    return _values(text), False


def _values(text: str) -> list[Json]:
    """Build values from tokens with a stack of its own: depth costs no recursion."""
    builder = _Builder()
    for kind, lexeme in _tokens(text):
        if kind != "mark":
            builder.place(lexeme if kind == "string" else _bare(lexeme))
        elif lexeme in "{[":
            if len(builder.stack) >= MAX_JSON_DEPTH:
                break
            builder.open({} if lexeme == "{" else [])
        elif lexeme in "}]":
            builder.close()
        else:
            builder.separate(colon=lexeme == ":")
    return builder.values


class _Builder:
    """The values so far, and the objects and lists that are still open."""

    def __init__(self) -> None:
        self.values: list[Json] = []
        self.stack: list[Any] = []
        self._keys: list[str | None] = []
        self._awaits_value = False

    def open(self, container: Any) -> None:
        if self.stack:
            self.place(container)
        else:
            self.values.append(container)
        self.stack.append(container)
        self._keys.append(None)
        self._awaits_value = False

    def close(self) -> None:
        if self.stack:
            self.stack.pop()
            self._keys.pop()
        self._awaits_value = False

    def separate(self, *, colon: bool) -> None:
        self._awaits_value = colon and bool(self.stack) and isinstance(self.stack[-1], dict)

    def place(self, value: Json) -> None:
        """Put a value where it belongs; text on its own belongs nowhere."""
        if not self.stack:
            return
        key = self._keys[-1]
        if isinstance(self.stack[-1], list):
            self.stack[-1].append(value)
        elif self._awaits_value and key is not None:
            self.stack[-1].setdefault(key, value)
            self._keys[-1] = None
        elif isinstance(value, (str, int, float)):
            self._keys[-1] = str(value)
        self._awaits_value = False


def _bare(word: str) -> Json:
    lowered = word.lower()
    if lowered in _WORDS:
        return _WORDS[lowered]
    return _integer(word) if word.isdecimal() else word


def _integer(digits: str) -> Json:
    """An integer, or its digits where it is too long to be a date or a number of anything."""
    return int(digits) if len(digits) < 19 else digits


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if not found:
            position += 1
            continue
        if found.group("quote"):
            value, position = _string(text, found.end(), found.group("quote"))
            yield "string", value
            continue
        position = found.end()
        for kind in ("mark", "bare"):
            if found.group(kind):
                yield kind, found.group(kind)


def _string(text: str, start: int, quote: str) -> tuple[str, int]:
    """Return (the string that starts at ``start``, position after it).

    A quote ends it only where JSON goes on behind it: pages forget to escape quotes in headlines.
    """
    position = start
    while True:
        end = text.find(quote, position)
        if end < 0:
            end = len(text)
            break
        if not _escaped(text, start, end) and (
            _ENDS_STRING.match(text, end + 1) or _NEXT_KEY.match(text, end + 1)
        ):
            break
        position = end + 1
    return _unescape(text[start:end]), end + 1


def _escaped(text: str, start: int, end: int) -> bool:
    """Tell whether the quote at ``end`` follows an odd number of backslashes."""
    first = end
    while first > start and text[first - 1] == "\\":
        first -= 1
    return (end - first) % 2 == 1


def _unescape(raw: str) -> str:
    if "\\" not in raw:
        return raw

    def replaced(found: re.Match[str]) -> str:
        code = found.group(1)
        if code[0] == "u" and len(code) == 5:
            return chr(int(code[1:], 16))
        return _ESCAPED.get(code, code)

    text = _ESCAPE.sub(replaced, raw)
    if _SURROGATES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
