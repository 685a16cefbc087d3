"""The period on the time axis and QGIS's temporal controller, in step with each other.

The axis shows the clock that reports print, and a case labels that clock as UTC in the database. So
a moment of the axis is the moment of the same name in UTC for QGIS, whatever the machine's zone.
"""

from __future__ import annotations

from datetime import datetime

from qgis.core import Qgis, QgsDateTimeRange, QgsTemporalNavigationObject
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QDateTime, QObject, Qt, pyqtSignal

from imam_ali_tracker.gui.panel.timeline.axis import EARLIEST, LATEST, moment_of, seconds_of

Mode = Qgis.TemporalNavigationMode


class PeriodLink(QObject):
    """``periodChanged`` carries the period of the map in seconds of the axis, or ``None``."""

    periodChanged = pyqtSignal(object)

    def __init__(self, canvas: QgsMapCanvas, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._setting = False
        # A change of the mode arrives through the canvas: QGIS 3.40 cannot hand the mode itself to
        # Python.
        canvas.temporalRangeChanged.connect(self._tell)
        navigation = self._navigation
        if navigation is not None:
            navigation.temporalExtentsChanged.connect(self._tell)

    @property
    def period(self) -> tuple[float, float] | None:
        """The period of the map; while it is played, that from its first to its last frame."""
        navigation = self._navigation
        if navigation is None:
            return _period_of(self._canvas.temporalRange())
        if navigation.navigationMode() == Mode.Disabled:
            return None
        return _period_of(navigation.temporalExtents())

    def show_period(self, period: tuple[float, float] | None) -> None:
        """Let the map show a period, or all times; an animation is kept within the period."""
        wanted = _moments(period)
        navigation = self._navigation
        self._setting = True
        try:
            if navigation is None:
                self._canvas.setTemporalRange(wanted)
            elif period is None:
                navigation.setNavigationMode(Mode.Disabled)
            else:
                navigation.setTemporalExtents(wanted)
                if navigation.navigationMode() == Mode.Disabled:
                    navigation.setNavigationMode(Mode.FixedRange)
        finally:
            self._setting = False

    @property
    def _navigation(self) -> QgsTemporalNavigationObject | None:
        controller = self._canvas.temporalController()
        return controller if isinstance(controller, QgsTemporalNavigationObject) else None

    def _tell(self) -> None:
        if not self._setting:
            self.periodChanged.emit(self.period)


def _moments(period: tuple[float, float] | None) -> QgsDateTimeRange:
    if period is None:
        return QgsDateTimeRange(QDateTime(), QDateTime())
    return QgsDateTimeRange(_utc(period[0]), _utc(period[1]))


def _utc(seconds: float) -> QDateTime:
    milliseconds = round(min(max(seconds, EARLIEST), LATEST) * 1000)
    return QDateTime.fromMSecsSinceEpoch(milliseconds, Qt.TimeSpec.UTC)


def _period_of(moments: QgsDateTimeRange) -> tuple[float, float] | None:
    if moments.isInfinite() or moments.isEmpty():
        return None
    begin, end = moments.begin(), moments.end()
    earliest = _clock(begin) if begin.isValid() else EARLIEST
    latest = _clock(end) if end.isValid() else LATEST
    return (earliest, latest) if earliest <= latest else None


def _clock(moment: QDateTime) -> float:
    """Return what the clock shows, of whichever zone QGIS takes it to be."""
    date, time = moment.date(), moment.time()
    if not 1 <= date.year() <= 9999:
        return EARLIEST if date.year() < 1 else LATEST
    shown = datetime(  # noqa: DTZ001 - a printed clock
        date.year(), date.month(), date.day(), time.hour(), time.minute(), time.second()
    )
    return seconds_of(shown)


def period_text(period: tuple[float, float]) -> str:
    """Return a period as its days, or where it is shorter with its hours."""
    begin, end = map(moment_of, period)
    shape = "%H:%M" if (end - begin).total_seconds() < 3 * 86400 else ""
    return " – ".join(
        f"{each.date().isoformat()} {each.strftime(shape)}".strip() for each in (begin, end)
    )
