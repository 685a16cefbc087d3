"""What has to be seen to when layers leave a project."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QObject

from imam_ali_tracker.core.present import present

RELATION_PREFIX = "imam_ali_tracker_"
"""What the ids of relations between the layers of a case begin with."""


class RelationUpkeep(QObject):
    """Takes layers that leave a project out of its polymorphic relations of cases.

    QGIS leaves them in, and looks at them, freed as they are, whenever it is asked for a relation
    that it does not have, such as one of a form: that can end it (qgis/QGIS#65736).
    """

    def __init__(self, project: QgsProject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        project.layersWillBeRemoved["QStringList"].connect(self._take_out)

    def _take_out(self, leaving: Iterable[str]) -> None:
        manager, gone = present(self._project.relationManager()), set(leaving)
        for identifier, relation in manager.polymorphicRelations().items():
            referenced = relation.referencedLayerIds()
            left = [layer for layer in referenced if layer not in gone]
            stays = relation.referencingLayerId() not in gone
            if not identifier.startswith(RELATION_PREFIX) or (stays and left == referenced):
                continue
            manager.removePolymorphicRelation(identifier)
            if stays and left:
                relation.setReferencedLayerIds(left)
                manager.addPolymorphicRelation(relation)
