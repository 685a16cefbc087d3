"""The background task: results on the main thread, Cancel, errors without a traceback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import QEventLoop, QThread, QTimer

from imam_ali_tracker.reports.fetch.journal import Entry, Journal
from imam_ali_tracker.reports.fetch.outcome import FetchOutcome, FetchRequest, State
from imam_ali_tracker.reports.fetch.settings import FetchPolicy
from imam_ali_tracker.reports.session import read_network_settings
from imam_ali_tracker.reports.task import FetchResult, FetchTask
from tests.support.http_server import Answer, Asked, RunningServer, page, serving_hosts

POLICY = FetchPolicy(allowed_networks=("127.0.0.0/8",), host_interval=0.0)


class Waiting:
    """Runs a task to its end in an event loop, and keeps what it said and where."""

    def __init__(self, journal: Journal, reader: object = None) -> None:
        self.results: list[FetchResult] = []
        self.received: list[Entry] = []
        self.threads: set[object] = set()
        self._loop = QEventLoop()
        self.task = FetchTask(
            journal, read_network_settings(), POLICY, reader or self._read, self._done
        )
        self.task.received.connect(self._take)

    def run(self, patience: int = 60_000) -> FetchResult:
        guard = QTimer()
        guard.setSingleShot(True)
        guard.timeout.connect(self._loop.quit)
        guard.start(patience)
        QgsApplication.taskManager().addTask(self.task)
        self._loop.exec()
        assert len(self.results) == 1, "the task did not finish"
        return self.results[0]

    def _read(self, outcome: FetchOutcome) -> dict[str, object]:
        assert QThread.currentThread() != QgsApplication.instance().thread()
        return {"size": len(outcome.content)}

    def _take(self, entry: Entry) -> None:
        self.threads.add(QThread.currentThread())
        self.received.append(entry)

    def _done(self, result: FetchResult) -> None:
        self.threads.add(QThread.currentThread())
        self.results.append(result)
        # The manager deletes a finished task.
        self.status, self.progress = self.task.status(), self.task.progress()
        QTimer.singleShot(50, self._loop.quit)


@pytest.fixture
def gate() -> threading.Event:
    return threading.Event()


@pytest.fixture
def servers(gate: threading.Event) -> Iterator[list[RunningServer]]:
    def site(asked: Asked) -> Answer:
        if "slow" in asked.path:
            gate.wait(30)
        return page()

    with serving_hosts(site, 5) as running:
        yield running
        gate.set()


def test_a_batch_arrives_on_the_main_thread(servers: list[RunningServer], tmp_path: Path) -> None:
    urls = [f"{server.root}/{number}" for server in servers for number in range(8)]
    journal = Journal.create(tmp_path / "j", [FetchRequest(url) for url in urls])
    waiting = Waiting(journal)
    result = waiting.run()
    assert result.complete
    assert result.error is None
    assert sorted(entry.outcome.url for entry in result.entries) == sorted(urls)
    assert len(waiting.received) == 40
    assert all(entry.read["size"] > 0 for entry in result.entries)
    assert waiting.threads == {QgsApplication.instance().thread()}
    assert waiting.progress == 100.0


def test_cancel_keeps_what_came_and_a_new_task_goes_on(
    servers: list[RunningServer], gate: threading.Event, tmp_path: Path
) -> None:
    urls = [f"{server.root}/{name}" for server in servers for name in ("a", "slow", "b")]
    journal = Journal.create(tmp_path / "j", [FetchRequest(url) for url in urls])
    waiting = Waiting(journal)
    QTimer.singleShot(1000, waiting.task.cancel)
    result = waiting.run()
    assert not gate.is_set()
    assert not result.complete
    assert result.error is None
    assert waiting.status == QgsTask.TaskStatus.Terminated
    assert {entry.outcome.url.rpartition("/")[2] for entry in result.entries} == {"a", "b"}

    gate.set()
    again = Waiting(Journal.open(tmp_path / "j")).run()
    assert again.complete
    assert {entry.outcome.state for entry in again.entries} == {State.FETCHED}
    assert len(again.entries) == 15


def test_a_journal_that_cannot_be_written_is_an_error(
    servers: list[RunningServer], tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    journal = Journal.create(folder / "j", [FetchRequest(f"{servers[0].root}/a")])
    (folder / "j").unlink()
    folder.rmdir()
    result = Waiting(journal).run()
    assert not result.complete
    assert result.error is not None
    assert "cannot be written" in result.error.message


def test_a_reader_that_fails_makes_a_page_unreadable(
    servers: list[RunningServer], tmp_path: Path
) -> None:
    def broken(_outcome: FetchOutcome) -> dict[str, object]:
        raise MemoryError

    journal = Journal.create(tmp_path / "j", [FetchRequest(f"{servers[0].root}/a")])
    result = Waiting(journal, broken).run()
    assert result.complete
    assert result.entries[0].outcome.state is State.UNREADABLE
