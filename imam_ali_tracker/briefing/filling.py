"""What goes into the items of a page: texts that fit, the legend, tables, the timeline."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from qgis.core import (
    Qgis,
    QgsLayerTreeFilterSettings,
    QgsLayerTreeGroup,
    QgsLayerTreeLayer,
    QgsLayoutFrame,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemManualTable,
    QgsLayoutItemMap,
    QgsLayoutItemPicture,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLayoutTable,
    QgsLayoutUtils,
    QgsLegendRenderer,
    QgsLegendStyle,
    QgsMapLayer,
    QgsPrintLayout,
    QgsTableCell,
    QgsTextFormat,
)
from qgis.PyQt.QtCore import QRectF, QSizeF, Qt
from qgis.PyQt.QtGui import QColor

from imam_ali_tracker.briefing.directions import from_right
from imam_ali_tracker.briefing.flow import Area, Piece
from imam_ali_tracker.briefing.pages import ColumnStyle, Page
from imam_ali_tracker.briefing.type_measure import STROKE, TableMeasure, Typeface, printed
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.tasks import giving_way

LINKS = "imam_ali_tracker/links"
"""Custom property of a table: its rows with an address, as a list of [y, height, address], mm."""
_SMALLEST, _STEP = 60, 5
"""How small a text is set that is too long, and in which steps, in percent of its size."""
_SLACK = 1.0
_BELOW = 4.0
"""Between an item and the text below it, in millimetres."""
_DOTS = 4.0
"""Dots per millimetre at which a legend looks for what is on its map."""
_LARGEST = 1.02
"""How much larger than measured a legend is printed at most, by resolution."""
_HAIRLINE = QColor("#b5b5b5")


@dataclass(frozen=True)
class _LegendSize:
    """How a legend is set: its columns, the share of its size, and what is kept of its layers."""

    columns: int
    share: float
    split: bool = False
    headings: bool = True


_SHARES = (1.0, 0.95, 0.9, 0.85, 0.8)
_LEGEND_SIZES = (
    *(_LegendSize(columns, share) for share in _SHARES for columns in (1, 2)),
    *(_LegendSize(2, share, True) for share in (0.9, 0.8)),
    *(_LegendSize(columns, share, True, False) for share in (0.9, 0.8, 0.7) for columns in (1, 2)),
    _LegendSize(3, 0.6, True, False),
)
"""The best legible first."""
_LEGEND_PARTS = (
    QgsLegendStyle.Style.Subgroup,
    QgsLegendStyle.Style.Symbol,
    QgsLegendStyle.Style.SymbolLabel,
)


def set_texts(page: Page, texts: Mapping[str, str]) -> dict[str, str]:
    """Fill the labels of a page; return those that fit only when cut, by id.

    A text that is too long is set smaller, down to six tenths of its size.
    """
    too_long = {}
    for identifier, text in texts.items():
        label = page.item(identifier, QgsLayoutItemLabel)
        if label is not None and not _set_text(label, text):
            too_long[identifier] = text
    return too_long


def _set_text(label: QgsLayoutItemLabel, text: str) -> bool:
    label.setMode(QgsLayoutItemLabel.Mode.ModeFont)  # texts are text, never markup
    if from_right(text) and label.hAlign() == Qt.AlignmentFlag.AlignLeft:
        label.setHAlign(Qt.AlignmentFlag.AlignRight)
    box = label.rect()
    style = QgsTextFormat(label.textFormat())
    size = style.size()
    for percent in range(100, _SMALLEST - 1, -_STEP):
        style.setSize(size * percent / 100)
        face = Typeface(style)
        lines = face.lines(text, box.width())
        if face.height(len(lines)) <= box.height():
            label.setTextFormat(style)
            label.setText(_literal(printed(lines)))
            return True
    label.setTextFormat(style)
    most = max(1, int(box.height() / face.height(1)))
    whole = text[: sum(map(len, lines[:most]))]
    while whole and len(face.lines(f"{whole}…", box.width())) > most:
        whole = whole.rstrip().rpartition(" ")[0] or whole[:-1]
    label.setText(_literal(printed(face.lines(f"{whole.rstrip()}…", box.width()))))
    return False


def _literal(text: str) -> str:
    """Return a text in which QGIS finds no expression: titles come from strangers."""
    return text.replace("[%", "[% '[%' %]")


def fill_legend(
    legend: QgsLayoutItemLegend, shown: QgsLayoutItemMap, layers: list[QgsMapLayer]
) -> str:
    """Show the layers that have something on the map; return what the legend is to be called.

    Where it is higher than the item it is set smaller, and in more columns.
    """
    box = legend.rect()
    root = present(present(legend.model()).rootGroup())
    root.clear()
    for layer in layers:
        root.addLayer(layer)
    _without_counts(root)
    legend.setLinkedMap(shown)
    legend.setLegendFilterByMapEnabled(True)
    box_of_map = shown.rect().size() * _DOTS
    seen = shown.mapSettings(shown.extent(), box_of_map, _DOTS * 25.4, True)
    model = present(legend.model())
    model.setFilterSettings(QgsLayerTreeFilterSettings(seen))
    with giving_way():  # to a task of QGIS's
        model.waitForHitTestBlocking()
    if not any(model.layerLegendNodes(node) for node in root.findLayers()):
        legend.setVisibility(False)
        return tr("Nothing of the case is on the map.")
    size = _fit_legend(legend, box.size())
    high = min(size.height(), box.height())
    legend.attemptResize(QgsLayoutSize(box.width(), max(high, 1.0)))
    fits = size.height() <= box.height() and size.width() <= box.width()
    return tr("Legend") if fits else tr("Legend (there is no room for all of it)")


def _fit_legend(legend: QgsLayoutItemLegend, room: QSizeF) -> QSizeF:
    """Set a legend so that it fits, as legible as can be; return how large it is."""
    full = _LegendType(legend)
    size = room
    for each in _LEGEND_SIZES:
        full.apply(legend, each)
        size = _legend_size(legend)
        if size.height() <= room.height() and size.width() <= room.width():
            break
    return size


class _LegendType:
    """The sizes of a legend as its template has them."""

    def __init__(self, legend: QgsLayoutItemLegend) -> None:
        # Copies: QGIS's own go while they are looked at.
        self._styles = {part: QgsLegendStyle(legend.style(part)) for part in _LEGEND_PARTS}
        self._symbol = legend.symbolWidth(), legend.symbolHeight()

    def apply(self, legend: QgsLayoutItemLegend, size: _LegendSize) -> None:
        """Set all of it in this size."""
        share = size.share
        layers = QgsLegendStyle.Style.Subgroup if size.headings else QgsLegendStyle.Style.Hidden
        for node in present(present(legend.model()).rootGroup()).children():
            QgsLegendRenderer.setNodeLegendStyle(node, layers)
        legend.setColumnCount(size.columns)
        legend.setSplitLayer(size.split)
        legend.setSymbolWidth(self._symbol[0] * share)
        legend.setSymbolHeight(self._symbol[1] * share)
        legend.setMaximumSymbolSize(self._symbol[1] * share * 1.4)
        for part, style in self._styles.items():
            smaller = QgsLegendStyle(style)
            text_format = QgsTextFormat(smaller.textFormat())
            text_format.setSize(text_format.size() * share)
            smaller.setTextFormat(text_format)
            for side in (QgsLegendStyle.Side.Top, QgsLegendStyle.Side.Bottom):
                smaller.setMargin(side, style.margin(side) * share)
            legend.setStyle(part, smaller)


def _legend_size(legend: QgsLayoutItemLegend) -> QSizeF:
    """Return the room that a legend takes; other resolutions make it a little larger."""
    renderer = QgsLegendRenderer(present(legend.model()), legend.legendSettings())
    context = QgsLayoutUtils.createRenderContextForLayout(legend.layout(), None)
    return renderer.minimumSize(context) * _LARGEST


def _without_counts(root: QgsLayerTreeGroup) -> None:
    for node in root.children():
        if isinstance(node, QgsLayerTreeLayer):
            node.setCustomProperty("showFeatureCount", 0)


def free_columns(page: Page) -> list[Area]:
    """Return the columns of a page, each from the lowest item above it down.

    What a small legend or an empty strip leaves is used, and nothing is written over.
    """
    items = [item for item in page.items.values() if item.isVisible()]
    boxes = [QRectF(item.pagePos(), item.rect().size()) for item in items]
    found = []
    for area in page.areas:
        bottom = area.y + area.height
        above = [
            box.bottom()
            for box in boxes
            if box.top() < area.y and box.left() < area.x + area.width and area.x < box.right()
        ]
        top = max(above, default=area.y - _BELOW) + _BELOW
        found.append(replace(area, y=top, height=bottom - top))
    return found


def set_drawing(picture: QgsLayoutItemPicture, svg: str | None, height: float) -> None:
    """Show a drawing, which is kept in the layout itself; hide the item where there is none."""
    picture.setVisibility(svg is not None)
    if svg is not None:
        path = "base64:" + base64.b64encode(svg.encode()).decode()
        picture.setPicturePath(path, Qgis.PictureFormat.SVG)
        picture.attemptResize(QgsLayoutSize(picture.rect().width(), height))


def set_piece(
    layout: QgsPrintLayout, page: int, piece: Piece, style: ColumnStyle, measure: TableMeasure
) -> None:
    """Add the heading and the table of a piece of a block."""
    area = piece.area
    if piece.title:
        heading = QgsLayoutItemLabel(layout)
        heading.setTextFormat(style.heading)
        heading.setMarginX(0)
        heading.setMarginY(0)
        lines = measure.title.lines(piece.title, area.width)
        heading.setText(_literal(printed(lines)))
        layout.addLayoutItem(heading)
        heading.attemptResize(QgsLayoutSize(area.width, piece.title_height))
        heading.attemptMove(QgsLayoutPoint(area.x, piece.y), page=page)
    table = present(QgsLayoutItemManualTable.create(layout))
    layout.addMultiFrame(table)
    _style_table(table, piece, style)
    # Contents last: everything that is set afterwards lays the table out anew.
    table.setColumnWidths([*measure.columns(piece.block, area.width)])
    # By themselves QGIS's rows end at the foot of their letters, on the line.
    table.setRowHeights([measure.text_height(row) for row in piece.rows])
    table.setTableContents(_contents(piece, style))
    frame = QgsLayoutFrame(layout, table)
    high = piece.rows_height + STROKE + _SLACK
    frame.attemptSetSceneRect(QRectF(0, 0, area.width, high))
    table.addFrame(frame)
    frame.attemptMove(QgsLayoutPoint(area.x, piece.y + piece.title_height), page=page)
    links = [*_links(piece)]
    if links:
        frame.setCustomProperty(LINKS, json.dumps(links))


def _style_table(table: QgsLayoutItemManualTable, piece: Piece, style: ColumnStyle) -> None:
    # Each of these lays the table out anew: none is said twice, or in vain.
    table.setHeaderMode(QgsLayoutTable.HeaderMode.NoHeaders)
    table.setContentTextFormat(style.body)
    table.setCellMargin(style.margin)
    table.setBackgroundColor(QColor(0, 0, 0, 0))
    table.setShowGrid(piece.block.grid)
    if piece.block.grid:
        table.setVerticalGrid(False)
        table.setGridStrokeWidth(STROKE)
        table.setGridColor(_HAIRLINE)


def _contents(piece: Piece, style: ColumnStyle) -> list[list[QgsTableCell]]:
    strong = QgsTextFormat(style.body)
    strong.setForcedBold(True)
    heads = 1 if piece.block.head else 0
    return [
        [_cell(lines, strong if number < heads else None) for lines in row.cells]
        for number, row in enumerate(piece.rows)
    ]


def _cell(lines: tuple[str, ...], text_format: QgsTextFormat | None) -> QgsTableCell:
    cell = QgsTableCell(printed(lines))
    cell.setVerticalAlignment(Qt.AlignmentFlag.AlignTop)
    right = len(lines) > 1 and from_right("".join(lines))
    cell.setHorizontalAlignment(
        Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    )
    if text_format is not None:
        cell.setTextFormat(text_format)
    return cell


def _links(piece: Piece) -> list[tuple[float, float, str]]:
    found, y = [], 0.0
    for row in piece.rows:
        if row.url:
            found.append((round(y, 2), round(row.height, 2), row.url))
        y += row.height
    return found
