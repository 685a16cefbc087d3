"""The tables of a case, declared once.

The store creates them in a GeoPackage or a PostGIS schema, the text form writes their columns in
this order, forms and relations are built from the references and vocabularies, and the integrity
check compares rows with them. ``docs/data-model.md`` is generated from here.

All geometry is EPSG:4326. A date is three columns, ``published`` (a timestamp),
``published_precision`` and ``published_zone``: :class:`imam_ali_tracker.core.dates.ReportedDate`
is what they mean, :mod:`imam_ali_tracker.case.values` how they are carried.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

SCHEMA_VERSION = 1
"""The version that this plugin writes; see :mod:`imam_ali_tracker.case.migrations`."""


class FieldType(Enum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    REAL = "real"
    TIMESTAMP = "timestamp"


class GeometryType(Enum):
    """The geometry of a table, always in EPSG:4326; every geometry may be missing."""

    NONE = "none"
    POINT = "point"
    MULTIPOLYGON = "multipolygon"


@dataclass(frozen=True)
class Field:
    """A column.

    ``vocabulary`` names a list in :mod:`imam_ali_tracker.core.vocabularies`; ``references`` names
    the table whose ``uuid`` the column holds; ``any_reference`` names the *column* that holds the
    name of that table. ``multiple`` marks texts that hold several values, separated by ``"; "``.
    """

    name: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    vocabulary: str = ""
    references: str = ""
    any_reference: str = ""
    multiple: bool = False
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Table:
    """A table: its own columns in order, without the key and the common columns."""

    name: str
    fields: tuple[Field, ...]
    geometry: GeometryType = GeometryType.NONE

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """Every column but the key: ``uuid``, the table's own, ``created`` to ``remarks``."""
        return (UUID, *self.fields, *COMMON)

    @property
    def references(self) -> tuple[Field, ...]:
        """The columns that hold the uuid of another row."""
        return tuple(f for f in self.fields if f.references or f.any_reference)

    def field(self, name: str) -> Field:
        """Return the column called ``name``; ``KeyError`` where there is none."""
        for field in self.all_fields:
            if field.name == name:
                return field
        raise KeyError(name)


KEY = "fid"
UUID = Field("uuid", required=True)
COMMON = (
    Field("created", FieldType.TIMESTAMP),
    Field("modified", FieldType.TIMESTAMP),
    Field("remarks"),
)
SEPARATOR = "; "
"""Between the values of a column that holds several."""


def _text(name: str, required: bool = False, multiple: bool = False) -> Field:
    return Field(name, required=required, multiple=multiple)


def _real(
    name: str,
    minimum: float | None = None,
    maximum: float | None = None,
    required: bool = False,
) -> Field:
    return Field(name, FieldType.REAL, required=required, minimum=minimum, maximum=maximum)


def _integer(name: str, minimum: float | None = None) -> Field:
    return Field(name, FieldType.INTEGER, minimum=minimum)


def _listed(name: str, vocabulary: str, required: bool = False) -> Field:
    return Field(name, required=required, vocabulary=vocabulary)


def _row(name: str, table: str, required: bool = False) -> Field:
    return Field(name, required=required, references=table)


def _any_row(prefix: str, required: bool = False) -> tuple[Field, Field]:
    """Return the two columns that point to a row of any table that can be cited."""
    table = f"{prefix}_table"
    return (
        Field(table, required=required, vocabulary="feature_table"),
        Field(f"{prefix}_uuid", required=required, any_reference=table),
    )


def _date(name: str) -> tuple[Field, Field, Field]:
    """Return the three columns of a reported date."""
    return (
        Field(name, FieldType.TIMESTAMP),
        _listed(f"{name}_precision", "date_precision"),
        _text(f"{name}_zone"),
    )


SITES = Table(
    "sites",
    (
        _text("name", required=True),
        _listed("kind", "site_kind", required=True),
        _listed("status", "site_status"),
        _real("position_accuracy_m", minimum=0.0),
        _listed("position_basis", "position_basis", required=True),
        _text("position_source"),
        _text("admin_place"),
        _text("country"),
        *_date("first_reported"),
        *_date("last_reported"),
    ),
    GeometryType.POINT,
)

SITE_NAMES = Table(
    "site_names",
    (
        _row("site", "sites", required=True),
        _text("name", required=True),
        _text("language"),
        _listed("script", "script"),
        _listed("kind", "name_kind", required=True),
        _text("source"),
    ),
)

