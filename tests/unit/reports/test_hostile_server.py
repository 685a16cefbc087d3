"""Every way in which a server can misbehave ends in a clear state, in time, within limits."""

from __future__ import annotations

import dataclasses
import resource
from collections.abc import Iterator

import pytest

from imam_ali_tracker.core import vocabularies
from imam_ali_tracker.reports.fetch.client import ReportSession
from imam_ali_tracker.reports.fetch.outcome import FetchRequest, Reason, State
from imam_ali_tracker.reports.fetch.settings import (
    MIB,
    FetchLimits,
    FetchPolicy,
    NetworkSettings,
)
from tests.support import hostile_answers, hostile_redirects
from tests.support.hostile_server import WAYS, HostileServer, Way, hostile_server

LIMITS = FetchLimits(
    wire_bytes=12 * MIB, decoded_bytes=24 * MIB, total_seconds=30, redirects=5, attempts=1
)
IMPATIENT = dataclasses.replace(LIMITS, total_seconds=1.0)
LOOPBACK = ("127.0.0.1/32",)


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    with hostile_server() as running:
        yield running


@pytest.fixture
def session() -> Iterator[ReportSession]:
    with ReportSession(NetworkSettings(), FetchPolicy(IMPATIENT, LOOPBACK)) as made:
        yield made


def test_there_are_many_ways() -> None:
    assert {way.behaviour.__module__ for way in WAYS.values()} == {
        hostile_answers.__name__,
        hostile_redirects.__name__,
    }
    assert len(WAYS) >= 40


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_every_way_ends_in_its_state(way: Way, server: HostileServer) -> None:
    limits = IMPATIENT if way.reason == Reason.TIMEOUT else LIMITS
    with ReportSession(NetworkSettings(), FetchPolicy(limits, LOOPBACK)) as session:
        outcome = session.fetch(FetchRequest(f"{server.root}/{way.name}"))

    assert (outcome.state, outcome.reason) == (State(way.state), Reason(way.reason)), outcome
    assert outcome.state in vocabularies.keys("fetch_state")
    assert len(outcome.content) <= LIMITS.decoded_bytes
    if outcome.state in (State.FETCHED, State.UNCHANGED):
        assert outcome.message == ""
    else:
        assert outcome.message
        assert "Traceback" not in outcome.message
        assert outcome.content == b""
    for value in outcome.headers.values():
        assert not any(ord(character) < 32 for character in value)


def test_a_session_is_as_good_as_new_after_all_of_them(
    server: HostileServer, session: ReportSession
) -> None:
    for name in ("endless_chunks", "length_too_short", "answers_twice", "slow_chunks"):
        session.fetch(FetchRequest(f"{server.root}/{name}"))
        outcome = session.fetch(FetchRequest(f"{server.root}/page"))
        assert outcome.state is State.FETCHED
        assert b"A page" in outcome.content


def test_memory_stays_within_limits(server: HostileServer) -> None:
    hostile_answers.bomb(200)
    session = ReportSession(NetworkSettings(), FetchPolicy(LIMITS, LOOPBACK))
    session.fetch(FetchRequest(f"{server.root}/page"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(3):
        for name in ("gzip_bomb", "endless_body", "redirects_with_a_bomb"):
            session.fetch(FetchRequest(f"{server.root}/{name}"))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    session.close()
    grown = (after - before) * 1024
    assert grown < 4 * LIMITS.decoded_bytes
