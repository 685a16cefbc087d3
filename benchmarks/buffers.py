"""100,000 sites with three buffers each: derived by the provider against stored polygons.

And a million, of which the making is cancelled and taken up again.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from typing import Any

from benchmarks.measure import Measure, meets, report
from tests.support import staging
from tests.support.qgis_session import private_environment

_OPENINGS = 3


def run() -> list[Measure]:
    """Open, draw and edit in processes of their own, which makes their memory comparable."""
    with private_environment(), tempfile.TemporaryDirectory(prefix="iat-") as folder:
        _child("prepare", folder)
        ours = [_child("ours", folder) for _ in range(_OPENINGS)]
        stored = [_child("stored", folder) for _ in range(_OPENINGS)]
        redrawn = _child("redraw", folder)
        moved = _child("move", folder)
        many = _child("million", folder)
    first, peer = _median(ours, "first"), _median(stored, "first")
    for name, runs in (("derived", ours), ("stored", stored)):
        first_s, complete_s, whole_s = (
            _median(runs, key) for key in ("first", "complete", "whole")
        )
        pause = max(run["pause"] for run in runs)
        print(
            f"{name}: first buffers drawn after {first_s:.2f} s, all made in {complete_s:.2f} s, "
            f"all drawn after {whole_s:.2f} s; longest pause of the window {1000 * pause:.0f} ms"
        )
    print(
        f"a million: first buffers drawn after {many['first']:.2f} s, cancelled at "
        f"{many['some']:,} of them, then all made in {many['complete']:.1f} s; "
        f"longest pause of the window {1000 * many['pause']:.0f} ms"
    )
    return [
        Measure(
            "buffers.first_map_s", first, peer, first / peer, "s", "<= 2", meets(first, "<= 2")
        ),
        Measure.against(
            "buffers.redraw_vs_stored", redrawn["ours"], redrawn["stored"], "s", "<= 1"
        ),
        Measure.against(
            "buffers.memory_vs_stored",
            _median(ours, "peak_mb"),
            _median(stored, "peak_mb"),
            "MB",
            "<= 1.5",
        ),
        Measure.alone("buffers.move_one_ms", moved["median_ms"], "ms", "< 50"),
        Measure.alone("buffers.million_cancel_s", many["cancel"], "s", "< 2"),
        Measure.alone("buffers.million_peak_mb", many["peak_mb"], "MB", "<= 1500"),
    ]


def _median(runs: list[dict[str, Any]], name: str) -> float:
    return statistics.median(run[name] for run in runs)


def _child(what: str, folder: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks._buffers_child", what, folder],
        cwd=staging.ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=600,
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


if __name__ == "__main__":
    report(run())
