"""Journey 5 by keyboard: a claim is recorded, its verdict read, its variants walked through."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication, QLabel

from tests.desktop.by_keyboard.keys import find, name_some, push, turn_to, write
from tests.desktop.hands import CTRL, Hands
from tests.desktop.journeys import (
    PARENT,
    REASON,
    STATEMENT,
    chosen_claim,
    recorded_claim,
    rows,
    until_rows,
    until_said,
)

Key = Qt.Key
_REASON = "Reason of the verdict"
_FAMILY = "Variants of this claim, each below the one that it varies"


def claim(hands: Hands) -> Any:
    """Journey 5: record a claim, read its verdict, and follow a claim through its variants."""
    before = len(rows(hands, "claims"))
    turn_to(hands, "Claims")
    push(hands, "Record a claim")
    hands.tab_to("Report")
    hands.press(Key.Key_Down)
    write(hands, {"Statement, in our words": STATEMENT})
    for end, name in (("Subject", "tehran"), ("Object", "kamal")):
        hands.tab_to(f"{end}: Find by name")
        name_some(hands, name)
    write(hands, {"Comparator": "less", "Value": "300", "Unit": "km"})
    until_said(hands, REASON)
    hands.picture("claim")
    hands.press(Key.Key_Return, CTRL)
    until_rows(hands, "claims", before + 1)
    hands.wait(lambda: STATEMENT in chosen_claim(), "the claim in its list")
    saved = hands.focus()
    hands.picture("claim-saved")
    verdict = hands.ask(chosen_claim)
    hands.tab_to(_REASON)
    hands.picture("reason")
    return {
        **recorded_claim(hands),
        "verdict": verdict,
        "reason": hands.ask(_text_read),
        "family": _family(hands),
        "focus": [saved, hands.focus()],
    }


def _family(hands: Hands) -> list[str]:
    """Go from a claim to the first that varies it, and back; return what was chosen each time."""
    find(hands, PARENT)
    hands.tab_to(_FAMILY)
    chosen = [hands.ask(chosen_claim)]
    hands.picture("family")
    for step in (Key.Key_Down, Key.Key_Up):
        hands.press(step)
        hands.press(Key.Key_Return)
        hands.settle()
        hands.picture("variant")
        chosen.append(hands.ask(chosen_claim))
    return chosen


def _text_read() -> str:
    """Return what a label that has the keyboard says."""
    label = QApplication.focusWidget()
    return str(label.text()) if isinstance(label, QLabel) else ""
