"""``docs/data-model.md``, made from the schema; as a program this module writes it."""

from __future__ import annotations

from pathlib import Path

from tests.support.staging import ROOT, use_staged

PAGE = ROOT / "docs" / "data-model.md"
COMMAND = "python -m tests.support.data_model"

ROWS_ARE = {
    "sites": "A tracked site. One whose place no report states has no geometry.",
    "site_names": "A name of a site: mentions in reports are matched with these.",
    "footprints": "The outline of a part of a site, and when it was that.",
    "corridors": "A corridor; its line follows from its waypoints.",
    "corridor_waypoints": "A point of a corridor: a tracked site, a point of its own, or a name.",
    "buffers": "Distances around a site or corridor, in the unit of the report.",
    "observations": "What was reported to be, or to happen, at a site or at a point of its own.",
    "reports": "The metadata of a report; never its text.",
    "report_checks": "One look at whether a report is still there and still the same.",
    "citations": "A report speaks of a row: where in the report, in which few words.",
    "claims": "A statement of a report that can be checked against the map or other claims.",
    "case_info": "The case itself; exactly one row.",
}

HEAD = """\
# Data model

This page is made from `imam_ali_tracker/case/schema.py`; do not edit it. `{command}` writes it.

A case is the {tables} tables below, in a GeoPackage or in a schema of a PostGIS database. This is
schema version {version}. All geometry is EPSG:4326 and may be missing. In each table:

| column | holds |
|---|---|
| `fid` | the key, which belongs to this one database |
| `uuid` | what others refer to the row by; the same in every copy of the case; indexed, unique |
| `created`, `modified` | when the row was recorded and last changed, in UTC to the millisecond |
| `remarks` | anything |

A **date** is three columns: `published`, `published_precision` and `published_zone`. The precision
is one of {precisions}. With a precision of a minute or a second *and* a zone (`+03:00`) the
timestamp is the instant in UTC; otherwise it is the clock as the source prints it, whose zone is
not known. What is finer than the precision means nothing. Both databases label it as UTC.

A **reference** holds the uuid of a row of another table and is indexed. Databases do not enforce
it; the store checks it before each write, and the integrity check lists what other programs broke.
Several values in one text are separated by `; `. An empty text is NULL.
"""


def markdown() -> str:
    """Return the page."""
    from imam_ali_tracker.case.schema import SCHEMA_VERSION, TABLES
    from imam_ali_tracker.core import vocabularies

    precisions = ", ".join(f"`{key}`" for key in vocabularies.keys("date_precision"))
    head = HEAD.format(
        command=COMMAND, tables=len(TABLES), version=SCHEMA_VERSION, precisions=precisions
    )
    parts = [head, *(_table(name) for name in TABLES), _vocabularies()]
    return "\n".join(parts)


def _table(name: str) -> str:
    from imam_ali_tracker.case.schema import TABLES, GeometryType
    from imam_ali_tracker.case.shape import row_shape

    table = TABLES[name]
    spatial = table.geometry is not GeometryType.NONE
    lines = [
        f"## {name}",
        "",
        ROWS_ARE[name] + (f" Geometry: {table.geometry.value}." if spatial else ""),
        "",
        "| column | type | required | holds |",
        "|---|---|---|---|",
    ]
    shape = row_shape(table)
    own = {field.name for field in table.fields}
    for field in shape.fields:
        if field.name in own:
            kind = "date" if field.name in shape.dates else field.type.value
            required = "yes" if field.required else ""
            lines.append(f"| `{field.name}` | {kind} | {required} | {_holds(field)} |")
    return "\n".join(lines) + "\n"


def _holds(field: object) -> str:
    from imam_ali_tracker.case.schema import Field

    if not isinstance(field, Field):
        raise TypeError(field)
    said = []
    if field.references:
        said.append(f"a row of [{field.references}](#{field.references})")
    if field.any_reference:
        said.append(f"a row of the table named in `{field.any_reference}`")
    if field.vocabulary:
        said.append(f"one of [{field.vocabulary}](#{field.vocabulary})")
    if field.multiple:
        said.append("several values")
    if field.minimum is not None:
        said.append(f"at least {field.minimum:g}")
    if field.maximum is not None:
        said.append(f"at most {field.maximum:g}")
    return ", ".join(said)


def _vocabularies() -> str:
    from imam_ali_tracker.case.schema import TABLES
    from imam_ali_tracker.core import vocabularies

    used = {f.vocabulary for table in TABLES.values() for f in table.fields if f.vocabulary}
    lines = ["## Vocabularies", "", "The key is stored, the label is shown.", ""]
    for name in vocabularies.NAMES:
        if name in used:
            lines += [f"### {name}", "", "| key | label |", "|---|---|"]
            lines += [
                f"| `{key}` | {label} |" for key, label in vocabularies.vocabulary(name).items()
            ]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def main(page: Path = PAGE) -> None:
    """Write the page."""
    use_staged()
    page.write_text(markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
