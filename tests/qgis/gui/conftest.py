"""What tests of the windows share: a copy of the reference case, open for editing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from qgis.core import QgsApplication, QgsProject
from qgis.gui import QgsMapCanvas, QgsMessageBar
from qgis.PyQt import sip

from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from imam_ali_tracker.case.store import Case
    from imam_ali_tracker.gui.editing import CaseEditor
    from imam_ali_tracker.gui.panel.context import PanelContext


@pytest.fixture
def case(tmp_path: Path, reference_file: Path) -> Case:
    """Return a copy of the reference case, to look at what is stored."""
    # Not at the top: this file is read before the staged plugin can be imported.
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.case.store import Case

    return Case(CaseLocation(path=Path(shutil.copy(reference_file, tmp_path / "case.gpkg"))))


@pytest.fixture
def bar(qgis_app: QgsApplication) -> Iterator[QgsMessageBar]:
    """Return the message bar; its ``currentItem()`` is what was said last."""
    bar = QgsMessageBar()
    yield bar
    sip.delete(bar)  # it must not outlive QGIS


@pytest.fixture
def editor(case: Case, bar: QgsMessageBar) -> Iterator[CaseEditor]:
    """Return an editor of the case."""
    from imam_ali_tracker.gui.editing import CaseEditor
    from imam_ali_tracker.gui.messages import Messages

    editor = CaseEditor(Messages(bar))
    editor.set_case(case.location)
    yield editor
    editor.set_case(None)


@pytest.fixture
def context(case: Case, bar: QgsMessageBar, new_project: QgsProject) -> Iterator[PanelContext]:
    """Return what pages work with; the case is open in it."""
    from imam_ali_tracker.gui.canvas import CanvasView
    from imam_ali_tracker.gui.controller import CaseController
    from imam_ali_tracker.gui.messages import Messages
    from imam_ali_tracker.gui.panel.context import PanelContext

    messages, canvas = Messages(bar), QgsMapCanvas()
    controller = CaseController(new_project, messages)
    view = CanvasView(canvas, new_project, messages)
    controller.open_case(str(case.location))
    wait_until(lambda: controller.summary is not None)
    yield PanelContext(new_project, canvas, view, controller, controller.editor, messages)
    controller.close_case()
    # What still reads the case in the background must not outlive QGIS, nor its file.
    wait_until(lambda: not QgsApplication.taskManager().countActiveTasks())
    sip.delete(canvas)  # it must not outlive QGIS
