"""What is asked of a new case."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QFormLayout, QLineEdit, QWidget

from imam_ali_tracker.core import settings
from imam_ali_tracker.core.i18n import tr


class CaseForm(QWidget):
    """Title, marking and contact; the last two begin with what the options say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title_edit = QLineEdit(self)
        self.marking_edit = QLineEdit(settings.MARKING.value(), self)
        self.contact_edit = QLineEdit(settings.CONTRIBUTOR.value(), self)
        self.title_edit.setPlaceholderText(tr("What the case is about"))
        self.marking_edit.setPlaceholderText(tr("Printed at head and foot of briefings"))
        self.contact_edit.setPlaceholderText(tr("Who answers questions about it"))
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.addRow(tr("&Title"), self.title_edit)
        self._form.addRow(tr("&Marking"), self.marking_edit)
        self._form.addRow(tr("&Contact"), self.contact_edit)

    def add_row(self, label: str, field: QWidget) -> None:
        """Ask for something more, in line with the rest."""
        self._form.addRow(label, field)

    @property
    def title(self) -> str:
        """The title, empty where none was given yet."""
        return str(self.title_edit.text()).strip()

    @property
    def marking(self) -> str | None:
        """The marking, ``None`` where there is none."""
        return str(self.marking_edit.text()).strip() or None

    @property
    def contact(self) -> str | None:
        """The contact, ``None`` where there is none."""
        return str(self.contact_edit.text()).strip() or None
