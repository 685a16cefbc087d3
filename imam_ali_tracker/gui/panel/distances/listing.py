"""Buffers and corridors of a case as the page lists them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.new_buffers import COLUMN_OF
from imam_ali_tracker.case.schema import UUID
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.units import from_si
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.panel.two_lines import joined
from imam_ali_tracker.reports.mentions.folding import fold

if TYPE_CHECKING:
    from imam_ali_tracker.case.store import Case

BUFFERS, CORRIDORS, WAYPOINTS, SITES = "buffers", "corridors", "corridor_waypoints", "sites"
TABLES = frozenset((BUFFERS, CORRIDORS, WAYPOINTS, SITES))
"""The tables that the lists show something of."""
CONSTRUCT = "construct"
_BARE = ("", "none", "near")
_FIGURES, _WIDTH = re.compile(r"\d+"), 9


@dataclass(frozen=True)
class Entry:
    """A buffer or corridor in a list; ``is_construct`` marks what no report describes."""

    table: str
    uuid: str
    title: str
    note: str
    is_construct: bool
    folded: str


@dataclass(frozen=True)
class Listing:
    """All buffers and corridors of a case, each in the order of titles."""

    buffers: tuple[Entry, ...] = ()
    corridors: tuple[Entry, ...] = ()


def read_listing(case: Case) -> Listing:
    """Return the buffers and corridors of a case."""
    with case.reading():
        buffers = list(case.rows(BUFFERS))
        corridors = list(case.rows(CORRIDORS))
        waypoints = list(case.rows(WAYPOINTS))
        used = {row["site"] for row in (*buffers, *waypoints) if row["site"]}
        sites = list(case.rows(SITES, uuids=used)) if used else []
    names = {row[UUID.name]: row["name"] for row in (*sites, *corridors)}
    rows = {CORRIDORS: corridors, WAYPOINTS: waypoints, SITES: sites}
    comparators = vocabulary("comparator")
    found = [_buffer(row, names, comparators) for row in buffers]
    courses = _corridors(case, rows)
    return Listing(_in_order(found), _in_order(courses))


def _in_order(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: (_sorting(entry.title), entry.note)))


def _sorting(title: str) -> str:
    """Return what a title is sorted by: 50 km stands before 100 km."""
    return _FIGURES.sub(lambda found: found[0].zfill(_WIDTH), title.casefold())


def size_text(row: Mapping[str, Any], comparators: Mapping[str, str]) -> str:
    """Return the size of a buffer in the words of the report: "less than 300 km"."""
    comparator = row.get("comparator") or ""
    words = "" if comparator in _BARE else comparators.get(comparator, comparator)
    size = f"{row['distance']:,.10g} {row['unit']}"
    if row.get("inner_distance"):
        size = tr("{} to {}").format(f"{row['inner_distance']:,.10g}", size)
    return f"{words} {size}".strip()


def _buffer(row: Row, names: Mapping[str, str], comparators: Mapping[str, str]) -> Entry:
    around = next((row[column] for column in COLUMN_OF.values() if row[column]), None)
    size = size_text(row, comparators)
    name = names.get(around or "", tr("nothing"))
    note = [tr("around {}").format(name)]
    if row["label"]:
        note.insert(0, size)
    if row["azimuth_from"] is not None and row["azimuth_to"] is not None:
        note.append(tr("{:g}° to {:g}°").format(row["azimuth_from"], row["azimuth_to"]))
    if row["source"]:
        note.append(row["source"])
    return _entry(BUFFERS, row, row["label"] or size, note, is_construct=False)


def _corridors(case: Case, rows: Mapping[str, Sequence[Row]]) -> list[Entry]:
    from imam_ali_tracker.provider.derived.corridors import CORRIDOR_LINES
    from imam_ali_tracker.provider.drawn import drawn

    lines = {one.values["uuid"]: one.values for one in drawn(CORRIDOR_LINES, case.location, rows)}
    counts: dict[str, int] = {}
    for row in rows[WAYPOINTS]:
        counts[row["corridor"]] = counts.get(row["corridor"], 0) + 1
    statuses = vocabulary("corridor_status")
    entries = []
    for row in rows[CORRIDORS]:
        line = lines.get(row[UUID.name])
        unit = row["width_unit"] or "km"
        note = [statuses.get(row["status"] or "", row["status"] or "")]
        if line is None:
            note.append(tr("not drawn: too few waypoints have a position"))
        else:
            note.append(length_text(line["length_m"], unit))
            if line["unplaced_waypoints"]:
                note.append(tr("interrupted"))
        waypoints = counts.get(row[UUID.name], 0)
        note.append(plural("{} waypoint", "{} waypoints", waypoints).format(waypoints))
        if row["width"]:
            note.append(tr("{:g} {} wide").format(row["width"], unit))
        is_construct = row["status"] == CONSTRUCT
        entries.append(_entry(CORRIDORS, row, row["name"], note, is_construct=is_construct))
    return entries


def length_text(metres: float, unit: str) -> str:
    """Return a length in a unit, to four or five digits."""
    value = from_si(metres, unit)
    return f"{value:,.1f} {unit}" if value < 10_000 else f"{value:,.0f} {unit}"


def _entry(table: str, row: Row, title: str, note: Sequence[str], *, is_construct: bool) -> Entry:
    words = fold(" ".join((title, *note)))
    return Entry(table, row[UUID.name], title, joined(note), is_construct, words)
