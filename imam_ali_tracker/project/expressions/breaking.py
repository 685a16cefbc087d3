"""Breaking texts into lines where what shows them does not."""

from __future__ import annotations

import re
from html import unescape

_WORDS = re.compile(r"\S+|\s+")
_WORDS_AND_TAGS = re.compile(r"<[^>]*>|[^\s<]+|\s+")


def broken(text: str, width: int, *, html: bool) -> str:
    """Return a text with line ends in place of spaces, so that lines have up to ``width`` letters.

    A word that is longer stays whole. In HTML tags have no width and the line ends are ``<br>``.
    """
    pieces: list[str] = []
    column, gap, column_behind_gap = 0, -1, 0
    for piece in (_WORDS_AND_TAGS if html else _WORDS).findall(text):
        pieces.append(piece)
        if html and piece.startswith("<"):
            continue
        column += len(unescape(piece)) if html else len(piece)
        if piece.isspace():
            gap, column_behind_gap = len(pieces) - 1, column
        elif column > width and gap >= 0:
            pieces[gap] = "<br>" if html else "\n"
            column, gap = column - column_behind_gap, -1
    return "".join(pieces)
