"""What the map shows of claims: a line from subject to object, and a list of what has none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from imam_ali_tracker.claims.findings import Words
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.geodesy.arrays import Paths

if TYPE_CHECKING:
    from imam_ali_tracker.claims.findings import Finding
    from imam_ali_tracker.claims.model import Claim

_SPATIAL = frozenset({"distance", "length", "location"})


@dataclass(frozen=True)
class ClaimLine:
    """The attributes of one line: reported and measured values as text, the verdict as key."""

    claim: str
    kind: str
    verdict: str
    reported: str
    measured: str
    label: str
    reason: str


@dataclass(frozen=True)
class Unplaced:
    """A claim about places that has no line, and why."""

    claim: str
    verdict: str
    reported: str
    reason: str


@dataclass(frozen=True)
class ClaimLines:
    """Lines and their end points: path ``i`` of ``paths`` belongs to ``lines[i]``.

    The paths have two points each, EPSG:4326; :func:`imam_ali_tracker.geodesy.corridors
    .corridor_lines` makes geodesics of them.
    """

    lines: tuple[ClaimLine, ...]
    paths: Paths
    unplaced: tuple[Unplaced, ...]


def claim_lines(claims: Iterable[Claim], findings: Iterable[Finding]) -> ClaimLines:
    """Return the lines of checked claims; ``findings`` are those of ``claims``, in order."""
    words = Words()
    lines: list[ClaimLine] = []
    ends: list[list[tuple[float, float]]] = []
    unplaced: list[Unplaced] = []
    for claim, finding in zip(claims, findings):
        if claim.kind not in _SPATIAL:
            continue
        reported, verdict = words.claimed(claim), finding.verdict.value
        line = finding.line
        if line is None:
            unplaced.append(Unplaced(claim.uuid, verdict, reported, finding.reason))
        elif (line.lon1, line.lat1) == (line.lon2, line.lat2):
            reason = tr("Both ends are drawn at one position. {}").format(finding.reason)
            unplaced.append(Unplaced(claim.uuid, verdict, reported, reason))
        else:
            measured = finding.measured_text
            label = tr("reported: {}; measured: {}").format(reported, measured)
            lines.append(
                ClaimLine(
                    claim.uuid, claim.kind, verdict, reported, measured, label, finding.reason
                )
            )
            ends.append([(line.lon1, line.lat1), (line.lon2, line.lat2)])
    return ClaimLines(tuple(lines), Paths.of(np.array(end) for end in ends), tuple(unplaced))
