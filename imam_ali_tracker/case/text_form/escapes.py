r"""Characters that a text file would lose or a reviewer could not see, written as escapes.

Line breaks would spread a row over several lines, control characters are invisible, and marks of
the writing direction make a line read otherwise than it is stored. A CSV cell writes them as
``\n``, ``\r`` and ``\uXXXX``, and a backslash as ``\\``; JSON has the same escapes of its own.
"""

from __future__ import annotations

import re

# C0 and C1 controls, soft hyphen, line separators, direction marks, byte order mark, surrogates.
_UNSEEN = "\x00-\x1f\x7f-\x9f\u00ad\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
_IN_CELLS = re.compile(f"[{_UNSEEN}\\\\]")
_IN_JSON = re.compile(f"[{_UNSEEN}]")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.?))", re.DOTALL)
_SHORT = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_LONG = {"\\": "\\", "n": "\n", "r": "\r"}


def escape_cell(text: str) -> str:
    """Return ``text`` as it stands in a CSV cell."""
    return _IN_CELLS.sub(lambda match: _SHORT.get(match[0]) or _code(match), text)


def unescape_cell(text: str) -> str:
    """Return what a CSV cell stands for; an escape that is none raises ``ValueError(escape)``."""
    return _ESCAPE.sub(_meaning, text) if "\\" in text else text


def escape_json(document: str) -> str:
    """Return a JSON document of one line with what is left of unseen characters escaped."""
    return _IN_JSON.sub(_code, document)


def _code(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _meaning(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    if match[2] not in _LONG:
        raise ValueError(match[0])
    return _LONG[match[2]]
