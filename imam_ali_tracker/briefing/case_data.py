"""A case as briefings read it: all rows and verdicts at one moment, and what belongs to a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.claims.findings import Finding
from imam_ali_tracker.provider.claim_check import check_claims

Feature = tuple[str, str]
"""The table and the uuid of a row."""

_TABLES = (
    *("sites", "site_names", "footprints", "corridors", "corridor_waypoints", "buffers"),
    *("observations", "reports", "citations", "claims"),
)
_PARTS = ("site_names", "footprints", "observations", "buffers", "corridor_waypoints")
"""Tables whose rows belong to a site."""


@dataclass(frozen=True)
class CaseData:
    """All rows of a case by table and uuid, in the order of the case, and its checked claims."""

    info: Row
    rows: Mapping[str, Mapping[str, Row]]
    findings: Mapping[str, Finding]

    @cached_property
    def _parts(self) -> Mapping[str, list[Feature]]:
        """What belongs to a site or corridor, by the uuid of that."""
        parts: dict[str, list[Feature]] = defaultdict(list)
        for table in _PARTS:
            for uuid, row in self.rows[table].items():
                for owner in {row.get("site"), row.get("corridor")} - {None}:
                    parts[str(owner)].append((table, uuid))
        return parts

    @cached_property
    def _claims_on(self) -> Mapping[Feature, list[str]]:
        """The claims that speak of a feature."""
        on: dict[Feature, list[str]] = defaultdict(list)
        for uuid, row in self.rows["claims"].items():
            for end in ("subject", "object"):
                table, feature = row[f"{end}_table"], row[f"{end}_uuid"]
                if table and feature:
                    on[table, feature].append(uuid)
        return on

    @cached_property
    def _cited_for(self) -> Mapping[Feature, list[str]]:
        """The reports that are cited for a feature, or that make the claim."""
        cited: dict[Feature, list[str]] = defaultdict(list)
        for row in self.rows["citations"].values():
            cited[row["feature_table"], row["feature_uuid"]].append(row["report"])
        for uuid, row in self.rows["claims"].items():
            cited["claims", uuid].append(row["report"])
        return cited

    def everything(self) -> frozenset[Feature]:
        """Return every feature of the case."""
        tables = (table for table in _TABLES if table not in ("reports", "citations"))
        return frozenset((table, uuid) for table in tables for uuid in self.rows[table])

    def about(self, sites: Collection[str]) -> frozenset[Feature]:
        """Return the sites, what belongs to them, corridors through them and claims about these."""
        found: set[Feature] = {("sites", uuid) for uuid in sites}
        for site in sites:
            found.update(self._parts.get(site, ()))
        for table, uuid in [*found]:
            if table == "corridor_waypoints":
                corridor = self.rows[table][uuid]["corridor"]
                found.add(("corridors", corridor))
                found.update(self._parts.get(corridor, ()))
        for feature in [*found]:
            found.update(("claims", uuid) for uuid in self._claims_on.get(feature, ()))
        return frozenset(found)

    def sources(self, features: Iterable[Feature]) -> list[Row]:
        """Return the reports behind features in order of publication, those without date last."""
        reports = self.rows["reports"]
        used = {report for feature in features for report in self._cited_for.get(feature, ())}
        return sorted((reports[uuid] for uuid in used if uuid in reports), key=_by_publication)

    def cited(self, feature: Feature) -> list[str]:
        """Return the reports that are cited for a feature."""
        return self._cited_for.get(feature, [])

    def chosen(self, table: str, features: Collection[Feature]) -> list[Row]:
        """Return the rows of a table that are among ``features``, in the order of the case."""
        return [row for uuid, row in self.rows[table].items() if (table, uuid) in features]


def read_case_data(case: Case) -> CaseData:
    """Read the whole case and check its claims."""
    with case.reading():
        info = case.info
        rows = {table: {row["uuid"]: row for row in case.rows(table)} for table in _TABLES}
        checked = check_claims(case)
    return CaseData(info, rows, {finding.claim: finding for finding in checked.findings})


def _by_publication(report: Row) -> tuple[bool, str, str, str]:
    published = report["published"]
    known = published is not None
    date = published.isoformat() if known else ""
    return (not known, date, str(report["publisher"]), str(report["title"]))
