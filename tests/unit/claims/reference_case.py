"""The reference case as the checker's plain values, read from its text form without QGIS."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from imam_ali_tracker.case.schema import SEPARATOR, TABLES, FieldType, Table
from imam_ali_tracker.claims.coastlines import Coastline, read_coastline
from imam_ali_tracker.claims.model import Claim, Register
from imam_ali_tracker.claims.rows import register_of
from imam_ali_tracker.core.dates import parse_date
from imam_ali_tracker.core.paths import resource


@lru_cache(maxsize=1)
def mediterranean() -> Coastline:
    return read_coastline(resource("coastline", "mediterranean.geojson"))


@lru_cache(maxsize=1)
def reference_case() -> Register:
    tables = {
        name: list(_rows(table))
        for name, table in TABLES.items()
        if name not in ("case_info", "report_checks")
    }
    return register_of(tables, lambda row: row["point"], [mediterranean()])


def reference_claims() -> list[Claim]:
    """The claims in order of publication, as the table in the docs has them."""
    register = reference_case()

    def order(claim: Claim) -> tuple[str, str, str, str]:
        report = register.reports[claim.report]
        published = report.published.isoformat() if report.published else "~"
        return published, report.publisher, claim.kind, claim.uuid

    return sorted(register.claims.values(), key=order)


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    if table.geometry.value == "none":
        with resource("case", f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield _values(table, row)
        return
    features = json.loads(resource("case", f"{table.name}.geojson").read_text(encoding="utf-8"))
    for feature in features["features"]:
        geometry = feature["geometry"]
        is_point = geometry is not None and geometry["type"] == "Point"
        row = _values(table, feature["properties"])
        yield {**row, "point": tuple(geometry["coordinates"]) if is_point else None}


def _values(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {"point": None}
    for field in table.fields:
        if field.name.endswith(("_precision", "_zone")):
            continue
        cell = row.get(field.name)
        if cell in ("", None):
            values[field.name] = None
        elif field.type is FieldType.TIMESTAMP:
            values[field.name] = parse_date(cell)
        elif field.type in (FieldType.REAL, FieldType.INTEGER):
            values[field.name] = float(cell)
        else:
            values[field.name] = tuple(cell.split(SEPARATOR)) if field.multiple else cell
    values["uuid"] = row["uuid"]
    return values
