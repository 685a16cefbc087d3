"""A monkey at the panel and the map: random actions by mouse and keyboard, the same for a seed.

It uses only what an analyst can reach: visible, enabled widgets of the panel, its windows and
menus, the map, and what :mod:`tests.desktop.monkey_world` adds. What it does in a window is written
down before it is done.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication
from qgis.gui import QgsAttributeDialog, QgsFilterLineEdit, QgsMapCanvas
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
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTabWidget,
    QTextEdit,
    QWidget,
)

from tests.desktop.monkey_world import World
from tests.support.looking import seen
from tests.support.qgis_session import flush_events

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
    r"fetch|check again|check .*reports|archive|browser|\bhelp\b", re.IGNORECASE
)
"""What the names of buttons say that contact the addresses of reports, or open a browser."""
_TAKES_THE_MAP = re.compile(r"click|on the map", re.IGNORECASE)
"""What the buttons say that begin a map tool; they would be pressed too rarely by chance."""
_REFUSED_WINDOWS = ("TeamDialog",)
"""Windows that contact whatever name is typed into them."""
_PACKAGE = "imam_ali_tracker"
_TICK_MS = 40
_PATIENCE = 12
_LONG_PATIENCE = 80
"""For windows that stay open beside the panel."""
_STUCK_S = 1.5
_ON_PAGE = 0.6
_BREATH_S = 0.003


class Monkey:
    """Acts on ``panel``, ``canvas`` and ``world``; ``journal`` gets a line an action.

    ``changes`` counts the actions after which the case was changed, by what they were.
    """

    def __init__(
        self, panel: QWidget, canvas: QgsMapCanvas, world: World, seed: int, journal: Path
    ) -> None:
        self._panel = panel
        self._canvas = canvas
        self._world = world
        self._random = random.Random(seed)
        self._journal = journal.open("w", encoding="utf-8")
        self._begun = time.monotonic()
        self._acting = False
        self._in_window: Counter[int] = Counter()
        self._last = ""
        self.latest = ""
        """The last line of the journal."""
        self.changes: Counter[str] = Counter()
        self.done = 0
        self._watch()

    def note_change(self, _changed: object = None) -> None:
        """Count a change of the case for what was done last."""
        self.changes[self._last] += 1

    def act(self) -> None:
        """Do one thing: in a window that waits for an answer, else anywhere."""
        self.done += 1
        self._begun, self._acting = time.monotonic(), True
        try:
            if not self._answer_window():
                self._random.choice(self._choices())()
        finally:
            self._acting = False
        # Closed forms end too, as in the desktop's own loop: their lists crash without their layer.
        flush_events()

    def leave(self) -> None:
        """Close what is open, as at the end of a day."""
        for _ in range(20):
            window = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            if window is None:
                break
            window.close()
            QgsApplication.processEvents()
        for window in filter(self._is_ours, seen(QApplication.topLevelWidgets())):
            window.close()

    def _choices(self) -> list[Callable[[], None]]:
        """Return what may be done now, as often as it is likely."""
        panel: list[tuple[Callable[[QWidget], None], int]] = [
            (self._press_button, 60),
            (self._type, 40),
            (self._press_key, 40),
            (self._use_list, 50),
            (self._turn_tab, 20),
            (self._choose, 20),
            (self._wheel, 10),
            (self._drag, 20),
            (self._use_map, 50),
        ]
        if type(self._canvas.mapTool()).__module__.startswith(_PACKAGE):
            panel.append((self._use_map, 250))  # one of our tools waits for the mouse
        choices = [partial(self._act_in_panel, act) for act, weight in panel for _ in range(weight)]
        choices += [
            partial(self._act_in_world, act)
            for act, weight in self._world.actions
            for _ in range(weight)
        ]
        for window in seen(QApplication.topLevelWidgets()):
            if self._is_ours(window):
                choices += [partial(self._act_in, window, _LONG_PATIENCE)] * 100
        return choices

    def _act_in_panel(self, action: Callable[[QWidget], None]) -> None:
        """Act on the page in front more often than on the line above it, which closes cases."""
        pages = [each.currentWidget() for each in seen(self._panel.findChildren(QTabWidget))]
        shown = [page for page in pages if page is not None and page.isVisible()]
        on_page = bool(shown) and self._random.random() < _ON_PAGE
        action(shown[0] if on_page else self._panel)

    @staticmethod
    def _is_ours(window: QWidget) -> bool:
        """Tell whether it is a window of the plugin, or an attribute form, that stays open."""
        ours = isinstance(window, QDialog) and type(window).__module__.startswith(_PACKAGE)
        return window.isVisible() and (ours or isinstance(window, QgsAttributeDialog))

    def _act_in_world(self, action: Callable[[random.Random], str]) -> None:
        self._last = action.__name__
        what = action(self._random)
        if what:
            self._write(f"{self._last} {what}")

    def _answer_window(self) -> bool:
        """Act in the menu or window that everything else waits for; tell whether there is one."""
        popup, window = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not None:
            self._act_in(popup, _PATIENCE)
        elif type(window).__name__ in _REFUSED_WINDOWS:
            self._note("refuse", window)
            window.reject()
        elif window is not None:
            self._act_in(window, _PATIENCE)
        return popup is not None or window is not None

    def _note(self, what: str, widget: QWidget, more: object = "") -> None:
        self._last = what
        name = widget.accessibleName() or widget.toolTip() or widget.objectName()
        self._write(f"{what} {type(widget).__name__} {name!r} {more}")

    def _write(self, what: str) -> None:
        self.latest = what
        self._journal.write(f"{self.done} {what}".replace("\n", " ") + "\n")
        self._journal.flush()

    def _pick(self, within: QWidget, kind: Any) -> Any:
        """Return one of the visible, enabled widgets of a kind, ``None`` where there is none."""
        found = [
            widget
            for widget in seen(within.findChildren(kind))
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
        if _LEAVES_THE_MACHINE.search(words) or self._deletes_itself(button):
            return
        self._note("press", button, button.text())
        QTest.mouseClick(button, _LEFT, _NONE, button.rect().center())

    @staticmethod
    def _deletes_itself(button: QAbstractButton) -> bool:
        """Tell whether it is the button that clears a line of QGIS, as attribute forms have it.

        QGIS deletes it while it is being clicked (``QgsFilterLineEdit::updateClearIcon``), and Qt
        then writes two bits into the freed memory: somewhat later anything may crash.
        """
        return isinstance(button.parentWidget(), QgsFilterLineEdit)

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
        # A menu that a click of ours opens runs within that click, which keeps Python's lock.
        time.sleep(_BREATH_S)
        if not self._answer_window() and time.monotonic() - self._begun > _STUCK_S:
            # A drag and drop waits for the mouse: let go.
            self._begun = time.monotonic()
            QTest.keyClick(self._panel, Qt.Key.Key_Escape)
            QTest.mouseRelease(self._panel, _LEFT, _NONE, QPoint(1, 1))

    def _act_in(self, window: QWidget, patience: int) -> None:
        self._in_window[id(window)] += 1
        count = self._in_window[id(window)]
        if count > patience:
            self._note("leave", window)
            QTest.keyClick(window, Qt.Key.Key_Escape)
            if not sip.isdeleted(window) and window.isVisible() and count > patience + 3:
                window.close()
                del self._in_window[id(window)]
        elif isinstance(window, QMenu):
            self._press_key(window)
        elif isinstance(window, QFileDialog) and self._random.random() < 0.7:
            self._note("file", window, self._world.answer_file_dialog(window, self._random))
        else:
            actions = (
                *(self._press_button,) * 6,
                *(self._type, self._press_key, self._use_list) * 2,
                *(self._choose, self._turn_tab, self._wheel),
            )
            self._random.choice(actions)(window)
