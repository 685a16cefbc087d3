"""Batches: polite to hosts, patient with passing failures, ended at once by Cancel."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.reports.fetch.batch import backoff, fetch_all, fetch_journal, read_outcome
from imam_ali_tracker.reports.fetch.client import ReportSession
from imam_ali_tracker.reports.fetch.journal import Entry, Journal
from imam_ali_tracker.reports.fetch.outcome import FetchOutcome, FetchRequest, Reason, State
from imam_ali_tracker.reports.fetch.problems import retry_after
from imam_ali_tracker.reports.fetch.settings import FetchLimits, FetchPolicy, NetworkSettings
from tests.support.http_server import Answer, Asked, RunningServer, page, serving, serving_hosts

NETWORK = NetworkSettings(timeout_seconds=5)


def policy(**changes: object) -> FetchPolicy:
    values: dict[str, object] = {
        "allowed_networks": ("127.0.0.0/8",),
        "host_interval": 0.0,
        "backoff_seconds": 0.05,
        **changes,
    }
    return FetchPolicy(**values)  # type: ignore[arg-type]


def requests_for(servers: list[RunningServer], each: int) -> list[FetchRequest]:
    return [FetchRequest(f"{server.root}/{number}") for server in servers for number in range(each)]


def slow(_asked: Asked) -> Answer:
    time.sleep(0.05)
    return page()


@pytest.fixture
def servers() -> Iterator[list[RunningServer]]:
    with serving_hosts(slow, 4) as running:
        yield running


def test_everything_arrives_once(servers: list[RunningServer]) -> None:
    requests = requests_for(servers, 10)
    outcomes: list[FetchOutcome] = []
    with ReportSession(NETWORK, policy()) as session:
        assert fetch_all(session, requests, outcomes.append)
    assert sorted(o.url for o in outcomes) == sorted(r.url for r in requests)
    assert {o.state for o in outcomes} == {State.FETCHED}


def test_a_host_has_few_connections_and_pauses(servers: list[RunningServer]) -> None:
    rules = policy(connections_per_host=2, host_interval=0.1)
    with ReportSession(NETWORK, rules) as session:
        fetch_all(session, requests_for(servers, 6), lambda outcome: None)
    for server in servers:
        assert server.most_active <= 2
        times = sorted(asked.at for asked in server.asked)
        # Between hand-out and arrival a thread may wait for its turn on a busy machine.
        assert times[-1] - times[0] > 5 * 0.1 - 0.1


def test_one_connection_a_host_is_one(servers: list[RunningServer]) -> None:
    with ReportSession(NETWORK, policy(connections_per_host=1)) as session:
        fetch_all(session, requests_for(servers, 5), lambda outcome: None)
    assert [server.most_active for server in servers] == [1, 1, 1, 1]


def test_addresses_that_are_refused_do_not_stop_the_others(servers: list[RunningServer]) -> None:
    requests = [
        FetchRequest("nonsense"),
        FetchRequest("http://10.0.0.1/"),
        *requests_for(servers, 1),
    ]
    outcomes: list[FetchOutcome] = []
    with ReportSession(NETWORK, policy()) as session:
        assert fetch_all(session, requests, outcomes.append)
    states = {outcome.url: outcome.state for outcome in outcomes}
    assert states["nonsense"] is states["http://10.0.0.1/"] is State.REFUSED
    assert len(outcomes) == 6


def test_passing_failures_are_tried_again() -> None:
    failures = iter([503, 500])

    def site(_asked: Asked) -> Answer:
        status = next(failures, None)
        return Answer(status) if status else page()

    outcomes: list[FetchOutcome] = []
    with serving(site) as server, ReportSession(NETWORK, policy()) as session:
        fetch_all(session, [FetchRequest(server.root)], outcomes.append)
    assert (outcomes[0].state, outcomes[0].attempts) == (State.FETCHED, 3)


@pytest.mark.parametrize(("status", "asked_for"), [(503, 3), (404, 1), (403, 1)])
def test_lasting_failures_are_not(status: int, asked_for: int) -> None:
    outcomes: list[FetchOutcome] = []
    with (
        serving(lambda asked: Answer(status)) as server,
        ReportSession(NETWORK, policy()) as session,
    ):
        fetch_all(session, [FetchRequest(server.root)], outcomes.append)
    assert len(server.asked) == asked_for
    assert outcomes[0].attempts == asked_for


def test_the_whole_host_waits_as_long_as_it_asks() -> None:
    refused = threading.Event()

    def site(asked: Asked) -> Answer:
        if not refused.is_set():
            refused.set()
            return Answer(429, {"Retry-After": "1"})
        return page()

    with serving(site) as server, ReportSession(NETWORK, policy(connections_per_host=1)) as session:
        fetch_all(session, requests_for([server], 3), lambda outcome: None)
    first, *others = (asked.at for asked in server.asked)
    assert len(others) == 3
    assert min(others) - first >= 1


def test_a_longer_wait_than_allowed_is_said_and_not_waited() -> None:
    outcomes: list[FetchOutcome] = []
    busy = Answer(503, {"Retry-After": "86400"})
    with serving(lambda asked: busy) as server, ReportSession(NETWORK, policy()) as session:
        fetch_all(session, [FetchRequest(server.root)], outcomes.append)
    assert (outcomes[0].state, outcomes[0].reason) == (State.UNREACHABLE, Reason.BUSY)
    assert "86400" in outcomes[0].message
    assert len(server.asked) == 1


def test_retry_after_is_a_number_or_a_date() -> None:
    now = datetime(2019, 9, 24, tzinfo=timezone.utc)
    assert retry_after({}, now) is None
    assert retry_after({"retry-after": "soon"}, now) is None
    assert retry_after({"retry-after": "-5"}, now) is None
    assert retry_after({"retry-after": "7"}, now) == 7
    assert retry_after({"retry-after": "9" * 500}, now) == 999_999_999
    later = format_datetime(now + timedelta(seconds=90), usegmt=True)
    assert retry_after({"retry-after": later}, now) == 90
    assert retry_after({"retry-after": format_datetime(now - timedelta(days=1))}, now) == 0


def test_back_off_doubles_with_jitter() -> None:
    rules = FetchPolicy(FetchLimits(attempts=9), backoff_seconds=1.0)
    outcome = FetchOutcome("u", State.UNREACHABLE, datetime.now(timezone.utc), Reason.TIMEOUT)
    for attempt, middle in ((1, 1), (2, 2), (3, 4), (8, 60)):
        waits = [backoff(rules, outcome, attempt) or 0 for _ in range(200)]
        assert 0.5 * middle <= min(waits) < 0.8 * middle
        assert 1.2 * middle < max(waits) <= 1.5 * middle
    assert backoff(rules, outcome, 9) is None


def test_cancel_ends_a_batch_at_once_and_keeps_what_came() -> None:
    release = threading.Event()

    def site(asked: Asked) -> Answer:
        if int(asked.path.strip("/")) >= 2:
            release.wait(20)
        return page()

    outcomes: list[FetchOutcome] = []
    with serving_hosts(site, 8) as running, ReportSession(NETWORK, policy()) as session:
        threading.Timer(1.0, session.cancel).start()
        complete = fetch_all(session, requests_for(running, 10), outcomes.append)
        # Had it waited for the hosts, it would have waited for this.
        release.set()
    assert not complete
    assert len(outcomes) == 16
    assert {outcome.state for outcome in outcomes} == {State.FETCHED}
    for thread in threading.enumerate():
        if thread.name.startswith("fetch-"):
            thread.join(timeout=10)
            assert not thread.is_alive()


def test_an_error_in_the_sink_ends_the_batch(servers: list[RunningServer]) -> None:
    def full(_outcome: FetchOutcome) -> None:
        raise TrackerError("The disk is full.")

    with ReportSession(NETWORK, policy()) as session:
        with pytest.raises(TrackerError, match="full"):
            fetch_all(session, requests_for(servers, 5), full)
        assert session.cancelled


def test_a_page_that_cannot_be_read_is_unreadable() -> None:
    fetched = FetchOutcome("u", State.FETCHED, datetime.now(timezone.utc), content=b"x")

    def broken(_outcome: FetchOutcome) -> dict[str, object]:
        raise RecursionError

    def refusing(_outcome: FetchOutcome) -> dict[str, object]:
        raise TrackerError("Nested too deeply.")

    outcome, read = read_outcome(broken, fetched)
    assert (outcome.state, outcome.reason, read) == (State.UNREADABLE, Reason.CONTENT, {})
    assert "RecursionError" in outcome.details
    outcome, _ = read_outcome(refusing, fetched)
    assert outcome.message == "Nested too deeply."


def test_a_journal_goes_on_where_it_was(servers: list[RunningServer], tmp_path: Path) -> None:
    requests = requests_for(servers, 5)
    path = tmp_path / "batch.jsonl"
    seen: list[Entry] = []
    with ReportSession(NETWORK, policy()) as session:

        def take(entry: Entry) -> None:
            seen.append(entry)
            if len(seen) == 7:
                session.cancel()

        journal = Journal.create(path, requests)
        assert not fetch_journal(session, journal, _title, take)
    assert len(seen) == 7

    again = Journal.open(path)
    assert [e.outcome for e in again.entries] == [e.outcome for e in seen]
    assert len(again.remaining()) == 13
    with ReportSession(NETWORK, policy()) as session:
        assert fetch_journal(session, again, _title, seen.append)
    assert sorted(e.outcome.url for e in seen) == sorted(r.url for r in requests)
    assert {e.read["title"] for e in Journal.open(path).entries} == {"A page"}
    assert b"<html" not in path.read_bytes(), "bodies are not kept"


def _title(outcome: FetchOutcome) -> dict[str, object]:
    return {"title": outcome.content.decode().partition("<title>")[2].partition("<")[0]}
