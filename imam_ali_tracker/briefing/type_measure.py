"""How much room text takes: lines of a width, and heights as QGIS's tables draw them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from qgis.core import Qgis, QgsRenderContext, QgsTextFormat, QgsTextRenderer
from qgis.PyQt.QtGui import QFont, QFontInfo, QTextLayout, QTextOption

from imam_ali_tracker.briefing.directions import LATIN, LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT
from imam_ali_tracker.briefing.flow import Block, Row, SetRow

_DOTS = 300 / 25.4
"""Dots per millimetre in which text is measured: those that QGIS's tables measure with."""
_ROUNDING = 1.005
"""What another resolution makes of a line at most: letters are rounded to dots."""
_SAFETY = 0.3
"""Millimetres that a line stays shorter than its cell."""
_WIDEST = 1.01
"""How much wider than measured a line is printed at most, by resolution."""
_BETWEEN = 1.2
"""Millimetres that a line ends before the next column, beside the margins of both."""
HEADING_GAP = 1.0
STROKE = 0.1
"""Of the lines between rows, in millimetres."""
_NUMBER_COLUMN = 0.75
"""Width of a column of numbers, in millimetres for each point of the type."""


def printed(lines: Sequence[str]) -> str:
    """Return lines as a table or a label prints them.

    Each line is a paragraph to QGIS. One that begins with Arabic or Hebrew would put the Latin
    after it to its left; a mark at its begin keeps the order of the whole text.
    """
    mixed = LATIN.search("".join(lines)) is not None
    return "\n".join(
        LEFT_TO_RIGHT_MARK + line.strip() if mixed and RIGHT_TO_LEFT.search(line) else line.strip()
        for line in lines
    )


class Typeface:
    """One text format, measured in millimetres."""

    def __init__(self, text_format: QgsTextFormat) -> None:
        self.text_format = text_format
        self._context = QgsRenderContext()
        self._context.setScaleFactor(_DOTS)
        self._font = QFont(text_format.scaledFont(self._context))
        self._lines = lru_cache(maxsize=8192)(self._broken)
        self._heights = lru_cache(maxsize=512)(self._high)

    @property
    def family(self) -> str:
        """The family that is used, of those that the format names."""
        return QFontInfo(self._font).family()

    def lines(self, text: str, width: float) -> tuple[str, ...]:
        """Return the lines of ``text``; joined, they are the text. Words too long are broken."""
        return self._lines(text, width)

    def height(self, lines: int) -> float:
        """Return the height of so many lines."""
        return self._heights(lines)

    @property
    def descent(self) -> float:
        """How far letters reach below their line."""
        metrics = QgsTextRenderer.fontMetrics(self._context, self.text_format)
        return float(metrics.descent()) / _DOTS

    def width(self, text: str) -> float:
        """Return the width of a line of text."""
        lines = [text]
        return float(QgsTextRenderer.textWidth(self._context, self.text_format, lines)) / _DOTS

    def _broken(self, text: str, width: float) -> tuple[str, ...]:
        found: list[str] = []
        for paragraph in text.split("\n"):
            found += self._wrapped(paragraph, max(width / _WIDEST - _SAFETY, 1.0))
        return tuple(found) or ("",)

    def _wrapped(self, text: str, width: float) -> list[str]:
        layout = QTextLayout(text, self._font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        lines = []
        units = text.encode("utf-16-le")  # Qt counts in UTF-16
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width * _DOTS)
            start = 2 * line.textStart()
            lines.append(units[start : start + 2 * line.textLength()].decode("utf-16-le"))
        layout.endLayout()
        return lines or [""]

    def _high(self, lines: int) -> float:
        mode = Qgis.TextLayoutMode.Rectangle
        text = ["x"] * lines
        high = QgsTextRenderer.textHeight(self._context, self.text_format, text, mode)
        return float(high) / _DOTS * _ROUNDING


class TableMeasure:
    """Measures the rows of tables in the type of a template's column."""

    def __init__(self, body: QgsTextFormat, heading: QgsTextFormat, margin: float) -> None:
        self.body = Typeface(body)
        self.title = Typeface(heading)
        self.margin = margin
        self._descent = self.body.descent

    def heading(self, text: str, width: float) -> float:
        """Return how high a heading is, with the gap below it."""
        return self.title.height(len(self.title.lines(text, width))) + HEADING_GAP

    def columns(self, block: Block, width: float) -> tuple[float, ...]:
        """Return the width of the text in each column, without its margins."""
        number = _NUMBER_COLUMN * self.body.text_format.size()
        numbers = sum(1 for share in block.columns if not share)
        room = width - 2 * self.margin * len(block.columns) - numbers * number
        total = sum(block.columns) or 1.0
        return tuple(room * share / total if share else number for share in block.columns)

    def row(self, block: Block, row: Row, width: float) -> SetRow:
        """Return a row as it is printed in a block of this width."""
        widths = [*self.columns(block, width)]
        for number, share in enumerate(block.columns[:-1]):
            widths[number] -= _BETWEEN if share else 0.0
        cells = tuple(self.body.lines(cell, wide) for cell, wide in zip(row.cells, widths))
        return self._set(cells, row.url)

    def text_height(self, row: SetRow) -> float:
        """Return how high a row is without its margins and the line below it."""
        return row.height - 2 * self.margin - STROKE

    def split(self, row: SetRow, height: float) -> tuple[SetRow, Row] | None:
        """Return what of a row fits the height and what is left, ``None`` where no line fits."""
        most = max(len(cell) for cell in row.cells)
        lines = next((n for n in range(most - 1, 0, -1) if self._height(n) <= height), 0)
        if not lines:
            return None
        rest = tuple("".join(cell[lines:]) for cell in row.cells)
        return self._set(tuple(cell[:lines] for cell in row.cells), row.url), Row(rest, row.url)

    def _set(self, cells: tuple[tuple[str, ...], ...], url: str) -> SetRow:
        return SetRow(cells, self._height(max(len(cell) for cell in cells)), url)

    def _height(self, lines: int) -> float:
        # As much below the last line as above the first looks like too much.
        return self.body.height(lines) - self._descent / 2 + 2 * self.margin + STROKE
