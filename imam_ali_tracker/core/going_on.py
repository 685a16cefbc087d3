"""How long work says that it goes on, and whoever asked for it may end it."""

from __future__ import annotations

from typing import Callable

GoOn = Callable[[], object]
"""Is called now and then by what takes long, and may end it by raising."""


def never_stop() -> None:
    """Let work go on to its end."""
