"""The layers of a case, for the browser and for whoever offers them to be opened."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    Qgis,
    QgsProviderConnectionException,
    QgsProviderRegistry,
    QgsProviderSublayerDetails,
)

from imam_ali_tracker.case.database import connect
from imam_ali_tracker.case.labels import table_label
from imam_ali_tracker.case.location import OGR, CaseLocation
from imam_ali_tracker.case.schema import CASE_INFO
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.present import present
from imam_ali_tracker.provider.derived import FAMILIES
from imam_ali_tracker.provider.registration import PROVIDER_KEY
from imam_ali_tracker.provider.uri import LayerUri

_TYPES = {
    "POINT": Qgis.WkbType.Point,
    "MULTILINESTRING": Qgis.WkbType.MultiLineString,
    "MULTIPOLYGON": Qgis.WkbType.MultiPolygon,
}


def query_sublayers(text: str, *how: Any) -> list[QgsProviderSublayerDetails]:
    """Return the layers of the case that a URI means: the derived ones, then every table.

    What is no case has none. ``how`` are QGIS's flags and feedback, both optional.
    """
    try:
        location = CaseLocation.parse(text.partition("|layer=")[0])
    except TrackerError:
        return []
    tables = _tables(location, how)
    if CASE_INFO.name not in tables:
        return []
    derived = [
        _details(LayerUri(location, family.name), _TYPES[family.geometry])
        for family in FAMILIES.values()
    ]
    stored = [
        _details(LayerUri(location, name, name in FAMILIES), *about)
        for name, about in tables.items()
    ]
    return [*derived, *stored]


def _tables(location: CaseLocation, how: tuple[Any, ...]) -> dict[str, tuple[Qgis.WkbType, int]]:
    """Return the type of geometry and the number of rows of each table, -1 where not counted."""
    if location.path is not None:
        native = present(present(QgsProviderRegistry.instance()).providerMetadata(OGR))
        found = native.querySublayers(str(location.path), *how)
        # What has a "|" in its name QGIS cannot open by it (see the stored layers).
        return {
            each.name(): (each.wkbType(), int(each.featureCount()))
            for each in found
            if "|" not in each.name()
        }
    try:
        listed = connect(location).tables(location.schema)
    except QgsProviderConnectionException:
        return {}
    return {table.tableName(): (_geometry(table), -1) for table in listed}


def _geometry(table: Any) -> Qgis.WkbType:
    types = table.geometryColumnTypes()
    if not table.geometryColumn() or not types:
        return Qgis.WkbType.NoGeometry
    kind: Qgis.WkbType = types[0].wkbType
    return kind


def _details(uri: LayerUri, kind: Qgis.WkbType, count: int = -1) -> QgsProviderSublayerDetails:
    details = QgsProviderSublayerDetails()
    details.setProviderKey(PROVIDER_KEY)
    details.setType(Qgis.LayerType.Vector)
    details.setUri(str(uri))
    details.setName(uri.layer)
    details.setDescription(table_label(f"{uri.layer}_rows" if uri.stored else uri.layer))
    details.setWkbType(kind)
    if count >= 0:
        details.setFeatureCount(count)
    return details
