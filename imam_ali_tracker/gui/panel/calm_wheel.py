"""Choices that the wheel does not change while it scrolls the form in which they stand."""

from __future__ import annotations

from qgis.PyQt.QtCore import QEvent, QObject, Qt
from qgis.PyQt.QtWidgets import QWidget

from imam_ali_tracker.core.present import present


class CalmWheel(QObject):
    """Lets a wheel over a field scroll what is around it, unless the field has the focus."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel gives no focus either
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: ARG002
        """Hand the wheel on to what is around the field."""
        if present(event).type() != QEvent.Type.Wheel or self._field.hasFocus():
            return False
        present(event).ignore()
        return True
