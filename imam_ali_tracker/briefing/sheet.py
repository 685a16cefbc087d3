"""One sheet: a layout made from a template, filled by the ids of its items, and exported."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsLayerTreeGroup,
    QgsLayerTreeLayer,
    QgsLayoutExporter,
    QgsLayoutFrame,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemManualTable,
    QgsLayoutItemMap,
    QgsMapLayer,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
    QgsRectangle,
    QgsTableCell,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtXml import QDomDocument

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present

_CASE_CRS = "EPSG:4326"
_DPI = 200
Item = TypeVar("Item", bound=QgsLayoutItem)


@dataclass(frozen=True)
class MapView:
    """What a map item shows: an extent in EPSG:4326, and layers from the top downwards."""

    extent: QgsRectangle
    layers: list[QgsMapLayer]


@dataclass(frozen=True)
class SheetContent:
    """What fills a template, by the ids of its items.

    ``texts`` go to labels, ``tables`` to tables of a number and a text column, ``maps`` to maps.
    An id that the template does not have is left out; the legend is drawn from ``legend``.
    """

    texts: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[str]] = field(default_factory=dict)
    maps: dict[str, MapView] = field(default_factory=dict)
    legend: QgsLayerTreeGroup | None = None


def make_sheet(
    project: QgsProject, template: Path, name: str, content: SheetContent
) -> QgsPrintLayout:
    """Add a layout called ``name`` to ``project``, made from ``template``; one of that name goes.

    Raises :class:`TrackerError` where the template cannot be read.
    """
    document = QDomDocument()
    try:
        document.setContent(template.read_text(encoding="utf-8"))
    except OSError as error:
        raise TrackerError(
            tr("The template {} cannot be read.").format(template), details=str(error)
        ) from error
    layout = QgsPrintLayout(project)
    _, loaded = layout.loadFromTemplate(document, QgsReadWriteContext())
    if not loaded:
        raise TrackerError(
            tr("{} is not a layout template of QGIS.").format(template),
            tr("Save it again from QGIS's layout window."),
        )
    layout.setName(name)
    _fill(layout, content)
    manager = present(project.layoutManager())
    former = manager.layoutByName(name)
    if former is not None:
        manager.removeLayout(former)
    manager.addLayout(layout)
    return layout


def export_pdf(layout: QgsPrintLayout, path: Path) -> None:
    """Export a georeferenced PDF with text as text; raises :class:`TrackerError`."""
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.textRenderFormat = Qgis.TextRenderFormat.AlwaysText
    settings.appendGeoreference = True
    settings.exportMetadata = True
    settings.dpi = _DPI
    _check(QgsLayoutExporter(layout).exportToPdf(str(path), settings), path)


def export_image(layout: QgsPrintLayout, path: Path) -> None:
    """Export the first page in the format of the suffix of ``path``; raises TrackerError."""
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = _DPI
    settings.generateWorldFile = False
    settings.exportMetadata = False  # GDAL cannot write it into a PNG, and says so on the console
    settings.pages = [0]
    _check(QgsLayoutExporter(layout).exportToImage(str(path), settings), path)


def _check(result: QgsLayoutExporter.ExportResult, path: Path) -> None:
    if result != QgsLayoutExporter.ExportResult.Success:
        raise TrackerError(
            tr("The map cannot be written to {}.").format(path),
            tr("Check that the folder is writable and the file is not open elsewhere."),
            str(result),
        )


def _item(layout: QgsPrintLayout, identifier: str, kind: type[Item]) -> Item | None:
    item = layout.itemById(identifier)
    return item if isinstance(item, kind) else None


def _fill(layout: QgsPrintLayout, content: SheetContent) -> None:
    for identifier, view in content.maps.items():
        map_item = _item(layout, identifier, QgsLayoutItemMap)
        if map_item is not None:
            _fill_map(layout, map_item, view)
    for identifier, text in content.texts.items():
        label = _item(layout, identifier, QgsLayoutItemLabel)
        if label is not None:
            label.setMode(QgsLayoutItemLabel.Mode.ModeFont)  # texts are text, never markup
            label.setText(text)
    for identifier, rows in content.tables.items():
        frame = _item(layout, identifier, QgsLayoutFrame)
        if frame is not None:
            _fill_table(frame, rows)
    legend = _item(layout, "legend", QgsLayoutItemLegend)
    if legend is not None and content.legend is not None:
        _fill_legend(legend, content.legend)


def _fill_map(layout: QgsPrintLayout, item: QgsLayoutItemMap, view: MapView) -> None:
    project = present(layout.project())
    to_map = QgsCoordinateTransform(QgsCoordinateReferenceSystem(_CASE_CRS), project.crs(), project)
    item.setCrs(project.crs())
    item.setFollowVisibilityPreset(False)
    item.setKeepLayerSet(True)
    item.setLayers(view.layers)
    item.zoomToExtent(to_map.transformBoundingBox(view.extent))


def _fill_table(frame: QgsLayoutFrame, rows: list[str]) -> None:
    table = frame.multiFrame()
    if isinstance(table, QgsLayoutItemManualTable):
        widths = table.columnWidths()
        table.setTableContents(
            [[_cell(f"{number}."), _cell(text)] for number, text in enumerate(rows, start=1)]
        )
        table.setColumnWidths(widths)
        table.recalculateFrameSizes()


def _cell(text: str) -> QgsTableCell:
    cell = QgsTableCell(text)
    cell.setVerticalAlignment(Qt.AlignmentFlag.AlignTop)
    return cell


def _fill_legend(legend: QgsLayoutItemLegend, group: QgsLayerTreeGroup) -> None:
    legend.setAutoUpdateModel(False)
    root = present(present(legend.model()).rootGroup())
    root.clear()
    for node in group.children():
        if isinstance(node, QgsLayerTreeLayer) and node.itemVisibilityChecked():
            root.addLayer(node.layer())
    legend.setLegendFilterByMapEnabled(True)
    legend.adjustBoxSize()
