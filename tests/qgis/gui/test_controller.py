"""Opening a case while the analyst changes his mind, or cancels in QGIS's own list of tasks."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProject
from qgis.gui import QgsMessageBar

from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.gui import read_task
from imam_ali_tracker.gui.controller import CaseController
from imam_ali_tracker.gui.messages import Messages
from imam_ali_tracker.gui.site_list import SiteList, read_sites
from imam_ali_tracker.provider.reading import Reader
from tests.support.waiting import wait_until


@pytest.fixture
def controller(new_project: QgsProject, bar: QgsMessageBar) -> Iterator[CaseController]:
    controller = CaseController(new_project, Messages(bar))
    yield controller
    controller.close_case()
    wait_until(lambda: not QgsApplication.taskManager().countActiveTasks())


def cancel_in_list(title: str) -> None:
    """Cancel a task as QGIS's own list does."""
    for task in QgsApplication.taskManager().activeTasks():
        if task.description().startswith(title):
            task.cancel()
    wait_until(lambda: not QgsApplication.taskManager().countActiveTasks())


def test_a_cancelled_opening_leaves_nothing_behind(controller: CaseController, case: Case) -> None:
    busy: list[bool] = []
    controller.busyChanged.connect(busy.append)
    controller.open_case(str(case.location))
    cancel_in_list("Reading the case")
    assert busy == [True, False]
    assert controller.summary is None
    controller.open_case(str(case.location))
    wait_until(lambda: controller.summary is not None)
    assert busy == [True, False, True, False]


def test_a_cancelled_check_does_not_keep_the_case_from_closing(
    controller: CaseController, case: Case
) -> None:
    controller.open_case(str(case.location))
    wait_until(lambda: controller.summary is not None)
    cancel_in_list("Checking the case")
    wait_until(lambda: controller._check is None)
    controller.close_case()
    assert controller.summary is None


def test_the_case_asked_for_last_is_opened(
    controller: CaseController, case: Case, tmp_path: Path
) -> None:
    copy = shutil.copy(case.location.path, tmp_path / "copy.gpkg")
    busy: list[bool] = []
    controller.busyChanged.connect(busy.append)
    controller.open_case(str(case.location))
    controller.open_case(str(copy))
    wait_until(lambda: controller.summary is not None)
    assert controller.summary.location.path == Path(copy)
    assert busy == [True, False, True, False]


def test_what_is_written_while_the_case_is_read_anew_stays_in_the_list(
    controller: CaseController, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    controller.open_case(str(case.location))
    wait_until(lambda: controller.summary is not None)
    go_on, reads = threading.Event(), []

    def slow(reader: Reader) -> SiteList:
        sites = read_sites(reader)
        reads.append(len(sites))
        go_on.wait(60)
        return sites

    monkeypatch.setattr(read_task, "read_sites", slow)
    site = {"kind": "other", "position_basis": "unknown"}
    others = ChangeSet(inserts={"sites": [{"name": "Theirs", **site}]})
    case.apply(others)
    wait_until(lambda: reads)
    ours = ChangeSet(inserts={"sites": [{"name": "Ours", **site}]})
    assert controller.editor.apply("Add a site", ours)
    wait_until(lambda: controller.sites.search("Ours", 1))
    go_on.set()
    wait_until(lambda: controller.sites.search("Theirs", 1))
    assert controller.sites.search("Ours", 1)
    assert reads[-1] == reads[0] + 1


def test_another_case_is_opened_although_the_one_before_is_changed(
    controller: CaseController, case: Case, tmp_path: Path
) -> None:
    controller.open_case(str(case.location))
    wait_until(lambda: controller.summary is not None)
    other = Path(shutil.copy(case.location.path, tmp_path / "other.gpkg"))
    controller.open_case(str(other))
    controller.editor.edited.emit(None)
    wait_until(lambda: controller.summary.location.path == other)
