"""A PDF whose map layers can be switched off in the reader.

QGIS prints a page with layers into a file of its own and no more. Its parts are printed here one by
one with QGIS's exporter, and GDAL puts those of all pages together, with one switch for each layer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from osgeo import gdal
from qgis.core import (
    QgsLayoutExporter,
    QgsLayoutItem,
    QgsLayoutItemGroup,
    QgsLayoutItemMap,
    QgsLayoutRenderContext,
    QgsPrintLayout,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QPainter

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present

_POINTS = 72 / 25.4
_GRATICULE = "graticule"
_MODE = QPainter.CompositionMode
_BLENDING = {
    _MODE.CompositionMode_Multiply: "Multiply",
    _MODE.CompositionMode_Screen: "Screen",
    _MODE.CompositionMode_Overlay: "Overlay",
    _MODE.CompositionMode_Darken: "Darken",
    _MODE.CompositionMode_Lighten: "Lighten",
    _MODE.CompositionMode_ColorDodge: "ColorDodge",
    _MODE.CompositionMode_ColorBurn: "ColorBurn",
    _MODE.CompositionMode_HardLight: "HardLight",
    _MODE.CompositionMode_SoftLight: "SoftLight",
    _MODE.CompositionMode_Difference: "Difference",
    _MODE.CompositionMode_Exclusion: "Exclusion",
}


@dataclass(frozen=True)
class _Look:
    """How a part is shown; ``layer`` is empty for what cannot be switched off."""

    layer: str = ""
    name: str = ""
    opacity: float = 1.0
    blending: str = "Normal"


@dataclass(frozen=True)
class LayeredPage:
    """The parts of a page from the lowest up, and its width and height in millimetres."""

    parts: tuple[tuple[Path, _Look], ...]
    width: float
    height: float


def print_parts(
    layout: QgsPrintLayout,
    number: int,
    folder: Path,
    settings: QgsLayoutExporter.PdfExportSettings,
) -> LayeredPage:
    """Print a page in parts into ``folder``, which is made: each layer of its maps by itself.

    All other pages of the layout must be excluded from exports. Raises :class:`TrackerError`.
    """
    folder.mkdir()
    context = layout.renderContext()
    by_layer = QgsLayoutRenderContext.Flag.FlagRenderLabelsByMapLayer  # type: ignore[attr-defined] # added when QGIS 4 starts
    settings.flags = context.flags() | by_layer
    settings.exportMetadata = False
    settings.appendGeoreference = False
    page = present(present(layout.pageCollection()).page(number))
    items = [item for item in _items(layout, number) if item.isVisible()]
    _show(items, shown=False)
    page.hide()
    made = []
    try:
        for place, look in enumerate(_shown(layout, items)):
            file = folder / f"{place}.pdf"
            result = QgsLayoutExporter(layout).exportToPdf(str(file), settings)
            if result != QgsLayoutExporter.ExportResult.Success:
                raise TrackerError(tr("A page cannot be printed in layers."), details=str(result))
            made.append((file, look))
    finally:
        page.show()
        _show(items, shown=True)
    box = page.rect()
    return LayeredPage(tuple(made), box.width(), box.height())


def _items(layout: QgsPrintLayout, number: int) -> list[QgsLayoutItem]:
    items = present(layout.pageCollection()).itemsOnPage(number)
    single = [item for item in items if not isinstance(item, QgsLayoutItemGroup)]
    return sorted(single, key=lambda item: item.zValue())


def _show(items: Iterable[QgsLayoutItem], *, shown: bool) -> None:
    for item in items:
        item.setVisible(shown)  # Qt's: QGIS's own would be a change of the layout


def _shown(layout: QgsPrintLayout, items: Sequence[QgsLayoutItem]) -> Iterator[_Look]:
    """Show part after part, and yield how each is to be shown in the file."""
    waiting: list[QgsLayoutItem] = []
    for item in items:
        if not isinstance(item, QgsLayoutItemMap):
            waiting.append(item)
            continue
        yield from _together(waiting)
        waiting = []
        yield from _in_parts(layout, item)
    yield from _together(waiting)


def _together(items: list[QgsLayoutItem]) -> Iterator[_Look]:
    if items:
        _show(items, shown=True)
        yield _Look()
        _show(items, shown=False)


def _in_parts(layout: QgsPrintLayout, item: QgsLayoutItemMap) -> Iterator[_Look]:
    """Show the background of a map, its layers, its graticule and its frame in turn."""
    _show([item], shown=True)
    item.startLayeredExport()
    try:
        while item.nextExportPart():
            yield _look(layout, item)
    finally:
        item.stopLayeredExport()
        _show([item], shown=False)


def _look(layout: QgsPrintLayout, item: QgsLayoutItemMap) -> _Look:
    details = item.exportLayerDetails()
    layer = present(layout.project()).mapLayer(details.mapLayerId)
    if layer is not None:
        blending = _BLENDING.get(details.compositionMode, "Normal")
        return _Look(layer.id(), layer.name(), details.opacity, blending)
    grids = QCoreApplication.translate("QgsLayoutItemMap", "%1: Grids")  # as QGIS calls the part
    if details.name == grids.replace("%1", item.displayName()):
        return _Look(_GRATICULE, tr("Graticule"))
    return _Look()


def compose(pages: Sequence[LayeredPage], path: Path) -> None:
    """Write pages that are printed in parts as one PDF; raises :class:`TrackerError`."""
    recipe = path.with_suffix(".xml")
    recipe.write_bytes(_recipe(pages))
    driver = gdal.GetDriverByName("PDF")
    options = [f"COMPOSITION_FILE={recipe}"]
    try:
        made = driver.Create(str(path), 0, 0, 0, gdal.GDT_Unknown, options) if driver else None
        why = gdal.GetLastErrorMsg()
    except RuntimeError as error:
        made, why = None, str(error)
    if made is None:
        raise TrackerError(
            tr("GDAL cannot write a PDF with layers here."),
            tr("Export without layers."),
            why,
        )


def _recipe(pages: Sequence[LayeredPage]) -> bytes:
    """Return what GDAL is to put together, in its own language for it."""
    from lxml import etree

    looks = [look for page in pages for _, look in page.parts if look.layer]
    names = {look.layer: look.name for look in looks}
    names = dict(reversed(names.items()))  # parts from the lowest up, lists from the top down
    ids = {layer: f"layer{number}" for number, layer in enumerate(names)}
    switches = [_element("Layer", id=ids[layer], name=name) for layer, name in names.items()]

    def placed(file: Path, look: _Look) -> Any:
        blending = _element("Blending", function=look.blending, opacity=f"{look.opacity:g}")
        content = _element("PDF", blending, dataset=str(file))
        return _element("IfLayerOn", content, layerId=ids[look.layer]) if look.layer else content

    sheets = [
        _element(
            "Page",
            _element("DPI", "72"),
            _element("Width", f"{round(page.width * _POINTS)}"),  # as Qt rounds those of the parts
            _element("Height", f"{round(page.height * _POINTS)}"),
            _element(
                "Content", *(placed(*part) for part in page.parts), streamCompression="DEFLATE"
            ),
            id=f"page{number}",
        )
        for number, page in enumerate(pages)
    ]
    tree = _element("LayerTree", *switches, displayOnlyOnVisiblePages="true")
    return bytes(etree.tostring(_element("PDFComposition", tree, *sheets), encoding="utf-8"))


def _element(name: str, /, *inside: Any, **attributes: str) -> Any:
    from lxml import etree

    made = etree.Element(name, attributes)
    for each in inside:
        if isinstance(each, str):
            made.text = each
        else:
            made.append(each)
    return made
