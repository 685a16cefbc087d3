"""Which row of which case an expression speaks of."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from qgis.core import QgsApplication, QgsExpressionContext, QgsFeature, QgsMapLayer, QgsProject
from qgis.PyQt.QtCore import QThread

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.schema import TABLES, UUID
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.project.expressions.function import Argument, Call

if TYPE_CHECKING:
    from imam_ali_tracker.project.expressions.case_facts import CaseFacts

CURRENT = ""
"""What stands for the current feature and layer; NULL would be a feature that is not known."""


class CaseRow(NamedTuple):
    """A row of a case: where the case is, the table, and the uuid."""

    location: CaseLocation
    table: str
    uuid: str


def row_arguments() -> tuple[Argument, Argument]:
    """Return the arguments by which all functions on rows are called."""
    return (
        Argument(
            "feature", tr("a feature or the uuid of one; without it the current one"), CURRENT
        ),
        Argument(
            "layer",
            tr("the layer of the case that it is in, its name or id; without it the current one"),
            CURRENT,
        ),
    )


def row_of(call: Call) -> CaseRow | None:
    """Return the row that the first two arguments mean, ``None`` for one without a uuid yet.

    A feature of a derived layer means the row it is derived from. Raises :class:`TrackerError` for
    a layer that is none of a case, and for what is no feature.
    """
    feature, layer = call.values[:2]
    location, table = _table(_source(layer, call.context))
    uuid = _uuid(feature, call.context)
    return None if uuid is None else CaseRow(location, table, uuid)


def _uuid(given: Any, context: QgsExpressionContext | None) -> str | None:
    if given == CURRENT and context is not None and context.hasFeature():
        given = context.feature()
    if isinstance(given, str) and given != CURRENT:
        return given
    if not isinstance(given, QgsFeature):
        raise TrackerError(tr("There is no feature."), tr("Give @feature, or a uuid."))
    if given.fieldNameIndex(UUID.name) < 0:
        raise TrackerError(
            tr("The feature has no field “{}”.").format(UUID.name),
            tr("Take a feature of a layer of the case."),
        )
    value = given.attribute(UUID.name)
    return value if isinstance(value, str) and value else None


def _source(given: Any, context: QgsExpressionContext | None) -> str:
    """Return the URI of a layer; raises :class:`TrackerError` where there is none."""
    if given == CURRENT:
        given = None if context is None else context.variable("layer")
    if isinstance(given, str):
        # The layers of a project may be looked up on the main thread only; a map is drawn in
        # others, where the layer itself, or its URI, has to be given.
        given = given if "|layer=" in given else _named(given)
    if isinstance(given, QgsMapLayer):
        return str(given.source())
    if isinstance(given, str):
        return given
    raise TrackerError(tr("There is no layer."), tr("Give @layer, or a layer of the case."))


def _named(name: str) -> QgsMapLayer | None:
    if QThread.currentThread() != present(QgsApplication.instance()).thread():
        raise TrackerError(
            tr("A map cannot look up the layer “{}” while it is drawn.").format(name),
            tr("Use @layer, the layer that is drawn."),
        )
    project = present(QgsProject.instance())
    layer = project.mapLayer(name) or next(iter(project.mapLayersByName(name)), None)
    if layer is None:
        raise TrackerError(
            tr("There is no layer “{}”.").format(name), tr("Check its name in the layer tree.")
        )
    return layer


def facts_of(row: CaseRow, call: Call) -> CaseFacts:
    """Return what is known of the case of a row; what reads it is loaded with the first call."""
    from imam_ali_tracker.project.expressions import case_facts

    return case_facts.facts_of(row.location, call.context)


@lru_cache(maxsize=256)
def _table(source: str) -> tuple[CaseLocation, str]:
    """Return the case of a layer, and the table that its features are rows of."""
    from imam_ali_tracker.provider.derived import FAMILIES
    from imam_ali_tracker.provider.uri import LayerUri

    try:
        uri = LayerUri.parse(source)
    except TrackerError as error:
        raise TrackerError(
            tr("The layer is not one of a case."),
            tr("Take a layer of the case, as the panel adds it."),
        ) from error
    table = uri.layer
    if table in FAMILIES and not uri.stored:
        table = FAMILIES[table].driver.table
    if table not in TABLES:
        raise TrackerError(tr("“{}” is not a table of a case.").format(table))
    return uri.location, table
