"""Reading a PostGIS schema by columns, through QGIS's own provider."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from qgis.core import (
    Qgis,
    QgsDataProvider,
    QgsExpression,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsVectorDataProvider,
)
from qgis.PyQt.QtCore import QDateTime

from imam_ali_tracker.case.database import connect, explained
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.schema import KEY
from imam_ali_tracker.case.values import from_timestamp
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.provider.columns import MOMENT, ROWS_AT_ONCE, Columns, Wanted, joined
from imam_ali_tracker.provider.native import open_native

_VALUES_AT_ONCE = 500


class DatabaseReader:
    """Reads the tables of a case's schema in one thread; keeps them open as long as it lives.

    Its methods raise :class:`TrackerError` where a table cannot be read.
    """

    def __init__(self, location: CaseLocation) -> None:
        self._location = location
        self._tables: dict[str, QgsVectorDataProvider] = {}

    def tables(self) -> frozenset[str]:
        """Return the names of all tables."""
        message = tr("The case {} cannot be reached.").format(self._location.label)
        hint = tr("Check the connection and that the server is running.")
        with explained(message, hint, self._location):
            listed = connect(self._location).tables(self._location.schema)
        return frozenset(table.tableName() for table in listed)

    def count(self, table: str) -> int:
        """Return the number of rows of a table."""
        return int(self._native(table).featureCount())

    def table(self, wanted: Wanted) -> Columns:
        """Return all rows of a table."""
        return joined(wanted, list(self.parts(wanted)))

    def parts(self, wanted: Wanted) -> Iterator[Columns]:
        """Give all rows of a table, some at a time."""
        return self._read(wanted, [QgsFeatureRequest()])

    def by_fid(self, wanted: Wanted, fids: Collection[int]) -> Columns:
        """Return the rows with these keys, as far as they exist."""
        return joined(wanted, list(self._read(wanted, _requests(KEY, [str(fid) for fid in fids]))))

    def by_value(self, wanted: Wanted, column: str, values: Collection[str]) -> Columns:
        """Return the rows whose ``column`` holds one of ``values``."""
        literals = [QgsExpression.quotedValue(value) for value in values]
        return joined(wanted, list(self._read(wanted, _requests(column, literals))))

    def _native(self, table: str) -> QgsVectorDataProvider:
        if table not in self._tables:
            options = QgsDataProvider.ProviderOptions()
            read_only = Qgis.DataProviderReadFlag.ForceReadOnly
            where = self._location
            native = open_native(where.provider_key, where.layer_uri(table), options, read_only)
            if not native.isValid():
                raise TrackerError(
                    tr("The table “{}” of the case {} cannot be read.").format(table, where.label),
                    tr("Check the connection, and the case for errors."),
                    where.without_password(native.error().message()),
                )
            self._tables[table] = native
        return self._tables[table]

    def _read(self, wanted: Wanted, requests: Iterable[QgsFeatureRequest]) -> Iterator[Columns]:
        native = self._native(wanted.table)
        fields = native.fields()
        names = (KEY, *wanted.texts, *wanted.numbers, *wanted.moments)
        indices = {name: fields.indexOf(name) for name in names}
        for request in requests:
            request.setSubsetOfAttributes(list(indices.values()))
            if not wanted.geometry:
                request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
            features = native.getFeatures(request)
            while part := list(itertools.islice(features, ROWS_AT_ONCE)):
                yield _columns_of_features(part, wanted, indices)


def _requests(column: str, literals: Sequence[str]) -> Iterator[QgsFeatureRequest]:
    """Give requests for the rows that have one of the values; an index answers them.

    Keys too are asked for by value: QGIS's own numbers of features are not the same in every
    provider of a PostgreSQL table.
    """
    name = QgsExpression.quotedColumnRef(column)
    for start in range(0, len(literals), _VALUES_AT_ONCE):
        listed = ", ".join(literals[start : start + _VALUES_AT_ONCE])
        yield QgsFeatureRequest().setFilterExpression(f"{name} IN ({listed})")


def _columns_of_features(
    features: Sequence[QgsFeature], wanted: Wanted, indices: Mapping[str, int]
) -> Columns:
    columns = dict(zip(indices, zip(*_picked(features, list(indices.values())))))
    texts = {
        name: [value if isinstance(value, str) else None for value in columns[name]]
        for name in wanted.texts
    }
    numbers = {
        name: np.array([_number(value) for value in columns[name]]) for name in wanted.numbers
    }
    moments = {
        name: np.array([_moment(value) for value in columns[name]], dtype=MOMENT)
        for name in wanted.moments
    }
    points: list[tuple[float, float]] = []
    shapes: list[bytes | None] = []
    if wanted.is_point:
        points = [_point(feature.geometry()) for feature in features]
    elif wanted.geometry:
        shapes = [_shape(feature.geometry()) for feature in features]
    fids = np.array(columns[KEY], dtype=np.int64)
    return Columns(fids, texts, numbers, moments, np.array(points).reshape(-1, 2), shapes)


def _picked(features: Sequence[QgsFeature], indices: Sequence[int]) -> Iterator[list[Any]]:
    for feature in features:
        row = feature.attributes()
        yield [row[index] for index in indices]


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else np.nan


def _moment(value: Any) -> datetime | None:
    return from_timestamp(value) if isinstance(value, QDateTime) and value.isValid() else None


def _point(geometry: QgsGeometry) -> tuple[float, float]:
    if geometry.isEmpty():
        return np.nan, np.nan
    point = geometry.asPoint()
    return point.x(), point.y()


def _shape(geometry: QgsGeometry) -> bytes | None:
    return None if geometry.isEmpty() else geometry.asWkb().data()
