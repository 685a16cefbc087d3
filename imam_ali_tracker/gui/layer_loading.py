"""Adding the layers of cases to the project, one after the other, while the window works."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.gui.latest import LatestRead
from imam_ali_tracker.gui.messages import Messages

if TYPE_CHECKING:
    from imam_ali_tracker.case.changes import Row
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.project.loader import CaseLoading, LoadedCase


class _Wish(NamedTuple):
    location: CaseLocation
    info: Row | None
    keys: Collection[str] | None


class LayerLoading(QObject):
    """Adds layers by :class:`CaseLoading`: whole or not at all, and one case after the other.

    Errors end in the message bar. ``busyChanged`` tells whether layers are being added, and
    ``progressed`` how much is done, in per cent. When the project is closed, adding ends.
    """

    busyChanged = pyqtSignal(bool)
    progressed = pyqtSignal(float)

    def __init__(self, project: QgsProject, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._project = project
        self._messages = messages
        self._wishes: deque[_Wish] = deque()
        self._loading: CaseLoading | None = None
        self._title = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._step)
        self._check: LatestRead = LatestRead(tr("Checking a case"), self)
        self._check.done.connect(self._begin)
        self._check.failed.connect(self._fail)
        project.cleared.connect(self._forget)

    @property
    def busy(self) -> bool:
        """Whether layers are being added."""
        return bool(self._wishes)

    def add(
        self,
        location: CaseLocation,
        keys: Collection[str] | None = None,
        info: Row | None = None,
    ) -> None:
        """Add the layers of a case, or those with these keys of the catalogue.

        ``info`` is the row in ``case_info`` of a case that was checked when it was opened; without
        it the case is checked first, in the background.
        """
        self._wishes.append(_Wish(location, info, keys))
        if len(self._wishes) == 1:
            self.busyChanged.emit(True)
            self._take_next()

    def cancel(self) -> None:
        """Add nothing, neither of this case nor of those that wait, and say so.

        Layers that are on their way into the project come whole.
        """
        if self.busy and not self._has_begun():
            self.drop()
            self._messages.warning(tr("Adding layers was cancelled; the project is as it was."))

    def drop(self) -> None:
        """Add nothing of what has not been begun; what has comes whole, at once."""
        while self._has_begun():
            self._step()
        self._forget()

    def _has_begun(self) -> bool:
        return self._loading is not None and self._loading.has_begun

    def _forget(self) -> None:
        self._timer.stop()
        self._check.forget()
        self._loading = None
        if self._wishes:
            self._wishes.clear()
            self.busyChanged.emit(False)

    def _take_next(self) -> None:
        from imam_ali_tracker.project.loader import read_info

        wish = self._wishes[0]
        self.progressed.emit(0.0)
        if wish.info is None:
            self._check.start(partial(read_info, wish.location))
        else:
            self._begin(wish.info)

    def _begin(self, info: Row) -> None:
        from imam_ali_tracker.project.loader import CaseLoading

        location, _, keys = self._wishes[0]
        self._title = info["title"]
        self._loading = CaseLoading(location, info, self._project, keys)
        self._timer.start()

    def _step(self) -> None:
        loading = self._loading
        if loading is None:
            return
        try:
            loading.step()
        except TrackerError as error:
            self._fail(error)
            return
        if loading.loaded is None:
            self.progressed.emit(loading.progress)
            self._timer.start()
        else:
            self._tell(loading.loaded)
            self._end()

    def _fail(self, error: TrackerError) -> None:
        self._messages.error(error)
        self._end()

    def _end(self) -> None:
        self._loading = None
        self._wishes.popleft()
        if self._wishes:
            self._take_next()
        else:
            self.busyChanged.emit(False)

    def _tell(self, loaded: LoadedCase) -> None:
        number = len(loaded.added)
        if not number:
            self._messages.success(
                tr("These layers of “{}” are in the project already.").format(self._title)
            )
            return
        text = plural(
            "{} layer of “{}” was added.",
            "{} layers of “{}” were added.",
            number,
        )
        self._messages.success(text.format(number, self._title))
