"""Numbers in fields, as the analyst's language writes them; texts are English throughout."""

from __future__ import annotations

from qgis.PyQt.QtCore import QLocale


def has_decimal_comma() -> bool:
    """Whether the analyst writes 12,5 for twelve and a half."""
    return QLocale().decimalPoint() == ","


def field_text(value: float) -> str:
    """Return a number for a field to be edited, without separators of thousands."""
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    return str(locale.toString(float(value), "g", 12))
