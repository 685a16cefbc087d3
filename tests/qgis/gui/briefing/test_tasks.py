"""Making and printing a briefing in another thread, and an end to it at any time."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsTask
from qgis.PyQt.QtCore import QSize

from imam_ali_tracker.briefing.making import Request
from imam_ali_tracker.briefing.snapshot import copy_of
from imam_ali_tracker.briefing.templates import Template, template
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.core.tasks import run_task
from imam_ali_tracker.gui.briefing.tasks import BriefingTask, ExportTask, PreviewTask
from tests.qgis.briefing.ready import Ready
from tests.qgis.gui.waiting import wait_until

ATLAS = "site_atlas_a4_portrait"


@pytest.fixture
def ready(new_project, reference_file: Path) -> Ready:  # noqa: ANN001
    return Ready(new_project, reference_file)


def run(task: QgsTask) -> None:
    ended: list[int] = []
    task.taskCompleted.connect(lambda: ended.append(1))
    task.taskTerminated.connect(lambda: ended.append(1))
    run_task(task)
    wait_until(lambda: bool(ended), 120)


def exporting(ready: Ready, path: Path, chosen: Template, done: list[BriefingTask]) -> ExportTask:
    location = CaseLocation.parse(ready.loaded.layers["sites"].source().split("|")[0])
    request = Request(chosen, "Briefing")
    copy = copy_of(ready.project)
    return ExportTask(location, copy, request, done.append, path=path, dpi=50, layers=False)


def test_it_prints_what_the_project_shows(ready: Ready, tmp_path: Path) -> None:
    done: list[BriefingTask] = []
    task = exporting(ready, tmp_path / "b.pdf", template("a4_landscape"), done)
    run(task)
    wait_until(lambda: bool(done), 20)
    assert task.error is None
    assert task.files == [tmp_path / "b.pdf"]
    assert ready.project.layoutManager().layouts() == []


@pytest.mark.parametrize("after", [1.0, 60.0])
def test_an_end_at_any_time_leaves_nothing(ready: Ready, tmp_path: Path, after: float) -> None:
    done: list[BriefingTask] = []
    task = exporting(ready, tmp_path / "b.pdf", template(ATLAS), done)
    task.progressChanged.connect(lambda share: share > after and task.cancel())
    run(task)
    assert list(tmp_path.iterdir()) == []
    wait_until(lambda: bool(done), 20)
    assert done[0].isCanceled()
    assert done[0].error is None


def test_what_went_wrong_is_told(ready: Ready, tmp_path: Path) -> None:
    done: list[BriefingTask] = []
    bad = Template("bad", tmp_path / "bad.qpt", True)
    run(exporting(ready, tmp_path / "b.pdf", bad, done))
    wait_until(lambda: bool(done), 20)
    assert "bad.qpt" in str(done[0].error)


def test_a_preview_is_the_first_page(ready: Ready) -> None:
    done: list[BriefingTask] = []
    location = CaseLocation.parse(ready.loaded.layers["sites"].source().split("|")[0])
    request = Request(template("a4_landscape"), "Briefing")
    size = QSize(800, 800)
    task = PreviewTask(location, copy_of(ready.project), request, done.append, size)
    run(task)
    wait_until(lambda: bool(done), 20)
    assert task.image is not None
    assert task.image.width() == 800
    assert task.image.width() == pytest.approx(task.image.height() * 297 / 210, rel=0.02)
    assert task.pages > 1
