"""Work on a case that takes longer than a blink, in QGIS's task manager."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsTask

from imam_ali_tracker.core.errors import TrackerError, unexpected
from imam_ali_tracker.core.i18n import tr


class BackgroundWork(QgsTask):
    """Runs ``work`` in the background; ``done`` gets ``None`` or the error on the main thread.

    ``work`` touches no widget and no project. It cannot be stopped half-way: it is one write.
    """

    def __init__(
        self,
        title: str,
        work: Callable[[], None],
        done: Callable[[TrackerError | None], None],
    ) -> None:
        super().__init__(title, QgsTask.Flag(0))
        self._work = work
        self._done = done
        self._error: TrackerError | None = None

    def run(self) -> bool:
        """Do the work in the background."""
        try:
            self._work()
        except TrackerError as error:
            self._error = error
        except Exception:  # noqa: BLE001 - QGIS would show a traceback
            self._error = unexpected(tr("The work ended because of an error in the plugin."))
        return self._error is None

    def finished(self, result: bool) -> None:  # noqa: ARG002 - the error says it
        """Hand the outcome over on the main thread."""
        self._done(self._error)
