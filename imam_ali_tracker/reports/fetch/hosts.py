"""Whose turn it is: few connections to one host, pauses between them, waits that hosts ask for."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from imam_ali_tracker.reports.fetch.outcome import FetchError, FetchRequest
from imam_ali_tracker.reports.fetch.settings import FetchPolicy
from imam_ali_tracker.reports.fetch.urls import parse_target


@dataclass(frozen=True)
class Job:
    """The next attempt at a request; ``not_before`` is on the monotonic clock."""

    request: FetchRequest
    host: str
    attempt: int = 1
    not_before: float = 0.0


@dataclass
class _Host:
    waiting: deque[Job] = field(default_factory=deque)
    active: int = 0
    free_at: float = 0.0


class HostQueues:
    """Hands out jobs to worker threads, politely to each host."""

    def __init__(self, requests: Iterable[FetchRequest], policy: FetchPolicy) -> None:
        self._policy = policy
        self._changed = threading.Condition()
        self._hosts: dict[str, _Host] = {}
        self._open = 0
        self._stopped = False
        for request in requests:
            job = Job(request, _host(request.url))
            self._hosts.setdefault(job.host, _Host()).waiting.append(job)
            self._open += 1

    def take(self) -> Job | None:
        """Return the next job as soon as its host may be asked; ``None`` when there is no more."""
        with self._changed:
            while self._open and not self._stopped:
                now = time.monotonic()
                wait = None
                for name, host in self._hosts.items():
                    ready = self._ready_at(host)
                    if ready is not None and ready <= now:
                        return self._start(name, host, now)
                    if ready is not None:
                        wait = ready - now if wait is None else min(wait, ready - now)
                self._changed.wait(wait)
            return None

    def done(self, job: Job) -> None:
        """Note that a job has ended for good."""
        with self._changed:
            self._hosts[job.host].active -= 1
            self._open -= 1
            self._changed.notify_all()

    def again(self, job: Job, wait: float, *, whole_host: bool) -> None:
        """Put a job back for another attempt in ``wait`` seconds; its host may wait with it."""
        with self._changed:
            host = self._hosts[job.host]
            host.active -= 1
            ready = time.monotonic() + wait
            host.waiting.append(Job(job.request, job.host, job.attempt + 1, ready))
            if whole_host:
                host.free_at = max(host.free_at, ready)
            self._changed.notify_all()

    def stop(self) -> None:
        """Hand out nothing any more."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _ready_at(self, host: _Host) -> float | None:
        if not host.waiting or host.active >= self._policy.connections_per_host:
            return None
        return max(host.free_at, min(job.not_before for job in host.waiting))

    def _start(self, name: str, host: _Host, now: float) -> Job:
        job = next(job for job in host.waiting if job.not_before <= now)
        host.waiting.remove(job)
        host.active += 1
        host.free_at = now + self._policy.host_interval
        # To the end of the row: every host has its turn.
        self._hosts[name] = self._hosts.pop(name)
        return job


def _host(url: str) -> str:
    try:
        return parse_target(url).host
    except FetchError:
        # It will be refused without asking anybody.
        return ""
