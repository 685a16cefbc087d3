"""A derived layer of one case: made when it is first read, and kept in step with the case.

All providers of the layer, in whatever project, share one. Whoever reads it brings it up to date
first and waits until it is complete, so an export, a layout or a script never sees half of it. Only
a map in the desktop may lag behind where a layer is large: it draws what there is, and is told to
draw again when there is more.
"""

from __future__ import annotations

import itertools
import threading
import time
import traceback
import weakref
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Callable

import numpy as np
from qgis.PyQt.QtCore import QObject, QThread, pyqtSignal, pyqtSlot

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.tasks import run_task
from imam_ali_tracker.provider.columns import Columns, joined
from imam_ali_tracker.provider.derived.family import Data, Deriver, Edit, Family
from imam_ali_tracker.provider.fingerprints import Fingerprints, fingerprints
from imam_ali_tracker.provider.folders import scratch_folder
from imam_ali_tracker.provider.main_thread import ends_in_main_thread
from imam_ali_tracker.provider.reading import Reader
from imam_ali_tracker.provider.refreshing import RefreshTask
from imam_ali_tracker.provider.scratch import Batch, Scratch

if TYPE_CHECKING:
    from imam_ali_tracker.provider.hub import LiveCase

LARGE = 3_000
"""Rows, in all tables that a layer is derived from, beyond which nobody waits in the desktop:
a map is drawn before it is complete, and an edit is followed in the background."""
FEW = 1_000
"""Rows up to which an edit is followed row by row; beyond, the layer is derived again."""
NARROW = 5_000
"""Rows up to which a layer reads of other tables only what these refer to, and not all of them."""

Progress = Callable[[float], bool]
"""Is told the part that is done (0 to 1), returns whether to go on."""

_EARLY, _GROWTH = 2_000, 4
"""A map of a layer that is being made is drawn when this has grown so much, again and again."""
_RETRY_S = 10.0
"""How long after a failure it is worth trying again."""
_WORKERS = 2
"""Threads that derive features while a third writes them: each needs some 30 MB."""
_numbers = itertools.count(1)


def _go_on(_done: float) -> bool:
    return True


