"""A case to its text form and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.schema import KEY, TABLES, UUID, GeometryType
from imam_ali_tracker.case.shape import GEOMETRY
from imam_ali_tracker.case.snapshot import rows_of_one_moment
from imam_ali_tracker.case.text_form.geojson import Geometry
from imam_ali_tracker.case.text_form.reading import read_folder
from imam_ali_tracker.case.text_form.writing import refuse_other_content, write_folder
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from qgis.core import QgsGeometry

    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.case.store import Case


def export_case(case: Case, folder: str | Path) -> None:
    """Write ``case`` to ``folder``, which is new, empty or holds an older text form.

    Lossless but for the key ``fid``, which belongs to one database, and for tables and columns
    that are not the case's own. Raises :class:`TrackerError`; ``folder`` is then as it was.
    """
    target = Path(folder)
    refuse_other_content(target)
    tables = rows_of_one_moment(case)
    plain = {name: [_plain(name, row) for row in rows] for name, rows in tables.items()}
    write_folder(target, plain)


def import_case(folder: str | Path, location: CaseLocation | str | Path) -> Case:
    """Build the case that ``folder`` holds at ``location``, where nothing is yet, and open it.

    References are not looked into: :mod:`imam_ali_tracker.case.integrity` does that. Raises
    :class:`TrackerError` that names file, line and column of what cannot be read; there is then
    nothing at ``location``.
    """
    from imam_ali_tracker.case.store import Case

    tables = read_folder(Path(folder))
    for name, rows in tables.items():
        if TABLES[name].geometry is not GeometryType.NONE:
            for row in rows:
                row[GEOMETRY] = _from_geojson(row[GEOMETRY])
    return Case.create_from(location, tables)


def _plain(table: str, row: Row) -> Row:
    """Return the row without key and with a GeoJSON geometry; raises :class:`TrackerError`."""
    plain = {name: value for name, value in row.items() if name not in (KEY, GEOMETRY)}
    if row.get(GEOMETRY) is not None:
        try:
            plain[GEOMETRY] = _to_geojson(row[GEOMETRY])
        except TypeError as error:
            message = tr("{}, row {}: the geometry cannot be written.")
            raise TrackerError(
                message.format(table, row.get(UUID.name)),
                tr("A case holds points and multipolygons without heights; replace the geometry."),
                str(error),
            ) from error
    return plain


def _to_geojson(geometry: QgsGeometry) -> Geometry:
    """Return a point or multipolygon as GeoJSON; raises ``TypeError`` for any other geometry."""
    from qgis.core import Qgis

    kind = geometry.wkbType()
    if kind == Qgis.WkbType.Point:
        point = geometry.asPoint()
        return {"type": "Point", "coordinates": [point.x(), point.y()]}
    if kind == Qgis.WkbType.MultiPolygon:
        polygons = [
            [[[point.x(), point.y()] for point in ring] for ring in polygon]
            for polygon in geometry.asMultiPolygon()
        ]
        return {"type": "MultiPolygon", "coordinates": polygons}
    raise TypeError(geometry.asWkt())


def _from_geojson(shape: Geometry | None) -> QgsGeometry | None:
    from qgis.core import QgsGeometry, QgsPointXY

    if shape is None:
        return None
    if shape["type"] == "Point":
        return QgsGeometry.fromPointXY(QgsPointXY(*shape["coordinates"]))
    return QgsGeometry.fromMultiPolygonXY(
        [
            [[QgsPointXY(*position) for position in ring] for ring in polygon]
            for polygon in shape["coordinates"]
        ]
    )
