"""Coordinate systems that background threads use, made in the main thread before.

QGIS keeps what it has made of the name or text of a coordinate system for the whole process; the
part that PROJ made belongs to the thread that asked first. Where that thread ends just when others
ask, these are left with one that is called valid and transforms nothing, until QGIS is restarted:
maps are then drawn in degrees. In QGIS 3.40 that was so in 190 of 508 rounds in which two threads
opened a GeoPackage, and in none of 531 after the main thread had made its coordinate system.
"""

from __future__ import annotations

from qgis.core import Qgis, QgsCoordinateReferenceSystem

from imam_ali_tracker.case.location import CRS

WEB_MAP = "EPSG:3857"
EQUAL_EARTH = "EPSG:8857"
WKT = Qgis.CrsWktVariant.PreferredGdal
"""How GDAL writes them, and copies of projects."""


def keep(crs: QgsCoordinateReferenceSystem) -> None:
    """Make a coordinate system in all ways in which a background thread may; in the main thread.

    Projects and databases give its name; GDAL, and a copy of a project, its text (:data:`WKT`).
    """
    if crs.authid():
        QgsCoordinateReferenceSystem(crs.authid())
        QgsCoordinateReferenceSystem.fromOgcWmsCrs(crs.authid())
    QgsCoordinateReferenceSystem.fromWkt(crs.toWkt(WKT))


def keep_usual() -> None:
    """Make those that the plugin itself uses; in the main thread."""
    for name in (CRS, WEB_MAP, EQUAL_EARTH):
        keep(QgsCoordinateReferenceSystem(name))
