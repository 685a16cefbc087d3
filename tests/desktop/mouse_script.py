"""Runs inside QGIS: the analyst's journeys 1 to 6 in a fresh profile, by mouse.

Only what has to be said in words is typed. At the end of each journey the case is read.
"""

from __future__ import annotations

from typing import Any

from tests.desktop.journeys import walked
from tests.desktop.mouse import Mouse


def main(_iface: Any) -> dict[str, Any]:
    return walked(Mouse, "tests.desktop.by_mouse")
