"""What the analyst has changed in the layers of a case with QGIS's own tools, and not saved."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import QgsMapLayer, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, pyqtSignal

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.gui.map_selection import case_layers, case_table


class LayerEdits(QObject):
    """Watches the layers of one case in a project.

    ``changed`` says that :meth:`layers` are others now, ``touched`` that the analyst began, saved
    or discarded edits of a layer: QGIS then writes to the case, if only to its journal.
    """

    changed = pyqtSignal()
    touched = pyqtSignal()

    def __init__(self, project: QgsProject, parent: QObject) -> None:
        super().__init__(parent)
        self._project = project
        self._location: CaseLocation | None = None
        self._watched: set[str] = set()
        self._modified: set[str] = set()
        project.layersAdded.connect(self._watch)
        project.layersRemoved.connect(self._forget)

    def set_case(self, location: CaseLocation | None) -> None:
        """Watch the layers of another case, or of none."""
        self._location = location
        self._tell(set())
        self._watch(self._project.mapLayers().values())

    def layers(self) -> list[QgsVectorLayer]:
        """Return the layers of the case with edits that are not saved."""
        return [layer for layer in self._every() if layer.isModified()]

    def _every(self) -> list[QgsVectorLayer]:
        if self._location is None:
            return []
        return [layer for _, layer in case_layers(self._project, self._location)]

    def _watch(self, added: Iterable[QgsMapLayer]) -> None:
        """Watch those of the added layers that are of the case."""
        modified = set(self._modified)
        for layer in added:
            if self._location is None or not isinstance(layer, QgsVectorLayer):
                continue
            if not case_table(layer, self._location):
                continue
            if layer.isModified():
                modified.add(layer.id())
            if layer.id() not in self._watched:
                self._watched.add(layer.id())
                layer.layerModified.connect(self._note)
                layer.editingStarted.connect(self.touched)
                for signal in (layer.editingStopped, layer.afterRollBack, layer.afterCommitChanges):
                    signal.connect(self._note_end)
        self._tell(modified)

    def _note(self) -> None:
        """Tell of the first and last edit of a layer, not of thousands between."""
        layer = self.sender()
        if isinstance(layer, QgsVectorLayer):
            there = {layer.id()}
            self._tell(self._modified | there if layer.isModified() else self._modified - there)

    def _note_end(self) -> None:
        self.touched.emit()
        self._note()

    def _forget(self, identifiers: Iterable[str]) -> None:
        self._watched.difference_update(identifiers)
        self._tell(self._modified.difference(identifiers))

    def _tell(self, modified: set[str]) -> None:
        if modified != self._modified:
            self._modified = modified
            self.changed.emit()
