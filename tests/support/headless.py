"""Run ``qgis_process`` with the staged plugin, in a process and profile of its own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.support import staging, surroundings
from tests.support.desktop import make_profile


def run_qgis_process(
    arguments: Sequence[str], folder: Path, *, enabled: bool = True, timeout: float = 180
) -> subprocess.CompletedProcess[str]:
    """Run ``qgis_process`` with ``arguments`` and return its exit code and output.

    ``folder`` receives the profile; give each run, or each series of runs, a folder of its own.
    ``qgis_process`` exits with 0 when a plugin fails to load: check for the algorithm's results.
    """
    environment = surroundings.child_environment(folder)
    make_profile(Path(environment["QGIS_CUSTOM_CONFIG_PATH"]), enabled=enabled)
    environment["QT_QPA_PLATFORM"] = "offscreen"
    environment["PYTHONPATH"] = str(staging.profiles.libraries())
    return subprocess.run(
        ["qgis_process", *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )


def run_algorithm(
    folder: Path, algorithm: str, **inputs: object
) -> tuple[int, dict[str, Any], str]:
    """Run one algorithm of ours in ``folder``; return exit code, results and all that it said."""
    arguments = [f"--{name}={value}" for name, value in inputs.items()]
    done = run_qgis_process(["--json", "run", f"imam_ali_tracker:{algorithm}", *arguments], folder)
    start = done.stdout.find("{")
    results = json.loads(done.stdout[start:])["results"] if done.returncode == 0 else {}
    return done.returncode, results, done.stdout + done.stderr
