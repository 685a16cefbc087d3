"""A process that is killed while it writes a text form leaves no part of one."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from imam_ali_tracker.case.text_form.reading import read_folder
from imam_ali_tracker.core.errors import TrackerError
from tests.support.staging import PLUGINS_DIR

WRITER = """
import itertools, sys
from pathlib import Path
from imam_ali_tracker.case.text_form.writing import write_folder
for number in itertools.count():
    site = {"name": str(number), "kind": "city", "position_basis": "unknown"}
    sites = [{**site, "uuid": str(row)} for row in range(200)]
    info = {"uuid": "c", "title": "A case", "schema_version": 1}
    write_folder(Path(sys.argv[1]), {"case_info": [info], "sites": sites})
    print(number, flush=True)
"""


@pytest.mark.parametrize("kills", [8, pytest.param(200, marks=pytest.mark.long)])
def test_a_killed_export_leaves_a_whole_text_form(tmp_path: Path, kills: int) -> None:
    chance = random.Random(20261122)
    folder = tmp_path / "case"
    for _ in range(kills):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder)],
            env={"PYTHONPATH": str(PLUGINS_DIR)},
            stdout=subprocess.PIPE,
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        try:
            writer.wait(timeout=chance.uniform(0.0, 0.1))
        except subprocess.TimeoutExpired:
            writer.kill()
        writer.wait()
        writer.stdout.close()
        assert whole(folder) or any(map(whole, tmp_path.glob(".case-*"))), list(tmp_path.iterdir())


def whole(folder: Path) -> bool:
    """Whether ``folder`` holds one version and all of it; the right folder has no part of one."""
    if not folder.exists():
        return False
    try:
        sites = read_folder(folder)["sites"]
    except TrackerError:
        # Beside the folder may lie what an earlier, killed export had begun to write or remove.
        assert folder.name.startswith(".")
        return False
    return len(sites) == 200 and len({row["name"] for row in sites}) == 1
