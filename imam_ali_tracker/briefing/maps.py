"""What the maps of a briefing show: extents, projection, scale bar, graticule, basemap."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFillSymbol,
    QgsLayoutItem,
    QgsLayoutItemMap,
    QgsLayoutItemMapGrid,
    QgsLayoutItemMapOverview,
    QgsLayoutItemScaleBar,
    QgsLayoutMeasurement,
    QgsLineSymbol,
    QgsMapLayer,
    QgsPalLayerSettings,
    QgsProject,
    QgsRectangle,
    QgsSingleSymbolRenderer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor

from imam_ali_tracker.briefing.case_data import CaseData
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.own_names import by_own_name
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.unwatched import unwatched
from imam_ali_tracker.provider.coordinate_systems import EQUAL_EARTH

EARTH = "EPSG:4326"
_METRES_A_DEGREE = 111_320.0
_HALF_THE_WORLD = 120.0
_LEAST_M = 8_000.0
"""A map shows at least this far around a site."""
_LABEL_MARGIN = 1.0
"""Between labels and the frame of a map, in millimetres."""
_DEGREES_MARGIN = 8.0
"""The same where degrees stand along the frame."""
WORLD_MAP = "imam_ali_tracker/world_map"
_STEPS = (30.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 1 / 3, 1 / 6, 1 / 12, 1 / 30, 1 / 60)
_LINES = 4
"""As many lines of a graticule as a map has at least, where its extent allows."""


@dataclass(frozen=True)
class MapView:
    """What a map item shows: an extent in ``crs``, and layers from the top downwards."""

    extent: QgsRectangle
    crs: QgsCoordinateReferenceSystem
    layers: list[QgsMapLayer]


def around_sites(data: CaseData, sites: Iterable[str], *, corridors: bool) -> QgsRectangle | None:
    """Return the extent in degrees of sites with their uncertainty, ``None`` where none is placed.

    With ``corridors`` the places that corridors through these sites lead to are within it.
    """
    found = QgsRectangle()
    wanted = set(sites)
    if corridors:
        ways = data.rows["corridor_waypoints"].values()
        through = {row["corridor"] for row in ways if row["site"] in wanted}
        wanted |= {row["site"] for row in ways if row["corridor"] in through}
        for row in ways:
            if row["corridor"] in through and row["geometry"] is not None:
                found.combineExtentWith(row["geometry"].boundingBox())
    placed = (row for uuid, row in data.rows["sites"].items() if uuid in wanted)
    for row in placed:
        if row["geometry"] is None:
            continue
        point = row["geometry"].asPoint()
        reach = max(row["position_accuracy_m"] or 0.0, _LEAST_M / 4) * 1.15
        found.combineExtentWith(_square(point.x(), point.y(), reach))
    if found.isNull():
        return None
    return _at_least(found, _LEAST_M)


def widened(extent: QgsRectangle, factor: float, least_m: float = 0.0) -> QgsRectangle:
    """Return an extent in degrees, scaled about its middle and at least so many metres across."""
    wider = QgsRectangle(extent)
    wider.scale(factor)
    return _at_least(wider, least_m).intersect(QgsRectangle(-180, -85, 180, 85))


def _square(x: float, y: float, metres: float) -> QgsRectangle:
    high = metres / _METRES_A_DEGREE
    wide = high / max(math.cos(math.radians(y)), 0.05)
    return QgsRectangle(x - wide, y - high, x + wide, y + high)


def _at_least(extent: QgsRectangle, metres: float) -> QgsRectangle:
    centre = extent.center()
    least = _square(centre.x(), centre.y(), metres)
    if extent.width() < least.width() and extent.height() < least.height():
        return least
    return extent


def view(project: QgsProject, extent: QgsRectangle, layers: list[QgsMapLayer]) -> MapView:
    """Return a view of an extent in degrees, in the project's CRS where that is projected.

    Elsewhere it is an equal-area projection about the middle of the extent: a map in degrees
    stretches what lies north.
    """
    crs = project.crs()
    if extent.width() > _HALF_THE_WORLD:
        crs = QgsCoordinateReferenceSystem(EQUAL_EARTH)
    elif not crs.isValid() or crs.isGeographic():
        crs = _equal_area(round(extent.center().x(), 1), round(extent.center().y(), 1))
    to_map = QgsCoordinateTransform(QgsCoordinateReferenceSystem(EARTH), crs, project)
    try:
        return MapView(to_map.transformBoundingBox(extent), crs, layers)
    except QgsCsException:  # beyond where the project's CRS is defined
        return MapView(extent, QgsCoordinateReferenceSystem(EARTH), layers)


def _equal_area(x: float, y: float) -> QgsCoordinateReferenceSystem:
    # Not to be kept: QGIS takes from it what belongs to the thread that made it, when that ends.
    return QgsCoordinateReferenceSystem.fromProj(
        f"+proj=laea +lat_0={y:.1f} +lon_0={x:.1f} +datum=WGS84 +units=m"
    )


def show(item: QgsLayoutItemMap, shown: MapView) -> None:
    """Let a map item show a view; the shape of the item stays."""
    item.setCrs(shown.crs)
    item.setFollowVisibilityPreset(False)
    item.setKeepLayerSet(True)
    item.setLayers(shown.layers)
    item.setMapFlags(QgsLayoutItemMap.MapItemFlag(0))  # no labels that the frame cuts
    item.setLabelMargin(QgsLayoutMeasurement(_LABEL_MARGIN))
    item.zoomToExtent(shown.extent)


def keep_labels_off(item: QgsLayoutItemMap, others: Iterable[QgsLayoutItem]) -> None:
    """Let no label of a map lie under the visible items that stand on it."""
    box = item.sceneBoundingRect()
    for other in others:
        above = other.isVisible() and other.zValue() > item.zValue()
        if above and box.intersects(other.sceneBoundingRect()):
            item.addLabelBlockingItem(other)


def fit_scale_bar(bar: QgsLayoutItemScaleBar, least: float = 1000.0) -> None:
    """Set the units of a scale bar by the width of its map: metres, or kilometres."""
    linked = bar.linkedMap()
    if linked is None:
        return
    earth = QgsCoordinateReferenceSystem(EARTH)
    metres = linked.extent().width() * QgsUnitTypes.fromUnitToUnitFactor(
        linked.crs().mapUnits() if linked.crs().isValid() else earth.mapUnits(),
        Qgis.DistanceUnit.Meters,
    )
    far = metres > 4 * least
    unit = Qgis.DistanceUnit.Kilometers if far else Qgis.DistanceUnit.Meters
    bar.applyDefaultSize(unit)
    bar.setNumberOfSegmentsLeft(0)
    bar.setNumberOfSegments(2)
    bar.setUnitLabel(tr("km") if far else tr("m"))
    bar.attemptResize(bar.minimumSize())


def show_extent_of(other: QgsLayoutItemMap, on: QgsLayoutItemMap) -> None:
    """Draw the extent of one map on another."""
    stack = present(on.overviews())
    while stack.size():
        stack.removeOverview(unwatched(present(stack.overview(0))).id())
    overview = QgsLayoutItemMapOverview(tr("Extent of the other map"), on)
    overview.setLinkedMap(other)
    symbol = QgsFillSymbol.createSimple(
        {"style": "no", "outline_color": "#1a1a1a", "outline_width": "0.5"}
    )
    overview.setFrameSymbol(symbol)
    stack.addOverview(overview)


def add_graticule(item: QgsLayoutItemMap, text_format: QgsTextFormat) -> None:
    """Draw meridians with their degrees along the top, parallels with theirs along the right."""
    earth = QgsCoordinateReferenceSystem(EARTH)
    back = QgsCoordinateTransform(item.crs(), earth, present(item.layout()).project())
    degrees = back.transformBoundingBox(item.extent())
    across = min(degrees.width(), degrees.height())
    step = next((step for step in _STEPS if across / step >= _LINES), _STEPS[-1])
    grid = QgsLayoutItemMapGrid(tr("Graticule"), item)
    grid.setCrs(earth)
    grid.setIntervalX(step)
    grid.setIntervalY(step)
    grid.setLineSymbol(QgsLineSymbol.createSimple({"line_color": "#7a7a7a", "line_width": "0.1"}))
    grid.setAnnotationEnabled(degrees.width() < _HALF_THE_WORLD)  # lines that bend meet no frame
    legible = QgsTextFormat(text_format)
    halo = QgsTextBufferSettings()
    halo.setEnabled(True)
    halo.setSize(0.5)
    legible.setBuffer(halo)
    grid.setAnnotationTextFormat(legible)
    formats = QgsLayoutItemMapGrid.AnnotationFormat
    grid.setAnnotationFormat(formats.DecimalWithSuffix if step >= 1 else formats.DegreeMinutePadded)
    grid.setAnnotationPrecision(0)
    sides, modes = QgsLayoutItemMapGrid.BorderSide, QgsLayoutItemMapGrid.DisplayMode
    for side, mode in (
        (sides.Left, modes.HideAll),
        (sides.Right, modes.LatitudeOnly),
        (sides.Top, modes.LongitudeOnly),
        (sides.Bottom, modes.HideAll),
    ):
        grid.setAnnotationDisplay(mode, side)
        grid.setAnnotationPosition(QgsLayoutItemMapGrid.AnnotationPosition.InsideMapFrame, side)
    directions = QgsLayoutItemMapGrid.AnnotationDirection
    grid.setAnnotationDirection(directions.Horizontal, sides.Right)
    item.setLabelMargin(QgsLayoutMeasurement(_DEGREES_MARGIN))
    present(item.grids()).addGrid(grid)


def visible_layers(project: QgsProject) -> list[QgsMapLayer]:
    """Return the layers that the project shows, from the top downwards."""
    root = present(project.layerTreeRoot())
    found = []
    for layer in root.layerOrder():
        node = root.findLayer(layer)
        if node is not None and node.isVisible():
            found.append(layer)
    return found


def world_map(project: QgsProject) -> list[QgsMapLayer]:
    """Return QGIS's own world map, added to the project hidden where it is not there yet.

    It needs no network. Empty where this QGIS does not carry it.
    """
    there = [layer for layer in project.mapLayers().values() if layer.customProperty(WORLD_MAP)]
    if there:
        return there
    path = f"{QgsApplication.pkgDataPath()}/resources/data/world_map.gpkg"
    uri = by_own_name("ogr", f"{path}|layername=countries")
    layer = QgsVectorLayer(uri, tr("World map (Natural Earth)"), "ogr")
    if not layer.isValid():
        return []
    symbol = QgsFillSymbol.createSimple(
        {"color": "#fbfaf6", "outline_color": "#8c8c8c", "outline_width": "0.2"}
    )
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    layer.setLabeling(QgsVectorLayerSimpleLabeling(_country_labels()))
    layer.setLabelsEnabled(True)
    layer.setCustomProperty(WORLD_MAP, True)
    about = layer.metadata()
    about.setRights([tr("Natural Earth (public domain)")])
    layer.setMetadata(about)
    present(project.addMapLayer(layer, False))
    node = present(present(project.layerTreeRoot()).addLayer(layer))
    node.setItemVisibilityChecked(False)
    return [layer]


def credits_of(basemap: Iterable[QgsMapLayer]) -> str:
    """Return whom the layers of a basemap ask to be named, empty where none does."""
    rights = dict.fromkeys(right for layer in basemap for right in layer.metadata().rights())
    return tr("Basemap: {}.").format("; ".join(rights)) if rights else ""


def _country_labels() -> QgsPalLayerSettings:
    labels = QgsPalLayerSettings()
    labels.fieldName = 'upper("NAME")'
    labels.isExpression = True
    labels.priority = 0
    text = QgsTextFormat()
    text.setFamilies(["Open Sans", "Noto Sans", "DejaVu Sans"])
    text.setSize(6.5)
    text.setColor(QColor("#6e6e6e"))
    labels.setFormat(text)
    return labels
