"""Telling an analyst who deletes a row in a layer what else in the case refers to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from qgis.core import QgsFeatureRequest, QgsMapLayer, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, QTimer

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.messages import Messages
from imam_ali_tracker.provider.registration import PROVIDER_KEY


class DeletionWatcher(QObject):
    """Warns while a deletion can still be undone; one message for all that is deleted at once."""

    def __init__(self, project: QgsProject, messages: Messages) -> None:
        super().__init__()
        self._project = project
        self._messages = messages
        self._deleted: dict[str, set[int]] = {}
        project.layersAdded.connect(self._watch)
        self._watch(project.mapLayers().values())

    def _watch(self, layers: Iterable[QgsMapLayer]) -> None:
        for layer in layers:
            if isinstance(layer, QgsVectorLayer) and layer.providerType() == PROVIDER_KEY:
                layer.featureDeleted.connect(self._note)

    def _note(self, fid: int) -> None:
        layer = self.sender()
        if not isinstance(layer, QgsVectorLayer) or fid < 0:  # a row that was never saved
            return
        if not self._deleted:
            QTimer.singleShot(0, self._tell)
        self._deleted.setdefault(layer.id(), set()).add(fid)

    def _tell(self) -> None:
        deleted, self._deleted = self._deleted, {}
        for identifier, fids in deleted.items():
            layer = self._project.mapLayer(identifier)
            if not isinstance(layer, QgsVectorLayer):
                continue
            try:
                said = _dependents_text(layer, fids)
            except TrackerError as error:
                self._messages.error(error)
                continue
            if said:
                self._messages.warning(said)


def _dependents_text(layer: QgsVectorLayer, fids: set[int]) -> str:
    """Return what hangs on rows that are being deleted, empty where nothing does."""
    from imam_ali_tracker.case.dependents import deletion
    from imam_ali_tracker.case.labels import table_label
    from imam_ali_tracker.case.schema import TABLES
    from imam_ali_tracker.case.store import Case
    from imam_ali_tracker.provider.uri import LayerUri

    uri = LayerUri.parse(layer.source())
    if uri.layer not in TABLES:
        return ""
    request = QgsFeatureRequest().setFilterFids(list(fids))
    uuids = [str(row["uuid"]) for row in present(layer.dataProvider()).getFeatures(request)]
    with Case.open(uri.location, read_only=True) as case:
        found = Counter(row.table for row in deletion(case, {uri.layer: uuids}).dependents)
    if not found:
        return ""
    listed = ", ".join(f"{table_label(table)} {count}" for table, count in found.items())
    return tr(
        "Other rows refer to what you deleted in “{}”: {}. Undo the deletion (Ctrl+Z), or delete "
        "or correct these rows too before you save."
    ).format(layer.name(), listed)
