"""An analyst's hands inside QGIS: real key and mouse events for the window that has the keyboard.

The journey runs in a thread beside that of the windows, because a window that waits for an answer
(a menu, a file dialog) would otherwise stop the journey that is to give it. The journey itself
touches no widget: it presses, looks at what has the focus, and asks in the thread of the windows.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QEventLoop, QObject, QPoint, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QContextMenuEvent, QGuiApplication, QWindow
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDockWidget,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QWidget,
)

_NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
_TAB, _BACKTAB = Qt.Key.Key_Tab, Qt.Key.Key_Backtab
_PATIENCE_S = 20.0
_MOST_STOPS = 90
_BREATH_MS = 3
_MOST_OPEN = 5
_A_MOMENT_S = 0.3


def own_name(widget: QWidget) -> str:
    """Return the name that a widget has without the labels around it."""
    if widget.accessibleName():
        return str(widget.accessibleName())
    if isinstance(widget, (QAbstractButton, QGroupBox)):
        text = widget.text() if isinstance(widget, QAbstractButton) else widget.title()
        return str(text).replace("&", "") or str(widget.toolTip())
    return ""


def name_of(widget: QWidget) -> str:
    """Return what a screen reader says of a widget; empty where it would say nothing."""
    if own_name(widget) or isinstance(widget, (QAbstractButton, QGroupBox)):
        return own_name(widget)
    for label in widget.window().findChildren(QLabel):
        buddy = label.buddy()
        if buddy is not None and widget in (buddy, buddy.focusProxy()):
            return str(label.text()).replace("&", "")
    if isinstance(widget, QLineEdit) and isinstance(widget.parent(), (QComboBox, QLineEdit)):
        return name_of(widget.parent())
    return ""


class Hands(QObject):
    """Presses and clicks; ``pictures`` is where the screen goes after each step, if anywhere."""

    _wanted = pyqtSignal(object)
    _ended = pyqtSignal()

    def __init__(self, window: QWidget, pictures: Path | None) -> None:
        super().__init__()
        self.window = window
        self._pictures = pictures
        self._taken = 0
        self._failed: list[Exception] = []
        self._wanted.connect(self._serve, Qt.ConnectionType.QueuedConnection)
        # A menu that a key opens runs within that key's event, which keeps the interpreter's lock.
        self._breath = QTimer(self)
        self._breath.setInterval(_BREATH_MS)
        self._breath.timeout.connect(lambda: time.sleep(_BREATH_MS / 1000))

    def walk(self, journey: Callable[[Hands], Any]) -> Any:
        """Let a journey run in a thread of its own; return its value, or raise its error."""
        outcome: dict[str, Any] = {}
        loop = QEventLoop()
        self._ended.connect(loop.quit, Qt.ConnectionType.QueuedConnection)

        def run() -> None:
            try:
                self.settle()
                outcome["value"] = journey(self)
            except BaseException as error:  # noqa: BLE001  raised below, where the test reads it
                outcome["error"] = error
                self._give_up()
            finally:
                self._ended.emit()

        thread = threading.Thread(target=run, daemon=True)
        self._breath.start()
        thread.start()
        loop.exec()
        thread.join()
        self._breath.stop()
        if "error" in outcome:
            raise outcome["error"]
        return outcome["value"]

    def ask(self, question: Callable[[], Any]) -> Any:
        """Ask in the thread of the windows, also while one of them waits for an answer."""
        answered, answer = threading.Event(), {}

        def serve() -> None:
            try:
                answer["value"] = question()
            except Exception as error:  # noqa: BLE001  raised below, in the journey's thread
                answer["error"] = error
            answered.set()

        self._wanted.emit(serve)
        if not answered.wait(_PATIENCE_S):
            raise TimeoutError("the window does not answer")
        if "error" in answer:
            raise answer["error"]
        return answer["value"]

    def wait(self, condition: Callable[[], Any], what: str = "") -> Any:
        """Wait until something holds, and return it."""
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            found = self.ask(condition)
            if found:
                return found
            time.sleep(0.01)
        raise TimeoutError(f"{what or condition}; {self.focus()} has the keyboard")

    def settle(self) -> None:
        """Wait until nothing is read or drawn, and some window has the keyboard again."""
        self.wait(_is_idle, "QGIS does not come to rest")
        self.wait(self._manage_windows, "no window takes the keyboard")

    def press(self, key: Qt.Key, modifiers: Any = _NONE, times: int = 1) -> None:
        """Press a key, some times."""
        for _ in range(times):
            self._do(lambda: QTest.keyPress(_keyboard(), key, modifiers))
            self._do(lambda: _release(key, modifiers))

    def press_menu(self) -> None:
        """Press the menu key, which Qt's platform plugin makes a context menu of."""
        reason = QContextMenuEvent.Reason.Keyboard
        self._do(lambda: QApplication.sendEvent(_keyboard(), QContextMenuEvent(reason, QPoint())))

    def type(self, text: str) -> None:
        """Type letters, figures and signs."""

        for letter in text:
            held = SHIFT if letter.isupper() else _NONE
            self._post(lambda sign=letter, with_=held: QTest.keyClick(_keyboard(), sign, with_))
            self._reap()

    def go_to_panel(self, title: str) -> None:
        """Go to the panel by its key, unless the keyboard is there already."""
        for _ in range(_MOST_OPEN):
            self.settle()
            time.sleep(_A_MOMENT_S)  # in which a window that has closed gives the keyboard back
            if self.ask(_place) == title:
                return
            self.press(Qt.Key.Key_I, CTRL | ALT)
        raise LookupError(f"the key does not lead to {title}, but to {self.focus()}")

    def picture(self, name: str) -> None:
        """Keep what the screen shows, with menus and dialogs."""
        if self._pictures is not None:
            self._taken += 1
            file = self._pictures / f"{self._taken:03d}-{name}.png"
            time.sleep(0.15)
            self.ask(lambda: QApplication.primaryScreen().grabWindow(0).save(str(file)))

    def focus(self) -> str:
        """Return what has the keyboard: kind and name."""
        return str(self.ask(lambda: described(QApplication.focusWidget())))

    def here(self) -> str:
        """Return what has the keyboard; for conditions, which are asked in the windows' thread."""
        return described(QApplication.focusWidget())

    def tab_to(self, name: str) -> None:
        """Press Tab until something of this name has the keyboard, or Shift+Tab if it is before."""
        seen: list[str] = []
        start = self.ask(_place)
        for key, held in ((_TAB, _NONE), (_BACKTAB, SHIFT)):
            for _ in range(_MOST_STOPS):
                here = self.focus()
                if here.endswith(f": {name}"):
                    return
                seen.append(here)
                self.press(key, held)
                if self.ask(_place) != start:  # Tab has left the panel
                    seen.append(f"out to {self.focus()}")
                    self.go_to_panel(start)
                    break
        raise LookupError(f"Tab does not lead to “{name}”, but to: {'; '.join(seen)}")

    def choose(self, *path: str) -> None:
        """Go to entries of the open menu with the arrow keys, and take the last one."""
        for number, text in enumerate(path):
            for _ in range(_MOST_STOPS):
                here = self.ask(_active_entry)
                if here == text:
                    break
                self.press(Qt.Key.Key_Down)
            else:
                raise LookupError(f"no entry “{text}” in the menu")
            last = number == len(path) - 1
            self.press(Qt.Key.Key_Return if last else Qt.Key.Key_Right)

    def click(
        self,
        widget: QWidget,
        place: QPoint | None = None,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        modifiers: Any = _NONE,
    ) -> None:
        """Click on a widget as it is on the screen."""
        self._do(lambda: QTest.mouseClick(*_on_window(widget, place, button, modifiers)))

    def _do(self, act: Callable[[], Any]) -> None:
        """Act in the thread of the windows; a window that this opens may wait for an answer."""
        self.wait(self._manage_windows, "no window takes the keyboard")
        self._post(act)
        self._reap()

    def _post(self, act: Callable[[], Any]) -> None:
        def serve() -> None:
            try:
                act()
            except Exception as error:  # noqa: BLE001  raised below, in the journey's thread
                self._failed.append(error)

        self._wanted.emit(serve)

    def _reap(self) -> None:
        self.settle()
        if self._failed:
            raise self._failed.pop()

    def _give_up(self) -> None:
        """Close what waits for an answer, so that the run can end."""
        with contextlib.suppress(TimeoutError, LookupError):
            self.picture("failed")
            for _ in range(_MOST_OPEN):
                if self.ask(_waits):
                    self.press(Qt.Key.Key_Escape)

    def _serve(self, act: Callable[[], None]) -> None:
        act()

    def _manage_windows(self) -> bool:
        """Give the keyboard on when a window closes, as a window manager does."""
        if QGuiApplication.focusWindow() is not None:
            return True
        (QApplication.activeModalWidget() or self.window).activateWindow()
        return False


