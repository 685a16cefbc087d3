"""Symbols of QGIS as styles of OGR features, and as icons where they are markers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsFillSymbol,
    QgsLineSymbol,
    QgsLineSymbolLayer,
    QgsMarkerSymbol,
    QgsRenderContext,
    QgsSimpleFillSymbolLayer,
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

    def style(self, layer: QgsVectorLayer, symbols: Sequence[QgsSymbol], key: str) -> str:
        """Return the style string of symbols drawn over each other.

        ``key`` names them within their layer, so that features share icons.
        """
        known = (layer.id(), key)
        if known not in self._styles:
            self._styles[known] = self._made(symbols, layer.opacity())
        return self._styles[known]

    def _made(self, symbols: Sequence[QgsSymbol], opacity: float) -> str:
        markers = [symbol for symbol in symbols if isinstance(symbol, QgsMarkerSymbol)]
        if markers:
            return self._icon(markers)
        strokes = [
            (part.color(), part.width(), symbol.opacity() * opacity)
            for symbol in symbols
            if isinstance(symbol, QgsLineSymbol)
            for part in symbol.symbolLayers()
            if isinstance(part, QgsLineSymbolLayer)
        ]
        if strokes:
            # The wider ones are the halos below it.
            return _pen(*min(strokes, key=lambda stroke: stroke[1]))
        areas = [symbol for symbol in symbols if isinstance(symbol, QgsFillSymbol)]
        return _area(areas, opacity)

    def _icon(self, symbols: Sequence[QgsMarkerSymbol]) -> str:
        size = max(symbol.size() for symbol in symbols) or 1.0
        image = QImage(_ICON_PIXELS, _ICON_PIXELS, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(_INVISIBLE)
        painter = QPainter(image)
        context = QgsRenderContext.fromQPainter(painter)
        context.setFlag(Qgis.RenderContextFlag.Antialiasing)
        context.setScaleFactor(_ICON_PIXELS * _FILLED / size)
        canvas = QSize(_ICON_PIXELS, _ICON_PIXELS)
        for symbol in sorted(symbols, key=lambda symbol: -symbol.size()):
            present(symbol.clone()).drawPreviewIcon(painter, canvas, context)
        painter.end()
        self._folder.mkdir(exist_ok=True)
        path = self._folder / f"{len(self.files) + 1}.png"
        image.save(str(path), "PNG")
        self.files.append(path)
        scale = size * _PIXELS_PER_MM / _FILLED / _KML_ICON_PIXELS
        return f'SYMBOL(id:"icons/{path.name}",s:{scale:.2f})'


def _area(symbols: Sequence[QgsFillSymbol], opacity: float) -> str:
    """Return the outline drawn last and the fill drawn last, where there is one."""
    brush, pen = _hex(_INVISIBLE, 1.0), _pen(_INVISIBLE, 0.0, 1.0)
    for symbol in symbols:
        shown = symbol.opacity() * opacity
        for part in symbol.symbolLayers():
            if isinstance(part, QgsLineSymbolLayer):
                pen = _pen(part.color(), part.width(), shown)
            elif isinstance(part, QgsSimpleFillSymbolLayer):
                if part.strokeStyle() != Qt.PenStyle.NoPen:
                    pen = _pen(part.strokeColor(), part.strokeWidth(), shown)
                if part.brushStyle() != Qt.BrushStyle.NoBrush:
                    solid = part.brushStyle() == Qt.BrushStyle.SolidPattern
                    brush = _hex(part.fillColor(), shown if solid else shown * _HATCHED)
    return f"{pen};BRUSH(fc:{brush})"


def _pen(color: QColor, width_mm: float, opacity: float) -> str:
    return f"PEN(c:{_hex(color, opacity)},w:{max(1.0, width_mm * _PIXELS_PER_MM):.1f}px)"


def _hex(color: QColor, opacity: float) -> str:
    alpha = round(color.alpha() * opacity)
    return f"#{color.red():02X}{color.green():02X}{color.blue():02X}{alpha:02X}"
