"""Which rows of a case are handed over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Optional

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.schema import REPORT_CHECKS, TABLES, UUID
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

Tables = dict[str, list[Row]]
_Feature = tuple[Optional[str], Optional[str]]
"""Table and uuid."""

_OF_REPORTS = ("reports", REPORT_CHECKS.name, "citations", "claims")
_OF_A_SITE = ("site_names", "footprints", "observations")


def choose(
    tables: Mapping[str, Sequence[Row]],
    sites: Collection[str] | None,
    *,
    reports: bool,
    quotes: bool,
) -> Tables:
    """Return the rows that go along.

    With ``sites`` (uuids) only these go, and what belongs to them: corridors all of whose sites
    go, claims all of whose features go, and the reports that are cited for any of it. Without
    ``reports`` their metadata stays behind, and with it citations and claims, which are statements
    of reports. Without ``quotes`` citations have none.

    Raises :class:`TrackerError` for a site that the case does not have.
    """
    chosen = {name: list(rows) for name, rows in tables.items()}
    if sites is not None:
        chosen = _about(chosen, frozenset(sites))
    if not reports:
        chosen.update({name: [] for name in _OF_REPORTS})
    if not quotes:
        chosen["citations"] = [{**row, "quote": None} for row in chosen["citations"]]
    return chosen


def _about(tables: Tables, sites: frozenset[str]) -> Tables:
    missing = sites.difference(_uuids(tables["sites"]))
    if missing:
        raise TrackerError(
            tr("The case has no site {}.").format(min(missing)), tr("Choose from its sites.")
        )
    chosen = dict(tables)
    chosen["sites"] = [row for row in tables["sites"] if row[UUID.name] in sites]
    for name in _OF_A_SITE:
        chosen[name] = [row for row in tables[name] if row["site"] in sites]
    corridors = _corridors(tables["corridor_waypoints"], sites)
    chosen["corridors"] = [row for row in tables["corridors"] if row[UUID.name] in corridors]
    chosen["corridor_waypoints"] = [
        row for row in tables["corridor_waypoints"] if row["corridor"] in corridors
    ]
    chosen["buffers"] = [
        row for row in tables["buffers"] if row["site"] in sites or row["corridor"] in corridors
    ]
    _add_what_reports_say(tables, chosen)
    return _without_loose_ends(chosen)


def _uuids(rows: Sequence[Row]) -> set[str]:
    return {row[UUID.name] for row in rows}


def _corridors(waypoints: Sequence[Row], sites: frozenset[str]) -> set[str]:
    """Return the corridors that go through sites, and only through these."""
    through = {row["corridor"] for row in waypoints if row["site"] in sites}
    beyond = {row["corridor"] for row in waypoints if row["site"] and row["site"] not in sites}
    return through - beyond


def _add_what_reports_say(tables: Tables, chosen: Tables) -> None:
    features: set[_Feature] = {
        (name, uuid)
        for name, rows in chosen.items()
        if name not in _OF_REPORTS
        for uuid in _uuids(rows)
    }
    claims = [(row, _spoken_of(row)) for row in tables["claims"]]
    while True:
        # A claim may be about another claim.
        new = {("claims", row[UUID.name]) for row, of in claims if of and of <= features} - features
        if not new:
            break
        features |= new
    chosen["claims"] = [row for row, _ in claims if ("claims", row[UUID.name]) in features]
    chosen["citations"] = [
        row
        for row in tables["citations"]
        if (row["feature_table"], row["feature_uuid"]) in features
    ]
    reports = {row["report"] for name in ("citations", "claims") for row in chosen[name]}
    chosen["reports"] = [row for row in tables["reports"] if row[UUID.name] in reports]
    chosen[REPORT_CHECKS.name] = [
        row for row in tables[REPORT_CHECKS.name] if row["report"] in reports
    ]


def _spoken_of(claim: Row) -> set[_Feature]:
    ends = ((claim[f"{end}_table"], claim[f"{end}_uuid"]) for end in ("subject", "object"))
    return {end for end in ends if end[1]}


def _without_loose_ends(tables: Tables) -> Tables:
    """Return the rows with references to rows that stay behind taken out."""
    known = {name: _uuids(rows) for name, rows in tables.items()}
    cut: Tables = {}
    for name, rows in tables.items():
        plain = [field for field in TABLES[name].references if field.references]
        cut[name] = [
            {
                **row,
                **{
                    field.name: None
                    for field in plain
                    if row[field.name] not in known[field.references]
                },
            }
            for row in rows
        ]
    return cut
