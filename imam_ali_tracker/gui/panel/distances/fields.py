"""The entry fields that the forms of this page have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.PyQt.QtCore import QLocale
from qgis.PyQt.QtGui import QDoubleValidator
from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QLineEdit, QSizePolicy, QWidget

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.numbers import field_text
from imam_ali_tracker.gui.panel.calm_wheel import CalmWheel
from imam_ali_tracker.gui.panel.eliding_combo import ElidingCombo


def form_layout(parent: QWidget | None = None) -> QFormLayout:
    """Return a layout whose labels stand above their fields where both do not fit."""
    layout = QFormLayout() if parent is None else QFormLayout(parent)
    layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    layout.setContentsMargins(0, 0, 0, 0)
    return layout


def choice(entries: Mapping[str, str], name: str, parent: QWidget) -> QComboBox:
    """Return the choice of a key, shown by its label."""
    combo = ElidingCombo(parent)
    for key, label in entries.items():
        combo.addItem(label, key)
    combo.setAccessibleName(name)
    combo.setMinimumContentsLength(6)
    combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    CalmWheel(combo)
    return combo


def choose(combo: QComboBox, key: str | None) -> None:
    """Choose a key; one that is not offered is added as it is, so that it is not lost."""
    index = combo.findData(key or "")
    if index < 0 and key:
        combo.addItem(key, key)
        index = combo.count() - 1
    combo.setCurrentIndex(max(index, 0))


def text_field(name: str, tip: str, parent: QWidget) -> QLineEdit:
    """Return a line of text."""
    edit = QLineEdit(parent)
    edit.setAccessibleName(name)
    edit.setToolTip(tip)
    return edit


class NumberField(QLineEdit):
    """A number of at least 0 that may be left out, in the notation of the analyst's language."""

    def __init__(self, name: str, tip: str, parent: QWidget, most: float = 1e9) -> None:
        super().__init__(parent)
        self._name = name
        self._most = most
        validator = QDoubleValidator(0.0, most, 9, self)
        validator.setNotation(QDoubleValidator.Notation.StandardNotation)
        self.setValidator(validator)
        self.setAccessibleName(name)
        self.setToolTip(tip)

    def number(self) -> float | None:
        """Return the number, ``None`` where nothing is entered.

        Raises :class:`TrackerError` for what is no number, or not within the limits.
        """
        text = self.text().strip()
        if not text:
            return None
        value, good = QLocale().toDouble(text)
        if not good:
            value, good = QLocale.c().toDouble(text)
        if not good or not 0 <= value <= self._most:
            raise TrackerError(
                tr("{}: “{}” is not a number from 0 to {:g}.").format(self._name, text, self._most),
                tr("Correct it, or leave the field empty."),
            )
        return value

    def set_number(self, value: Any) -> None:
        """Show a number, or nothing."""
        if value is None:
            self.clear()
            return
        self.setText(field_text(value))
