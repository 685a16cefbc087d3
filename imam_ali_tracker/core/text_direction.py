"""In which direction a text runs, and keeping texts of both directions apart on one line."""

from __future__ import annotations

import unicodedata

_ISOLATE, _ISOLATE_FIGURES, _END_ISOLATE = "\u2068", "\u2066", "\u2069"


def reads_right_to_left(text: str) -> bool | None:
    """Whether the first letter of a text that has a direction runs to the left; else ``None``."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("R", "AL"):
            return True
        if kind == "L":
            return False
    return None


def isolate(text: str) -> str:
    """Return a text that keeps its own order whatever stands around it."""
    return f"{_ISOLATE}{text}{_END_ISOLATE}"


def isolate_figures(text: str) -> str:
    """Return figures that keep their order in a line that runs to the left."""
    return f"{_ISOLATE_FIGURES}{text}{_END_ISOLATE}"
