"""A monkey at the panel and the map: random actions by mouse and keyboard, the same for a seed.

It uses only what an analyst can reach: visible, enabled widgets of the panel, its windows and
menus, and the map. What it does is written down before it is done.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QItemSelectionModel, QPoint, QPointF, Qt, QTimer
from qgis.PyQt.QtGui import QContextMenuEvent, QWheelEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

_TEXTS = (
    *("kamal", "Tehran", "less than 300 km", "50, 100, 300 km", "1,200 km", "34.45 40.92", "0", ""),
    *("2019-09", "2019-13-40", "between 100 and 200 mi", "-1", "1e400", "<b>x</b>", "a; b\tc"),
    *("34 27 00 N 40 55 07 E", "38SKC", "999", "90", "-181", "http://127.0.0.1:9/a", "' OR 1=1"),
)
_KEYS = (
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space),
    *(Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_F2, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageDown),
    *(Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_0, Qt.Key.Key_A, Qt.Key.Key_Z),
)
_MODIFIERS = (
    *(Qt.KeyboardModifier.NoModifier,) * 4,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_LEFT, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_NONE = Qt.KeyboardModifier.NoModifier
_LEAVES_THE_MACHINE = re.compile(
    r"fetch|check again|check .*reports|archive|browser", re.IGNORECASE
)
"""What the names of buttons say that would contact the addresses of the case's reports."""
_TAKES_THE_MAP = re.compile(r"click|on the map", re.IGNORECASE)
"""What the buttons say that begin a map tool; they would be pressed too rarely by chance."""
_REFUSED_WINDOWS = ("TeamDialog",)
"""Windows that contact whatever name is typed into them."""
_PACKAGE = "imam_ali_tracker"
_TICK_MS = 40
_PATIENCE = 12
_STUCK_S = 1.5


