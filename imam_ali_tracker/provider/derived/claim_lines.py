"""The layer ``claim_lines``: from subject to object of what reports claim, with the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.claims.lines import ClaimLine, ClaimLines, claim_lines
from imam_ali_tracker.geodesy.arrays import Paths, offsets_of
from imam_ali_tracker.geodesy.corridors import corridor_lines
from imam_ali_tracker.geodesy.measure import path_lengths
from imam_ali_tracker.provider.claim_check import TABLES, check_claims
from imam_ali_tracker.provider.columns import Columns, Wanted
from imam_ali_tracker.provider.derived.corridors import LINE_TOLERANCE_M
from imam_ali_tracker.provider.derived.family import Attribute, Data, Deriver, Family
from imam_ali_tracker.provider.derived.features import Column, batch_of, rows_of
from imam_ali_tracker.provider.scratch import Batch

_CLAIMS = Wanted("claims", ("uuid", "report", "statement", "value", "unit"))
_ATTRIBUTES = (
    *(Attribute(name) for name in ("uuid", "report", "claim_kind", "statement", "verdict")),
    *(Attribute(name) for name in ("reported", "measured", "label", "reason")),
    Attribute("length_m", "REAL"),
)


def _deriver(location: CaseLocation, _data: Data) -> Deriver:
    drawn = _checked(location)
    known = {line.claim: row for row, line in enumerate(drawn.lines)}

    def derive(claims: Columns) -> Iterator[Batch]:
        line = rows_of(claims.texts["uuid"], known)
        rows = np.flatnonzero(line >= 0)
        if len(rows):
            chosen = line[rows]
            lines = [drawn.lines[row] for row in chosen.tolist()]
            yield _batch(claims.take(rows), lines, _paths(drawn.paths, chosen))

    return derive


def _checked(location: CaseLocation) -> ClaimLines:
    """Check the claims of a case as it is now, and return what a map shows of them."""
    with Case.open(location, read_only=True) as case:
        checked = check_claims(case)
    return claim_lines(checked.claims, checked.findings)


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
)