def described(widget: QWidget | None) -> str:
    """Return kind and name of a widget."""
    if widget is None:
        return "nothing"
    return f"{type(widget).__name__}: {name_of(widget)}"


def _place() -> str:
    """Return which panel or window has the keyboard."""
    widget = QApplication.focusWidget()
    while widget is not None and not widget.isWindow() and not isinstance(widget, QDockWidget):
        widget = widget.parentWidget()
    return "" if widget is None else str(widget.windowTitle())


def _waits() -> bool:
    """Whether a menu or a dialog waits for an answer."""
    return bool(QApplication.activePopupWidget() or QApplication.activeModalWidget())


def _is_idle() -> bool:
    return bool(QgsApplication.taskManager().countActiveTasks() == 0)


def _release(key: Qt.Key, modifiers: Any) -> None:
    """Let a key go, in whichever window has the keyboard now; the one before may be gone."""
    window = QGuiApplication.focusWindow()
    if window is not None:
        QTest.keyRelease(window, key, modifiers)


def _keyboard() -> QWindow:
    window = QGuiApplication.focusWindow()
    if window is None:
        raise LookupError("no window has the keyboard")
    return window


def _active_entry() -> str:
    menu = QApplication.activePopupWidget()
    entry = menu.activeAction() if isinstance(menu, QMenu) else None
    return "" if entry is None else str(entry.text()).replace("&", "")


def _on_window(
    widget: QWidget, place: QPoint | None, button: Qt.MouseButton, modifiers: Any
) -> tuple[Any, ...]:
    there = widget.rect().center() if place is None else place
    window = widget.window()
    return window.windowHandle(), button, modifiers, widget.mapTo(window, there)
