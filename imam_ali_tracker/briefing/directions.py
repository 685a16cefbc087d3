"""Text that runs from right to left among text that does not."""

from __future__ import annotations

import re

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Letters of Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms."""
LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
LEFT_TO_RIGHT_MARK = "\u200e"


def from_right(text: str) -> bool:
    """Whether all of a text runs from right to left, so that its lines begin at the right."""
    return RIGHT_TO_LEFT.search(text) is not None and LATIN.search(text) is None


def kept_apart(text: str) -> str:
    """Return a text of the data so that numbers and marks after it stay where they belong."""
    return text + LEFT_TO_RIGHT_MARK if RIGHT_TO_LEFT.search(text) else text
