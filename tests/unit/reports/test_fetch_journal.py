"""The journal: what a killed batch keeps, and what a damaged file does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

import pytest

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.reports.fetch.batch import fetch_journal
from imam_ali_tracker.reports.fetch.client import ReportSession
from imam_ali_tracker.reports.fetch.journal import Journal
from imam_ali_tracker.reports.fetch.outcome import FetchOutcome, FetchRequest, Hop, Reason, State
from imam_ali_tracker.reports.fetch.settings import FetchPolicy, NetworkSettings
from tests.support import staging
from tests.support.http_server import Answer, Asked, page, serving_hosts

REQUESTS = [
    FetchRequest("https://example.org/a", '"e"', "x"),
    FetchRequest("https://example.org/b"),
]
OUTCOME = FetchOutcome(
    "https://example.org/a",
    State.FETCHED,
    datetime(2019, 9, 24, 11, 4, tzinfo=timezone.utc),
    final_url="https://example.org/c",
    status=200,
    headers={"etag": '"e"', "content-type": "text/html", "set-cookie": "secret=1"},
    kind="html",
    content=b"<html>",
    sha256="ab",
    hops=(Hop("https://example.org/a", 301, "https://example.org/c"),),
)

KILLED = """
import sys
from pathlib import Path
from imam_ali_tracker.reports.fetch.batch import fetch_journal
from imam_ali_tracker.reports.fetch.client import ReportSession
from imam_ali_tracker.reports.fetch.journal import Journal
from imam_ali_tracker.reports.fetch.settings import FetchPolicy, NetworkSettings
policy = FetchPolicy(allowed_networks=("127.0.0.0/8",), host_interval=0.0)
with ReportSession(NetworkSettings(), policy) as session:
    journal = Journal.open(Path(sys.argv[1]))
    fetch_journal(session, journal, lambda outcome: {"size": len(outcome.content)}, lambda e: None)
"""


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    journal = Journal.create(tmp_path / "j", [*REQUESTS, REQUESTS[0]])
    journal.add(OUTCOME, {"title": "\u0627\u0644\u0625\u0645\u0627\u0645"})
    again = Journal.open(tmp_path / "j")
    assert again.requests == tuple(REQUESTS)
    assert again.remaining() == (REQUESTS[1],)
    (entry,) = again.entries
    assert entry.read == {"title": "\u0627\u0644\u0625\u0645\u0627\u0645"}
    assert entry.outcome == journal.entries[0].outcome
    assert entry.outcome.content == b""
    assert entry.outcome.moved_to == "https://example.org/c"
    assert entry.outcome.headers == {"etag": '"e"', "content-type": "text/html"}


def test_a_line_cut_short_is_fetched_again(tmp_path: Path) -> None:
    path = tmp_path / "j"
    journal = Journal.create(path, REQUESTS)
    journal.add(OUTCOME, {})
    whole = path.read_bytes()
    for cut in range(len(whole) - 1, whole.index(b"\n"), -37):
        path.write_bytes(whole[:cut])
        again = Journal.open(path)
        assert again.remaining() == tuple(REQUESTS)
        again.add(OUTCOME, {})
        assert Journal.open(path).remaining() == (REQUESTS[1],)


def test_a_damaged_line_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "j"
    journal = Journal.create(path, REQUESTS)
    with path.open("ab") as file:
        file.write(b'{"outcome": 1}\n\xff\xfe\n[]\n')
    journal.add(OUTCOME, {})
    assert Journal.open(path).remaining() == (REQUESTS[1],)


@pytest.mark.parametrize("content", [b"", b"no journal", b"{}\n", b'{"journal": 99}\n', b"[1]\n"])
def test_what_is_no_journal_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "j"
    path.write_bytes(content)
    with pytest.raises(TrackerError, match="not a list"):
        Journal.open(path)
    assert path.read_bytes() == content


def test_a_journal_is_not_overwritten(tmp_path: Path) -> None:
    Journal.create(tmp_path / "j", REQUESTS)
    with pytest.raises(TrackerError, match="cannot be written"):
        Journal.create(tmp_path / "j", REQUESTS)
    with pytest.raises(TrackerError, match="cannot be written"):
        Journal.create(tmp_path / "nowhere" / "j", REQUESTS)


def test_passing_failures_may_be_asked_for_again(tmp_path: Path) -> None:
    journal = Journal.create(tmp_path / "j", REQUESTS)
    journal.add(
        FetchOutcome(REQUESTS[1].url, State.UNREACHABLE, OUTCOME.fetched_at, Reason.TIMEOUT), {}
    )
    journal.add(OUTCOME, {})
    assert journal.remaining() == ()
    assert journal.remaining(again=True) == (REQUESTS[1],)


def test_a_batch_of_a_thousand_survives_being_killed(tmp_path: Path) -> None:
    def site(_asked: Asked) -> Answer:
        time.sleep(0.02)
        return page()

    path = tmp_path / "j"
    with serving_hosts(site, 25) as servers:
        urls = [f"{server.root}/{number}" for server in servers for number in range(40)]
        Journal.create(path, [FetchRequest(url) for url in urls])
        kills = 0
        for wanted in (150, 400):
            killed = subprocess.Popen(
                [sys.executable, "-c", KILLED, str(path)],
                env={**os.environ, "PYTHONPATH": str(staging.PLUGINS_DIR)},
            )
            deadline = time.monotonic() + 60
            while path.read_bytes().count(b"\n") < wanted and time.monotonic() < deadline:
                time.sleep(0.01)
            killed.send_signal(signal.SIGKILL)
            kills += killed.wait() == -signal.SIGKILL
        kept = Journal.open(path)
        asked_before = sum(len(server.asked) for server in servers)
        rules = FetchPolicy(allowed_networks=("127.0.0.0/8",), host_interval=0.0)
        with ReportSession(NetworkSettings(), rules) as session:
            assert fetch_journal(session, kept, lambda o: {"size": len(o.content)}, lambda e: None)
        asked_after = sum(len(server.asked) for server in servers) - asked_before
    assert kills == 2
    done = Journal.open(path)
    assert done.remaining() == ()
    assert sorted(entry.outcome.url for entry in done.entries) == sorted(urls)
    assert all(entry.read["size"] > 0 for entry in done.entries)
    # What the killed runs had written was not asked for again.
    assert asked_after <= 1000 - 400 + 1
