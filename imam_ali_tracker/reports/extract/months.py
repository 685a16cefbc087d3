"""Month names in the languages of the press, and folding that makes spellings comparable."""

from __future__ import annotations

import json
import unicodedata
from functools import lru_cache
from typing import Any

from imam_ali_tracker.core.paths import resource

GREGORIAN = "gregorian"
JALALI = "jalali"
HIJRI = "hijri"

_SAME_LETTER = str.maketrans(
    {
        "\u0649": "\u06cc",  # alef maksura, as Persian yeh
        "\u064a": "\u06cc",  # Arabic yeh, as Persian yeh
        "\u0643": "\u06a9",  # Arabic kaf, as keheh
        "\u0629": "\u0647",  # teh marbuta, as heh
        "\u06c1": "\u0647",  # heh goal, as heh
        "\u06d5": "\u0647",  # ae, as heh
        "\u0640": "",  # tatweel
        "\u0131": "i",  # dotless i
        ".": "",
        "'": "",
        "\u2019": "",
        "\u02bc": "",
        "\u200c": "",
        "\u200d": "",
        " ": "",
    }
)
_HEBREW_IN = "\u05d1"
_PERSIAN_MONTH = "\u0645\u0627\u0647"
_ARABIC_AND = "\u0648"


def fold(text: str) -> str:
    """Reduce a name to what its spellings share: no case, accents, points or joiners."""
    if text.isascii():
        return text.lower().translate(_SAME_LETTER)
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(char for char in text if unicodedata.category(char) != "Mn")
    return text.translate(_SAME_LETTER)


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, dict[str, tuple[str, int]]], dict[str, tuple[str, int] | None]]:
    """Return (names by language, names over all languages with ``None`` where they disagree)."""
    data: dict[str, Any] = json.loads(
        resource("reports", "months.json").read_text(encoding="utf-8")
    )
    by_language: dict[str, dict[str, tuple[str, int]]] = {}
    everywhere: dict[str, tuple[str, int] | None] = {}
    for calendar in (GREGORIAN, JALALI, HIJRI):
        for language, months in data[calendar].items():
            names = by_language.setdefault(language.split("-", maxsplit=1)[0], {})
            for number, spellings in enumerate(months, 1):
                for spelling in spellings:
                    name = fold(spelling)
                    month = (calendar, number)
                    names.setdefault(name, month)
                    if everywhere.setdefault(name, month) != month:
                        everywhere[name] = None
    return by_language, everywhere


@lru_cache(maxsize=4096)
def month_of(name: str, language: str) -> tuple[str, int] | None:
    """Return (calendar, number) of a month name as printed on a page in ``language``.

    A name that means different months in different languages counts only in the page's own
    language or in English.
    """
    by_language, everywhere = _names()
    folded = fold(name)
    for candidate in _variants(folded):
        for table in (by_language.get(language, {}), by_language["en"], everywhere):
            found = table.get(candidate)
            if found:
                return found
    return None


def _variants(folded: str) -> list[str]:
    """Return a folded name and what is left of it without what languages attach to it."""
    variants = [folded]
    if folded.startswith((_HEBREW_IN, _ARABIC_AND)):
        variants.append(folded[1:])
    if folded.endswith(_PERSIAN_MONTH):
        variants.append(folded[: -len(_PERSIAN_MONTH)])
    return variants
