"""Reading and writing the tables of a case in one transaction, through QGIS's providers.

``ogr`` shares one connection among the layers of a GeoPackage that are in update mode, and a
``QgsTransaction`` is a transaction of that connection; ``postgres`` gives every layer of a
``QgsTransaction`` the same connection. So one transaction holds all tables in both databases.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from traceback import clear_frames
from types import TracebackType
from typing import Any, TypeVar

from osgeo import gdal
from qgis.core import (
    QgsExpression,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsGeometry,
    QgsRectangle,
    QgsTransaction,
    QgsVectorDataProvider,
    QgsVectorLayer,
)

from imam_ali_tracker.case import database, values
from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.schema import CASE_INFO, KEY, TABLES, UUID
from imam_ali_tracker.case.shape import GEOMETRY, row_shape
from imam_ali_tracker.core.errors import BusyError, TrackerError
from imam_ali_tracker.core.going_on import GoOn, never_stop
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.own_names import in_background
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.unwatched import unwatched

_CHUNK = 500
"""Values in one filter: an index answers it, and the text stays far below any limit."""
_SCAN = 5000
"""Above so many uuids, reading all of them is faster than asking for each."""

_AT_ONCE = 100
"""Rows that are written by one call, during which no other thread runs Python."""

Where = Mapping[str, Collection[Any]]
"""Column → the values of which a row must have one."""
Part = TypeVar("Part")


class Session:
    """Native layers of a case, within one transaction.

    Reading a GeoPackage needs none: each read sees the last whole change set. In PostGIS all
    reads of a session see the case at one moment, on one connection; that it was not lost on the
    way is checked after each, because QGIS itself just stops giving rows.

    ``tables`` are those that are certainly needed; others are opened when they are. ``go_on`` is
    called for every row that is read, written or deleted; what it raises ends that.
    """

    writing = False

    def __init__(
        self, location: CaseLocation, tables: Iterable[str] = (), go_on: GoOn = never_stop
    ) -> None:
        self.location = location
        self._go_on = go_on
        self._tables = tuple(dict.fromkeys(tables)) or (CASE_INFO.name,)
        alone = self.writing or in_background()
        self._alias = database.new_alias(location) if alone else ""
        self._layers: dict[str, QgsVectorLayer] = {}
        self._transaction: QgsTransaction | None = None

    def open(self) -> None:
        """Open the database and begin the transaction."""
        try:
            self._open_layers()
            if self.writing or self.location.path is None:
                self._begin()
        except BaseException as error:
            self.abandon()
            clear_frames(error.__traceback__)
            raise

    def close(self) -> None:
        """End the transaction."""
        self.abandon()

    def abandon(self) -> None:
        """Take back what was written and release the database."""
        if self._transaction is not None:
            self._transaction.rollback()
            self._end_transaction()
        self._layers.clear()

    def _end_transaction(self) -> None:
        for layer in self._layers.values():
            unwatched(layer)  # by the transaction, which ends here
        self._transaction = None

    def __enter__(self) -> Session:  # noqa: PYI034 - Self is not in Python 3.9
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
            return
        # An error is kept while it is shown, and with it whatever its frames hold: the layers
        # and the transaction, and by them the database. Iterators go before what they read.
        clear_frames(traceback)
        self.abandon()

    def layer(self, table: str) -> QgsVectorLayer:
        """Return the native layer of ``table`` as this session sees it."""
        if table not in self._layers:
            self._layers[table] = self._opened_layer(table)
            self._make_writable(self._layers[table])
            if self._transaction is not None and not self._transaction.addLayer(
                self._layers[table]
            ):
                raise self.refused("")
        return self._layers[table]

    def _open_layers(self) -> None:
        # The first update mode switches a GeoPackage to a write-ahead log, and QGIS reports
        # errors for layers that it opens to read, without a lock, from then on. So all come first.
        for table in self._tables:
            self._layers[table] = self._opened_layer(table)
        for number, layer in enumerate(self._layers.values()):
            self._make_writable(layer)
            # While the main thread writes nobody there reads, and a reader that is renewed now
            # would keep the log open: after each edit the file would change once more.
            if self.writing and number == 0 and in_background():
                database.renew_readers(self.location)

    def _opened_layer(self, table: str) -> QgsVectorLayer:
        return database.open_layer(self.location, table, self._alias, writing=self.writing)

    def _make_writable(self, layer: QgsVectorLayer) -> None:
        if self.writing and not unwatched(present(layer.dataProvider())).enterUpdateMode():
            raise self.refused(gdal.GetLastErrorMsg())

    def _begin(self) -> None:
        transaction = QgsTransaction.create(set(self._layers.values()))
        if transaction is None:
            raise self.refused(gdal.GetLastErrorMsg())
        unwatched(transaction)
        with database.connecting(self.location):
            begun, message = transaction.begin()
        if not begun:
            raise self.refused(message)
        self._transaction = transaction
        for statement in database.begin_statements(self.location, self.writing):
            self.execute(statement)

    def execute(self, statement: str) -> None:
        """Run a statement that holds no data; raise :class:`TrackerError` if it fails."""
        if self._transaction is None:
            raise RuntimeError("the session has no transaction")
        done, message = self._transaction.executeSql(statement, False)
        if not done:
            raise self.refused(message)

    def _check_guard(self) -> None:
        guard = database.guard_statement(self.location)
        if guard and self._transaction is not None:
            self.execute(guard)

    def refused(self, details: str) -> TrackerError:
        """Return the error for a database that does not do what was asked."""
        return BusyError(
            tr("The case {} could not be read to the end.").format(self.location.label),
            tr("Check that the database can be reached, and open the case again."),
            self.location.without_password(details),
        )

    def rows(
        self,
        table: str,
        where: Where,
        geometry: bool = True,
        within: Collection[QgsRectangle] | None = None,
    ) -> Iterator[Row]:
        """Rows whose columns hold one of the given values each, in no particular order.

        The filter is an expression of QGIS with quoted literals, which the provider compiles.
        ``within`` are the boxes of which a geometry has to meet one; ``None`` asks for none.
        """
        layer = self.layer(table)
        reader = values.RowReader(TABLES[table], layer.fields())
        boxes = (QgsRectangle(),) if within is None else within  # an empty one does not filter
        for expression, box in itertools.product(_filters(where), boxes):
            request = QgsFeatureRequest().setFilterRect(box)
            if not geometry:
                request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
            for feature in self._features(layer, request, expression):
                yield reader.read(feature, geometry)

    def existing(self, table: str, uuids: Collection[str]) -> set[str]:
        """Return which of the uuids are in ``table``."""
        layer = self.layer(table)
        column = layer.fields().indexOf(UUID.name)
        wanted = set(uuids)
        found: set[str] = set()
        for expression in _filters({UUID.name: wanted} if len(wanted) < _SCAN else {}):
            request = QgsFeatureRequest()
            request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
            request.setSubsetOfAttributes([column])
            found.update(f.attributes()[column] for f in self._features(layer, request, expression))
        return found & wanted

    def _features(
        self, layer: QgsVectorLayer, request: QgsFeatureRequest, expression: str
    ) -> Iterator[QgsFeature]:
        """Features of ``layer``, the same object each time; raises where QGIS would just stop.

        QGIS reads a GeoPackage without locks through connections that it keeps. One of them gives
        nothing any more once another process has switched the file to a write-ahead log: then the
        connections are renewed, and the layer is read again.
        """
        if expression:
            request.setFilterExpression(expression)
        for attempt in (1, 2):
            feature = QgsFeature()
            features = layer.getFeatures(request)
            valid, number = features.isValid(), 0
            gdal.ErrorReset()
            while features.nextFeature(feature):
                number += 1
                self._go_on()
                yield feature
                gdal.ErrorReset()
            fault = gdal.GetLastErrorMsg() if gdal.GetLastErrorType() >= gdal.CE_Failure else ""
            if valid and not fault:
                self._check_guard()
                return
            if number or attempt == 2:
                raise self.refused(fault)
            unwatched(present(layer.dataProvider())).reloadData()


class WriteSession(Session):
    """A transaction that writes: whole when the ``with`` block ends, nothing if it raises."""

    writing = True

    def close(self) -> None:
        """Commit; raise :class:`TrackerError` where that fails."""
        try:
            if self._transaction is not None:
                self._commit(self._transaction)
                self._end_transaction()
        finally:
            self.abandon()

    def _commit(self, transaction: QgsTransaction) -> None:
        statement = database.commit_statement(self.location)
        if statement:
            done, message = transaction.executeSql(statement, False)
            if not done:
                raise TrackerError(
                    tr("The connection to {} was lost.").format(self.location.label),
                    tr("Open the case again: all of the changes are there, or none of them."),
                    self.location.without_password(message),
                )
        done, message = transaction.commit()
        if not done:
            raise self.refused(message)

    def __enter__(self) -> WriteSession:  # noqa: PYI034 - Self is not in Python 3.9
        self.open()
        return self

    def refused(self, details: str) -> TrackerError:
        """Return the error for a write that failed."""
        busy = any(word in details for word in ("locked", "busy", "lock timeout"))
        hint = (
            tr("Another program is writing to it. Wait until it has finished and try again.")
            if busy
            else tr("Check that you may write there and that the database can be reached.")
        )
        message = tr("The case {} cannot be written; nothing has changed.")
        kind = BusyError if busy else TrackerError
        return kind(message.format(self.location.label), hint, details)

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Add the rows, which are complete and checked."""
        layer = self.layer(table)
        fields = layer.fields()
        shape = row_shape(TABLES[table])
        places = {name: index for index, name in enumerate(fields.names())}

        def feature_of(row: Row) -> QgsFeature:
            self._go_on()
            attributes = [None] * len(places)
            for name, value in values.columns(shape, row).items():
                attributes[places[name]] = value
            attributes[places[KEY]] = row.get(KEY)
            feature = QgsFeature(fields)
            feature.setAttributes(attributes)
            if row.get(GEOMETRY) is not None:
                feature.setGeometry(row[GEOMETRY])
            return feature

        for part in _parts(rows):
            features = [feature_of(row) for row in part]
            with self._provider(layer) as provider:
                done, _ = provider.addFeatures(features, QgsFeatureSink.Flag.FastInsert)
                self._check(provider, done)

    def update(self, table: str, changes: Mapping[int, Row]) -> None:
        """Change fields of the rows with the given keys."""
        layer = self.layer(table)
        fields = layer.fields()
        shape = row_shape(TABLES[table])
        for part in _parts(list(changes.items())):
            attributes: dict[int, dict[int, Any]] = {}
            shapes: dict[int, QgsGeometry] = {}
            for key, row in part:
                self._go_on()
                stored = values.columns(shape, row)
                attributes[key] = {fields.indexOf(n): v for n, v in stored.items()}
                if GEOMETRY in row:
                    shapes[key] = row[GEOMETRY] or QgsGeometry()
            with self._provider(layer) as provider:
                self._check(provider, provider.changeFeatures(attributes, shapes))

    def delete(self, table: str, keys: Collection[int]) -> None:
        """Remove the rows with the given keys."""
        layer = self.layer(table)
        for part in _parts(list(keys)):
            for _ in part:
                self._go_on()
            with self._provider(layer) as provider:
                self._check(provider, provider.deleteFeatures(part))

    @contextlib.contextmanager
    def _provider(self, layer: QgsVectorLayer) -> Iterator[QgsVectorDataProvider]:
        provider = unwatched(present(layer.dataProvider()))
        provider.clearErrors()
        yield provider

    def _check(self, provider: QgsVectorDataProvider, done: bool) -> None:
        if not done or provider.hasErrors():
            raise self.refused("\n".join(provider.errors()))


def _parts(rows: Sequence[Part]) -> Iterator[list[Part]]:
    """Give rows some at a time."""
    for start in range(0, len(rows), _AT_ONCE):
        yield list(rows[start : start + _AT_ONCE])


def _filters(where: Where) -> Iterator[str]:
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
