"""The layer ``report_places``: a report at every feature that it is attached to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.provider.columns import Columns, Wanted
from imam_ali_tracker.provider.derived.family import (
    Attribute,
    Data,
    Deriver,
    Edit,
    Family,
    Following,
)
from imam_ali_tracker.provider.derived.features import (
    Column,
    point_batch,
    rows_by_uuid,
    rows_of,
    timestamps,
)
from imam_ali_tracker.provider.derived.place_rows import placed_by, rows_around
from imam_ali_tracker.provider.derived.places import PLACED, Place, Places
from imam_ali_tracker.provider.reading import Reader
from imam_ali_tracker.provider.scratch import Batch

_CITATIONS = Wanted(
    "citations",
    ("uuid", "report", "feature_table", "feature_uuid", "locator", "quote", "credibility"),
)
_REPORTS = Wanted(
    "reports",
    (
        *("uuid", "url", "title", "publisher", "language", "reliability"),
        *("published", "published_precision", "published_zone"),
    ),
)
_ATTRIBUTES = (
    *(Attribute(name) for name in ("uuid", "report", "title", "publisher", "url")),
    Attribute("published", "DATETIME"),
    *(Attribute(name) for name in ("published_precision", "published_zone", "language")),
    *(Attribute(name) for name in ("reliability", "credibility", "locator", "quote")),
    *(Attribute(name) for name in ("feature_table", "feature_uuid", "feature_name")),
    *(Attribute(name) for name in ("site", "site_name", "position_basis")),
    Attribute("position_accuracy_m", "REAL"),
)


def _deriver(_location: CaseLocation, data: Data) -> Deriver:
    places, reports = Places(data), data[_REPORTS.table]
    known = rows_by_uuid(reports)

    def derive(citations: Columns) -> Iterator[Batch]:
        report = rows_of(citations.texts["report"], known)
        features = zip(citations.texts["feature_table"], citations.texts["feature_uuid"])
        found = [places.place(table, uuid) for table, uuid in features]
        rows = [row for row, place in enumerate(found) if place is not None and report[row] >= 0]
        if rows:
            chosen = np.array(rows, dtype=np.int64)
            at = [found[row] for row in rows]
            yield _batch(citations.take(chosen), reports.take(report[chosen]), at)

    return derive


def _batch(citations: Columns, reports: Columns, at: Sequence[Place | None]) -> Batch:
    """Return the places of citations, row by row the report and the place of each."""
    cited, said = citations.texts, reports.texts
    lon, lat, names, sites, site_names, bases, accuracies = zip(*(place or () for place in at))
    columns: list[Column] = [
        *(cited["uuid"], said["uuid"], said["title"], said["publisher"], said["url"]),
        timestamps(reports.moments["published"]),
        *(said["published_precision"], said["published_zone"], said["language"]),
        *(said["reliability"], cited["credibility"], cited["locator"], cited["quote"]),
        *(cited["feature_table"], cited["feature_uuid"], names),
        *(sites, site_names, bases, accuracies),
    ]
    return point_batch(citations.fids, np.array([lon, lat]).T, columns)


def _affected(reader: Reader, edit: Edit) -> Collection[int] | None:
    if edit.table == _CITATIONS.table:
        return edit.fids
    keys = Wanted(_CITATIONS.table, ())
    if edit.table == _REPORTS.table:
        return _keys(reader.by_value(keys, "report", edit.uuids))
    features = placed_by(reader, edit)
    return None if features is None else _keys(reader.by_value(keys, "feature_uuid", features))


def _keys(columns: Columns) -> list[int]:
    keys: list[int] = columns.fids.tolist()
    return keys


def _around(reader: Reader, citations: Columns) -> Data:
    texts = citations.texts
    reports = {uuid for uuid in texts["report"] if uuid}
    return {
        _REPORTS.table: reader.by_value(_REPORTS, "uuid", reports),
        **rows_around(reader, zip(texts["feature_table"], texts["feature_uuid"])),
    }


REPORT_PLACES = Family(
    "report_places",
    "POINT",
    _CITATIONS,
    (_REPORTS, *PLACED),
    _ATTRIBUTES,
    _deriver,
    Following(_affected, _around),
)
