"""Random use of the panel and the map tools raises no error and leaves the case sound.

``IAT_SEED`` repeats a run; the journal says what was done up to the end.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.desktop.test_plugin import EXISTING, HERE
from tests.support.desktop import run_in_desktop

SEED = int(os.environ.get("IAT_SEED", "20190924"))
SHORT = 300
LONG, RUNS = 2_500, 4
"""10,000 actions; in runs, because a test that takes ten minutes is ended."""


def let_loose(
    folder: Path,
    reference_case: Path,
    seed: int,
    actions: int,
    *,
    timeout: float,
    without: str = "",
) -> None:
    """Let the monkey act, and expect no error in QGIS and no problem in the case."""
    shutil.copytree(EXISTING, folder / "work")
    case = shutil.copy(reference_case, folder / "work" / "case.gpkg")
    run = run_in_desktop(
        HERE / "monkey_script.py",
        folder,
        arguments={
            "IAT_CASE": str(case),
            "IAT_PROJECT": str(folder / "work" / "project.qgz"),
            "IAT_JOURNAL": str(folder / "journal.txt"),
            "IAT_SEED": str(seed),
            "IAT_ACTIONS": str(actions),
            "IAT_LEFT_ALONE": without,
        },
        timeout=timeout,
    )
    assert run.value["problems"] == []
    assert run.value["actions"] == actions
    # It did act on everything there is to act on.
    assert set(run.value["done"]) >= {"press", "type", "key", "click", "tab", "map", "drag"}


def test_a_few_hundred_random_actions(tmp_path: Path, reference_case: Path) -> None:
    # Briefings are made in the background for minutes; the long runs make them too.
    let_loose(tmp_path, reference_case, SEED, SHORT, timeout=170, without="Briefing")


@pytest.mark.long
@pytest.mark.parametrize("run", range(RUNS))
def test_ten_thousand_random_actions(tmp_path: Path, reference_case: Path, run: int) -> None:
    let_loose(tmp_path, reference_case, SEED + 1 + run, LONG, timeout=500)