class LiveLayer(QObject):
    """The derived layer ``family`` of a case, and the scratch file that holds it.

    It belongs to the main thread; :meth:`complete` may run in any.
    """

    changed = pyqtSignal()
    """What can be read has changed since it was last read."""

    def __init__(self, case: LiveCase, family: Family) -> None:
        super().__init__()
        self.family = family
        self.generation = 0
        self._case = case
        self._empty = True
        self._behind = True
        self._stopped = False
        self._failure: TrackerError | None = None
        self._failed_at = 0.0
        self.part_done = 0.0
        self._task: RefreshTask | None = None
        self._users = 0
        # Held by whoever brings the layer up to date.
        self._working = threading.RLock()
        # Held while the state of the case that the layer shows, and later edits, are looked at.
        self._noting = threading.Lock()
        self._version: str | None = None
        self._edits: list[Edit] = []
        # What was followed since the fingerprints were taken, which do not know of it.
        self._followed: list[Edit] = []
        self._prints: dict[str, Fingerprints] = {}
        # What derived the features last, all of them.
        self._derive: Deriver | None = None
        columns = [(attribute.name, attribute.kind) for attribute in family.attributes]
        path = scratch_folder() / f"{family.name}-{next(_numbers)}.gpkg"
        self._scratch = Scratch(path, family.geometry, columns)
        weakref.finalize(self, Scratch.discard, self._scratch)

    @property
    def native_uri(self) -> str:
        """The URI by which QGIS's ``ogr`` provider reads the layer."""
        return self._scratch.native_uri

    @property
    def path(self) -> Path:
        """The scratch file."""
        return self._scratch.path

    @property
    def is_current(self) -> bool:
        """Whether the layer is complete and shows the case as it is now."""
        with self._noting:
            return not self._behind and not self._edits and self._version == self._case.version()

    @property
    def is_read(self) -> bool:
        """Whether anybody has asked for features yet; until then none are made."""
        return not self._empty

    @property
    def takes_long(self) -> bool:
        """Whether bringing the layer up to date may take longer than a map should wait."""
        # Also after a few edits: some concern every feature.
        return self._case.holds_more(self.family.tables, LARGE)

    def attach(self, user: object) -> None:
        """Count a provider of this layer, until it goes."""
        self._users += 1
        weakref.finalize(user, self._detach)
        ends_in_main_thread(user, self)

    def _detach(self) -> None:
        self._users -= 1

    def note(self, edit: Edit, before: str, after: str) -> None:
        """Remember an edit between two states of the case, if the layer shows the first."""
        with self._noting:
            if self._version == before:
                self._version = after
                if edit.fids and edit.table in self.family.tables:
                    self._edits.append(edit)

    def complete(self, progress: Progress = _go_on) -> bool:
        """Bring the layer up to date; return ``False`` where ``progress`` said to stop.

        Raises :class:`TrackerError` where the case cannot be read.
        """
        with self._working:
            while not self.is_current:
                self._raise_failure()
                try:
                    if not self._step(progress):
                        return False
                # Whatever it is: an error that nobody catches in a slot of Qt's ends QGIS.
                except Exception as error:
                    self._failure, self._failed_at = self._explained(error), time.monotonic()
                    raise self._failure from error
                self._failure = None
        return True

    def _explained(self, error: Exception) -> TrackerError:
        if isinstance(error, TrackerError):
            return error
        return TrackerError(
            tr("The layer “{}” cannot be derived.").format(self.family.name),
            tr("Check the case for errors; if it has none, report the details."),
            traceback.format_exc(),
        )

    @property
    def _has_just_failed(self) -> bool:
        return self._failure is not None and time.monotonic() - self._failed_at < _RETRY_S

    def _raise_failure(self) -> None:
        """Fail at once where that has just happened: maps read a layer again and again."""
        if self._failure is not None and self._has_just_failed:
            raise self._failure

    def complete_behind(self) -> None:
        """Bring the layer up to date in a background task, unless the analyst cancelled that."""
        if self._stopped or self._task is not None or self._has_just_failed:
            return
        self._task = RefreshTask(self)
        run_task(self._task)

    def task_ended(self, cancelled: bool) -> None:
        """Leave the layer as it is, if the analyst cancelled, until someone needs it whole."""
        self._task = None
        self._stopped = cancelled

    def resume(self) -> None:
        """Have the layer brought up to date again after the analyst cancelled that."""
        self._stopped = False

    @property
    def is_deserted(self) -> bool:
        """Whether no provider shows the layer any more."""
        return self._users == 0

    def _step(self, progress: Progress) -> bool:
        with self._noting:
            self._behind = True
            edits, self._edits = self._edits, []
            # Not the state of some seconds ago: a row that came since then and goes again leaves
            # just that behind, and would stay in the layer.
            shown, self._version = self._version, self._case.version(fresh=True)
            known = shown == self._version
        finished = False
        try:
            if shown is None:
                finished = self._fill(progress)
            elif known and self._follow(edits):
                self._followed = _merged([*self._followed, *edits])
                finished = True
            elif known:
                finished = self._fill(progress)
            else:
                finished = self._catch_up(progress)
        finally:
            with self._noting:
                self._behind = not finished
                if not finished:
                    self._version = None
        return finished

    def _fill(self, progress: Progress) -> bool:
        """Derive every feature. What is cancelled leaves the features made so far, or the old."""
        first, self._empty = self._empty, False
        (self._scratch.start if first else self._scratch.restart)()
        try:
            finished = self._append_all(progress, shown_early=first)
        except Exception:
            self._scratch.abandon()
            raise
        if finished or first:
            self._scratch.finish()
            self._has_changed()
        else:
            self._scratch.abandon()
        return finished

    def _append_all(self, progress: Progress, shown_early: bool) -> bool:
        location, family = self._case.location, self.family
        reader = self._case.reader()
        total = max(1, reader.count(family.driver.table))
        drivers, others = self._read(reader)
        derive = self._derive = family.deriver(location, others)
        prints, done, shown = [], 0, _EARLY
        for part, batches in _derived(drivers, derive):
            for batch in batches:
                self._scratch.append(batch)
            prints.append(fingerprints(part))
            done += len(part)
            self.part_done = min(1.0, done / total)
            if not progress(self.part_done):
                return False
            if shown_early and done > _GROWTH * shown:
                shown = done
                self._has_changed()
        self._prints = {table: fingerprints(columns) for table, columns in others.items()}
        self._prints[family.driver.table] = Fingerprints.of(prints)
        self._followed = []
        return True

    def _read(self, reader: Reader) -> tuple[Iterable[Columns], Data]:
        """Read the rows that features come from, some at a time, and what they refer to."""
        family = self.family
        following, driver = family.following, family.driver
        if following is None or reader.count(driver.table) > NARROW:
            others = {wanted.table: reader.table(wanted) for wanted in family.others}
            return reader.parts(driver), others
        parts = list(reader.parts(driver))
        return parts, following.around(reader, joined(driver, parts))

    def _follow(self, edits: Collection[Edit]) -> bool:
        """Derive the features that edits change; return ``False`` where that may be all."""
        following, concerned = self.family.following, self.family.concerned
        if edits and concerned is not None and self._derive is not None:
            reader, derive = self._case.reader(), self._derive
            edits = [edit for edit in edits if concerned(derive, reader, edit)]
        if not edits:
            return True
        if following is None:
            return False
        reader, fids = self._case.reader(), set[int]()
        for edit in edits:
            affected = following.affected(reader, edit)
            if affected is None:
                return False
            fids.update(affected)
        if len(fids) > FEW:
            return False
        drivers = reader.by_fid(self.family.driver, fids)
        derive = self.family.deriver(self._case.location, following.around(reader, drivers))
        if self._scratch.replace(fids, list(derive(drivers))):
            self._has_changed()
        return True

    def _catch_up(self, progress: Progress) -> bool:
        """Find out what others have written, and derive what that changes."""
        driver, reader = self.family.driver, self._case.reader()
        if self.family.also:
            return self._fill(progress)
        drivers, others = self._read(reader)
        now = {table: fingerprints(columns) for table, columns in others.items()}
        now[driver.table] = Fingerprints.of(map(fingerprints, drivers))
        edits = list(self._followed)
        for table, prints in now.items():
            changed, gone = prints.changed_since(self._prints[table])
            # A row that is gone cannot tell what referred to it.
            if gone and table != driver.table:
                return self._fill(progress)
            if changed or gone:
                uuids = _uuids(others[table], changed) if table in others else frozenset()
                edits.append(Edit(table, changed | gone, uuids))
        if not self._follow(edits):
            return self._fill(progress)
        self._prints, self._followed = now, []
        return True

    def _has_changed(self) -> None:
        self.generation += 1
        # Providers hear of it in their own thread.
        if QThread.currentThread() != self.thread():
            self.changed.emit()

    @pyqtSlot()
    def tell(self) -> None:
        """Tell the providers; they know whether they have shown anything older."""
        self.changed.emit()


def _derived(parts: Iterable[Columns], derive: Deriver) -> Iterator[tuple[Columns, list[Batch]]]:
    """Give driver rows with their features, while other threads work on the next ones."""
    coming: deque[tuple[Columns, Future[list[Batch]]]] = deque()
    with ThreadPoolExecutor(_WORKERS) as pool:
        for part in parts:
            coming.append((part, pool.submit(lambda rows: list(derive(rows)), part)))
            if len(coming) > _WORKERS:
                done, batches = coming.popleft()
                yield done, batches.result()
        for done, batches in coming:
            yield done, batches.result()


def _merged(edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits of each table as one."""
    merged = []
    for table in dict.fromkeys(edit.table for edit in edits):
        those = [edit for edit in edits if edit.table == table]
        fids = frozenset[int]().union(*(edit.fids for edit in those))
        merged.append(Edit(table, fids, frozenset[str]().union(*(edit.uuids for edit in those))))
    return merged


def _uuids(columns: Columns, fids: frozenset[int]) -> frozenset[str]:
    rows = np.flatnonzero(np.isin(columns.fids, list(fids))).tolist()
    uuids = (columns.texts["uuid"][row] for row in rows)
    return frozenset(uuid for uuid in uuids if uuid)