FOOTPRINTS = Table(
    "footprints",
    (
        _row("site", "sites", required=True),
        _listed("part", "footprint_part", required=True),
        _text("label"),
        _listed("position_basis", "position_basis"),
        _text("position_source"),
        *_date("valid_from"),
        *_date("valid_to"),
    ),
    GeometryType.MULTIPOLYGON,
)

CORRIDORS = Table(
    "corridors",
    (
        _text("name", required=True),
        _listed("kind", "corridor_kind", required=True),
        _listed("status", "corridor_status"),
        _real("width", minimum=0.0),
        _listed("width_unit", "length_unit"),
        _text("source"),
    ),
)

CORRIDOR_WAYPOINTS = Table(
    "corridor_waypoints",
    (
        _row("corridor", "corridors", required=True),
        _integer("sequence", minimum=1),
        _row("site", "sites"),
        _text("name"),
        _real("width", minimum=0.0),
    ),
    GeometryType.POINT,
)

BUFFERS = Table(
    "buffers",
    (
        _row("site", "sites"),
        _row("corridor", "corridors"),
        _real("distance", minimum=0.0, required=True),
        _real("inner_distance", minimum=0.0),
        _listed("unit", "length_unit", required=True),
        _listed("comparator", "comparator"),
        _text("label"),
        _real("azimuth_from", minimum=0.0, maximum=360.0),
        _real("azimuth_to", minimum=0.0, maximum=360.0),
        _real("tolerance_m", minimum=0.0),
        _text("source"),
    ),
)

OBSERVATIONS = Table(
    "observations",
    (
        _row("site", "sites"),
        _listed("kind", "observation_kind", required=True),
        *_date("date_from"),
        *_date("date_to"),
        _text("summary", required=True),
        _text("hedging", multiple=True),
        _real("position_accuracy_m", minimum=0.0),
        _listed("position_basis", "position_basis"),
        _text("position_source"),
    ),
    GeometryType.POINT,
)

REPORTS = Table(
    "reports",
    (
        _text("url", required=True),
        _text("canonical_url"),
        _text("title"),
        _text("authors", multiple=True),
        _text("publisher"),
        *_date("published"),
        _listed("published_basis", "date_basis"),
        *_date("updated"),
        *_date("accessed"),
        _text("language"),
        _text("description"),
        _text("image"),
        _text("content_type"),
        _text("sha256"),
        _text("archive_url"),
        _integer("http_status"),
        _text("etag"),
        _text("last_modified"),
        _listed("fetch_state", "fetch_state"),
        _text("fetch_error"),
        _text("provenance"),
        _listed("reliability", "reliability"),
    ),
)

REPORT_CHECKS = Table(
    "report_checks",
    (
        _row("report", "reports", required=True),
        *_date("checked"),
        _listed("state", "fetch_state", required=True),
        _integer("http_status"),
        _text("final_url"),
        _text("etag"),
        _text("last_modified"),
        _text("sha256"),
        _text("changes"),
        _text("error"),
    ),
)

CITATIONS = Table(
    "citations",
    (
        _row("report", "reports", required=True),
        *_any_row("feature", required=True),
        _text("locator"),
        _text("quote"),
        _listed("credibility", "credibility"),
    ),
)

CLAIMS = Table(
    "claims",
    (
        _row("report", "reports", required=True),
        _row("citation", "citations"),
        _listed("kind", "claim_kind", required=True),
        _text("statement", required=True),
        *_any_row("subject"),
        _text("subject_text"),
        *_any_row("object"),
        _text("object_text"),
        _listed("comparator", "comparator"),
        _real("value"),
        _text("unit"),
        _real("second_value"),
        _text("second_unit"),
        _text("value_text"),
        _text("hedge_words", multiple=True),
        _text("speaker_chain", multiple=True),
        *_date("said"),
        *_date("event_from"),
        *_date("event_to"),
        _row("variant_of", "claims"),
        _row("superseded_by", "claims"),
    ),
)

CASE_INFO = Table(
    "case_info",
    (
        _text("title", required=True),
        Field("schema_version", FieldType.INTEGER, required=True),
        _text("description"),
        _text("marking"),
        _text("contact"),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        SITES,
        SITE_NAMES,
        FOOTPRINTS,
        CORRIDORS,
        CORRIDOR_WAYPOINTS,
        BUFFERS,
        OBSERVATIONS,
        REPORTS,
        REPORT_CHECKS,
        CITATIONS,
        CLAIMS,
        CASE_INFO,
    )
}
"""Every table by its name, in the order in which rows can refer to earlier ones."""
