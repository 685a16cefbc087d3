"""The side of the fetching benchmark inside a QGIS window: batches under a watched event loop."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QElapsedTimer, QEventLoop, Qt, QTimer

from imam_ali_tracker.core.present import present
from imam_ali_tracker.reports.fetch.batch import Reader
from imam_ali_tracker.reports.fetch.journal import Journal
from imam_ali_tracker.reports.fetch.outcome import FetchOutcome, FetchRequest, State
from imam_ali_tracker.reports.fetch.settings import FetchPolicy
from imam_ali_tracker.reports.reading import read_report
from imam_ali_tracker.reports.session import read_network_settings
from imam_ali_tracker.reports.task import FetchResult, FetchTask

POLICY = FetchPolicy(allowed_networks=("127.0.0.0/8",))


class Watchdog:
    """Measures the longest time in which the event loop did not come round, in milliseconds."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._clock = QElapsedTimer()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self.longest = 0.0
        self._clock.start()
        self._timer.start(1)

    def stop(self) -> float:
        self._timer.stop()
        return self.longest

    def _tick(self) -> None:
        self.longest = max(self.longest, self._clock.nsecsElapsed() / 1e6)
        self._clock.start()


def keep_size(outcome: FetchOutcome) -> dict[str, Any]:
    """Read nothing, so that only fetching is measured."""
    return {"size": len(outcome.content)}


class Batch:
    """Fetches a list in the background while the window is used, and says how it went."""

    def __init__(
        self, urls: list[str], journal: Path, reader: Reader = read_report, cancel_after: int = 0
    ) -> None:
        self._urls = urls
        self._reader = reader
        self._journal = journal
        self._cancel_after = cancel_after
        self._loop = QEventLoop()
        self._cancelled = 0.0
        self._ended = 0.0
        self._result: FetchResult | None = None
        self._task: FetchTask | None = None

    def run(self) -> dict[str, float]:
        watchdog = Watchdog()
        watchdog.start()
        # What the main thread does for the batch counts: it is called from the watched loop.
        QTimer.singleShot(50, self._begin)
        if self._cancel_after:
            QTimer.singleShot(self._cancel_after, self._cancel)
        start = time.monotonic()
        self._loop.exec()
        entries = present(self._result).entries
        return {
            "seconds": self._ended - start - 0.05,
            "stall_ms": watchdog.stop(),
            "fetched": sum(entry.outcome.state is State.FETCHED for entry in entries),
            "cancel_ms": (self._ended - self._cancelled) * 1000 if self._cancelled else 0.0,
        }

    def _begin(self) -> None:
        journal = Journal.create(self._journal, [FetchRequest(url) for url in self._urls])
        self._task = FetchTask(journal, read_network_settings(), POLICY, self._reader, self._done)
        present(QgsApplication.taskManager()).addTask(self._task)

    def _cancel(self) -> None:
        self._cancelled = time.monotonic()
        present(self._task).cancel()

    def _done(self, result: FetchResult) -> None:
        self._ended = time.monotonic()
        self._result = result
        # The window tidies up after the task; that belongs to it.
        QTimer.singleShot(200, self._loop.quit)


def idle(milliseconds: int) -> float:
    """Return the longest stall of the window while nothing is asked of it."""
    watchdog = Watchdog()
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    watchdog.start()
    loop.exec()
    return watchdog.stop()


def main(_iface: Any) -> dict[str, Any]:
    """Run the window idle, a batch that is fetched, one that is read too, and one cancelled."""
    urls = json.loads(Path(os.environ["IAT_BENCH_URLS"]).read_text())
    folder = Path(os.environ["IAT_BENCH_FOLDER"])
    idle(2000)  # the window finishes starting
    return {
        "idle_ms": idle(3000),
        "fetched": Batch(urls, folder / "fetched.jsonl", keep_size).run(),
        "read": Batch(urls, folder / "read.jsonl").run(),
        "cancelled": Batch(urls, folder / "cancelled.jsonl", cancel_after=1500).run(),
    }
