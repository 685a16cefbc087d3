"""The projection of a briefing's map outlives the thread that has asked for it first."""

from __future__ import annotations

import threading

from qgis.core import QgsApplication, QgsProject, QgsRectangle

from imam_ali_tracker.briefing.maps import view
from tests.support.waiting import rest

EXTENT = QgsRectangle(31.3, 11.7, 38.1, 17.9)
"""Where no other test has a map."""


def test_a_view_made_by_a_thread_that_has_ended_can_be_made_again(
    qgis_app: QgsApplication,
) -> None:
    def look() -> None:
        project = QgsProject()
        assert view(project, EXTENT, []).extent.width() > 500_000

    first = threading.Thread(target=look)
    first.start()
    first.join()
    rest(0.5)  # what belongs to a thread goes a moment after Python's part of it
    again = view(QgsProject(), EXTENT, [])
    assert again.crs.toWkt()
    assert again.extent.width() > 500_000
