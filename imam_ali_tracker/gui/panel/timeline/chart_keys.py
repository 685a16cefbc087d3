"""What the keys do on the time axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QKeyEvent

if TYPE_CHECKING:
    from imam_ali_tracker.gui.panel.timeline.chart import TimelineChart

_PAN_SHARE = 0.15
_CLOSER = (Qt.Key.Key_Plus, Qt.Key.Key_Equal)
_SIDEWAYS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_WITH_CONTROL = frozenset((*_CLOSER, Qt.Key.Key_Minus, Qt.Key.Key_0, *_SIDEWAYS))


def is_own(key: QKeyEvent) -> bool:
    """Return whether a key is for the axis before QGIS, which zooms the map with Ctrl++."""
    control = bool(key.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return control and key.key() in _WITH_CONTROL


def do_key(chart: TimelineChart, key: QKeyEvent, *, mirrored: bool) -> bool:
    """Do what a key is for; return whether it is for anything. Time runs leftwards if mirrored."""
    control = bool(key.modifiers() & Qt.KeyboardModifier.ControlModifier)
    if key.modifiers() & Qt.KeyboardModifier.ShiftModifier and key.key() in _SIDEWAYS:
        onward = -_SIDEWAYS[key.key()] if mirrored else _SIDEWAYS[key.key()]
        chart.stretch_period(onward, begin=control)
        return True
    return _zoom(chart, key.key()) if control else _walk(chart, key.key(), mirrored=mirrored)


def _zoom(chart: TimelineChart, key: int) -> bool:
    if key in _CLOSER:
        chart.zoom(1)
    elif key == Qt.Key.Key_Minus:
        chart.zoom(-1)
    elif key == Qt.Key.Key_0:
        chart.show_all()
    elif key in _SIDEWAYS:
        chart.pan(-_SIDEWAYS[key] * _PAN_SHARE)
    else:
        return False
    return True


def _walk(chart: TimelineChart, key: int, *, mirrored: bool) -> bool:
    if key == Qt.Key.Key_Escape and chart.period is not None:
        chart.brush(None)
    elif not chart.items:
        return False
    elif key in _SIDEWAYS:
        chart.walk(-_SIDEWAYS[key] if mirrored else _SIDEWAYS[key])
    elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        chart.walk_to_end(last=key == Qt.Key.Key_End)
    elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        chart.walk_across(1 if key == Qt.Key.Key_Down else -1)
    elif key == Qt.Key.Key_Space:
        chart.turn_fold()
    elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and chart.current is not None:
        chart.activated.emit(chart.current)
    else:
        return False
    return True
