"""Random use of the whole desktop raises no error and leaves the cases sound.

``IAT_SEED`` repeats a run; its journal says what was done up to the end.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from tests.desktop.test_plugin import EXISTING, HERE
from tests.qgis.gui.reports.pages import site
from tests.support.desktop import DesktopError, DesktopRun, run_in_desktop
from tests.support.http_server import Answer, Asked, serving

ARABIC = (HERE.parent / "data" / "extract" / "arabic.html").read_bytes()
SEED = int(os.environ.get("IAT_SEED", "20190924"))
SHORT = 200
LONG, RUNS = 1_000, 10
"""10,000 actions; in runs, because a test that takes ten minutes is ended."""


def answer(asked: Asked) -> Answer:
    """Answer as a news site, in Arabic too, sometimes late or not at all."""
    if asked.path.startswith("/slow"):
        time.sleep(2)
    if asked.path.startswith("/arabic"):
        return Answer(200, {"Content-Type": "text/html; charset=utf-8"}, ARABIC)
    if asked.path.startswith("/nothing"):
        return Answer(404, {"Content-Type": "text/html"}, b"")
    return site(asked)


def let_loose(
    folder: Path,
    reference_case: Path,
    seed: int,
    actions: int,
    *,
    timeout: float,
    planted: int = -1,
) -> DesktopRun:
    """Let the monkey act, and expect no error in QGIS and no problem in the cases."""
    work = folder / "work"
    shutil.copytree(EXISTING, work)
    (work / "made").mkdir()
    (work / "page.html").write_bytes(ARABIC)
    cases = [str(shutil.copy(reference_case, work / name)) for name in ("one.gpkg", "two.gpkg")]
    with serving(answer) as server:
        run = run_in_desktop(
            HERE / "monkey_script.py",
            folder,
            arguments={
                "IAT_CASES": os.pathsep.join(cases),
                "IAT_PROJECT": str(work / "project.qgz"),
                "IAT_JOURNAL": str(folder / "journal.txt"),
                "IAT_SEED": str(seed),
                "IAT_ACTIONS": str(actions),
                "IAT_SERVER": server.root,
                "IAT_PLANTED": str(planted),
                "PYTHONFAULTHANDLER": "1",
            },
            timeout=timeout,
        )
    value = run.value
    sys.stdout.write(f"seed {seed}: {value}\n")
    assert value["problems"] == []
    assert value["actions"] == actions
    return run


def test_a_few_hundred_random_actions(tmp_path: Path, reference_case: Path) -> None:
    run = let_loose(tmp_path, reference_case, SEED, SHORT, timeout=170)
    # It did act on everything there is to act on.
    assert set(run.value["done"]) >= {"press", "type", "key", "click", "tab", "map", "drag"}
    assert run.value["changed"]


@pytest.mark.long
@pytest.mark.parametrize("run", range(RUNS))
def test_ten_thousand_random_actions(tmp_path: Path, reference_case: Path, run: int) -> None:
    let_loose(tmp_path, reference_case, SEED + 1 + run, LONG, timeout=560)


@pytest.mark.long
def test_a_planted_error_is_found(tmp_path: Path, reference_case: Path) -> None:
    with pytest.raises(DesktopError, match="planted before action 20"):
        let_loose(tmp_path, reference_case, SEED, SHORT, timeout=170, planted=20)
