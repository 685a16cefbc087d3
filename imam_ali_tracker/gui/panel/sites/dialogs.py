"""The dialogs that ask for a new site, and for another position of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.notations import attribution
from imam_ali_tracker.core import settings
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.panel.fitting import grow
from imam_ali_tracker.gui.panel.notice import Notice
from imam_ali_tracker.gui.panel.sites.position_form import PositionForm
from imam_ali_tracker.gui.position_mark import PositionMark

_WIDTH = 460


class PositionDialog(QDialog):
    """Asks for a position; the map shows it with its accuracy while it is asked for."""

    def __init__(self, title: str, mark: PositionMark, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_WIDTH, self.sizeHint().height())
        self._mark = mark
        self.notice = Notice("/mIconInfo.svg", self)
        self.fault_notice = Notice("/mIconWarning.svg", self)
        self.position_form = PositionForm(self)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self.notice, self.position_form, self.fault_notice):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.buttons)
        self.position_form.changed.connect(self._preview)
        self.finished.connect(lambda _: mark.clear())
        self.check()

    def show_old(self, row: Mapping[str, Any]) -> None:
        """Say which position the site has; its source says nothing about another one."""
        self.notice.say(tr("Until now: {}").format(attribution(row)))

    def fault(self) -> str:
        """Return what keeps the dialog from being accepted."""
        return self.position_form.fault()

    def values(self) -> dict[str, Any]:
        """Return the columns that were asked for; for after the dialog was accepted."""
        return self.position_form.values()

    def check(self) -> None:
        """Say what is missing."""
        fault = self.fault()
        self.fault_notice.say(fault)
        if self.isVisible():
            grow(self)
        present(self.buttons.button(QDialogButtonBox.StandardButton.Ok)).setEnabled(not fault)

    def showEvent(self, event: QShowEvent | None) -> None:
        """Give what is said of the position until now its room."""
        super().showEvent(event)
        grow(self)

    def _preview(self, position: tuple[float, float] | None, accuracy_m: float | None) -> None:
        self._mark.show(position, accuracy_m)
        self.check()


class SiteDialog(PositionDialog):
    """Asks for a new site: name, kind, status, and its position."""

    def __init__(self, mark: PositionMark, parent: QWidget) -> None:
        self.name_edit = QLineEdit()
        self.kind_combo, self.status_combo = QComboBox(), QComboBox()
        for key, label in vocabulary("site_kind").items():
            self.kind_combo.addItem(label, key)
        self.kind_combo.setCurrentIndex(self.kind_combo.findData("unknown"))
        self.status_combo.addItem(tr("Not stated"), None)
        for key, label in vocabulary("site_status").items():
            self.status_combo.addItem(label, key)
        super().__init__(tr("New Site"), mark, parent)
        self.position_form.put_above(
            (
                (tr("&Name"), self.name_edit),
                (tr("&Kind"), self.kind_combo),
                (tr("S&tatus"), self.status_combo),
            )
        )
        self.name_edit.setFocus()
        self.name_edit.setPlaceholderText(tr("As the reports call it, in any script"))
        self.name_edit.textChanged.connect(self.check)
        basis = self.position_form.basis_combo
        if settings.POSITION_BASIS.value() != settings.POSITION_BASIS.default:
            basis.setCurrentIndex(basis.findData(settings.POSITION_BASIS.value()))

    def fault(self) -> str:
        """Return what keeps the dialog from being accepted."""
        if not self.name_edit.text().strip():
            return tr("Give the site a name.")
        return super().fault()

    def values(self) -> dict[str, Any]:
        """Return the row of the new site."""
        return {
            "name": self.name_edit.text().strip(),
            "kind": self.kind_combo.currentData(),
            "status": self.status_combo.currentData(),
            **super().values(),
        }
