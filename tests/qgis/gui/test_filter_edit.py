"""The line in which a list is filtered."""

from __future__ import annotations

from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QToolButton

from imam_ali_tracker.gui.filter_edit import FilterEdit


def test_the_button_clears_the_line_and_outlives_its_click() -> None:
    edit = FilterEdit("Filter", None)
    edit.resize(200, 30)
    edit.show()
    told: list[str] = []
    edit.textChanged.connect(told.append)
    QTest.keyClicks(edit, "kamal")
    clear = max(edit.findChildren(QToolButton), key=QToolButton.x)
    QTest.mouseClick(clear, Qt.MouseButton.LeftButton)
    assert told[-2:] == ["kamal", ""]
    # That of QGIS's own line is deleted by now, while Qt still writes into it.
    assert not sip.isdeleted(clear)
    assert edit.accessibleName() == "Filter"
