"""Which files the text form has, and in which order rows and columns stand in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.schema import CASE_INFO, TABLES, UUID, GeometryType, Table
from imam_ali_tracker.case.text_form.cells import to_text

_ROW_ORDER: dict[str, tuple[str, ...]] = {
    "sites": ("name",),
    "site_names": ("site", "script", "language", "name"),
    "footprints": ("site", "part", "label"),
    "corridors": ("name",),
    "corridor_waypoints": ("corridor", "sequence"),
    "buffers": ("site", "corridor", "unit", "distance"),
    "observations": ("date_from", "date_to", "site", "kind"),
    "reports": ("published", "url"),
    "report_checks": ("report", "checked"),
    "citations": ("report", "locator", "feature_table", "feature_uuid"),
    "claims": ("report", "kind"),
}
"""What a reader would look a row up by; rows that agree in it stand in the order of their uuid."""


def file_name(table: Table) -> str:
    """Return the name of the file that holds ``table``."""
    if table is CASE_INFO:
        return f"{table.name}.json"
    suffix = "csv" if table.geometry is GeometryType.NONE else "geojson"
    return f"{table.name}.{suffix}"


FILES: dict[str, Table] = {file_name(table): table for table in TABLES.values()}
"""Every file of the text form by its name, and the table that it holds."""


def in_order(table: Table, rows: Iterable[Row]) -> list[Row]:
    """Return ``rows`` in the order in which they are written; it depends on their content only."""
    fields = [table.field(name) for name in _ROW_ORDER.get(table.name, ())]

    def key(row: Row) -> tuple[Any, ...]:
        values = ((field, row.get(field.name)) for field in fields)
        by_content = [
            (0.0, "")
            if value is None
            else (float(value), "")
            if isinstance(value, (int, float))
            else (0.0, to_text(field, value))
            for field, value in values
        ]
        return (*by_content, str(row.get(UUID.name) or ""))

    return sorted(rows, key=key)
