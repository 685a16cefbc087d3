"""A case that is dragged onto QGIS's window opens in the panel, with its layers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import QgsMimeDataUtils
from qgis.gui import QgsCustomDropHandler

from imam_ali_tracker.gui.places.browser import SUFFIX
from imam_ali_tracker.provider.registration import PROVIDER_KEY

if TYPE_CHECKING:
    from imam_ali_tracker.gui.places.case_actions import CaseActions


class CaseDrops(QgsCustomDropHandler):
    """Takes files of cases, and cases from the Browser; other files are left to QGIS."""

    def __init__(self, actions: CaseActions) -> None:
        super().__init__()
        self._actions = actions

    def customUriProviderKey(self) -> str:
        """Return the key that cases in the Browser carry."""
        return PROVIDER_KEY

    def handleCustomUriDrop(self, uri: QgsMimeDataUtils.Uri) -> None:
        """Open a case that was dragged from the Browser."""
        self._actions.open_with_layers(str(uri.uri))

    def handleFileDrop(self, file: str | None) -> bool:
        """Open a file that is a case; return whether it is one."""
        if file is None or not file.lower().endswith(SUFFIX):
            return False
        from imam_ali_tracker.case.inspection import title_of

        if not title_of(Path(file)):
            return False
        self._actions.open_with_layers(file)
        return True
