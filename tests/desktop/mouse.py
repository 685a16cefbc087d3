"""An analyst's mouse inside QGIS: clicks, drags and wheels on what the screen shows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from qgis.core import QgsPointXY
from qgis.PyQt.QtCore import QPoint, QPointF, QSize, Qt
from qgis.PyQt.QtGui import QWheelEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDockWidget,
    QLabel,
    QMenu,
    QScrollArea,
    QTabBar,
    QWidget,
)
from qgis.utils import iface

from tests.desktop.hands import Hands, name_of, own_name

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_NONE = Qt.KeyboardModifier.NoModifier
_STEPS = 6
_NOTCH = 120
_MOST_NOTCHES = 40
_A_MOMENT_S, _A_WHILE_S = 0.05, 0.2


class Mouse(Hands):
    """Hands that click. Whatever is clicked has to be in view."""

    def push(self, name: str) -> None:
        """Click the button, box or field of this name."""
        self.click(self.seen(name))

    def found(self, name: str) -> QWidget:
        """Return what has this name, once it stands still: what was before it is laid out."""
        widget: QWidget = self.wait(lambda: _named(name), f"“{name}”")
        place = None
        while place != (place := self.ask(lambda: _stands(widget))):
            time.sleep(_A_WHILE_S)
        return widget

    def seen(self, name: str) -> QWidget:
        """Return what has this name and is in view; what scrolls is scrolled to it."""
        widget = self.found(name)
        self._bring_into_view(lambda: (widget, widget.rect().center()))
        return widget

    def _bring_into_view(self, where: Callable[[], tuple[QWidget, QPoint]]) -> None:
        """Turn the wheel over what a place stands in until it is in view."""
        for _ in range(_MOST_NOTCHES):
            way = self.ask(lambda: _way_to(*where()))
            if way is None:
                return
            self.wheel(*way)
        raise LookupError("the wheel does not lead to what is wanted")

    def write(self, name: str, text: str) -> None:
        """Click into a field, and type there."""
        self.push(name)
        self.type(text)

    def take(self, *path: str) -> None:
        """Click entries of the open menu and of those below it."""
        for text in path:
            menu, place = self.wait(lambda wanted=text: _entry(wanted), f"the entry “{text}”")
            self.click(menu, place)

    def choose_from(self, name: str, text: str) -> None:
        """Open a list to choose from, and click an entry of it."""
        combo = self.seen(name)
        assert isinstance(combo, QComboBox)
        number = self.ask(lambda: combo.findText(text, Qt.MatchFlag.MatchStartsWith))
        if number < 0:
            raise LookupError(f"no “{text}” in “{name}”")
        self.click(combo)
        view = combo.view()
        self.wait(view.isVisible, f"the list of “{name}”")
        index = view.model().index(number, combo.modelColumn())
        self.ask(lambda: view.scrollTo(index))
        place = self.ask(lambda: view.visualRect(index).center())
        self.move(view.viewport(), place)
        time.sleep(
            self.ask(QApplication.doubleClickInterval) / 1000
        )  # or it is of the click before
        self.click(view.viewport(), place)

    def turn_to(self, title: str) -> None:
        """Click the tab of a page of the panel."""
        bar, place = self.wait(lambda: _tab(title), f"the tab “{title}”")
        self.click(bar, place)

    def row(self, name: str, text: str, button: Qt.MouseButton = LEFT) -> None:
        """Click the row of a list or tree that says something."""
        self.wait(lambda: _row(name, text), f"the row “{text}”")
        self._bring_into_view(lambda: _row(name, text))
        viewport, place = self.ask(lambda: _row(name, text))
        self.click(viewport, place, button)

    def point(self, longitude: float, latitude: float) -> QPoint:
        """Return where on the canvas a place is; the map is in longitude and latitude."""
        there = QgsPointXY(longitude, latitude)
        at = self.ask(lambda: iface.mapCanvas().getCoordinateTransform().transform(there))
        return QPoint(round(at.x()), round(at.y()))

    def move(self, widget: QWidget, place: QPoint) -> None:
        """Move the mouse over a widget."""
        self._do(lambda: QTest.mouseMove(*_at(widget, place)))
        time.sleep(_A_MOMENT_S)

    def on_map(self, place: QPoint) -> None:
        """Move to a place of the canvas, and click there."""
        view = iface.mapCanvas().viewport()
        self.move(view, place)
        self.click(view, place)

    def drag(
        self, widget: QWidget, start: QPoint, end: QPoint, before_end: Callable[[], None]
    ) -> None:
        """Press, move step by step, look, and let go."""
        self.move(widget, start)
        self._do(lambda: QTest.mousePress(*_pressed(widget, start)))
        for step in range(1, _STEPS + 1):
            self.move(widget, start + (end - start) * step / _STEPS)
        before_end()
        self._do(lambda: QTest.mouseRelease(*_pressed(widget, end)))

    def wheel(self, widget: QWidget, notches: int, place: QPoint | None = None) -> None:
        """Turn the wheel over a widget; away from oneself where positive."""
        there = self.ask(lambda: widget.rect().center()) if place is None else place
        self._do(lambda: _turn(widget, there, notches))


def _visible() -> Iterator[QWidget]:
    """Give the widgets that a click reaches: while a dialog waits, its own."""
    dialog = QApplication.activeModalWidget()
    for widget in QApplication.allWidgets():
        if widget.isVisible() and (dialog is None or widget.window() is dialog):
            yield widget


def _named(name: str) -> QWidget | None:
    """Return what has a name: in front, in the panel before QGIS's own Save, and the innermost."""
    seen = [each for each in _visible() if each.isEnabled()]
    named = [each for each in seen if own_name(each) == name]
    return min((*named, *_labelled(seen, name)), key=_order, default=None)


