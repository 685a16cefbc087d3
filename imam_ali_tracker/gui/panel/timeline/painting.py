"""How the time axis is drawn, in the colours of the theme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from qgis.PyQt.QtCore import QDate, QLineF, QLocale, QPointF, QRectF, Qt, QTime
from qgis.PyQt.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QLinearGradient,
    QPainter,
    QPalette,
    QPen,
    QPolygonF,
)
from qgis.PyQt.QtWidgets import QWidget

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.text_direction import reads_right_to_left
from imam_ali_tracker.core.vocabularies import keys
from imam_ali_tracker.gui.panel.timeline.axis import Step, TimeAxis, above, seconds_of
from imam_ali_tracker.gui.panel.timeline.items import REPORT_KIND
from imam_ali_tracker.gui.panel.timeline.lanes import Floats, Layout
from imam_ali_tracker.gui.panel.two_lines import isolated

TICKS_APART = 44
"""Pixels that ticks are apart at least."""
_PADDING = 4
_NARROWEST = 6.0
_COLUMN = 3.0
_LABEL_ROOM = 46
_FAINT = 40
_HEADING = 22
_BRUSH = 50
_OUTLINE = 110
_ARROW = 5
# Tones that stand out on white and on black alike.
_TONES = (
    "#2f7fc1",
    "#d1495b",
    "#e08e0b",
    "#3f9b57",
    "#8f63b8",
    "#1b9e9e",
    "#b5722a",
    "#c255a0",
    "#7d7d7d",
)
_REPORT_TONE = "#6b8fb3"


@dataclass(frozen=True)
class Metrics:
    """Heights in pixels: of the scale on top, of a heading, of a lane, of a bar in it."""

    scale: int
    heading: int
    lane: int
    bar: int

    @staticmethod
    def of(font: QFontMetrics) -> Metrics:
        """Return the heights for a font."""
        line = font.height()
        return Metrics(
            2 * line + 2 * _PADDING, line + 2 * _PADDING, line + 4, max(6, line // 2 + 1)
        )


@dataclass(frozen=True)
class Scene:
    """What is to be painted, ``scrolled`` down by so many pixels."""

    layout: Layout
    axis: TimeAxis
    metrics: Metrics
    scrolled: int
    current: int
    period: tuple[float, float] | None

    @property
    def height(self) -> int:
        """The height of all rows."""
        lanes = sum(group.count for group in self.layout.groups)
        return len(self.layout.groups) * self.metrics.heading + lanes * self.metrics.lane

    def middles(self) -> Floats:
        """Return the middle of each item's lane, in pixels of the viewport."""
        metrics, layout = self.metrics, self.layout
        top = metrics.scale - self.scrolled + (layout.group + 1) * metrics.heading
        return np.asarray(top + (layout.lane + 0.5) * metrics.lane, dtype=np.float64)

    def edges(self) -> Floats:
        """Return the pixels of earliest, sure from, sure to, latest, leftmost first (n, 4)."""
        x: Floats = np.clip(self.axis.x(self.layout.spans), -1e6, 1e6)
        return x[:, ::-1] if self.axis.mirrored else x

    def headings(self) -> Floats:
        """Return the top of each group's heading, in pixels of the viewport."""
        metrics, first = self.metrics, self.layout.first
        top = metrics.scale - self.scrolled + np.arange(len(first)) * metrics.heading
        return np.asarray(top + first * metrics.lane, dtype=np.float64)

    def heading_at(self, y: float) -> int:
        """Return the number of the group whose heading is at a height, -1 where none is."""
        tops = self.headings()
        there = np.flatnonzero((tops <= y) & (y < tops + self.metrics.heading))
        return int(there[0]) if len(there) and y > self.metrics.scale else -1

    def ends(self) -> tuple[Floats, Floats]:
        """Return where items begin and end on the screen; none is too narrow to be seen."""
        x = self.edges()
        lack = np.maximum(_NARROWEST - (x[:, 3] - x[:, 0]), 0.0) / 2
        return x[:, 0] - lack, x[:, 3] + lack


def paint(painter: QPainter, scene: Scene, widget: QWidget) -> None:
    """Paint all that is in view."""
    palette, area = widget.palette(), QRectF(widget.rect())
    painter.fillRect(area, palette.color(QPalette.ColorRole.Base))
    step = scene.axis.step(TICKS_APART)
    _paint_grid(painter, scene, step, palette, area)
    painter.save()
    painter.setClipRect(area.adjusted(0, scene.metrics.scale, 0, 0))
    _paint_headings(painter, scene, palette, area)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_items(painter, scene, palette, area)
    painter.restore()
    _paint_period(painter, scene, palette, area)
    _paint_scale(painter, scene, step, palette, area)


def tone_of(kind: str) -> QColor:
    """Return the colour of a kind of observation, or of reports."""
    if kind == REPORT_KIND:
        return QColor(_REPORT_TONE)
    known = keys("observation_kind")
    return QColor(_TONES[known.index(kind) % len(_TONES)] if kind in known else _TONES[-1])


