"""The layer ``claim_lines``: from subject to object of what reports claim, with the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.claims.lines import ClaimLine, claim_lines
from imam_ali_tracker.core.breath import breath
from imam_ali_tracker.geodesy.arrays import Paths, offsets_of
from imam_ali_tracker.geodesy.corridors import corridor_lines
from imam_ali_tracker.geodesy.measure import path_lengths
from imam_ali_tracker.provider.claim_check import TABLES, check_claims
from imam_ali_tracker.provider.columns import Columns, Wanted
from imam_ali_tracker.provider.derived.corridors import LINE_TOLERANCE_M
from imam_ali_tracker.provider.derived.family import Attribute, Data, Deriver, Edit, Family
from imam_ali_tracker.provider.derived.features import Column, batch_of, rows_of
from imam_ali_tracker.provider.reading import Reader
from imam_ali_tracker.provider.scratch import Batch

_CLAIMS = Wanted("claims", ("uuid", "report", "statement", "value", "unit"))
_SITES = Wanted("sites", (), geometry=True)
_ATTRIBUTES = (
    *(Attribute(name) for name in ("uuid", "report", "claim_kind", "statement", "verdict")),
    *(Attribute(name) for name in ("reported", "measured", "label", "reason")),
    Attribute("length_m", "REAL"),
)


class _Checked:
    """The claims of a case, checked as it is now: derives the lines of rows of ``claims``."""

    def __init__(self, location: CaseLocation) -> None:
        with Case.open(location, read_only=True) as case:
            checked = check_claims(case, breath())
        self._drawn = claim_lines(checked.claims, checked.findings)
        self._known = {line.claim: row for row, line in enumerate(self._drawn.lines)}
        self._scope, self._sites = checked.scope, frozenset(checked.register.places)

    def __call__(self, claims: Columns) -> Iterator[Batch]:
        line = rows_of(claims.texts["uuid"], self._known)
        rows = np.flatnonzero(line >= 0)
        if len(rows):
            chosen = line[rows]
            lines = [self._drawn.lines[row] for row in chosen.tolist()]
            yield _batch(claims.take(rows), lines, _paths(self._drawn.paths, chosen))

    def concerns(self, reader: Reader, edit: Edit) -> bool:
        """Return whether an edit can change a verdict; of sites, those far from all do not."""
        if edit.table != _SITES.table:
            return self._scope.concerns({edit.table: edit.uuids})
        if not edit.uuids.isdisjoint(self._sites | self._scope.rows):
            return True
        points = reader.by_fid(_SITES, edit.fids).points
        boxes = np.array(self._scope.boxes).reshape(-1, 1, 4)
        inside = (boxes[..., :2] <= points) & (points <= boxes[..., 2:])
        return bool(inside.all(axis=-1).any())


def _deriver(location: CaseLocation, _data: Data) -> Deriver:
    return _Checked(location)


def _concerned(derive: Deriver, reader: Reader, edit: Edit) -> bool:
    return not isinstance(derive, _Checked) or derive.concerns(reader, edit)


def _paths(paths: Paths, rows: Any) -> Paths:
    ends = np.stack([paths.offsets[rows], paths.offsets[rows] + 1], axis=1).ravel()
    return Paths(paths.lon[ends], paths.lat[ends], offsets_of(np.full(len(rows), 2)))


def _batch(claims: Columns, lines: Sequence[ClaimLine], paths: Paths) -> Batch:
    """Return the lines of claims, row by row the line and the two ends of each."""
    texts = claims.texts
    columns: list[Column] = [
        *(texts["uuid"], texts["report"], [line.kind for line in lines], texts["statement"]),
        *([getattr(line, name) for line in lines] for name in ("verdict", "reported", "measured")),
        *([getattr(line, name) for line in lines] for name in ("label", "reason")),
        path_lengths(paths),
    ]
    return batch_of(claims.fids, corridor_lines(paths, tolerance_m=LINE_TOLERANCE_M), columns)


CLAIM_LINES = Family(
    "claim_lines",
    "MULTILINESTRING",
    _CLAIMS,
    (),
    _ATTRIBUTES,
    _deriver,
    also=tuple(table for table in TABLES if table != _CLAIMS.table),
    concerned=_concerned,
)
