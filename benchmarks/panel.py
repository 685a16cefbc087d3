"""The panel on a case of 100,000 sites, in the real desktop."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Measure, report
from tests.support import staging
from tests.support.desktop import run_in_desktop

SITES = 100_000
_MAKE = (
    "import sys; from pathlib import Path; from qgis.core import QgsApplication; "
    "app = QgsApplication([], False); app.initQgis(); "
    "from benchmarks._panel_case import panel_case; "
    "panel_case(Path(sys.argv[1]), int(sys.argv[2]))"
)


def run() -> list[Measure]:
    """Use the panel while a watchdog times the event loop; the peer of opening is ``ogr``."""
    staging.stage()
    with tempfile.TemporaryDirectory(dir=staging.BUILD_DIR) as base:
        case = Path(base) / "large.gpkg"
        _make(case)
        folder = Path(base) / "qgis"
        folder.mkdir()
        found = run_in_desktop(
            Path(__file__).with_name("_panel_in_qgis.py"),
            folder,
            arguments={"IAT_CASE": str(case), "IAT_SITES": str(SITES)},
            timeout=600,
        ).value
    print("longest gaps of the event loop; in them the main thread worked, and was queued:")
    for lasted, worked, queued, doing in found["stalls"]:
        print(f"  {lasted:7.1f} ms {worked:7.1f} ms {queued:7.1f} ms  {doing}")
    return [
        Measure.alone("panel.filter_ms", max(found["filters"]), "ms", "< 50"),
        Measure.alone("panel.worst_stall_ms", found["stalls"][0][0], "ms", "< 100"),
        Measure.against("panel.open_100000_s", found["opened"], found["peer"], "s", "<= 1"),
    ]


def _make(case: Path) -> None:
    """Make the case in a process of its own: this one has no QGIS."""
    environment = {"PYTHONPATH": f"{staging.PLUGINS_DIR}:{staging.ROOT}"}
    subprocess.run(
        [sys.executable, "-c", _MAKE, str(case), str(SITES)],
        check=True,
        env={**os.environ, **environment, "QT_QPA_PLATFORM": "offscreen"},
        timeout=300,
    )


if __name__ == "__main__":
    report(run())
