"""The strip of a site's observations along time, drawn as SVG: ordinary text, no image."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from imam_ali_tracker.briefing.content import period_text
from imam_ali_tracker.briefing.directions import kept_apart
from imam_ali_tracker.briefing.type_measure import Typeface
from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.core.dates import ReportedDate
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import label

_SCALE = 10.0
"""Drawing units per millimetre: Qt draws letters of less than a unit badly."""
_AXIS = 4.5
"""Millimetres below the axis."""
_LEAST = 1.2
"""Width of what has no length, in millimetres."""
_POINT = 0.3528
_INK, _MUTED, _BAR, _EVENT = "#1a1a1a", "#4d4d4d", "#1f3a5f", "#b3541e"
_EVENTS = ("damage", "reported_strike", "closure", "opening")
"""Drawn with a lighter colour and a point at the top, so that grey print tells them apart."""
_At = tuple[float, float]
_DAYS, _MONTHS, _YEARS = (1, 2, 7, 14), (1, 2, 3, 6), (1, 2, 5, 10, 25, 50, 100)


@dataclass(frozen=True)
class _Mark:
    start: datetime
    end: datetime
    text: str
    kind: str


@dataclass(frozen=True)
class Strip:
    """The drawing, how high it is in millimetres, and how many observations are not in it."""

    svg: str
    height: float
    undated: int
    left_out: int


def timeline(
    observations: Iterable[Row], width: float, height: float, typeface: Typeface
) -> Strip | None:
    """Return the strip of ``width`` and ``height`` millimetres; ``None`` where nothing is dated."""
    rows = list(observations)
    marks = sorted((mark for row in rows for mark in _mark(row)), key=lambda mark: mark.start)
    if not marks:
        return None
    line = typeface.height(1) * 1.05
    scale = _Scale(marks, width, typeface)
    lanes = _lanes(marks, scale, max(1, int((height - _AXIS) / line)))
    high = _AXIS + line * (1 + max((lane for lane, _ in lanes.values()), default=0))
    parts = [*_axis(scale, high, typeface)]
    for number, (lane, before) in lanes.items():
        parts += _drawn(marks[number], scale, high - _AXIS - (lane + 0.5) * line, before)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{high:.2f}mm" '
        f'viewBox="0 0 {width * _SCALE:.1f} {high * _SCALE:.1f}">{"".join(parts)}</svg>'
    )
    return Strip(svg, high, len(rows) - len(marks), len(marks) - len(lanes))


def _lanes(marks: list[_Mark], scale: _Scale, most: int) -> dict[int, tuple[int, bool]]:
    """Return the lane of each mark that has room, and whether its text stands before it."""
    ends = [0.0] * most
    found = {}
    for number, mark in enumerate(marks):
        x, wide, room = scale.at(mark.start), scale.wide(mark), scale.typeface.width(mark.text)
        before = x + wide + 1 + room > scale.width
        first = x - 1 - room if before else x
        lane = next((n for n in range(most) if ends[n] <= first), None)
        if lane is not None and first >= 0:
            ends[lane] = (x + wide if before else x + wide + 1 + room) + 2
            found[number] = lane, before
    return found


def _mark(row: Row) -> Iterator[_Mark]:
    first, last = row["date_from"] or row["date_to"], row["date_to"] or row["date_from"]
    if first is None or last is None:
        return
    kind = label("observation_kind", row["kind"])
    text = f"{kept_apart(kind)}, {period_text(row['date_from'], row['date_to'])}"
    yield _Mark(first.value, max(first.value, _end(last)), text, row["kind"])


def _end(date: ReportedDate) -> datetime:
    try:
        return date.end
    except (OverflowError, ValueError):  # the last year of the calendar
        return date.value


class _Scale:
    """Time along the strip; room is left for the labels at both ends."""

    def __init__(self, marks: list[_Mark], width: float, typeface: Typeface) -> None:
        first = min(mark.start for mark in marks)
        last = max(mark.end for mark in marks)
        span = max(last - first, timedelta(days=10))
        pad = span * 0.06
        try:
            self.first, self.last = first - pad, last + pad + (span - (last - first))
        except OverflowError:
            self.first, self.last = first, last
        self.width = width
        self.typeface = typeface

    def at(self, moment: datetime) -> float:
        """Return the place of a moment, in millimetres from the left."""
        return (moment - self.first) / (self.last - self.first) * self.width

    def wide(self, mark: _Mark) -> float:
        """Return how long a mark is drawn."""
        return max(self.at(mark.end) - self.at(mark.start), _LEAST)

    def ticks(self) -> list[tuple[datetime, str]]:
        """Return the ticks of the finest step whose labels have room, with the labels."""
        days = (self.last - self.first).days
        for step in _DAYS:
            if days / step <= 40 and self._has_room(days / step, "30 Sep 2019"):
                return self._every_day(step)
        for step in _MONTHS:
            if self._has_room(days / 30.4 / step, "2019-09"):
                return self._every_month(step)
        steps = (step for step in _YEARS if self._has_room(days / 365.25 / step, "2019"))
        return self._every_month(12 * next(steps, _YEARS[-1]))

    def _has_room(self, count: float, text: str) -> bool:
        return count * (self.typeface.width(text) + 3) <= self.width

    def _every_day(self, step: int) -> list[tuple[datetime, str]]:
        start = datetime(self.first.year, self.first.month, self.first.day)  # noqa: DTZ001
        days = (start + timedelta(days=n) for n in range(1, (self.last - start).days + 1, step))
        return [(day, f"{day.year}-{day.month:02d}-{day.day:02d}") for day in days]

    def _every_month(self, step: int) -> list[tuple[datetime, str]]:
        first = self.first.year * 12 + self.first.month
        last = self.last.year * 12 + self.last.month - 1
        found = []
        for number in range(first, last + 1):
            if number % step == 0:
                year, month = divmod(number, 12)
                moment = datetime(max(year, 1), month + 1, 1)  # noqa: DTZ001 - a printed clock
                found.append((moment, f"{year}" if step >= 12 else f"{year}-{month + 1:02d}"))
        return found


def _axis(scale: _Scale, height: float, typeface: Typeface) -> Iterator[str]:
    y = height - _AXIS
    yield _line((0, y), (scale.width, y), _INK, 0.3)
    for moment, text in scale.ticks():
        x = scale.at(moment)
        if 0 <= x <= scale.width - typeface.width(text) / 2 and x > typeface.width(text) / 2:
            yield _line((x, y), (x, y + 1.2), _INK, 0.2)
            yield _text((x, height - 0.4), text, typeface, "middle", _MUTED)


def _drawn(mark: _Mark, scale: _Scale, middle: float, before: bool) -> Iterator[str]:
    event = mark.kind in _EVENTS
    x, wide, typeface = scale.at(mark.start), scale.wide(mark), scale.typeface
    yield _box(x, middle - 0.7, wide, 1.4, _EVENT if event else _BAR)
    if event:
        yield _line((x, middle - 1.4), (x, middle + 0.7), _INK, 0.35)
    lower = middle + typeface.text_format.size() * _POINT * 0.36
    at, anchor = (x - 1, "end") if before else (x + wide + 1, "start")
    yield _text((at, lower), mark.text, typeface, anchor, _INK)


def _line(start: _At, end: _At, colour: str, wide: float) -> str:
    points = [f"{each * _SCALE:.2f}" for each in (*start, *end)]
    return (
        f'<line x1="{points[0]}" y1="{points[1]}" x2="{points[2]}" y2="{points[3]}" '
        f'stroke="{colour}" stroke-width="{wide * _SCALE:.2f}"/>'
    )


def _box(x: float, y: float, wide: float, high: float, colour: str) -> str:
    at = [f"{each * _SCALE:.2f}" for each in (x, y, wide, high)]
    return (
        f'<rect x="{at[0]}" y="{at[1]}" width="{at[2]}" height="{at[3]}" fill="{colour}" '
        f'stroke="none"/>'
    )


def _text(at: _At, text: str, typeface: Typeface, anchor: str, colour: str) -> str:
    size = typeface.text_format.size() * _POINT * _SCALE
    family = html.escape(typeface.family)
    return (
        f'<text x="{at[0] * _SCALE:.2f}" y="{at[1] * _SCALE:.2f}" font-family="{family}" '
        f'font-size="{size:.2f}" text-anchor="{anchor}" fill="{colour}">{html.escape(text)}</text>'
    )


def strip_note(strip: Strip | None, total: int) -> str:
    """Return what the heading of the strip adds to it."""
    if strip is None:
        return tr("no dated observations") if total else tr("no observations recorded")
    said = []
    if strip.left_out:
        said.append(tr("{} more in the list").format(strip.left_out))
    if strip.undated:
        said.append(tr("{} without a date").format(strip.undated))
    return ", ".join(said)
