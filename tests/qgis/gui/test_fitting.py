"""Dialogs are as high as what is in them: nothing is squeezed, nothing stands empty."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QComboBox, QLineEdit, QScrollArea, QWidget

from imam_ali_tracker.case.store import Case
from imam_ali_tracker.gui.panel import fitting
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.sites.dialogs import PositionDialog
from imam_ali_tracker.gui.panel.sites.observation_dialog import ObservationDialog
from imam_ali_tracker.gui.panel.team_dialog import TeamDialog
from imam_ali_tracker.gui.position_mark import PositionMark


@pytest.fixture
def window(qgis_app: QgsApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[QWidget]:
    """Return a window on a screen that is high enough; that of tests has 600 pixels."""
    monkeypatch.setattr(fitting, "_MOST_OF_SCREEN", 2.0)
    window = QWidget()
    yield window
    sip.delete(window)


@pytest.fixture
def mark(context: PanelContext) -> PositionMark:
    return PositionMark(context.map_canvas, context.project)


def squeezed(dialog: QWidget) -> list[QWidget]:
    fields = [*dialog.findChildren(QLineEdit), *dialog.findChildren(QComboBox)]
    shown = [each for each in fields if each.isVisible()]
    assert shown
    return [each for each in shown if each.height() < each.minimumSizeHint().height()]


def test_a_long_source_does_not_squeeze_the_fields(
    window: QWidget, mark: PositionMark, case: Case
) -> None:
    row = next(row for row in case.rows("sites") if row["position_source"])
    dialog = PositionDialog("Position", mark, window)
    dialog.show_old({**row, "position_source": "Somebody says so. " * 30})
    dialog.position_form.show_values(row)
    dialog.show()
    QCoreApplication.processEvents()
    assert squeezed(dialog) == []
    label = dialog.notice.label
    assert label.height() >= label.heightForWidth(label.width())
    assert dialog.position_form.source_edit.cursorPosition() == 0
    before = dialog.height()
    dialog.position_form.basis_combo.setCurrentIndex(0)  # which has the dialog say so
    QCoreApplication.processEvents()
    assert dialog.height() > before
    assert squeezed(dialog) == []


def test_what_is_said_of_a_server_does_not_squeeze_the_fields(window: QWidget) -> None:
    dialog = TeamDialog(window)
    dialog.show()
    QCoreApplication.processEvents()
    assert squeezed(dialog) == []
    before = dialog.height()
    dialog._say("The server says a great deal. " * 20)
    QCoreApplication.processEvents()
    assert dialog.height() > before
    assert squeezed(dialog) == []
    dialog.reject()


def test_an_observation_is_as_high_as_what_it_asks(window: QWidget, mark: PositionMark) -> None:
    dialog = ObservationDialog("Observation", mark, window)
    dialog.show()
    QCoreApplication.processEvents()
    area = dialog.findChild(QScrollArea)
    heights = [dialog.height()]
    for is_collapsed in (False, True):
        dialog.position_box.setCollapsed(is_collapsed)
        QCoreApplication.processEvents()
        heights.append(dialog.height())
        assert area.verticalScrollBar().maximum() == 0
        below = dialog.position_box.geometry().bottom()
        assert area.widget().height() - below < dialog.fontMetrics().height()
    assert heights[1] > heights[0]
    assert heights[2] == heights[0]
    dialog.resize(dialog.width(), dialog.height() + 100)
    QCoreApplication.processEvents()
    assert area.widget().height() - dialog.position_box.geometry().bottom() < 20
    dialog.give_up()