class Monkey:
    """Acts on ``panel`` and ``canvas``; ``journal`` gets a line an action.

    Buttons whose words begin with ``without`` are left alone, if it says any.
    """

    def __init__(
        self, panel: QWidget, canvas: QgsMapCanvas, seed: int, journal: Path, without: str = ""
    ) -> None:
        self._without = without
        self._panel = panel
        self._canvas = canvas
        self._random = random.Random(seed)
        self._journal = journal.open("w", encoding="utf-8")
        self._begun = time.monotonic()
        self._acting = False
        self._in_window: tuple[int, int] = (0, 0)
        self.done = 0
        self._watch()

    def act(self) -> None:
        """Do one thing."""
        choices: list[tuple[Callable[[QWidget], None], int]] = [
            (self._press_button, 6),
            (self._type, 4),
            (self._press_key, 4),
            (self._use_list, 5),
            (self._turn_tab, 2),
            (self._choose, 2),
            (self._wheel, 1),
            (self._drag, 2),
            (self._use_map, 5),
        ]
        if type(self._canvas.mapTool()).__module__.startswith(_PACKAGE):
            choices.append((self._use_map, 25))  # one of our tools waits for the mouse
        actions = [action for action, weight in choices for _ in range(weight)]
        self.done += 1
        self._begun, self._acting = time.monotonic(), True
        try:
            self._random.choice(actions)(self._panel)
        finally:
            self._acting = False
        QgsApplication.processEvents()

    def _note(self, what: str, widget: QWidget, more: object = "") -> None:
        name = widget.accessibleName() or widget.toolTip() or widget.objectName()
        line = f"{self.done} {what} {type(widget).__name__} {name!r} {more}"
        self._journal.write(line.replace("\n", " ") + "\n")
        self._journal.flush()

    def _pick(self, within: QWidget, kind: Any) -> Any:
        """Return one of the visible, enabled widgets of a kind, ``None`` where there is none."""
        found = [
            widget
            for widget in within.findChildren(kind)
            if widget.isVisible() and widget.isEnabled() and widget.width() > 0
        ]
        to_map = [widget for widget in found if _TAKES_THE_MAP.search(widget.toolTip())]
        if to_map and self._random.random() < 0.2:
            found = to_map
        return self._random.choice(found) if found else None

    def _place(self, widget: QWidget) -> QPoint:
        return QPoint(
            self._random.randrange(max(1, widget.width())),
            self._random.randrange(max(1, widget.height())),
        )

    def _press_button(self, within: QWidget) -> None:
        button = self._pick(within, QAbstractButton)
        if button is None:
            return
        words = f"{button.text()} {button.toolTip()} {button.accessibleName()}"
        left_alone = bool(self._without) and words.startswith(self._without)
        if left_alone or _LEAVES_THE_MACHINE.search(words):
            return
        self._note("press", button, button.text())
        QTest.mouseClick(button, _LEFT, _NONE, button.rect().center())

    def _type(self, within: QWidget) -> None:
        kind = self._random.choice((QLineEdit, QLineEdit, QPlainTextEdit, QTextEdit))
        edit = self._pick(within, kind)
        if edit is None:
            return
        text = self._random.choice(_TEXTS)
        self._note("type", edit, text)
        edit.setFocus()
        if self._random.random() < 0.5:
            edit.clear()
        QTest.keyClicks(edit, text)

    def _press_key(self, within: QWidget) -> None:
        focus = QApplication.focusWidget()
        widget = focus if focus is not None and within.isAncestorOf(focus) else within
        key, modifier = self._random.choice(_KEYS), self._random.choice(_MODIFIERS)
        self._note("key", widget, f"{int(key)} {modifier}")
        QTest.keyClick(widget, key, modifier)

    def _use_list(self, within: QWidget) -> None:
        view = self._pick(within, QAbstractItemView)
        if view is None or view.model() is None:
            return
        place = self._place(view.viewport())
        what = self._random.choice(("click", "click", "double", "menu", "add", "key"))
        self._note(what, view, f"{place.x()},{place.y()}")
        modifier = _NONE
        if what == "add":
            modifier = Qt.KeyboardModifier.ControlModifier
        if what == "menu":
            event = QContextMenuEvent(
                QContextMenuEvent.Reason.Mouse, place, view.viewport().mapToGlobal(place)
            )
            QApplication.sendEvent(view.viewport(), event)
        elif what == "double":
            QTest.mouseDClick(view.viewport(), _LEFT, modifier, place)
        elif what == "key":
            view.setFocus()
            QTest.keyClick(view, self._random.choice(_KEYS))
        else:
            QTest.mouseClick(view.viewport(), _LEFT, modifier, place)
        if not sip.isdeleted(view) and self._random.random() < 0.1:
            model = view.model()
            if model.rowCount() and view.selectionModel() is not None:
                index = model.index(self._random.randrange(model.rowCount()), 0)
                flags = QItemSelectionModel.SelectionFlag
                view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def _turn_tab(self, within: QWidget) -> None:
        bar = self._pick(within, QTabBar)
        if bar is not None and bar.count():
            index = self._random.randrange(bar.count())
            self._note("tab", bar, index)
            QTest.mouseClick(bar, _LEFT, _NONE, bar.tabRect(index).center())

    def _choose(self, within: QWidget) -> None:
        combo = self._pick(within, QComboBox)
        if combo is not None:
            key = self._random.choice((Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End))
            self._note("choose", combo, int(key))
            combo.setFocus()
            QTest.keyClick(combo, key)

    def _wheel(self, within: QWidget) -> None:
        area = self._pick(within, QAbstractScrollArea)
        if area is None:
            return
        place, angle = self._place(area.viewport()), self._random.choice((-240, -120, 120, 240))
        modifier = self._random.choice(_MODIFIERS)
        self._note("wheel", area, angle)
        self._turn_wheel(area.viewport(), place, angle, modifier)

    def _turn_wheel(self, widget: QWidget, place: QPoint, angle: int, modifier: Any) -> None:
        event = QWheelEvent(
            QPointF(place),
            QPointF(widget.mapToGlobal(place)),
            QPoint(),
            QPoint(0, angle),
            Qt.MouseButton.NoButton,
            modifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)

    def _drag(self, within: QWidget) -> None:
        area = self._pick(within, QAbstractScrollArea)
        if area is not None:
            self._note("drag", area)
            self._draw(area.viewport(), _LEFT)

    def _draw(self, widget: QWidget, button: Any) -> None:
        begin, end = self._place(widget), self._place(widget)
        QTest.mousePress(widget, button, _NONE, begin)
        for step in (0.3, 0.7, 1.0):
            if sip.isdeleted(widget):
                return
            place = begin + (end - begin) * step
            QTest.mouseMove(widget, place)
        if not sip.isdeleted(widget):
            QTest.mouseRelease(widget, button, _NONE, end)

    def _use_map(self, _within: QWidget) -> None:
        canvas, viewport = self._canvas, self._canvas.viewport()
        place = self._place(viewport)
        what = self._random.choice(
            ("move", "click", "click", "click", "end", "key", "drag", "wheel")
        )
        self._note(f"map {what}", canvas, f"{place.x()},{place.y()} {canvas.mapTool()}")
        QTest.mouseMove(viewport, place)
        if what == "click":
            QTest.mouseClick(viewport, _LEFT, _NONE, place)
        elif what == "end":
            QTest.mouseClick(viewport, _RIGHT, _NONE, place)
        elif what == "key":
            keys = (Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Delete)
            QTest.keyClick(canvas, self._random.choice(keys))
        elif what == "drag":
            self._draw(viewport, _LEFT)
        elif what == "wheel":
            self._turn_wheel(viewport, place, self._random.choice((-120, 120)), _NONE)

    def _watch(self) -> None:
        """Act in the windows and menus that an action has opened, and close them in the end."""
        # Armed anew at once: what is done below may open a further window and wait for it.
        QTimer.singleShot(_TICK_MS, self._watch)
        if not self._acting:
            return
        popup, window = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not None:
            self._act_in(popup, self._press_key)
        elif isinstance(window, QFileDialog) or type(window).__name__ in _REFUSED_WINDOWS:
            self._note("refuse", window)
            window.reject()
        elif window is not None:
            actions = (
                self._press_button,
                self._type,
                self._press_key,
                self._use_list,
                self._choose,
            )
            self._act_in(window, self._random.choice(actions))
        elif time.monotonic() - self._begun > _STUCK_S:
            # A drag and drop waits for the mouse: let go.
            self._begun = time.monotonic()
            QTest.keyClick(self._panel, Qt.Key.Key_Escape)
            QTest.mouseRelease(self._panel, _LEFT, _NONE, QPoint(1, 1))

    def _act_in(self, window: QWidget, action: Callable[[QWidget], None]) -> None:
        known, count = self._in_window
        count = count + 1 if known == id(window) else 1
        self._in_window = id(window), count
        if count <= _PATIENCE:
            action(window)
        else:
            self._note("leave", window)
            QTest.keyClick(window, Qt.Key.Key_Escape)
            if not sip.isdeleted(window) and window.isVisible() and count > _PATIENCE + 3:
                window.close()
