"""What a row of a case gets on its way to the database, whoever writes it.

Its uuid and the times of its record are filled in where they are missing. Where a reference into
any of several tables loses its row it loses its table, too: QGIS's lists of linked rows empty only
the one column when a row is unlinked. A date that an analyst enters is the clock that the report
prints, and not a moment in the time zone of his machine: what a form's widget gives as local time
would else become the day before, east of Greenwich.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timezone
from typing import Any

from qgis.core import QgsFeature, QgsFields, QgsUnsetAttributeValue, QgsVariantUtils
from qgis.PyQt.QtCore import QDateTime, Qt

from imam_ali_tracker.case.changes import new_uuid
from imam_ali_tracker.case.schema import UUID, Table
from imam_ali_tracker.case.shape import PRECISION
from imam_ali_tracker.case.values import to_timestamp

_CREATED = "created"
_MODIFIED = "modified"

Changes = Mapping[int, Mapping[int, Any]]
"""Feature id → field → value."""


class Record:
    """The columns of a table that say which row it is, when it was written, and what with others.

    These are references into any table, which take two columns, and reported dates.
    """

    def __init__(self, table: Table, fields: QgsFields) -> None:
        self._width = fields.count()
        self._uuid = fields.indexOf(UUID.name)
        self._modified = fields.indexOf(_MODIFIED)
        self._moments = [
            index for index in (fields.indexOf(_CREATED), self._modified) if index >= 0
        ]
        names = fields.names()
        self._dates = [index for index, name in enumerate(names) if name + PRECISION in names]
        self._tables = {
            names.index(field.name): names.index(field.any_reference)
            for field in table.references
            if field.any_reference
        }

    def completed(self, features: Iterable[QgsFeature]) -> list[QgsFeature]:
        """Return copies of features that have a uuid, and the time where they have none."""
        now = _now()
        return [self._completed(feature, now) for feature in features]

    def _completed(self, given: QgsFeature, now: QDateTime) -> QgsFeature:
        feature = QgsFeature(given)
        if feature.attributeCount() < self._width:
            feature.resizeAttributes(self._width)
        if self._uuid >= 0 and is_missing(feature.attribute(self._uuid)):
            feature.setAttribute(self._uuid, new_uuid())
        for index in self._moments:
            if is_missing(feature.attribute(index)):
                feature.setAttribute(index, now)
        for index in self._dates:
            feature.setAttribute(index, _as_printed(feature.attribute(index)))
        return feature

    def stamped(self, changes: Changes, ids: Collection[int] = ()) -> dict[int, dict[int, Any]]:
        """Return the changes, and those of the features ``ids``, with the time of the change."""
        stamp = {} if self._modified < 0 else {self._modified: _now()}
        return {fid: {**stamp, **self._changed(changes.get(fid, {}))} for fid in (*changes, *ids)}

    def _changed(self, given: Mapping[int, Any]) -> dict[int, Any]:
        tables = {
            self._tables[index]: None
            for index in given.keys() & self._tables.keys()
            if is_missing(given[index])
        }
        values = {
            index: _as_printed(value) if index in self._dates else value
            for index, value in given.items()
        }
        return {**tables, **values}


def _now() -> QDateTime:
    return to_timestamp(datetime.now(timezone.utc))


def _as_printed(value: Any) -> Any:
    """Return a clock of the machine's time zone as the printed clock that it stands for."""
    if isinstance(value, QDateTime) and value.timeSpec() == Qt.TimeSpec.LocalTime:
        return QDateTime(value.date(), value.time(), Qt.TimeSpec.UTC)
    return value


def is_missing(value: Any) -> bool:
    """Tell whether a field has no value."""
    # What a layer has not set yet the database would fill in, and it has nothing to fill in here.
    return value == "" or isinstance(value, QgsUnsetAttributeValue) or QgsVariantUtils.isNull(value)
