"""A coordinate system that a background thread has used is whole when the thread has ended."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsVectorLayer

from imam_ali_tracker.core.own_names import own_name
from imam_ali_tracker.provider.coordinate_systems import keep_usual

ROUNDS = 60


@pytest.mark.long
def test_layers_opened_by_threads_leave_it_whole(
    qgis_app: QgsApplication, reference_file: Path
) -> None:
    def open_sites() -> QgsCoordinateReferenceSystem:
        layer = QgsVectorLayer(f"{own_name(reference_file)}|layername=sites", "", "ogr")
        return QgsCoordinateReferenceSystem(layer.crs())

    broken = 0
    try:
        for _ in range(ROUNDS):
            QgsCoordinateReferenceSystem.invalidateCache()
            keep_usual()
            threads = [threading.Thread(target=lambda: open_sites().toWkt()) for _ in range(2)]
            for thread in threads:
                thread.start()
            seen = open_sites()
            while any(thread.is_alive() for thread in threads):
                seen.toWkt()
            for thread in threads:
                thread.join()
            broken += not (seen.toWkt() and open_sites().toWkt())
    finally:
        QgsCoordinateReferenceSystem.invalidateCache()
        keep_usual()
    assert broken == 0
