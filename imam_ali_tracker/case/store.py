"""A case: created, opened, read and written as one thing, whatever database holds it."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from qgis.core import QgsRectangle

from imam_ali_tracker.case import database, inspection, opening, validation, watching, writing
from imam_ali_tracker.case.changes import ChangeSet, Row
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.schema import CASE_INFO, SCHEMA_VERSION, TABLES, UUID
from imam_ali_tracker.case.session import Session, Where
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.going_on import GoOn, never_stop
from imam_ali_tracker.core.i18n import tr


class Case:
    """An open case.

    Between calls it holds no connection, and a read holds one until its last row is taken. It
    belongs to the thread that opened it; background tasks open their own.
    """

    def __init__(self, location: CaseLocation, read_only_reason: str = "") -> None:
        self.location = location
        self.read_only_reason = read_only_reason
        self._reader: Session | None = None

    @classmethod
    def create(
        cls,
        location: CaseLocation | str | Path,
        title: str,
        *,
        description: str | None = None,
        marking: str | None = None,
        contact: str | None = None,
    ) -> Case:
        """Make an empty case and open it.

        Raises :class:`TrackerError` where something is there already or nothing can be written.
        """
        info: Row = {
            "title": title,
            "schema_version": SCHEMA_VERSION,
            "description": description,
            "marking": marking,
            "contact": contact,
        }
        rows = {CASE_INFO.name: [info]}
        validation.check_values(ChangeSet(inserts=rows))
        return cls.create_from(location, rows)

    @classmethod
    def create_from(
        cls, location: CaseLocation | str | Path, rows: Mapping[str, Sequence[Row]]
    ) -> Case:
        """Make a case that holds ``rows``, one of them in ``case_info``, and open it.

        Values are taken as they are, as in a change set that restores; only the schema version must
        be the one that this plugin writes. There is a case with all rows or none. Raises
        :class:`TrackerError` as :meth:`create` does.
        """
        writing.check_new_case(rows)
        where = _location(location)
        if where.path is None:
            with database.new_schema(where):
                _fill(where, rows)
        else:
            _create_file(where.path, rows)
        return cls.open(where)

    @classmethod
    def open(cls, location: CaseLocation | str | Path, read_only: bool = False) -> Case:
        """Open a case; one of an older schema version is migrated, after a backup copy.

        A case of a newer version, or one that may not be written, is opened for reading;
        :attr:`read_only_reason` says why. Raises :class:`TrackerError` where the location holds
        no case, or none that can be read; what is there stays as it is.
        """
        where = _location(location)
        return cls(where, opening.prepare(where, read_only))

    def close(self) -> None:
        """Release the file or database; closing twice is allowed."""
        if self.location.path is not None and not self.read_only:
            inspection.settle(self.location.path)

    def __enter__(self) -> Case:  # noqa: PYI034 - Self is not in Python 3.9
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def read_only(self) -> bool:
        """Whether the case can only be read; :attr:`read_only_reason` says why."""
        return bool(self.read_only_reason)

    @property
    def info(self) -> Row:
        """The one row of ``case_info``."""
        row = next(self.rows(CASE_INFO.name), None)
        if row is None:
            raise TrackerError(
                tr("The case {} has lost its row in “{}”.").format(
                    self.location.label, CASE_INFO.name
                ),
                tr("Take a backup copy."),
            )
        return row

    @property
    def data_version(self) -> str:
        """A token that differs after any change to the case, whoever made it.

        See :mod:`imam_ali_tracker.case.watching`.
        """
        return watching.data_version(self.location)

    def rows(
        self,
        table: str,
        *,
        where: Mapping[str, Any] | None = None,
        uuids: Collection[str] | None = None,
        within: Collection[QgsRectangle] | None = None,
        geometry: bool = True,
    ) -> Iterator[Row]:
        """Rows of ``table``, in no particular order.

        See :mod:`imam_ali_tracker.case.values` for what a row holds.

        Parameters
        ----------
        where:
            Column → the value that it must have, or a collection of which it must have one.
        uuids:
            Only the rows with these uuids.
        within:
            Only the rows whose geometry meets one of these boxes, in degrees; a row that meets two
            of them comes twice.
        geometry:
            Whether rows come with their geometry.

        Raises ``KeyError`` for a table that a case does not have, and :class:`TrackerError` where
        the database cannot be read to the end.
        """
        wanted = {name: _choices(value) for name, value in (where or {}).items()}
        if uuids is not None:
            wanted[UUID.name] = uuids
        if table not in TABLES:
            raise KeyError(table)
        return self._rows(table, wanted, geometry, within)

    def _rows(
        self,
        table: str,
        wanted: Where,
        geometry: bool,
        within: Collection[QgsRectangle] | None,
    ) -> Iterator[Row]:
        if self._reader is not None:
            yield from self._reader.rows(table, wanted, geometry, within)
            return
        with Session(self.location, [table]) as session:
            yield from session.rows(table, wanted, geometry, within)

    @contextlib.contextmanager
    def reading(self, go_on: GoOn = never_stop) -> Iterator[None]:
        """Keep one connection for all reads of the block: faster, and in PostGIS of one moment.

        Writing within the block ends that; what is read then is new. ``go_on`` is called for every
        row that is read, and may end that by raising; within another such block that one's is.
        """
        if self._reader is not None:
            yield
            return
        with Session(self.location, go_on=go_on) as session:
            self._reader = session
            try:
                yield
            finally:
                self._reader = None

    def row(self, table: str, uuid: str) -> Row | None:
        """Return one row, ``None`` where there is none with this uuid."""
        return next(self.rows(table, uuids=[uuid]), None)

    def apply(
        self, changes: ChangeSet, go_on: GoOn = never_stop, left: ChangeSet | None = None
    ) -> ChangeSet:
        """Write all changes or none, and return the change set that takes them back.

        Where they take ``left`` back, which was written before, nothing is written if someone else
        has changed a row of that since.

        ``go_on`` is called for every row that is checked, read, written or deleted: for each once
        or twice, for one that is updated three times. When it raises nothing is written.

        Raises :class:`TrackerError` that names table, row and field of what cannot be written.
        """
        if self.read_only:
            raise TrackerError(tr("Nothing was written."), self.read_only_reason)
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        return writing.write(self.location, changes, go_on, left)


def _location(given: CaseLocation | str | Path) -> CaseLocation:
    return given if isinstance(given, CaseLocation) else CaseLocation.parse(given)


def _choices(value: Any) -> Collection[Any]:
    return value if isinstance(value, (list, tuple, set, frozenset)) else [value]


def _create_file(path: Path, rows: Mapping[str, Sequence[Row]]) -> None:
    if path.exists():
        raise TrackerError(
            tr("The file {} exists already.").format(path), tr("Choose another name.")
        )
    # A folder of its own, because QGIS refuses to make a file whose stem has a dot in it.
    with _beside(path) as folder:
        unfinished = Path(folder) / "case.gpkg"
        _fill(CaseLocation(path=unfinished), rows)
        inspection.settle(unfinished)
        unfinished.rename(path)


def _fill(location: CaseLocation, rows: Mapping[str, Sequence[Row]]) -> None:
    if location.path is not None:
        database.create_file(location.path)
    database.create_tables(location)
    writing.write(location, ChangeSet(inserts=rows, restores=True))


def _beside(path: Path) -> tempfile.TemporaryDirectory[str]:
    """Return a temporary folder in the folder of ``path``."""
    try:
        # Behind a bare dot the random name would now and then begin with "zip" or "gz", and QGIS
        # would look for an archive.
        return tempfile.TemporaryDirectory(prefix=".new-", dir=path.parent)
    except OSError as error:
        raise TrackerError(
            tr("The file {} cannot be created.").format(path),
            tr("Check that the folder exists and that you may write to it."),
            str(error),
        ) from error
