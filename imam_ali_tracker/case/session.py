"""One transaction over the tables of a case, through QGIS's ``ogr`` or ``postgres`` provider."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any

from qgis.core import (
    QgsExpression,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsGeometry,
    QgsTransaction,
    QgsVectorDataProvider,
    QgsVectorLayer,
)

from imam_ali_tracker.case import values
from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.database import open_layer, qualified
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.schema import CASE_INFO, KEY, TABLES, UUID
from imam_ali_tracker.case.shape import GEOMETRY
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present

_CHUNK = 500
"""Values in one filter: an index answers it, and the text stays far below any limit."""


def read_rows(
    layer: QgsVectorLayer,
    table: str,
    where: Mapping[str, Collection[Any]],
    geometry: bool = True,
) -> Iterator[Row]:
    """Rows whose columns hold one of the given values each, in the order of the key.

    The filter is an expression of QGIS with quoted literals, which the provider compiles.
    """
    reader = values.RowReader(TABLES[table], layer.fields())
    for expression in _filters(where):
        request = QgsFeatureRequest()
        if expression:
            request.setFilterExpression(expression)
        if not geometry:
            request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
        request.setOrderBy(QgsFeatureRequest.OrderBy([]))
        for feature in layer.getFeatures(request):
            yield reader.read(feature, geometry)


def _filters(where: Mapping[str, Collection[Any]]) -> Iterator[str]:
    """Expressions that together select the rows; the longest list is cut into chunks."""
    if not where:
        yield ""
        return
    columns = sorted(where, key=lambda name: len(where[name]))
    fixed = [_one_of(name, list(where[name])) for name in columns[:-1]]
    longest = list(where[columns[-1]])
    for start in range(0, len(longest), _CHUNK):
        chosen = _one_of(columns[-1], longest[start : start + _CHUNK])
        yield " AND ".join((*fixed, chosen))


def _one_of(column: str, wanted: Sequence[Any]) -> str:
    name = QgsExpression.quotedColumnRef(column)
    known = [QgsExpression.quotedValue(value) for value in wanted if value is not None]
    parts = [f"{name} IN ({', '.join(known)})"] if known else []
    if len(known) < len(wanted):
        parts.append(f"{name} IS NULL")
    return "(" + (" OR ".join(parts) or "FALSE") + ")"


class WriteSession:
    """A transaction: all of it is written when the ``with`` block ends, nothing if it raises.

    The session has native layers of its own and closes them when it ends. The first statement
    takes the write lock, so what is read within the session stays true until it ends: a
    GeoPackage has one writer anyway, in PostGIS other sessions of this class wait.
    """

    def __init__(self, location: CaseLocation, tables: Iterable[str]) -> None:
        self.location = location
        self._names = tuple(dict.fromkeys((*tables, CASE_INFO.name)))
        self._layers: dict[str, QgsVectorLayer] = {}
        self._transaction: QgsTransaction | None = None

    def __enter__(self) -> WriteSession:  # noqa: PYI034 - Self is not in Python 3.9
        try:
            self._begin()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._commit()
            elif self._transaction is not None:
                self._transaction.rollback()
        finally:
            self._end()

    def _begin(self) -> None:
        for name in self._names:
            layer = open_layer(self.location, name, read_only=False)
            self._layers[name] = layer
            provider = present(layer.dataProvider())
            if not provider.enterUpdateMode():
                raise self._refused(provider.error().message())
        transaction = QgsTransaction.create(set(self._layers.values()))
        if transaction is None:
            raise self._refused("")
        begun, message = transaction.begin()
        if not begun:
            raise self._refused(message)
        self._transaction = transaction
        self.execute(self._lock_statement())

    def _lock_statement(self) -> str:
        name = qualified(self.location, CASE_INFO.name)
        if self.location.path is None:
            return f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE"
        # Without rows to delete nothing changes, but SQLite takes the write lock.
        return f"DELETE FROM {name} WHERE 0"  # noqa: S608 - a declared table's name

    def _commit(self) -> None:
        if self._transaction is None:
            return
        done, message = self._transaction.commit()
        if not done:
            self._transaction.rollback()
            raise self._refused(message)

    def _end(self) -> None:
        self._transaction = None
        for layer in self._layers.values():
            present(layer.dataProvider()).leaveUpdateMode()
        self._layers.clear()

    def _refused(self, details: str) -> TrackerError:
        busy = "locked" in details or "busy" in details
        hint = (
            tr("Another program is writing to it. Wait until it has finished and try again.")
            if busy
            else tr("Check that you may write there and that the database can be reached.")
        )
        message = tr("The case {} cannot be written; nothing has changed.")
        return TrackerError(message.format(self.location), hint, details)

    def execute(self, statement: str) -> None:
        """Run a statement that holds no data; raise :class:`TrackerError` if it fails."""
        if self._transaction is None:
            raise RuntimeError("the session is not open")
        done, message = self._transaction.executeSql(statement, True)
        if not done:
            raise self._refused(message)

    def rows(
        self, table: str, where: Mapping[str, Collection[Any]], geometry: bool = True
    ) -> Iterator[Row]:
        """Rows as the transaction sees them; see :func:`read_rows`."""
        return read_rows(self._layers[table], table, where, geometry)

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Add the rows, which are complete and checked."""
        if not rows:
            return
        layer = self._layers[table]
        fields = layer.fields()
        key = fields.indexOf(KEY)
        features = []
        for row in rows:
            feature = QgsFeature(fields)
            for name, value in values.columns(TABLES[table], row).items():
                feature.setAttribute(fields.indexOf(name), value)
            if row.get(KEY) is not None:
                feature.setAttribute(key, row[KEY])
            if row.get(GEOMETRY) is not None:
                feature.setGeometry(row[GEOMETRY])
            features.append(feature)
        provider = self._provider(layer)
        done, _ = provider.addFeatures(features, QgsFeatureSink.Flag.FastInsert)
        self._check(provider, done)

    def update(self, table: str, changes: Mapping[int, Row]) -> None:
        """Change fields of the rows with the given keys."""
        if not changes:
            return
        layer = self._layers[table]
        fields = layer.fields()
        attributes: dict[int, dict[int, Any]] = {}
        shapes: dict[int, QgsGeometry] = {}
        for key, row in changes.items():
            stored = values.columns(TABLES[table], row)
            attributes[key] = {fields.indexOf(n): v for n, v in stored.items()}
            if GEOMETRY in row:
                shapes[key] = row[GEOMETRY] or QgsGeometry()
        provider = self._provider(layer)
        self._check(provider, provider.changeFeatures(attributes, shapes))

    def delete(self, table: str, keys: Collection[int]) -> None:
        """Remove the rows with the given keys."""
        if not keys:
            return
        provider = self._provider(self._layers[table])
        self._check(provider, provider.deleteFeatures(list(keys)))

    @staticmethod
    def _provider(layer: QgsVectorLayer) -> QgsVectorDataProvider:
        provider = present(layer.dataProvider())
        provider.clearErrors()
        return provider

    def _check(self, provider: QgsVectorDataProvider, done: bool) -> None:
        if not done or provider.hasErrors():
            raise self._refused("\n".join(provider.errors()))


def keys_of(session: WriteSession, table: str, uuids: Collection[str]) -> dict[str, Row]:
    """Return the rows with the given uuids, by uuid."""
    return {row[UUID.name]: row for row in session.rows(table, {UUID.name: uuids})}
