"""Run ``qgis_process`` with the staged plugin, in a process and profile of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

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
