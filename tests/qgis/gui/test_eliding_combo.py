"""A choice that does not fit ends in dots, from whatever side it reads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QPoint
from qgis.PyQt.QtGui import QHelpEvent, QIcon, QPixmap
from qgis.PyQt.QtWidgets import QToolTip

from imam_ali_tracker.gui.panel.eliding_combo import ElidingCombo

ARABIC = "\u0627\u0644\u0628\u0648\u0643\u0645\u0627\u0644 " * 6


@pytest.fixture
def combo(qgis_app: QgsApplication) -> Iterator[ElidingCombo]:
    combo = ElidingCombo()
    combo.show()
    yield combo
    QToolTip.hideText()
    sip.delete(combo)


def fits(combo: ElidingCombo, text: str) -> bool:
    return bool(combo.fontMetrics().horizontalAdvance(text) < combo.width())


@pytest.mark.parametrize("text", ["All verdicts of all claims of this case", ARABIC])
def test_the_beginning_is_shown_and_dots(combo: ElidingCombo, text: str) -> None:
    combo.addItem(text)
    combo.resize(120, combo.sizeHint().height())
    shown = combo.shown_text()
    assert shown.endswith("\u2026")
    assert text.startswith(shown[:-1].rstrip("\u200d"))  # Arabic letters stay joined
    assert len(shown) > 3
    assert fits(combo, shown)
    combo.setItemIcon(0, QIcon(QPixmap(16, 16)))
    assert len(combo.shown_text()) < len(shown)
    combo.resize(2_000, combo.height())
    assert combo.shown_text() == text


def test_the_tool_tip_is_the_whole_text_where_that_is_cut(combo: ElidingCombo) -> None:
    combo.addItem("All <verdicts> of all claims of this case")
    combo.setToolTip("Verdict")
    for width, whole in ((120, True), (2_000, False)):
        combo.resize(width, combo.sizeHint().height())
        QCoreApplication.sendEvent(combo, QHelpEvent(QEvent.Type.ToolTip, QPoint(), QPoint()))
        assert ("All &lt;verdicts&gt; of all" in QToolTip.text()) is whole
        assert "Verdict" in QToolTip.text()


def test_what_is_cut_is_painted_as_what_fits(combo: ElidingCombo) -> None:
    """The same picture as that of a choice whose whole text is what is shown."""
    combo.addItem("All verdicts of all claims of this case")
    combo.resize(120, combo.sizeHint().height())
    other = ElidingCombo()
    other.addItem(combo.shown_text())
    other.resize(combo.size())
    assert combo.grab().toImage() == other.grab().toImage()
    sip.delete(other)
