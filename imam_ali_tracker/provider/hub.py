"""Which cases are shown in this process, and what happens to them.

Stored layers say here what they are about to write; whoever else writes, in this process or
another, is noticed by the change of the file or database. Derived layers follow either.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from weakref import WeakValueDictionary

from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import (
    QFileSystemWatcher,
    QMetaObject,
    QObject,
    Qt,
    QThread,
    QThreadPool,
    QTimer,
    pyqtSignal,
    pyqtSlot,
)

from imam_ali_tracker.case.database import renew_readers
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.watching import data_version
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.provider.derived.family import Edit, Family
from imam_ali_tracker.provider.live import LARGE, LiveLayer
from imam_ali_tracker.provider.messages import log
from imam_ali_tracker.provider.reading import Reader, open_reader

POLL_S = 5.0
"""How often a database is asked whether it has changed; a file says so by itself."""
_VALID_S = 1.0
"""For how long an answer of the database is good where nobody asks at intervals."""
_SETTLE_MS = 50
"""How long after a change of the file to look: one save is many changes."""

_cases: WeakValueDictionary[CaseLocation, LiveCase] = WeakValueDictionary()
_lock = threading.Lock()


def live_case(location: CaseLocation) -> LiveCase:
    """Return the one object of this process that stands for a case. Any thread may call this."""
    key = location.resolved
    with _lock:
        case = _cases.get(key)
        if case is None:
            case = _cases[key] = LiveCase(key)
        return case


class LiveCase(QObject):
    """A case that layers of this process show. It lives in the main thread."""

    written = pyqtSignal()
    """Someone other than this process's stored layers has written the case."""
    looked = pyqtSignal()
    """Anybody may have written: compare :meth:`version` with the one you know."""

    def __init__(self, location: CaseLocation) -> None:
        super().__init__()
        self.location = location
        self._layers: WeakValueDictionary[str, LiveLayer] = WeakValueDictionary()
        self._watch = (
            _FileWatch(location, location.path) if location.path else _DatabaseWatch(location)
        )
        self._complaint = ""
        self._seen = self.version()
        self._look_due = False
        self._reader: Reader | None = None
        self._tables: frozenset[str] = frozenset()
        self._counts: dict[str, int] = {}
        self._watch.setParent(self)
        self._watch.touched.connect(self.look)
        self.moveToThread(present(QgsApplication.instance()).thread())
        QMetaObject.invokeMethod(self._watch, "start", Qt.ConnectionType.QueuedConnection)

    def require(self, tables: Collection[str]) -> None:
        """Make sure that the case has these tables.

        Raises :class:`TrackerError` where it has not, or cannot be reached.
        """
        if self._tables.issuperset(tables):
            return
        if self.location.path is not None and not self.location.path.is_file():
            raise TrackerError(
                tr("The file {} does not exist.").format(self.location.path),
                tr("Check the name, or where the case has been moved to."),
            )
        self._tables = self.reader().tables()
        missing = ", ".join(name for name in tables if name not in self._tables)
        if missing:
            raise TrackerError(
                tr("{} is no complete case: it lacks {}.").format(self.location.label, missing),
                tr("Open a case, or create one."),
            )

    def version(self, fresh: bool = False) -> str:
        """Return the state of the case; empty where it cannot be reached.

        It is as far as known, which in a database may be some seconds ago, or else ``fresh``.
        """
        try:
            return self._watch.version(fresh)
        except TrackerError as error:
            self._complain(error)
            return ""

    def reader(self) -> Reader:
        """Return a reader for the calling thread; the main one keeps a database's tables open."""
        if self.location.path is not None or QThread.currentThread() != self.thread():
            return open_reader(self.location)
        if self._reader is None:
            self._reader = open_reader(self.location)
        return self._reader

    def holds_more(self, tables: Collection[str], rows: int) -> bool:
        """Tell whether these tables hold more rows together, as far as :meth:`look` knows."""
        counts, reader = self._counts, None
        total = sum(counts.get(table, 0) for table in set(tables))
        for table in [table for table in dict.fromkeys(tables) if table not in counts]:
            if total > rows:
                break  # each count takes a millisecond
            reader = reader or self.reader()
            counts[table] = reader.count(table)
            total += counts[table]
        return total > rows

    def layer(self, family: Family) -> LiveLayer:
        """Return the one derived layer of this kind. Any thread may call this."""
        with _lock:
            layer = self._layers.get(family.name)
            if layer is None:
                layer = self._layers[family.name] = LiveLayer(self, family)
                layer.moveToThread(self.thread())
            return layer

    def note(self, edit: Edit, before: str, after: str) -> None:
        """Take note of what a stored layer has just written, and of the state around it."""
        if self._seen == before:
            self._seen = after
        for layer in list(self._layers.values()):
            layer.note(edit, before, after)
        if not self._look_due:
            self._look_due = True
            QMetaObject.invokeMethod(self, "look", Qt.ConnectionType.QueuedConnection)

    def note_beside(self, edits: Sequence[Edit], before: str, after: str) -> None:
        """Take note of rows that this process has written, though by none of the stored layers.

        These hear of it as of what anybody else writes; derived layers need not look for it.
        """
        for layer in list(self._layers.values()):
            for edit, known in zip(edits, (before, *[after] * len(edits))):
                layer.note(edit, known, after)

    @pyqtSlot()
    def look(self) -> None:
        """Make layers that have been read follow what has changed."""
        self._look_due = False
        version = self.version()
        if version != self._seen:
            self._seen = version
            # What is large may be taken for large, and need not be counted after each edit.
            self._counts = {name: rows for name, rows in self._counts.items() if rows > LARGE}
            self._reader = None
            self._renew_readers()
            self.written.emit()
        self.looked.emit()  # before there are threads to wait for
        for layer in list(self._layers.values()):
            if layer.is_read and not layer.is_deserted and not layer.is_current:
                _bring_up_to_date(layer)

    def _renew_readers(self) -> None:
        try:
            renew_readers(self.location)
        except TrackerError as error:
            self._complain(error)

    def _complain(self, error: TrackerError) -> None:
        if str(error) != self._complaint:
            self._complaint = str(error)
            log(error)


