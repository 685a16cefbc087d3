"""Fetches many URLs at a time with a bounded number of threads."""

from __future__ import annotations

import contextlib
import gc
import queue
import random
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Callable, Union

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.fetch.client import ReportSession
from imam_ali_tracker.reports.fetch.hosts import HostQueues
from imam_ali_tracker.reports.fetch.journal import Entry, Journal
from imam_ali_tracker.reports.fetch.outcome import (
    PASSING,
    FetchOutcome,
    FetchRequest,
    Reason,
    State,
)
from imam_ali_tracker.reports.fetch.settings import FetchPolicy
from imam_ali_tracker.reports.fetch.watch import SLICE_SECONDS

Reader = Callable[[FetchOutcome], Mapping[str, Any]]
"""Reads an outcome's bytes into JSON values; called in the thread that runs the batch."""

Sink = Callable[[FetchOutcome], None]
"""Takes each outcome as it comes, one at a time, in the thread that called :func:`fetch_all`."""

_Result = Union[FetchOutcome, Exception]
_RANDOM = random.SystemRandom()
_LONGEST_BACKOFF = 60.0
_WAITING_OUTCOMES = 8
"""Bodies are held in memory until the sink has taken them; fetching waits for it."""


def fetch_all(session: ReportSession, requests: Sequence[FetchRequest], sink: Sink) -> bool:
    """Fetch all of ``requests`` and hand each outcome to ``sink``, in the order of completion.

    Passing failures are tried again as the session's policy says. Returns whether all are done;
    after :meth:`.client.ReportSession.cancel` it returns within a tenth of a second (and the time
    that the sink takes), what is unfinished is then not handed to the sink. An error that the
    sink raises cancels the session and is raised again.
    """
    queues = HostQueues(requests, session.policy)
    outcomes: queue.Queue[_Result] = queue.Queue(_WAITING_OUTCOMES)
    count = min(session.policy.connections, len(requests))
    for number in range(count):
        threading.Thread(
            target=_work, args=(session, queues, outcomes), name=f"fetch-{number}", daemon=True
        ).start()
    remaining = len(requests)
    try:
        while remaining and not session.cancelled:
            try:
                outcome = outcomes.get(timeout=SLICE_SECONDS)
            except queue.Empty:
                continue
            if isinstance(outcome, Exception):
                raise outcome
            if outcome.reason is not Reason.CANCELLED:
                remaining -= 1
                sink(outcome)
    finally:
        queues.stop()
        if remaining:
            session.cancel()
    return remaining == 0


def fetch_journal(
    session: ReportSession, journal: Journal, reader: Reader, take: Callable[[Entry], None]
) -> bool:
    """Fetch what ``journal`` lacks, read it, write it down, and hand each entry to ``take``.

    Where ``reader`` fails on a page, that page is unreadable and the batch goes on. Raises
    :class:`TrackerError` where the journal cannot be written. Returns whether all is done.
    """

    def keep(outcome: FetchOutcome) -> None:
        take(journal.add(*read_outcome(reader, outcome)))

    return fetch_all(session, journal.remaining(), keep)


def read_outcome(reader: Reader, outcome: FetchOutcome) -> tuple[FetchOutcome, Mapping[str, Any]]:
    """Return the outcome and what ``reader`` makes of its body; unreadable where that fails."""
    if outcome.state is not State.FETCHED:
        return outcome, {}
    try:
        with _garbage_left():
            return outcome, reader(outcome)
    except TrackerError as error:
        message, details = str(error), error.details
    except Exception as error:  # noqa: BLE001 - a page must not end the batch, whatever is in it
        message = tr("The page cannot be read because of an error in the plugin.")
        details = repr(error)
    unreadable = replace(
        outcome, state=State.UNREADABLE, reason=Reason.CONTENT, message=message, details=details
    )
    return unreadable, {}


@contextlib.contextmanager
def _garbage_left() -> Iterator[None]:
    """Do not collect cyclic garbage while a page is read.

    A page's thousands of objects live a few milliseconds. Collected meanwhile, they would be
    taken for long-lived ones, and every twenty pages Python would look through all objects of
    QGIS, which stops every thread for a tenth of a second.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def backoff(policy: FetchPolicy, outcome: FetchOutcome, attempt: int) -> float | None:
    """Return the seconds to wait before the next attempt, ``None`` if there is to be none.

    What the server asks for, otherwise doubling waits with a jitter of one half, so that many
    URLs of one host do not come back together.
    """
    if outcome.reason not in PASSING or attempt >= policy.limits.attempts:
        return None
    if outcome.retry_after is not None:
        asked = outcome.retry_after
        return None if asked > policy.limits.retry_after_seconds else asked
    wait = min(policy.backoff_seconds * 2.0 ** (attempt - 1), _LONGEST_BACKOFF)
    return wait * _RANDOM.uniform(0.5, 1.5)


def _work(session: ReportSession, queues: HostQueues, outcomes: queue.Queue[_Result]) -> None:
    try:
        while True:
            job = queues.take()
            if job is None:
                return
            outcome = replace(session.fetch(job.request), attempts=job.attempt)
            wait = backoff(session.policy, outcome, job.attempt)
            if wait is not None:
                queues.again(job, wait, whole_host=outcome.reason is Reason.BUSY)
                continue
            _hand_over(session, outcomes, _explained(outcome, session.policy))
            queues.done(job)
    except Exception as error:  # noqa: BLE001 - raised again in the caller's thread
        _hand_over(session, outcomes, error)


def _hand_over(session: ReportSession, outcomes: queue.Queue[_Result], result: _Result) -> None:
    while not session.cancelled:
        with contextlib.suppress(queue.Full):
            outcomes.put(result, timeout=SLICE_SECONDS)
            return


def _explained(outcome: FetchOutcome, policy: FetchPolicy) -> FetchOutcome:
    """Say that the server asked for a longer wait than is waited."""
    asked = outcome.retry_after
    if asked is None or asked <= policy.limits.retry_after_seconds:
        return outcome
    return replace(
        outcome,
        message=outcome.message + " " + tr("It asks to wait for {:.0f} s.").format(asked),
    )
