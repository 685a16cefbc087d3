"""What the plugin adds to the start of the QGIS desktop."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks.measure import Measure, meets, report
from tests.support import staging
from tests.support.desktop import run_in_desktop

SCRIPT = Path(__file__).resolve().parents[1] / "tests" / "desktop" / "startup_script.py"
STARTS = 5
TARGET = "< 50"
PEER = "db_manager"


def run() -> list[Measure]:
    """Start QGIS several times with bytecode caches filled; the peer ships with QGIS."""
    staging.stage()
    with tempfile.TemporaryDirectory() as base:
        cache = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(base) / "cache")}
        folder = Path(base) / "qgis"
        folder.mkdir()
        runs = [
            run_in_desktop(SCRIPT, folder, enabled=False, arguments=cache).value
            for _ in range(STARTS + 1)
        ]
    warm = runs[1:]  # the first one filled the caches
    ours = statistics.median(run[staging.PACKAGE] for run in warm)
    peer = statistics.median(run[PEER] for run in warm)
    return [
        Measure("plugin.startup_ms", ours, peer, ours / peer, "ms", TARGET, meets(ours, TARGET))
    ]


if __name__ == "__main__":
    report(run())