def _labelled(seen: Iterable[QWidget], name: str) -> Iterator[QWidget]:
    """Give the fields beside labels that say this."""
    for label in seen:
        if isinstance(label, QLabel) and label.text().replace("&", "") == name and label.buddy():
            yield label.buddy().focusProxy() or label.buddy()


def _order(widget: QWidget) -> tuple[int, ...]:
    in_front = widget.window() is QApplication.activeWindow()
    size = widget.width() * widget.height()
    return widget.isWindow(), not in_front, not _is_in_panel(widget), size


def _is_in_panel(widget: QWidget | None) -> bool:
    while widget is not None and not isinstance(widget, QDockWidget):
        widget = widget.parentWidget()
    return widget is not None and widget.windowTitle() == "Imam Ali Tracker"


def _stands(widget: QWidget) -> tuple[QPoint, QSize]:
    return widget.mapToGlobal(QPoint()), widget.size()


def _way_to(widget: QWidget, place: QPoint) -> tuple[QWidget, int] | None:
    """Return over what to turn the wheel, and whether up or down; ``None`` for what is in view."""
    if widget.visibleRegion().boundingRect().contains(place):
        return None
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    if parent is None:
        raise LookupError(f"“{name_of(widget)}” is out of view")
    area = parent.viewport()
    middle = area.mapToGlobal(area.rect().center())
    return area, -1 if widget.mapToGlobal(place).y() > middle.y() else 1


def _entry(text: str) -> tuple[QMenu, QPoint] | None:
    menu = QApplication.activePopupWidget()
    for action in menu.actions() if isinstance(menu, QMenu) else ():
        if action.text().replace("&", "").partition("\t")[0].startswith(text):
            return menu, menu.actionGeometry(action).center()
    return None


def _tab(title: str) -> tuple[QTabBar, QPoint] | None:
    for bar in _visible():
        for number in range(bar.count()) if isinstance(bar, QTabBar) else ():
            if title in (bar.tabToolTip(number), bar.tabText(number)):
                return bar, bar.tabRect(number).center()
    return None


def _row(name: str, text: str) -> tuple[QWidget, QPoint] | None:
    for view in _visible():
        if isinstance(view, QAbstractItemView) and view.accessibleName() == name:
            model, flags = view.model(), Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive
            first = model.index(0, 0)
            for index in model.match(first, Qt.ItemDataRole.DisplayRole, text, 1, flags):
                if not view.viewport().rect().contains(view.visualRect(index).center()):
                    view.scrollTo(index)
                return view.viewport(), view.visualRect(index).center()
    return None


def _at(widget: QWidget, place: QPoint) -> tuple[Any, QPoint]:
    window = widget.window()
    return window.windowHandle(), widget.mapTo(window, place)


def _pressed(widget: QWidget, place: QPoint) -> tuple[Any, ...]:
    window, there = _at(widget, place)
    return window, LEFT, _NONE, there


def _turn(widget: QWidget, place: QPoint, notches: int) -> None:
    event = QWheelEvent(
        QPointF(place),
        QPointF(widget.mapToGlobal(place)),
        QPoint(),
        QPoint(0, _NOTCH * notches),
        Qt.MouseButton.NoButton,
        _NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
