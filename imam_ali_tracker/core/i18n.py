"""Translation of user-visible text without a dependency on Qt.

Packages that must work without QGIS (geodesy, claims, report extraction) still speak to the
analyst. They call :func:`tr` and :func:`plural`; the plugin installs Qt's translator at start.
"""

from __future__ import annotations

from typing import Callable, Optional

CONTEXT = "ImamAliTracker"
"""The context under which the strings stand in the ``.ts`` files."""

Translate = Callable[[str, str, Optional[str], int], str]
"""``QCoreApplication.translate``: context, text, disambiguation (unused), count or -1."""

_translator: Translate | None = None


def install_translator(translate: Translate | None) -> None:
    """Use ``translate`` from now on; ``None`` returns to untranslated text."""
    global _translator
    _translator = translate


def translator() -> Translate | None:
    """Return what translates now; texts that are kept are good as long as this is the same."""
    return _translator


def tr(text: str) -> str:
    """Return ``text`` in the analyst's language; placeholders are filled after translation."""
    return text if _translator is None else _translator(CONTEXT, text, None, -1)


def plural(one: str, many: str, n: int) -> str:
    """Return what is said of ``n`` things; placeholders are filled after translation.

    ``many`` is the text that translators see, with as many forms as their language has. English
    has no translation file, so its two forms stand in the code.
    """
    translated = many if _translator is None else _translator(CONTEXT, many, None, n)
    return one if translated == many and n == 1 else translated
