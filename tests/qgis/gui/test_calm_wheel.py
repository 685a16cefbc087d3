"""Whoever scrolls a form does not change the choices that pass under the mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QAbstractSpinBox, QComboBox, QScrollArea, QWidget

from imam_ali_tracker.gui.panel.claims.page import ClaimsPage
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.distances.page import DistancesPage
from imam_ali_tracker.gui.panel.reports.page import ReportsPage
from imam_ali_tracker.gui.panel.sites.observation_dialog import ObservationDialog
from imam_ali_tracker.gui.panel.sites.page import SitesPage
from imam_ali_tracker.gui.position_mark import PositionMark
from tests.qgis.gui.wheel import is_left_alone
from tests.support.waiting import wait_until


@pytest.fixture
def window(qgis_app: QgsApplication) -> Iterator[QWidget]:
    window = QWidget()
    yield window
    wait_until(lambda: not QgsApplication.taskManager().countActiveTasks())
    sip.delete(window)


def scrolled_choices(widget: QWidget) -> list[QWidget]:
    """Return the fields that a wheel can change and that stand in something that it scrolls."""
    found = [*widget.findChildren(QComboBox), *widget.findChildren(QAbstractSpinBox)]
    return [each for each in found if within_scrolling(each)]


def within_scrolling(widget: QWidget) -> bool:
    while widget is not None and not isinstance(widget, QScrollArea):
        widget = widget.parentWidget()
    return widget is not None


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        (SitesPage, lambda page: page.details),
        (ReportsPage, lambda page: (page.review, page.list.details)),
        (ClaimsPage, lambda page: page.form),
        (DistancesPage, lambda page: page.buffer_form),
    ],
)
def test_no_choice_of_a_page_takes_the_wheel(
    kind: type[QWidget],
    parts: Callable[[Any], object],
    context: PanelContext,
    window: QWidget,
) -> None:
    page = kind(context, window)
    assert parts(page)  # which some pages make when they are first used
    fields = scrolled_choices(page)
    assert fields
    taking = [each.accessibleName() for each in fields if not is_left_alone(each)]
    assert taking == []


def test_no_choice_of_an_observation_takes_the_wheel(
    context: PanelContext, window: QWidget
) -> None:
    mark = PositionMark(context.map_canvas, context.project)
    dialog = ObservationDialog("Observation", mark, window)
    dialog.set_position(41.0, 34.5, None)
    fields = scrolled_choices(dialog)
    assert len(fields) > 1
    taking = [each.accessibleName() for each in fields if not is_left_alone(each)]
    assert taking == []
