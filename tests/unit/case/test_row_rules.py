"""What makes one row wrong or doubtful."""

from __future__ import annotations

from typing import Any

import pytest

from imam_ali_tracker.case.row_rules import Severity, begins_after, row_problems
from imam_ali_tracker.case.schema import TABLES
from imam_ali_tracker.core.dates import ReportedDate, parse_date

GOOD: dict[str, dict[str, Any]] = {
    "sites": {"name": "A", "kind": "city", "position_basis": "unknown"},
    "observations": {"kind": "damage", "summary": "Damage"},
    "footprints": {"site": "s", "part": "road", "geometry": object()},
    "corridors": {"name": "C", "kind": "land"},
    "corridor_waypoints": {"corridor": "c", "sequence": 1, "site": "s"},
    "buffers": {"site": "s", "distance": 5.0, "unit": "km"},
    "claims": {"report": "r", "kind": "distance", "statement": "Near."},
    "citations": {"report": "r", "feature_table": "sites", "feature_uuid": "s"},
    "reports": {"url": "https://example.org"},
}
HERE = object()


def date(text: str) -> ReportedDate:
    found = parse_date(text)
    assert found is not None
    return found


def found(table: str, **changes: Any) -> set[tuple[str, Severity]]:
    row = {"uuid": "u", **GOOD[table], **changes}
    return {(problem.field, problem.severity) for problem in row_problems(TABLES[table], row)}


@pytest.mark.parametrize("table", sorted(GOOD))
def test_a_row_as_it_should_be_has_no_problem(table: str) -> None:
    assert found(table) == set()


@pytest.mark.parametrize(
    ("table", "changes", "field", "severity"),
    [
        ("sites", {"uuid": None}, "uuid", Severity.ERROR),
        ("sites", {"name": None}, "name", Severity.ERROR),
        ("sites", {"kind": "citty"}, "kind", Severity.ERROR),
        ("sites", {"position_accuracy_m": -1.0}, "position_accuracy_m", Severity.ERROR),
        (
            "sites",
            {"position_accuracy_m": float("inf")},
            "position_accuracy_m",
            Severity.ERROR,
        ),
        (
            "sites",
            {"position_basis": "proxy", "geometry": HERE},
            "position_accuracy_m",
            Severity.WARNING,
        ),
        ("sites", {"geometry": HERE}, "position_basis", Severity.WARNING),
        ("sites", {"position_basis": "imagery"}, "position_basis", Severity.WARNING),
        (
            "observations",
            {"position_basis": "proxy", "geometry": HERE},
            "position_accuracy_m",
            Severity.WARNING,
        ),
        (
            "observations",
            {"date_from": date("2019-10"), "date_to": date("2019-09-30")},
            "date_to",
            Severity.ERROR,
        ),
        ("footprints", {"geometry": None}, "geometry", Severity.WARNING),
        ("corridors", {"width": 5.0}, "width_unit", Severity.ERROR),
        ("corridor_waypoints", {"sequence": None}, "sequence", Severity.ERROR),
        ("corridor_waypoints", {"sequence": 0}, "sequence", Severity.ERROR),
        ("corridor_waypoints", {"site": None}, "site", Severity.WARNING),
        ("corridor_waypoints", {"geometry": HERE}, "site", Severity.WARNING),
        ("buffers", {"site": None}, "site", Severity.ERROR),
        ("buffers", {"corridor": "c"}, "site", Severity.ERROR),
        ("buffers", {"inner_distance": 5.0}, "inner_distance", Severity.ERROR),
        ("buffers", {"azimuth_from": 90.0}, "azimuth_to", Severity.ERROR),
        ("buffers", {"azimuth_from": 400.0, "azimuth_to": 1.0}, "azimuth_from", Severity.ERROR),
        ("claims", {"subject_uuid": "s"}, "subject_uuid", Severity.ERROR),
        ("claims", {"object_table": "sites"}, "object_uuid", Severity.ERROR),
        ("claims", {"second_value": 3.0}, "second_unit", Severity.WARNING),
        ("claims", {"comparator": "between"}, "second_value", Severity.WARNING),
        ("citations", {"feature_uuid": None}, "feature_uuid", Severity.ERROR),
        (
            "reports",
            {"published": date("2019-09-24"), "updated": date("2019-09-23")},
            "updated",
            Severity.ERROR,
        ),
        (
            "reports",
            {"created": date("2019-09-24").value, "modified": date("2019-09-23").value},
            "modified",
            Severity.WARNING,
        ),
    ],
)
def test_what_is_wrong_is_found_in_its_column(
    table: str, changes: dict[str, Any], field: str, severity: Severity
) -> None:
    assert (field, severity) in found(table, **changes)


@pytest.mark.parametrize(
    ("first", "last", "after"),
    [
        ("2019-09-10", "2019-09-09", True),
        ("2019-09-09", "2019-09-09", False),
        ("2019-09-09", "2019-09", False),  # some day of the month, perhaps the 30th
        ("2019-09", "2019-09-01", False),
        ("2019-10", "2019-09", True),
        ("2020", "2019-12-31", True),
        ("2019-09-09T11:04", "2019-09-09T11:03", True),
        ("2019-09-09T11:04+03:00", "2019-09-09T09:00+00:00", False),
        ("2019-09-09T11:04+00:00", "2019-09-09T12:00+03:00", True),
        ("9999-12-31", "9999-12-31", False),
        ("9999", "9999", False),
    ],
)
def test_a_period_ends_before_it_begins_only_if_it_must(first: str, last: str, after: bool) -> None:
    assert begins_after(date(first), date(last)) is after


def test_a_problem_says_which_row_and_what_to_do() -> None:
    (problem,) = row_problems(TABLES["sites"], {"uuid": "u", **GOOD["sites"], "kind": "citty"})
    assert (problem.table, problem.uuid, problem.label) == ("sites", "u", "A")
    assert "“citty”" in problem.message
    assert "border_crossing" in problem.hint
