"""Styling the layers of a case."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsVectorLayer

from imam_ali_tracker.project.styles import apply_style


class Watched(QgsVectorLayer):
    """A layer that notes who listens to it when its style is read, which ends its legend."""

    listeners = -1

    def loadNamedStyle(self, *arguments: Any) -> Any:
        self.listeners = self.receivers(self.rendererChanged)
        return super().loadNamedStyle(*arguments)


@pytest.mark.parametrize("in_background", [True, False])
def test_a_legend_that_ends_in_the_background_does_not_listen(
    reference_file: Path, in_background: bool
) -> None:
    """Else Qt holds a lock while it waits for Python's: a deadlock with the window."""
    found: list[int] = []

    def work() -> None:
        layer = Watched(f"{reference_file}|layername=sites", "s", "ogr")
        apply_style(layer, "sites")
        assert layer.labelsEnabled()
        found.extend([layer.listeners, layer.receivers(layer.rendererChanged)])

    if in_background:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    else:
        work()
    assert found[0] == 0 if in_background else found[0] > 0
    assert found[1] > 0  # the legend of the style does
