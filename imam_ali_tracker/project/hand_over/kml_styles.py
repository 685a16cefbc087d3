"""Symbols of QGIS as styles of OGR features, and as icons where they are markers."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    Qgis,
    QgsFillSymbol,
    QgsLineSymbolLayer,
    QgsMarkerSymbol,
    QgsRenderContext,
    QgsSimpleFillSymbolLayer,
    QgsSimpleLineSymbolLayer,
    QgsSymbol,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QColor, QImage, QPainter

from imam_ali_tracker.core.present import present

_ICON_PIXELS = 64
_KML_ICON_PIXELS = 32
"""How large Google Earth draws an icon of scale 1."""
_FILLED = 0.85
"""The part of an icon that the marker takes; the rest is its outline."""
_PIXELS_PER_MM = 96 / 25.4
_HATCHED = 0.25
"""How dense a hatched area is where there are no patterns."""
_INVISIBLE = QColor(0, 0, 0, 0)


class Symbols:
    """The styles of the symbols of layers; icons of markers are written to ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._styles: dict[tuple[str, str], str] = {}
        self.files: list[Path] = []

    def style(self, layer: QgsVectorLayer, symbol: QgsSymbol, key: str) -> str:
        """Return the style string of a symbol.

        ``key`` names it within its layer, so that features share icons.
        """
        known = (layer.id(), key)
        if known not in self._styles:
            self._styles[known] = self._made(symbol, symbol.opacity() * layer.opacity())
        return self._styles[known]

    def _made(self, symbol: QgsSymbol, opacity: float) -> str:
        if isinstance(symbol, QgsMarkerSymbol):
            return self._icon(symbol)
        return (
            _area(symbol, opacity) if isinstance(symbol, QgsFillSymbol) else _line(symbol, opacity)
        )

    def _icon(self, symbol: QgsMarkerSymbol) -> str:
        size = symbol.size() or 1.0
        image = QImage(_ICON_PIXELS, _ICON_PIXELS, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(_INVISIBLE)
        painter = QPainter(image)
        context = QgsRenderContext.fromQPainter(painter)
        context.setFlag(Qgis.RenderContextFlag.Antialiasing)
        context.setScaleFactor(_ICON_PIXELS * _FILLED / size)
        canvas = QSize(_ICON_PIXELS, _ICON_PIXELS)
        present(symbol.clone()).drawPreviewIcon(painter, canvas, context)
        painter.end()
        self._folder.mkdir(exist_ok=True)
        path = self._folder / f"{len(self.files) + 1}.png"
        image.save(str(path), "PNG")
        self.files.append(path)
        scale = size * _PIXELS_PER_MM / _FILLED / _KML_ICON_PIXELS
        return f'SYMBOL(id:"icons/{path.name}",s:{scale:.2f})'


def _line(symbol: QgsSymbol, opacity: float) -> str:
    """Return the narrowest line: wider ones are the halos below it."""
    lines = [part for part in symbol.symbolLayers() if isinstance(part, QgsSimpleLineSymbolLayer)]
    if not lines:
        return _pen(symbol.color(), 0.0, opacity)
    line = min(lines, key=lambda part: part.width())
    return _pen(line.color(), line.width(), opacity)


def _area(symbol: QgsFillSymbol, opacity: float) -> str:
    """Return the outline drawn last and the fill drawn last, where there is one."""
    brush, pen = _hex(_INVISIBLE, 1.0), _pen(_INVISIBLE, 0.0, 1.0)
    for part in symbol.symbolLayers():
        if isinstance(part, QgsLineSymbolLayer):
            pen = _pen(part.color(), part.width(), opacity)
        elif isinstance(part, QgsSimpleFillSymbolLayer):
            if part.strokeStyle() != Qt.PenStyle.NoPen:
                pen = _pen(part.strokeColor(), part.strokeWidth(), opacity)
            if part.brushStyle() != Qt.BrushStyle.NoBrush:
                solid = part.brushStyle() == Qt.BrushStyle.SolidPattern
                brush = _hex(part.fillColor(), opacity if solid else opacity * _HATCHED)
    return f"{pen};BRUSH(fc:{brush})"


def _pen(color: QColor, width_mm: float, opacity: float) -> str:
    return f"PEN(c:{_hex(color, opacity)},w:{max(1.0, width_mm * _PIXELS_PER_MM):.1f}px)"


def _hex(color: QColor, opacity: float) -> str:
    alpha = round(color.alpha() * opacity)
    return f"#{color.red():02X}{color.green():02X}{color.blue():02X}{alpha:02X}"
