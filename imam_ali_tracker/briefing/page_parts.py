"""Print a page in parts: each layer of its maps by itself, and what stands below and above them.

QGIS's exporter does the printing; what is not of the part is hidden meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from qgis.core import (
    QgsLayoutExporter,
    QgsLayoutItem,
    QgsLayoutItemGroup,
    QgsLayoutItemMap,
    QgsPrintLayout,
)
from qgis.PyQt.QtCore import QCoreApplication, QRectF
from qgis.PyQt.QtGui import QPainter

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present

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
class Look:
    """How a part is shown.

    ``layer`` is empty for what is no layer of a map. ``frame`` is the frame of the map that the
    part is of, with half its line, in millimetres; ``None`` outside of maps.
    """

    layer: str = ""
    name: str = ""
    opacity: float = 1.0
    blending: str = "Normal"
    frame: QRectF | None = None


@dataclass(frozen=True)
class PageInParts:
    """The parts of a page from the lowest up, and its width and height in millimetres."""

    parts: tuple[tuple[Path, Look], ...]
    width: float
    height: float


def print_parts(
    layout: QgsPrintLayout,
    number: int,
    folder: Path,
    suffix: str,
    write: Callable[[QgsLayoutExporter, str], QgsLayoutExporter.ExportResult],
) -> PageInParts:
    """Let ``write`` print a page in parts into ``folder``, which is made.

    All other pages of the layout must be excluded from exports. Raises :class:`TrackerError`.
    """
    folder.mkdir()
    page = present(present(layout.pageCollection()).page(number))
    items = [item for item in _items(layout, number) if item.isVisible()]
    _show(items, shown=False)
    page.hide()
    made = []
    try:
        for place, look in enumerate(_shown(layout, items)):
            own = folder / str(place)  # QGIS numbers some files by the page
            own.mkdir()
            result = write(QgsLayoutExporter(layout), str(own / f"part{suffix}"))
            if result != QgsLayoutExporter.ExportResult.Success:
                raise TrackerError(tr("A page cannot be printed in layers."), details=str(result))
            (file,) = own.iterdir()
            made.append((file, look))
    finally:
        page.show()
        _show(items, shown=True)
    box = page.rect()
    return PageInParts(tuple(made), box.width(), box.height())


def _items(layout: QgsPrintLayout, number: int) -> list[QgsLayoutItem]:
    items = present(layout.pageCollection()).itemsOnPage(number)
    single = [item for item in items if not isinstance(item, QgsLayoutItemGroup)]
    return sorted(single, key=lambda item: item.zValue())


def _show(items: Iterable[QgsLayoutItem], *, shown: bool) -> None:
    for item in items:
        item.setVisible(shown)  # Qt's: QGIS's own would be a change of the layout


def _shown(layout: QgsPrintLayout, items: Sequence[QgsLayoutItem]) -> Iterator[Look]:
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


def _together(items: list[QgsLayoutItem]) -> Iterator[Look]:
    if items:
        _show(items, shown=True)
        yield Look()
        _show(items, shown=False)


def _in_parts(layout: QgsPrintLayout, item: QgsLayoutItemMap) -> Iterator[Look]:
    """Show the background of a map, its layers, its graticule and its frame in turn."""
    _show([item], shown=True)
    item.startLayeredExport()
    try:
        while item.nextExportPart():
            yield _look(layout, item)
    finally:
        item.stopLayeredExport()
        _show([item], shown=False)


def _look(layout: QgsPrintLayout, item: QgsLayoutItemMap) -> Look:
    details = item.exportLayerDetails()
    half = item.frameStrokeWidth().length() / 2 if item.frameEnabled() else 0.0
    frame = QRectF(item.pagePos(), item.rect().size()).adjusted(-half, -half, half, half)
    layer = present(layout.project()).mapLayer(details.mapLayerId)
    if layer is not None:
        blending = _BLENDING.get(details.compositionMode, "Normal")
        return Look(layer.id(), layer.name(), details.opacity, blending, frame)
    grids = QCoreApplication.translate("QgsLayoutItemMap", "%1: Grids")  # as QGIS calls the part
    if details.name == grids.replace("%1", item.displayName()):
        return Look(_GRATICULE, tr("Graticule"), frame=frame)
    return Look(frame=frame)
