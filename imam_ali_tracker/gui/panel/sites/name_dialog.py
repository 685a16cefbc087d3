"""The dialog that asks for a name of a site."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.vocabularies import vocabulary

_WIDTH = 380
_SCRIPTS = {"LATIN": "Latn", "ARABIC": "Arab", "HEBREW": "Hebr", "CYRILLIC": "Cyrl"}


def script_of(text: str) -> str:
    """Return the key of the script of a text's first letter that has one; else of the unknown."""
    for letter in text:
        first = unicodedata.name(letter, "").partition(" ")[0]
        if first in _SCRIPTS:
            return _SCRIPTS[first]
    return "Zzzz"


class NameDialog(QDialog):
    """Asks for a name, its language, script, kind and source; the script follows the letters."""

    def __init__(self, row: Mapping[str, Any] | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Name of a Site"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_WIDTH, self.sizeHint().height())
        self.name_edit, self.language_edit = QLineEdit(self), QLineEdit(self)
        self.source_edit = QLineEdit(self)
        self.kind_combo, self.script_combo = QComboBox(self), QComboBox(self)
        self.name_edit.setPlaceholderText(tr("In any script"))
        self.language_edit.setPlaceholderText(tr("ar, fa, he, en …"))
        for combo, name in ((self.kind_combo, "name_kind"), (self.script_combo, "script")):
            for key, label in vocabulary(name).items():
                combo.addItem(label, key)
        self.kind_combo.setCurrentIndex(self.kind_combo.findData("alias"))
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(tr("&Name"), self.name_edit)
        form.addRow(tr("&Kind"), self.kind_combo)
        form.addRow(tr("S&cript"), self.script_combo)
        form.addRow(tr("&Language"), self.language_edit)
        form.addRow(tr("&Source"), self.source_edit)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addStretch(1)
        layout.addWidget(self._buttons)
        self.name_edit.textEdited.connect(self._follow)
        if row is not None:
            self._show(row)
        self._check()

    def values(self) -> dict[str, Any]:
        """Return the columns of the name."""
        return {
            "name": self.name_edit.text().strip(),
            "kind": self.kind_combo.currentData(),
            "script": self.script_combo.currentData(),
            "language": self.language_edit.text().strip() or None,
            "source": self.source_edit.text().strip() or None,
        }

    def _show(self, row: Mapping[str, Any]) -> None:
        self.name_edit.setText(row["name"] or "")
        self.language_edit.setText(row["language"] or "")
        self.source_edit.setText(row["source"] or "")
        self.kind_combo.setCurrentIndex(self.kind_combo.findData(row["kind"]))
        self.script_combo.setCurrentIndex(self.script_combo.findData(row["script"] or "Zzzz"))

    def _follow(self, text: str) -> None:
        self.script_combo.setCurrentIndex(self.script_combo.findData(script_of(text)))
        self._check()

    def _check(self) -> None:
        ok = present(self._buttons.button(QDialogButtonBox.StandardButton.Ok))
        ok.setEnabled(bool(self.name_edit.text().strip()))
