"""Runs inside QGIS: the analyst's journeys 1 to 6 in a fresh profile, by keyboard alone.

Nothing here touches a widget: keys are pressed, and what has the focus is looked at, as an analyst
without a mouse would. At the end of each journey the rows of the case are read.
"""

from __future__ import annotations

from typing import Any

from tests.desktop.hands import Hands
from tests.desktop.journeys import walked


def main(_iface: Any) -> dict[str, Any]:
    return walked(Hands, "tests.desktop.by_keyboard")
