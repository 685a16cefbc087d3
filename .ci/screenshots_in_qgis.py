"""Runs inside QGIS: the side of ``screenshots.py`` that has the window."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from pictures import JOURNEYS
from pictures.desk import Desk


def main(iface: Any) -> list[str]:
    """Walk the journeys one after another; return the names of the pictures."""
    desk = Desk(
        iface,
        Path(os.environ["IAT_WORK"]),
        Path(os.environ["IAT_IMAGES"]),
        os.environ["IAT_PUBLISHER"],
    )
    desk.begin()
    for name in os.environ["IAT_JOURNEYS"].split() or JOURNEYS:
        desk.open_case()
        JOURNEYS[name](desk)
    desk.end()
    return desk.made
