"""The layer ``report_places``: a report at every feature that it is attached to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.provider.columns import Columns, Wanted
from imam_ali_tracker.provider.derived.family import Attribute, Data, Deriver, Family
from imam_ali_tracker.provider.derived.features import (
    Column,
    point_batch,
    rows_by_uuid,
    rows_of,
    timestamps,
)
from imam_ali_tracker.provider.derived.places import PLACED, Place, Places
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


REPORT_PLACES = Family(
    "report_places", "POINT", _CITATIONS, (_REPORTS, *PLACED), _ATTRIBUTES, _deriver
)