def _paint_grid(
    painter: QPainter, scene: Scene, step: Step, palette: QPalette, area: QRectF
) -> None:
    painter.setPen(_faint(palette.color(QPalette.ColorRole.Text), _FAINT))
    for tick in scene.axis.ticks(step):
        x = scene.axis.x(seconds_of(tick))
        painter.drawLine(QLineF(x, scene.metrics.scale, x, area.bottom()))


def _paint_headings(painter: QPainter, scene: Scene, palette: QPalette, area: QRectF) -> None:
    plain = painter.font()
    bold = QFont(plain)
    bold.setBold(True)
    painter.setFont(bold)
    font = QFontMetrics(bold)
    text = palette.color(QPalette.ColorRole.Text)
    # Not the alternate base: QGIS's dark themes are style sheets that leave it white.
    back = _faint(text, _HEADING)
    tops, height = scene.headings(), scene.metrics.heading
    seen = (tops + height >= scene.metrics.scale) & (tops <= area.bottom())
    for number in np.flatnonzero(seen).tolist():
        group = scene.layout.groups[number]
        row = QRectF(0, tops[number], area.width(), height)
        painter.fillRect(row, back)
        painter.setPen(text)
        title = tr("{} ({})").format(isolated(group.title), group.size)
        room = row.height()
        inner = row.adjusted(room, 0, -_PADDING, 0)
        if scene.axis.mirrored:
            inner = row.adjusted(_PADDING, 0, -room, 0)
        _write(painter, scene, inner, title, font)
        _paint_fold(painter, scene, row, is_folded=group.is_folded)
    painter.setFont(plain)


def _paint_fold(painter: QPainter, scene: Scene, row: QRectF, *, is_folded: bool) -> None:
    """Paint the arrow at the beginning of a heading: onward where it is folded, else downward."""
    size = row.height() / _ARROW
    middle = QPointF(row.height() / 2, row.center().y())
    corners = [(-0.5, -1.0), (-0.5, 1.0), (0.7, 0.0)]
    if not is_folded:
        corners = [(along, across) for across, along in corners]
    side = -1 if scene.axis.mirrored else 1
    if scene.axis.mirrored:
        middle.setX(row.width() - middle.x())
    arrow = [middle + QPointF(side * x * size, y * size) for x, y in corners]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(painter.pen().color())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(QPolygonF(arrow))
    painter.restore()


def _paint_items(painter: QPainter, scene: Scene, palette: QPalette, area: QRectF) -> None:
    """Paint bars; of those that fall on the same few pixels of a lane only the first."""
    middles, (left, right) = scene.middles(), scene.ends()
    lane = scene.metrics.lane
    seen = (right >= 0) & (left <= area.width())
    seen &= (middles + lane >= scene.metrics.scale) & (middles - lane <= area.bottom())
    numbers = np.flatnonzero(seen)
    columns = np.round(left[numbers] / _COLUMN) + 1j * np.round(right[numbers] / _COLUMN)
    places = np.stack([scene.layout.lane[numbers], columns.real, columns.imag], axis=1)
    _, first = np.unique(places, axis=0, return_index=True)
    edges = scene.edges()
    tones = {kind: tone_of(kind) for kind in {scene.layout.items[n].kind for n in numbers.tolist()}}
    text = palette.color(QPalette.ColorRole.Text)
    font = QFontMetrics(painter.font())
    for number in numbers[np.sort(first)].tolist():
        item = scene.layout.items[number]
        top = float(middles[number]) - scene.metrics.bar / 2
        bar = QRectF(left[number], top, right[number] - left[number], scene.metrics.bar)
        _paint_bar(painter, bar, edges[number].tolist(), tones[item.kind])
        space = _label_room(scene, number, bar)
        if space.width() >= _LABEL_ROOM:
            painter.setPen(text)
            _write(painter, scene, space, item.title, font)
    if scene.current >= 0 and seen[scene.current]:
        number = scene.current
        top = float(middles[number]) - scene.metrics.bar / 2
        bar = QRectF(left[number], top, right[number] - left[number], scene.metrics.bar)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 2.0))
        painter.drawRoundedRect(bar.adjusted(-2.5, -2.5, 2.5, 2.5), 3, 3)


def _paint_bar(painter: QPainter, bar: QRectF, edges: list[float], tone: QColor) -> None:
    """Paint what is sure in full colour, and fade out towards what is only possible."""
    painter.setPen(Qt.PenStyle.NoPen)
    earliest, sure_from, sure_to, latest = edges
    if latest - earliest <= _NARROWEST or (sure_from, sure_to) == (earliest, latest):
        painter.setBrush(tone)
        painter.drawRoundedRect(bar, 2, 2)
        return
    fading = QLinearGradient(earliest, 0, latest, 0)
    length = latest - earliest
    full = QColor(tone)
    full.setAlphaF(1.0 if sure_to > sure_from else 0.6)
    fading.setColorAt(0.0, tone if sure_from == earliest else _faint(tone, 25))
    fading.setColorAt((sure_from - earliest) / length, full)
    fading.setColorAt((sure_to - earliest) / length, full)
    fading.setColorAt(1.0, tone if sure_to == latest else _faint(tone, 25))
    painter.setBrush(fading)
    painter.setPen(_faint(tone, _OUTLINE))
    painter.drawRect(bar)