def _bring_up_to_date(layer: LiveLayer) -> None:
    try:
        if layer.takes_long:
            layer.complete_behind()
        else:
            layer.complete()
            layer.tell()
    except TrackerError as error:
        log(error)


class _FileWatch(QObject):
    """Notices that a GeoPackage, or the write-ahead log beside it, has changed."""

    touched = pyqtSignal()

    def __init__(self, location: CaseLocation, path: Path) -> None:
        super().__init__()
        self._location = location
        self._path = path

    def version(self, _fresh: bool) -> str:
        return data_version(self._location)

    @pyqtSlot()
    def start(self) -> None:
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLE_MS)
        self._settled.timeout.connect(self.touched)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._notice)
        self._watcher.directoryChanged.connect(self._notice)
        self._notice()

    def _notice(self, _path: str = "") -> None:
        # The log comes and goes, and a file that was replaced is no longer watched.
        files = (self._path, Path(f"{self._path}-wal"), self._path.parent)
        watched = {*self._watcher.files(), *self._watcher.directories()}
        missing = [str(file) for file in files if file.exists() and str(file) not in watched]
        if missing:
            self._watcher.addPaths(missing)
        self._settled.start()


class _DatabaseWatch(QObject):
    """Asks a PostGIS schema at intervals whether it has changed."""

    touched = pyqtSignal()

    def __init__(self, location: CaseLocation) -> None:
        super().__init__()
        self._location = location
        self._version = ""
        self._asked = -POLL_S
        self._asking = threading.Lock()
        self._valid_s = _VALID_S

    def version(self, fresh: bool) -> str:
        # In a script nobody asks at intervals, so a reader does, though not at every read.
        if fresh or time.monotonic() - self._asked > self._valid_s:
            self._ask()
        return self._version

    @pyqtSlot()
    def start(self) -> None:
        self._valid_s = 3 * POLL_S
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._poll)
        self._timer.start(int(1000 * POLL_S))

    def _poll(self) -> None:
        if not self._asking.locked():
            present(QThreadPool.globalInstance()).start(self._ask_and_tell)

    def _ask_and_tell(self) -> None:
        before = self._version
        try:
            self._ask()
        except TrackerError as error:
            log(error)
        # The last layer of the case may have gone while the database took its time.
        if self._version != before and not sip.isdeleted(self):
            self.touched.emit()

    def _ask(self) -> None:
        with self._asking:
            # Also where that fails: a server that does not answer is not asked at every read.
            self._asked = time.monotonic()
            self._version = data_version(self._location)
