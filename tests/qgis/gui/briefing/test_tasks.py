"""Making and printing a briefing in another thread, and an end to it at any time."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import QSize

from imam_ali_tracker.briefing.making import Briefing, Request
from imam_ali_tracker.briefing.snapshot import copy_of
from imam_ali_tracker.briefing.templates import Template, template
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.tasks import run_task
from imam_ali_tracker.gui.briefing.tasks import BriefingTask, ExportTask, PreviewTask
from tests.qgis.briefing.ready import Ready
from tests.support.waiting import wait_until

ATLAS = "site_atlas_a4_portrait"
ROUNDS = 15


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


@pytest.fixture
def few_threads() -> Iterator[None]:
    """Give QGIS's task manager one thread, as on a machine of one core or where others work."""
    pool = QgsApplication.taskManager().threadPool()
    most = pool.maxThreadCount()
    pool.setMaxThreadCount(1)
    yield
    pool.setMaxThreadCount(most)


@pytest.mark.usefixtures("few_threads")
def test_briefings_that_wait_for_each_other_leave_the_others_a_thread(
    ready: Ready, tmp_path: Path
) -> None:
    """A legend asks a task of QGIS what is on the map, and waits for that."""
    done: list[BriefingTask] = []
    for number in range(3):
        run_task(exporting(ready, tmp_path / f"{number}.pdf", template("a4_landscape"), done))
    wait_until(lambda: len(done) == 3, 60)
    assert [each.error for each in done] == [None] * 3


@pytest.mark.long
def test_previews_that_are_cancelled_again_and_again_lose_nothing(ready: Ready) -> None:
    """As while an analyst types: a preview ends the one before, and the window makes layouts too.

    Python's half of an item that is gone may be taken for another item at the same place of memory,
    so what is looked at is every item of the page, and the picture.
    """
    location = CaseLocation.parse(ready.loaded.layers["sites"].source().split("|")[0])
    random = Random(19)
    wanted = _Looked(location, ready)
    run(wanted)
    assert wanted.image is not None
    assert len(wanted.items) > 15
    sites = ready.loaded.layers["sites"]
    sites.startEditing()
    for number in range(ROUNDS):
        hasty = [_Looked(location, ready) for _ in range(2)]
        for task in hasty:
            run_task(task)
            end = time.monotonic() + random.uniform(0.0, 1.2)
            while time.monotonic() < end:
                layout = ready.make()
                gc.collect()
                sites.changeAttributeValue(1, sites.fields().indexOf("remarks"), str(number))
                QgsApplication.processEvents()
                ready.project.layoutManager().removeLayout(layout)
            task.cancel()
        last = _Looked(location, ready)
        run(last)
        assert last.error is None
        assert last.items == wanted.items, number
        assert last.image == wanted.image, number
        wait_until(lambda: not QgsApplication.taskManager().countActiveTasks(), 60)
    sites.rollBack()


class _Looked(PreviewTask):
    """A preview that notes which items are on its page, and of which kind."""

    def __init__(self, location: CaseLocation, ready: Ready) -> None:
        request = Request(template("a4_landscape"), "Briefing")
        super().__init__(location, copy_of(ready.project), request, _ignore, QSize(700, 700))
        self.items: list[tuple[str, str]] = []

    def use(self, made: Briefing) -> None:
        super().use(made)
        first = made.layouts[0]
        items = present(first.pageCollection()).itemsOnPage(0)
        self.items = sorted((type(each).__name__, each.id()) for each in items)


def _ignore(_task: object) -> None:
    """Nobody waits for it."""
