"""Translation of user-visible text without a dependency on Qt.

Packages that must work without QGIS (geodesy, claims, report extraction) still speak to the
analyst. They call :func:`tr`; the plugin installs Qt's translator at start.
"""

from __future__ import annotations

from typing import Callable

CONTEXT = "ImamAliTracker"
"""The context under which the strings stand in the ``.ts`` files."""

_translator: Callable[[str, str], str] | None = None


def install_translator(translate: Callable[[str, str], str] | None) -> None:
    """Use ``translate(context, text)`` from now on; ``None`` returns to untranslated text."""
    global _translator
    _translator = translate


def tr(text: str) -> str:
    """Return ``text`` in the analyst's language; placeholders are filled after translation."""
    return text if _translator is None else _translator(CONTEXT, text)
