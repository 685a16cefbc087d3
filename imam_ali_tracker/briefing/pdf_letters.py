"""Letters of a PDF as they are typed, so that words are found and copied as they are written.

Qt notes down which character each drawn shape stands for, but names joined Arabic letters and Latin
ligatures by the characters that Unicode keeps for the shapes alone.
"""

from __future__ import annotations

import re
import unicodedata

_NOTED = re.compile(rb"\[[^\]]*\]")
"""Characters in a table of shapes (ISO 32000-1, 9.10.3): lists of hexadecimal numbers."""
_SHAPES = re.compile(rb"<(FB[0-9A-F]{2}|F[CD][0-9A-F]{2}|FE[7-9A-F][0-9A-F])>", re.IGNORECASE)
_LAST_LATIN = 0xFB06


def typed(table: bytes) -> bytes:
    """Return a table of shapes with the letters that are typed instead of those for shapes."""
    return _NOTED.sub(lambda noted: _SHAPES.sub(_letters, noted.group()), table)


def _letters(match: re.Match[bytes]) -> bytes:
    shape = int(match.group(1), 16)
    letters = unicodedata.normalize("NFKC", chr(shape))
    if len(letters) > 1 and shape > _LAST_LATIN:
        return match.group()  # readers turn lines from right to left around, and these with them
    return b"<" + letters.encode("utf-16-be").hex().upper().encode("ascii") + b">"
