"""Stored layers: the tables of a case, and any other table beside them, editable as usual."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Callable

from qgis.core import (
    Qgis,
    QgsDataProvider,
    QgsDataSourceUri,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsGeometry,
)

from imam_ali_tracker.case.database import connect, explained
from imam_ali_tracker.case.schema import KEY, TABLES, UUID
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.provider.derived.family import Edit
from imam_ali_tracker.provider.facade import FacadeProvider
from imam_ali_tracker.provider.hub import live_case
from imam_ali_tracker.provider.live import FEW
from imam_ali_tracker.provider.main_thread import ends_in_main_thread
from imam_ali_tracker.provider.native import open_native
from imam_ali_tracker.provider.record import Record
from imam_ali_tracker.provider.refusals import refusal
from imam_ali_tracker.provider.soundness import newer_schema
from imam_ali_tracker.provider.uri import LayerUri

_STRUCTURE = (
    "addAttributes deleteAttributes renameAttributes createSpatialIndex createAttributeIndex "
    "truncate"
)
_MODE = "enterUpdateMode leaveUpdateMode"
"""What changes the file without changing what it says."""


class StoredProvider(FacadeProvider):
    """The provider of a table; what is written through it, derived layers hear of at once.

    Raises :class:`TrackerError` where there is no such table.
    """

    def __init__(
        self,
        uri: LayerUri,
        options: QgsDataProvider.ProviderOptions,
        flags: Qgis.DataProviderReadFlag,
    ) -> None:
        super().__init__(str(uri), uri, options, flags)
        self._table, self._location = uri.layer, uri.location
        self._case = live_case(uri.location)
        ends_in_main_thread(self, self._case)
        self._newer = newer_schema(self._case)
        if self._newer:  # what its columns mean is not known here
            flags |= Qgis.DataProviderReadFlag.ForceReadOnly
        text = native_uri(uri)
        # Set afterwards, a filter would leave ogr without feature count and extent.
        filtered = f"{text}|subset={uri.subset}" if uri.subset and uri.location.path else text
        native = open_native(uri.location.provider_key, filtered, options, flags)
        self.adopt(native, "" if uri.location.path else uri.subset)
        self._case.written.connect(self._on_written)

    def capabilities(self) -> Qgis.VectorProviderCapability:
        """Return what the native provider can do, but for transactions of QGIS's.

        The method by which QGIS tells a provider of its transaction is not open to Python. Layers
        that said they take part could be edited and then not be saved.
        """
        return self._native.capabilities() & ~Qgis.VectorProviderCapability.TransactionSupport

    def dataComment(self) -> str:
        """Return what the database says of the table, and why it is only read, if so."""
        return " ".join(filter(None, (self._native.dataComment(), self._newer)))

    def addFeatures(  # type: ignore[override] # QGIS calls only one of its overloads
        self, flist: Iterable[QgsFeature], *flags: QgsFeatureSink.Flag
    ) -> tuple[bool, list[QgsFeature]]:
        """Add features; they come back with the keys that they got.

        What every row of a case has, its uuid first of all, is filled in where it is missing.
        """
        if self._is_refused():
            return False, list(flist)
        record = self._record()
        features = record.completed(flist) if record else list(flist)
        with self._writing() as written:
            done, added = self._native.addFeatures(features, *flags)
            written(feature.id() for feature in added)
        return done, added

    def deleteFeatures(self, id: Collection[int]) -> bool:  # noqa: A002 - QGIS's own name
        """Delete the features with these ids."""
        if self._is_refused():
            return False
        with self._writing(id):
            return self._native.deleteFeatures(id)

    def changeAttributeValues(self, attr_map: Mapping[int, Any]) -> bool:
        """Change values: feature id → field → value."""
        return self.changeFeatures(attr_map, {})

    def changeGeometryValues(self, geometry_map: Mapping[int, QgsGeometry]) -> bool:
        """Change geometries: feature id → geometry."""
        return self.changeFeatures({}, geometry_map)

    def changeFeatures(
        self, attr_map: Mapping[int, Any], geometry_map: Mapping[int, QgsGeometry]
    ) -> bool:
        """Change values and geometries of features, and when they were last modified.

        A row of a case keeps what it needs, its uuid too, and refers to rows that are there.
        """
        if self._is_refused():
            return False
        record = self._record()
        values = record.stamped(attr_map, geometry_map) if record else attr_map
        wrong = refusal(self._location, TABLES[self._table], self._native, values) if record else ""
        if wrong:
            self.pushError(wrong)
            return False
        with self._writing({**attr_map, **geometry_map}):
            if not geometry_map:
                return self._native.changeAttributeValues(values)
            if not values:
                return self._native.changeGeometryValues(geometry_map)
            return self._native.changeFeatures(values, geometry_map)

    def _is_refused(self) -> bool:
        """Tell whether nothing may be written, and say why: ``postgres`` would write it."""
        if self._newer:
            self.pushError(self._newer)
        return bool(self._newer)

    def _record(self) -> Record | None:
        """Return the columns that are filled in; none for a table that is the analyst's own."""
        table = TABLES.get(self._table)
        return Record(table, self._native.fields()) if table else None

    @contextmanager
    def _writing(self, ids: Collection[int] = ()) -> Iterator[Callable[[Iterable[int]], None]]:
        """Tell derived layers which features are written; what is yielded takes more of them."""
        more: list[int] = []
        before = self._case.version(fresh=True)
        rows = self._rows(ids)
        yield more.extend
        self._hand_on_errors()
        # What a transaction has not committed nobody else can see; its end changes the file.
        if self._native.transaction() is None and len(ids) + len(more) <= FEW:
            rows |= self._rows([*ids, *more])
            edit = Edit(
                self._table,
                frozenset(fid for fid, _ in rows),
                frozenset(uuid for _, uuid in rows),
            )
            self._case.note(edit, before, self._case.version(fresh=True))

    def _rows(self, ids: Collection[int]) -> set[tuple[int, str]]:
        """Return key and uuid of features; none for a table that nothing is derived from."""
        if self._table not in TABLES or not ids or len(ids) > FEW:
            return set()
        fields = self._native.fields()
        key, uuid = fields.indexOf(KEY), fields.indexOf(UUID.name)
        request = QgsFeatureRequest().setFilterFids(list(ids)).setSubsetOfAttributes([key, uuid])
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
        found = (feature.attributes() for feature in self._native.getFeatures(request))
        return {(row[key], row[uuid]) for row in found if isinstance(row[uuid], str)}

    def _hand_on_errors(self) -> None:
        """Say what the native provider says: QGIS asks by methods that cannot be overridden."""
        for message in self._native.errors():
            self.pushError(message)
        self._native.clearErrors()

    def _on_written(self) -> None:
        """Show what someone else has written."""
        if self._native.transaction() is None:
            self.tell_layer()