def _label_room(scene: Scene, number: int, bar: QRectF) -> QRectF:
    """Return the space behind a bar and before the next one of its lane."""
    room = scene.layout.room[number]
    next_x = float(scene.axis.x(room)) if np.isfinite(room) else None
    top, height = bar.center().y() - scene.metrics.lane / 2, scene.metrics.lane
    if scene.axis.mirrored:
        end = 0.0 if next_x is None else max(0.0, next_x + _PADDING)
        right = min(bar.left(), float(scene.axis.width)) - _PADDING
        return QRectF(end, top, right - end, height)
    width = float(scene.axis.width)
    end = width if next_x is None else min(width, next_x - _PADDING)
    begin = max(0.0, bar.right() + _PADDING)
    return QRectF(begin, top, end - begin, height)


def _paint_period(painter: QPainter, scene: Scene, palette: QPalette, area: QRectF) -> None:
    if scene.period is None:
        return
    ends = sorted(float(np.clip(scene.axis.x(end), -1e6, 1e6)) for end in scene.period)
    band = QRectF(ends[0], 0, max(1.0, ends[1] - ends[0]), area.height())
    tone = palette.color(QPalette.ColorRole.Highlight)
    painter.fillRect(band, _faint(tone, _BRUSH))
    painter.setPen(QPen(tone, 1.5))
    for x in (band.left(), band.right()):
        painter.drawLine(QLineF(x, 0, x, area.bottom()))


def _paint_scale(
    painter: QPainter, scene: Scene, step: Step, palette: QPalette, area: QRectF
) -> None:
    height = scene.metrics.scale
    back = palette.color(QPalette.ColorRole.Window)
    if scene.period is not None:
        back.setAlpha(150)
    painter.fillRect(QRectF(0, 0, area.width(), height), back)
    text = palette.color(QPalette.ColorRole.WindowText)
    painter.setPen(_faint(text, 90))
    painter.drawLine(QLineF(0, height - 0.5, area.width(), height - 0.5))
    painter.setPen(text)
    heading = above(step)
    if heading is not None:
        _paint_ticks(painter, scene, heading, (_PADDING / 2, height / 2), is_heading=True)
    _paint_ticks(painter, scene, step, (height / 2, height - _PADDING / 2), is_heading=False)


def _paint_ticks(
    painter: QPainter, scene: Scene, step: Step, rows: tuple[float, float], *, is_heading: bool
) -> None:
    """Write the ticks of a step; headings stay in view as long as their period is."""
    axis, top, height = scene.axis, rows[0], rows[1] - rows[0]
    ticks = list(axis.ticks(step))
    places = [float(axis.x(seconds_of(tick))) for tick in ticks]
    ends = [*places[1:], 0.0 if axis.mirrored else float(axis.width)]
    font = QFontMetrics(painter.font())
    for tick, place, end in zip(ticks, places, ends):
        painter.drawLine(QLineF(place, rows[1] - height / 3, place, rows[1]))
        low, high = sorted((place, end))
        # A label stands where its period begins; that of a heading stays in view with it.
        if is_heading or axis.mirrored:
            low = max(low, 0.0)
        if is_heading or not axis.mirrored:
            high = min(high, float(axis.width))
        space = QRectF(low + _PADDING, top, high - low - _PADDING, height)
        label = _label(tick, step.unit, is_heading=is_heading)
        if space.width() >= font.horizontalAdvance(label):
            painter.drawText(space, _leading(scene) | Qt.AlignmentFlag.AlignVCenter, label)


def _label(tick: datetime, unit: str, *, is_heading: bool) -> str:
    """Return a tick in the analyst's language."""
    locale = QLocale()
    date = QDate(tick.year, tick.month, tick.day)
    if unit in ("minute", "hour"):
        return locale.toString(QTime(tick.hour, tick.minute), "HH:mm")
    shapes = {"year": "yyyy", "month": "MMM", "day": "d"}
    long = {"year": "yyyy", "month": "MMMM yyyy", "day": "d MMMM yyyy"}
    return locale.toString(date, (long if is_heading else shapes)[unit])


def _write(painter: QPainter, scene: Scene, space: QRectF, text: str, font: QFontMetrics) -> None:
    """Write a text in its own direction, cut off with dots where it does not fit."""
    direction = Qt.LayoutDirection.RightToLeft
    if not reads_right_to_left(text):
        direction = Qt.LayoutDirection.LeftToRight
    painter.setLayoutDirection(direction)
    shown = font.elidedText(text, Qt.TextElideMode.ElideRight, int(space.width()))
    painter.drawText(space, _leading(scene) | Qt.AlignmentFlag.AlignVCenter, shown)


def _leading(scene: Scene) -> Qt.AlignmentFlag:
    """Return the side on which reading begins, whatever the text."""
    right = scene.axis.mirrored
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignAbsolute


def _faint(colour: QColor, alpha: int) -> QColor:
    faint = QColor(colour)
    faint.setAlpha(alpha)
    return faint
