"""What a case holds of the change sets that :mod:`tests.qgis.case.child` writes."""

from __future__ import annotations

from typing import Any

from imam_ali_tracker.case.store import Case

State = tuple[int, dict[str, set[tuple[Any, ...]]]]


def state_of(case: Case) -> State:
    """The number of the last change set, and the rows to compare with what it should leave."""
    with case.reading():
        number = int(case.info["description"] or 0)
        return number, {
            "sites": {(r["uuid"], r["name"], r["remarks"]) for r in case.rows("sites")},
            "site_names": {(r["uuid"], r["site"]) for r in case.rows("site_names")},
            "reports": {(r["uuid"], r["url"]) for r in case.rows("reports")},
            "citations": {(r["uuid"], r["feature_uuid"]) for r in case.rows("citations")},
        }
