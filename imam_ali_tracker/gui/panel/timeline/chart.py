"""The time axis as a widget: zoomed, panned, brushed and walked through by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from qgis.PyQt.QtCore import QEvent, QPoint, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from qgis.PyQt.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.own_keys import keeps
from imam_ali_tracker.gui.panel.timeline.axis import DAY, TimeAxis
from imam_ali_tracker.gui.panel.timeline.chart_keys import do_key, is_own
from imam_ali_tracker.gui.panel.timeline.drag import NEAR, Drag
from imam_ali_tracker.gui.panel.timeline.items import TimelineItem, tooltip
from imam_ali_tracker.gui.panel.timeline.lanes import arrange
from imam_ali_tracker.gui.panel.timeline.painting import TICKS_APART, Metrics, Scene, paint
from imam_ali_tracker.gui.plain_text import as_plain

_WHEEL_STEP = 120.0
_ZOOM = 1.25
_MARGIN_SHARE = 0.04
_GRIP = 5
_LISTED = 8

Period = tuple[float, float]
"""From a moment to another, in seconds of the printed clock."""


class TimelineChart(QAbstractScrollArea):
    """Items on an axis. The arrows walk through them, Enter and double click go to one.

    ``currentChanged`` and ``activated`` carry a :class:`TimelineItem` (or ``None``);
    ``brushed`` the :data:`Period` that the analyst drew on the scale, or ``None``; ``foldChanged``
    the key of a group, and whether it is folded.
    """

    currentChanged = pyqtSignal(object)
    activated = pyqtSignal(object)
    brushed = pyqtSignal(object)
    foldChanged = pyqtSignal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._given: Sequence[TimelineItem] = ()
        self._by = ""
        self._folded: set[str] = set()
        self._layout = arrange((), "")
        self._axis = TimeAxis(0.0, 365 * DAY, 1)
        self._current = -1
        self.period: Period | None = None
        self._drag: Drag | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Time axis"))
        present(self.viewport()).setMouseTracking(True)

    @property
    def items(self) -> tuple[TimelineItem, ...]:
        """The items on the axis, in the order of time."""
        return self._layout.items

    @property
    def current(self) -> TimelineItem | None:
        """The chosen item."""
        return self._layout.items[self._current] if self._current >= 0 else None

    @property
    def shown(self) -> Period:
        """The period in view."""
        return self._axis.start, self._axis.end

    def sizeHint(self) -> QSize:
        """Return a size for a narrow panel."""
        return QSize(300, 320)

    def set_items(self, items: Sequence[TimelineItem], by: str, *, keep_view: bool) -> None:
        """Show the dated ones of ``items`` grouped ``by`` site or kind."""
        self._given, self._by = items, by
        self._arrange()
        if not keep_view:
            self.show_all()

    def _arrange(self) -> None:
        chosen = self.current
        self._layout = arrange(self._given, self._by, self._folded)
        self._current = -1
        if chosen is not None:
            self._current = self._number_of(chosen.table, chosen.uuid)
        self._update_scroll_bar()
        self._redraw()

    def select(self, table: str, uuid: str) -> bool:
        """Choose an item and bring it into view; return whether it is on the axis."""
        number = self._number_of(table, uuid)
        if number >= 0:
            self._choose(number)
        return number >= 0

    def set_period(self, period: Period | None) -> None:
        """Mark a period without telling about it."""
        if period != self.period:
            self.period = period
            self._redraw()

    def brush(self, period: Period | None) -> None:
        """Mark a period and tell about it."""
        self.set_period(period)
        self.brushed.emit(period)

    def show_all(self) -> None:
        """Bring all items into view."""
        extent = self._layout.extent
        if extent is not None:
            self.show_period(extent)

    def show_period(self, period: Period) -> None:
        """Bring a period into view, with a margin."""
        margin = max((period[1] - period[0]) * _MARGIN_SHARE, DAY / 24)
        self._set_axis(self._axis.showing(period[0] - margin, period[1] + margin))

    def zoom(self, steps: float, x: float | None = None) -> None:
        """Zoom in by so many steps (out where negative) around a pixel or the middle."""
        self._set_axis(self._axis.zoomed(_ZOOM**steps, self._axis.width / 2 if x is None else x))

    def items_at(self, place: QPoint) -> list[TimelineItem]:
        """Return the items at a place of the viewport, those that are nearest first."""
        return [self._layout.items[number] for number in self._numbers_at(place)]

    def place_of(self, item: TimelineItem) -> QPoint:
        """Return the middle of an item in the viewport, also where it is out of view."""
        number = self._number_of(item.table, item.uuid)
        earliest, latest = self._layout.spans[number, [0, 3]]
        x = float(self._axis.x((earliest + latest) / 2))
        return QPoint(round(x), round(self._scene().middles()[number]))

    def _number_of(self, table: str, uuid: str) -> int:
        same = ((item.table, item.uuid) == (table, uuid) for item in self._layout.items)
        return next((number for number, found in enumerate(same) if found), -1)

    def _numbers_at(self, place: QPoint) -> list[int]:
        scene = self._scene()
        left, right = scene.ends()
        across = np.abs(scene.middles() - place.y()) <= scene.metrics.lane / 2
        away = np.maximum(np.maximum(left - place.x(), place.x() - right), 0.0)
        near = np.flatnonzero(across & (away <= NEAR))
        if place.y() <= scene.metrics.scale:
            return []
        order = np.lexsort(((right - left)[near], away[near]))
        return [int(number) for number in near[order]]

    def _scene(self) -> Scene:
        return Scene(
            self._layout,
            self._axis,
            Metrics.of(self.fontMetrics()),
            present(self.verticalScrollBar()).value(),
            self._current,
            self.period,
        )

    def _set_axis(self, axis: TimeAxis) -> None:
        self._axis = axis
        self._redraw()

    def _redraw(self) -> None:
        present(self.viewport()).update()

    def _update_scroll_bar(self) -> None:
        scene, bar = self._scene(), present(self.verticalScrollBar())
        room = present(self.viewport()).height() - scene.metrics.scale
        bar.setRange(0, max(0, scene.height - room))
        bar.setPageStep(max(1, room))
        bar.setSingleStep(scene.metrics.lane)

    def _choose(self, number: int) -> None:
        self._current = number
        self._bring_into_view(number)
        self._redraw()
        self.currentChanged.emit(self.current)

    def _bring_into_view(self, number: int) -> None:
        earliest, _, _, latest = self._layout.spans[number]
        axis = self._axis
        if latest < axis.start or earliest > axis.end:
            half = (axis.end - axis.start) / 2
            middle = float(earliest + latest) / 2
            self._axis = axis.showing(middle - half, middle + half)
        scene, bar = self._scene(), present(self.verticalScrollBar())
        top = float(scene.middles()[number]) - scene.metrics.lane / 2
        below = top + scene.metrics.lane - present(self.viewport()).height()
        above = scene.metrics.scale + scene.metrics.heading - top
        if above > 0 or below > 0:
            bar.setValue(round(bar.value() + (below if below > 0 else -above)))

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: ARG002 - all is painted
        """Paint what is in view."""
        painter = QPainter(present(self.viewport()))
        paint(painter, self._scene(), present(self.viewport()))
        painter.end()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the period in view."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow a change of font, theme or direction."""
        super().changeEvent(event)
        self._fit()

    def _fit(self) -> None:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        width = max(1, present(self.viewport()).width())
        self._axis = TimeAxis(self._axis.start, self._axis.end, width, mirrored)
        self._update_scroll_bar()
        self._redraw()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Zoom; scroll the rows with Shift, pan with a wheel that goes sideways."""
        wheel = present(event)
        angle = wheel.angleDelta()
        if wheel.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            # With Alt or Shift some systems turn the wheel sideways by themselves.
            bar = present(self.verticalScrollBar())
            bar.setValue(bar.value() - round((angle.y() or angle.x()) / 2))
        elif abs(angle.x()) > abs(angle.y()):
            self._set_axis(self._axis.panned(angle.x() / 2))
        else:
            self.zoom(angle.y() / _WHEEL_STEP, wheel.position().x())
        wheel.accept()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Begin to pan, or on the scale to draw a period."""
        mouse = present(event)
        if mouse.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        place = mouse.pos()
        on_scale = place.y() <= self._scene().metrics.scale
        brushes = on_scale and mouse.button() == Qt.MouseButton.LeftButton
        fixed = self._other_end(place.x()) if brushes else 0.0
        self._drag = Drag(place, fixed, brushes=brushes)

    def _other_end(self, x: int) -> float:
        """Return the end that stays: of the period whose other end is taken, else where it was."""
        for end, other in ((0, 1), (1, 0)) if self.period is not None else ():
            if abs(self._axis.x(present(self.period)[end]) - x) <= _GRIP:
                return present(self.period)[other]
        return self._axis.seconds(x)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Pan or draw."""
        place = present(event).pos()
        if self._drag is None:
            self._show_cursor(place)
        else:
            self._drag_to(self._drag, place)

    def _drag_to(self, drag: Drag, place: QPoint) -> None:
        step = place - drag.last
        drag.last = place
        if not drag.moved(place):
            return
        if drag.brushes:
            ends = sorted(map(self._axis.snapped, (drag.fixed, self._axis.seconds(place.x()))))
            self.set_period((ends[0], ends[1]))
            return
        bar = present(self.verticalScrollBar())
        bar.setValue(bar.value() - step.y())
        self._set_axis(self._axis.panned(step.x()))

    def _show_cursor(self, place: QPoint) -> None:
        at_end = self.period is not None and any(
            abs(self._axis.x(end) - place.x()) <= _GRIP for end in self.period
        )
        on_scale = place.y() <= self._scene().metrics.scale
        shape = Qt.CursorShape.SizeHorCursor if on_scale and at_end else Qt.CursorShape.ArrowCursor
        present(self.viewport()).setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """End a drag; a click chooses the item there."""
        mouse, drag = present(event), self._drag
        self._drag = None
        if drag is None:
            return
        self._drag_to(drag, mouse.pos())
        if drag.far and drag.brushes:
            self.brushed.emit(self.period)
        elif not drag.far and not drag.brushes:
            heading = self._scene().heading_at(mouse.pos().y())
            if heading >= 0:
                group = self._layout.groups[heading]
                self.fold(group.key, folded=not group.is_folded)
                return
            numbers = self._numbers_at(mouse.pos())
            if numbers:
                # A further click takes the next of those that lie over each other.
                place = numbers.index(self._current) + 1 if self._current in numbers else 0
                self._choose(numbers[place % len(numbers)])

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Go to the item there; on the scale the period is taken away."""
        place = present(event).pos()
        if place.y() <= self._scene().metrics.scale:
            self.brush(None)
        elif self._numbers_at(place) and self.current is not None:
            self.activated.emit(self.current)

    def event(self, event: QEvent | None) -> bool:
        """Take keys of the axis before QGIS takes them for the map."""
        return keeps(event, is_own) or bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Walk, pan, zoom, mark a period, fold, go to the chosen item."""
        if not do_key(self, present(event), mirrored=self._axis.mirrored):
            super().keyPressEvent(event)

    def walk(self, step: int) -> None:
        """Choose the item so many steps later; without one the first or last."""
        count = len(self._layout.items)
        there = self._current + step if self._current >= 0 else (0 if step > 0 else count - 1)
        if count:
            self._choose(min(max(there, 0), count - 1))

    def walk_to_end(self, *, last: bool) -> None:
        """Choose the first or the last item."""
        if self._layout.items:
            self._choose(len(self._layout.items) - 1 if last else 0)

    def walk_across(self, step: int) -> None:
        """Choose the item of the next lane that is nearest in time."""
        layout = self._layout
        if self._current < 0:
            self.walk_to_end(last=False)
            return
        middles = (layout.spans[:, 0] + layout.spans[:, 3]) / 2
        there = np.flatnonzero(layout.lane == layout.lane[self._current] + step)
        if len(there):
            away = np.abs(middles[there] - middles[self._current])
            self._choose(int(there[np.argmin(away)]))

    def pan(self, share: float) -> None:
        """Move what is in view by a share of its width, to the right where positive."""
        self._set_axis(self._axis.panned(share * self._axis.width))

    def stretch_period(self, steps: int, *, begin: bool) -> None:
        """Move an end of the marked period by ticks; without one it begins as the chosen item."""
        period = self.period
        if period is None:
            span = self.current.span if self.current is not None else None
            middle = (self._axis.start + self._axis.end) / 2
            period = (middle, middle) if span is None else (span.earliest, span.latest)
        shift = self._axis.snapped(steps * self._axis.step(TICKS_APART).seconds)
        ends = (period[0] + shift, period[1]) if begin else (period[0], period[1] + shift)
        self.brush((min(ends), max(ends)))

    def fold(self, key: str, *, folded: bool) -> None:
        """Let a group take one lane, or as many as it needs."""
        if folded == (key in self._folded):
            return
        self._folded ^= {key}
        self._arrange()
        self.foldChanged.emit(key, folded)

    def turn_fold(self) -> None:
        """Fold or unfold the group of the chosen item, without one the first group."""
        groups = self._layout.groups
        if groups:
            group = groups[self._layout.group[self._current] if self._current >= 0 else 0]
            self.fold(group.key, folded=not group.is_folded)

    def viewportEvent(self, event: QEvent | None) -> bool:
        """Tell what is under the mouse."""
        if isinstance(event, QHelpEvent):
            if self._scene().heading_at(event.pos().y()) >= 0:
                QToolTip.showText(event.globalPos(), tr("Click to fold or unfold (Space)"), self)
                return True
            found = self.items_at(event.pos())
            lines = [tooltip(item) for item in found[:_LISTED]]
            if len(found) > _LISTED:
                lines.append(tr("… and {} more").format(len(found) - _LISTED))
            QToolTip.showText(event.globalPos(), as_plain("\n\n".join(lines)), self)
            return True
        return bool(super().viewportEvent(event))
