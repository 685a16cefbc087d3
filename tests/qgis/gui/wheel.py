"""Turning the mouse wheel over a field."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QWheelEvent
from qgis.PyQt.QtWidgets import QWidget


def is_left_alone(field: QWidget) -> bool:
    """Whether a turn of the wheel over a field is handed on to what is around it."""
    middle = field.rect().center()
    turned = QWheelEvent(
        QPointF(middle),
        QPointF(field.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QCoreApplication.sendEvent(field, turned)
    return not turned.isAccepted()
