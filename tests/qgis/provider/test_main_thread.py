"""What belongs to the main thread ends there, also when a background task used it last."""

from __future__ import annotations

import threading
import time

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt

from tests.qgis.provider.conftest import BACKENDS, Kind, Locations, open_layer


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("stored", [False, True])
def test_the_last_layer_of_a_case_goes_in_another_thread(
    backend: str, stored: bool, locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The timers and watchers of its case are not destroyed in that thread."""
    from imam_ali_tracker.provider import hub, main_thread

    monkeypatch.setattr(main_thread, "_GRACE_MS", 50)
    location = locations.own(backend)
    ended: list[threading.Thread] = []
    counts: list[int] = []

    def work() -> None:
        layer = open_layer(location, Kind("buffers", stored=stored))
        counts.append(len(list(layer.getFeatures())))
        hub.live_case(location).destroyed.connect(
            lambda: ended.append(threading.current_thread()), Qt.ConnectionType.DirectConnection
        )

    worker = threading.Thread(target=work)
    worker.start()
    end = time.monotonic() + 20
    while not ended:
        assert time.monotonic() < end, "the case never ended"
        QgsApplication.processEvents()
        time.sleep(0.01)
    worker.join()
    assert counts[0] > 0
    assert ended == [threading.main_thread()]
