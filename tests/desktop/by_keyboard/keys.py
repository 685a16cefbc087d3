"""Ways through the panel by keys."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication

from tests.desktop.hands import ALT, CTRL, SHIFT, Hands

Key = Qt.Key
_PAGES = 5
_PATIENCE = 20


def turn_to(hands: Hands, title: str) -> None:
    """Turn the pages of the panel until the tab in front says this."""
    for _ in range(_PAGES):
        if hands.ask(_tab_in_front) == title:
            return
        hands.press(Key.Key_PageDown, CTRL)
    raise LookupError(f"Ctrl+PgDown does not lead to “{title}” from {hands.focus()}")


def _tab_in_front() -> str:
    from imam_ali_tracker.gui.panel.tabs import PanelTabs

    tabs = next(each for each in QApplication.allWidgets() if isinstance(each, PanelTabs))
    return str(tabs.tabToolTip(tabs.currentIndex()))


def find(hands: Hands, text: str) -> None:
    """Filter the list of the page, and go to its first row."""
    hands.press(Key.Key_F, CTRL)
    replace(hands, text)
    for _ in range(_PATIENCE):  # what was just written may not be listed yet
        hands.press(Key.Key_Down)
        if "Filter" not in hands.focus():
            return
    raise LookupError(f"nothing is listed for “{text}”")


def replace(hands: Hands, text: str) -> None:
    """Type over what the field with the keyboard says."""
    hands.press(Key.Key_A, CTRL)
    hands.press(Key.Key_Delete)
    hands.type(text)


def push(hands: Hands, name: str) -> None:
    """Go to a button, and press Enter."""
    hands.tab_to(name)
    hands.press(Key.Key_Return)


def press_tool(hands: Hands, name: str) -> None:
    """Go back to the tool-bar above, by arrow keys along it, and press one of its buttons."""
    for _ in range(_PATIENCE):
        here = hands.focus()
        if here.endswith(f": {name}"):
            hands.press(Key.Key_Return)
            return
        if here.startswith("QToolButton"):
            hands.press(Key.Key_Left)
        else:
            hands.press(Key.Key_Backtab, SHIFT)
    raise LookupError(f"the tool-bar has no “{name}”; {hands.focus()} has the keyboard")


def fill(hands: Hands, fields: dict[Qt.Key, str]) -> None:
    """Type into the fields of a dialog, each by the letter of its name."""
    for letter, text in fields.items():
        hands.press(letter, ALT)
        hands.type(text)


def write(hands: Hands, fields: dict[str, str]) -> None:
    """Type into the fields of a form, each by its name."""
    for name, text in fields.items():
        hands.tab_to(name)
        hands.type(text)


def name_some(hands: Hands, *names: str) -> None:
    """Take things by their names, where the keyboard is in a field that finds them."""
    for name in names:
        hands.type(name)
        hands.press(Key.Key_Return)