def native_uri(uri: LayerUri) -> str:
    """Return the URI by which QGIS's own provider opens a table, without its filter.

    Raises :class:`TrackerError` where there can be no such URI, or the database cannot say.
    """
    if uri.location.path is not None and "|" in uri.layer:
        # By its number it can be opened, but shows another table once one before it is dropped.
        raise TrackerError(
            tr("QGIS cannot open the table “{}” of a GeoPackage by its name.").format(uri.layer),
            tr("Rename the table so that there is no “|” in its name."),
        )
    if uri.location.path is not None or uri.layer in TABLES:
        return uri.location.layer_uri(uri.layer)
    message = tr("The table “{}” of {} cannot be opened.").format(uri.layer, uri.location.label)
    hint = tr("Check its name and that the database can be reached.")
    with explained(message, hint, uri.location):
        table = connect(uri.location).table(uri.location.schema, uri.layer)
    native = QgsDataSourceUri(uri.location.uri)
    key = ",".join(table.primaryKeyColumns())
    native.setDataSource(uri.location.schema, uri.layer, table.geometryColumn(), "", key)
    types = table.geometryColumnTypes()
    if table.geometryColumn() and types:
        native.setWkbType(types[0].wkbType)
        native.setSrid(str(types[0].crs.postgisSrid()))
    return native.uri(False)


def _reported(name: str) -> Callable[..., Any]:
    def call(self: StoredProvider, *arguments: Any) -> Any:
        if self._is_refused():
            return False
        result = getattr(self._native, name)(*arguments)
        self._hand_on_errors()
        return result

    return call


def _bracketed(name: str) -> Callable[..., Any]:
    def call(self: StoredProvider) -> Any:
        with self._writing():
            return getattr(self._native, name)()

    return call


for _name in _STRUCTURE.split():
    setattr(StoredProvider, _name, _reported(_name))
for _name in _MODE.split():
    setattr(StoredProvider, _name, _bracketed(_name))
