"""Make the briefing templates in ``resources/templates``: one house style, one grid.

Run it with the project's Python after changing the style; the files are committed. Every template
has a first page, the atlas a page for each site, and all end with a page for what continues.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_HASH_SEED"] = "0"  # attributes in the same order each time

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsLayoutFrame,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemManualTable,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutItemShape,
    QgsLayoutMeasurement,
    QgsLayoutObject,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLayoutTable,
    QgsLegendStyle,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
    QgsTextFormat,
)
from qgis.PyQt.QtCore import QRectF, Qt
from qgis.PyQt.QtGui import QColor, QFont

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "templates"
FAMILIES = ("Open Sans", "Noto Sans", "Segoe UI", "Helvetica Neue", "DejaVu Sans")
INK, MUTED, RULE, WATER = "#1a1a1a", "#4d4d4d", "#1f3a5f", "#eaf0f4"
PAGE_NUMBER = (
    "[% @layout_page + coalesce(@briefing_pages_before, 0) %] / "
    "[% coalesce(@briefing_pages, @layout_numpages) %]"
)
LEFT, CENTRE, RIGHT = (
    Qt.AlignmentFlag.AlignLeft,
    Qt.AlignmentFlag.AlignHCenter,
    Qt.AlignmentFlag.AlignRight,
)


@dataclass(frozen=True)
class Style:
    """Sizes of a format: type in points, margins and gutters in millimetres."""

    width: float
    height: float
    margin: float = 10.0
    gutter: float = 5.0
    title: float = 15.0
    subtitle: float = 9.0
    heading: float = 8.5
    body: float = 7.5
    small: float = 6.5
    marking: float = 9.0

    @property
    def top(self) -> float:
        """Where the content begins, below marking, title and date."""
        return self.margin + self.title * 0.62 + self.subtitle * 0.55 + 4

    @property
    def bottom(self) -> float:
        """Where the content ends, above credits and marking."""
        return self.height - self.margin - self.small * 0.9 - 2

    @property
    def inner(self) -> float:
        """The width between the margins."""
        return self.width - 2 * self.margin


@dataclass
class Sheet:
    """Draws items on the pages of one layout."""

    style: Style
    layout: QgsPrintLayout
    page: int = -1
    maps: dict[str, QgsLayoutItemMap] = field(default_factory=dict)

    def add_page(self) -> None:
        """Append a page with marking, title, date, credits and page number."""
        style = self.style
        page = QgsLayoutItemPage(self.layout)
        page.setPageSize(QgsLayoutSize(style.width, style.height))
        self.layout.pageCollection().addPage(page)
        self.page += 1
        x, wide = style.margin, style.inner
        marking = self.text_format(style.marking, bold=True)
        height = style.marking * 0.55
        top = (style.margin - height) * 0.6
        self.label("marking_head", (x, top, wide, height), marking, CENTRE)
        foot = style.height - top - height
        self.label("marking_foot", (x, foot, wide, height), marking, CENTRE)
        title = self.text_format(style.title, bold=True)
        self.label("title", (x, style.margin, wide, style.title * 0.62), title)
        line = style.margin + style.title * 0.62 + 0.5
        small = self.text_format(style.subtitle, colour=MUTED)
        high = style.subtitle * 0.55
        self.label("subtitle", (x, line, wide * 0.62, high), small)
        self.label("date_of_information", (x + wide * 0.62, line, wide * 0.38, high), small, RIGHT)
        self.rule(style.top - 2)
        credit = self.text_format(style.small, colour=MUTED)
        low = style.bottom + 1.5
        self.label("credits", (x, low, wide - 22, style.small * 0.9), credit)
        box = (x + wide - 20, low, 20, style.small * 0.55)
        self.label("page_number", box, credit, RIGHT, PAGE_NUMBER)

    def place(self, item: QgsLayoutItem, box: tuple[float, float, float, float]) -> None:
        """Add an item at x, y with width and height on the current page."""
        self.layout.addLayoutItem(item)
        item.attemptResize(QgsLayoutSize(box[2], box[3]))
        item.attemptMove(QgsLayoutPoint(box[0], box[1]), page=self.page)

    def text_format(self, size: float, *, bold: bool = False, colour: str = INK) -> QgsTextFormat:
        """Return the house type."""
        made = QgsTextFormat()
        font = QFont(FAMILIES[0])
        font.setBold(bold)
        made.setFont(font)
        made.setFamilies(list(FAMILIES))
        made.setNamedStyle("Bold" if bold else "Regular")
        made.setForcedBold(False)
        made.setSize(size)
        made.setSizeUnit(Qgis.RenderUnit.Points)
        made.setColor(QColor(colour))
        return made

    def label(
        self,
        identifier: str,
        box: tuple[float, float, float, float],
        text_format: QgsTextFormat,
        align: Qt.AlignmentFlag = LEFT,
        text: str = "",
    ) -> None:
        """Add a text."""
        item = QgsLayoutItemLabel(self.layout)
        item.setId(identifier)
        item.setText(text)
        item.setTextFormat(text_format)
        item.setMarginX(0)
        item.setMarginY(0)
        item.setHAlign(align)
        item.setVAlign(Qt.AlignmentFlag.AlignTop)
        self.place(item, box)

    def rule(self, y: float) -> None:
        """Add the line under the head of a page."""
        item = QgsLayoutItemShape(self.layout)
        item.setShapeType(QgsLayoutItemShape.Shape.Rectangle)
        item.symbol().setColor(QColor(RULE))
        item.symbol().symbolLayer(0).setStrokeStyle(Qt.PenStyle.NoPen)
        self.place(item, (self.style.margin, y, self.style.inner, 0.5))

    def map(self, identifier: str, box: tuple[float, float, float, float], bar: float) -> None:
        """Add a map with its scale bar inside, ``bar`` points high."""
        item = QgsLayoutItemMap(self.layout)
        item.setId(identifier)
        item.setFrameEnabled(True)
        item.setFrameStrokeWidth(QgsLayoutMeasurement(0.25))
        item.setFrameStrokeColor(QColor(INK))
        item.setBackgroundColor(QColor(WATER))
        self.place(item, box)
        self.maps[identifier] = item
        scale = QgsLayoutItemScaleBar(self.layout)
        scale.setId(identifier.replace("map_", "scale_"))
        scale.setStyle("Line Ticks Up")
        scale.setLinkedMap(item)
        scale.setTextFormat(self.text_format(bar))
        scale.setHeight(1.6)
        scale.setBoxContentSpace(1)
        scale.setBackgroundEnabled(True)
        scale.setBackgroundColor(QColor(255, 255, 255, 210))
        x, y, _, height = box
        self.place(scale, (x + 2, y + height - bar * 1.1 - 4, 40, bar * 1.1 + 2))
        scale.setReferencePoint(QgsLayoutItem.ReferencePoint.LowerLeft)

    def north(self, box: tuple[float, float, float, float]) -> None:
        """Add the north arrow above the scale bar of the main map."""
        item = QgsLayoutItemPicture(self.layout)
        item.setId("north_arrow")
        item.setPicturePath("arrows/NorthArrow_04.svg")
        item.setSvgFillColor(QColor(INK))
        item.setSvgStrokeColor(QColor(INK))
        item.setLinkedMap(self.maps["map_main"])
        item.setNorthMode(QgsLayoutItemPicture.NorthMode.TrueNorth)
        size = self.style.body * 1.2
        low = box[1] + box[3] - self.style.body * 1.1 - 6
        self.place(item, (box[0] + 2, low - size * 1.4, size, size * 1.4))

    def legend(self, box: tuple[float, float, float, float]) -> None:
        """Add the legend of the main map with its heading; it may grow as high as the box."""
        style = self.style
        high = style.heading * 0.6
        head = self.text_format(style.heading, bold=True)
        self.label("legend_title", (box[0], box[1], box[2], high), head)
        item = QgsLayoutItemLegend(self.layout)
        item.setId("legend")
        item.setAutoUpdateModel(False)
        item.setLinkedMap(self.maps["map_main"])
        item.setTitle("")
        item.setBoxSpace(0)
        item.setSymbolWidth(7)
        item.setSymbolHeight(3.4)
        item.setResizeToContents(False)
        parts = QgsLegendStyle.Style
        for part, bold, top in (
            (parts.Title, True, 0.0),
            (parts.Group, True, 0.0),
            (parts.Subgroup, True, 1.6),
            (parts.Symbol, False, 1.3),
            (parts.SymbolLabel, False, 1.3),
        ):
            look = QgsLegendStyle(item.style(part))
            look.setTextFormat(self.text_format((style.body + style.small) / 2, bold=bold))
            look.setMargin(QgsLegendStyle.Side.Top, top)
            look.setMargin(QgsLegendStyle.Side.Bottom, 0)
            item.setStyle(part, look)
        self.place(item, (box[0], box[1] + high + 1, box[2], box[3] - high - 1))

    def inset(self, box: tuple[float, float, float, float]) -> None:
        """Add the small map with its heading."""
        style = self.style
        high = style.heading * 0.6
        head = self.text_format(style.heading, bold=True)
        self.label("inset_title", (box[0], box[1], box[2], high), head)
        self.map("map_inset", (box[0], box[1] + high, box[2], box[3] - high), style.small)

    def flow(self, number: int, box: tuple[float, float, float, float]) -> None:
        """Add a column that texts flow into."""
        table = QgsLayoutItemManualTable.create(self.layout)
        self.layout.addMultiFrame(table)
        table.setHeaderMode(QgsLayoutTable.HeaderMode.NoHeaders)
        table.setHeaderTextFormat(self.text_format(self.style.heading, bold=True))
        table.setContentTextFormat(self.text_format(self.style.body))
        table.setShowGrid(False)
        table.setBackgroundColor(QColor(0, 0, 0, 0))
        table.setCellMargin(0.7)
        frame = QgsLayoutFrame(self.layout, table)
        frame.attemptSetSceneRect(QRectF(*box))
        table.addFrame(frame)
        frame.setId(f"flow_{number}")
        frame.attemptMove(QgsLayoutPoint(box[0], box[1]), page=self.page)

    def timeline(self, box: tuple[float, float, float, float]) -> None:
        """Add the strip of observations with its heading."""
        style = self.style
        high = style.heading * 0.6
        head = self.text_format(style.heading, bold=True)
        self.label("timeline_title", (box[0], box[1], box[2], high), head)
        item = QgsLayoutItemPicture(self.layout)
        item.setId("timeline")
        item.setMode(QgsLayoutItemPicture.Format.FormatSVG)
        self.place(item, (box[0], box[1] + high, box[2], box[3] - high))

    def continuation(self, columns: int) -> None:
        """Append the page that texts continue on."""
        self.add_page()
        style = self.style
        wide = (style.inner - (columns - 1) * style.gutter) / columns
        for number in range(columns):
            x = style.margin + number * (wide + style.gutter)
            box = (x, style.top, wide, style.bottom - style.top)
            self.flow(number + 1, box)

    def side_by_side(self, side: float, inset: float, legend: float) -> None:
        """Append a page with the main map at the left and a column of ``side`` mm beside it."""
        self.add_page()
        style = self.style
        high = style.bottom - style.top
        box = (style.margin, style.top, style.inner - side - style.gutter, high)
        self.map("map_main", box, style.body)
        self.north(box)
        x, y = style.margin + style.inner - side, style.top
        self.inset((x, y, side, inset))
        y += inset + 3
        self.legend((x, y, side, legend))
        y += legend + 3
        self.flow(1, (x, y, side, style.bottom - y))

    def stacked(self, share: float, inset: float, legend: float) -> None:
        """Append a page with the main map on top, taking ``share`` of the height."""
        self.add_page()
        style = self.style
        high = (style.bottom - style.top) * share
        box = (style.margin, style.top, style.inner, high)
        self.map("map_main", box, style.body)
        self.north(box)
        y = style.top + high + 4
        wide = (style.inner - style.gutter) / 2
        self.inset((style.margin, y, wide, inset))
        low = y + inset + 3
        self.legend((style.margin, low, wide, min(legend, style.bottom - low)))
        left = style.margin + wide + style.gutter
        self.flow(1, (left, y, wide, style.bottom - y))

    def site_page(self, side: float, strip: float) -> None:
        """Append the page of one site: map, locator, legend, timeline, two columns of text."""
        self.add_page()
        style = self.style
        high = (style.bottom - style.top) * 0.44
        box = (style.margin, style.top, style.inner - side - style.gutter, high)
        self.map("map_main", box, style.body)
        self.north(box)
        x = style.margin + style.inner - side
        inset = high * 0.33
        self.inset((x, style.top, side, inset))
        self.legend((x, style.top + inset + 3, side, high - inset - 3))
        y = style.top + high + 3
        self.timeline((style.margin, y, style.inner, strip))
        y += strip + 3
        wide = (style.inner - style.gutter) / 2
        self.flow(1, (style.margin, y, wide, style.bottom - y))
        self.flow(2, (style.margin + wide + style.gutter, y, wide, style.bottom - y))


A4 = Style(297, 210)
A4_UPRIGHT = Style(210, 297)
A3 = Style(420, 297, 12, 6, 20, 10.5, 9.5, 8.5, 7.5, 10)
A3_UPRIGHT = Style(297, 420, 12, 6, 20, 10.5, 9.5, 8.5, 7.5, 10)
SLIDE = Style(338.667, 190.5, 11, 6, 24, 12, 12.5, 11, 8, 11)


def save(name: str, style: Style, fill: object) -> None:
    """Write one template."""
    project = QgsProject()
    layout = QgsPrintLayout(project)
    layout.setName(name)
    layout.setUnits(Qgis.LayoutUnit.Millimeters)
    layout.renderContext().setDpi(300)
    sheet = Sheet(style, layout)
    fill(sheet)  # type: ignore[operator]
    for item in layout.items():
        if isinstance(item, QgsLayoutObject) and not isinstance(item, QgsLayoutItemPage):
            item.setBackgroundEnabled(isinstance(item, (QgsLayoutItemMap, QgsLayoutItemScaleBar)))
    path = FOLDER / f"{name}.qpt"
    if not layout.saveAsTemplate(str(path), QgsReadWriteContext()):
        raise SystemExit(f"{path} cannot be written")


def atlas(sheet: Sheet) -> None:
    """Draw an overview, the page of a site, and what continues."""
    sheet.stacked(0.5, 46, 62)
    sheet.site_page(58, 30)
    sheet.continuation(2)


def main() -> int:
    """Write all templates."""
    application = QgsApplication([], True)
    application.initQgis()

    def both(first: str, columns: int, *sizes: float) -> object:
        def fill(sheet: Sheet) -> None:
            getattr(sheet, first)(*sizes)
            sheet.continuation(columns)

        return fill

    save("a4_landscape", A4, both("side_by_side", 3, 86, 48, 54))
    save("a4_portrait", A4_UPRIGHT, both("stacked", 2, 0.5, 46, 62))
    save("a3_landscape", A3, both("side_by_side", 3, 112, 70, 62))
    save("a3_portrait", A3_UPRIGHT, both("stacked", 2, 0.52, 72, 82))
    save("slide_16_9", SLIDE, both("side_by_side", 2, 108, 46, 52))
    save("site_atlas_a4_portrait", A4_UPRIGHT, atlas)
    application.exitQgis()
    return 0


if __name__ == "__main__":
    sys.exit(main())
