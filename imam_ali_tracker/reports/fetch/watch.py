"""Ends what waits too long: a deadline for each request, and Cancel for all of them.

A timeout for a single read does not stop a server that sends one byte a second, and a thread that
waits in the system's ``recv`` does not look at a flag. So each request has a :class:`Lease` with
a second handle on its connection; when time is up, or all is cancelled, the connection is shut
down through that handle and the waiting thread wakes.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.fetch.outcome import FetchError, Reason

SLICE_SECONDS = 0.05
"""How often a wait that cannot be woken looks whether it should end."""


class Lease:
    """The right of one request to wait, until ``deadline`` on the monotonic clock."""

    def __init__(self, watch: Watch, seconds: float) -> None:
        self._watch = watch
        self._seconds = seconds
        self.deadline = time.monotonic() + seconds
        self._handles: list[socket.socket] = []
        self._lock = threading.Lock()
        self._cut = False

    @property
    def remaining(self) -> float:
        """Seconds left, never below nought."""
        return max(0.0, self.deadline - time.monotonic())

    def check(self) -> None:
        """Raise :class:`FetchError` if the request was cancelled or its time is up."""
        if self._watch.cancelled:
            raise FetchError(Reason.CANCELLED, tr("Cancelled."))
        if self.remaining <= 0:
            raise FetchError(
                Reason.TIMEOUT,
                tr("The server did not finish within {:g} s.").format(self._seconds),
                tr("Try again later, or raise the time limit in the plugin's settings."),
            )

    def hold(self, connection: socket.socket) -> None:
        """Take a handle on a connection, so that the lease's end can shut it down.

        The handle is a duplicate, because TLS moves the descriptor to another object and a
        closed descriptor's number may already belong to somebody else.
        """
        handle = socket.socket(fileno=socket.dup(connection.fileno()))
        with self._lock:
            self._handles.append(handle)
            cut = self._cut
        if cut:
            _shut_down(handle)

    def cut(self) -> None:
        """Shut the connections down."""
        with self._lock:
            self._cut = True
            for handle in self._handles:
                _shut_down(handle)

    def close(self) -> None:
        """Give the handles back; the connections themselves stay open."""
        with self._lock:
            for handle in self._handles:
                handle.close()
            self._handles.clear()


class Watch:
    """Keeps the leases of a session and cuts those whose time is up."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._leases: set[Lease] = set()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._cancelled = threading.Event()
        self._current = threading.local()

    @property
    def cancelled(self) -> bool:
        """Whether everything is to end."""
        return self._cancelled.is_set()

    @property
    def current(self) -> Lease | None:
        """The lease of the request that this thread is making."""
        lease: Lease | None = getattr(self._current, "lease", None)
        return lease

    @contextlib.contextmanager
    def lease(self, seconds: float) -> Iterator[Lease]:
        """Grant this thread ``seconds`` for one request."""
        lease = Lease(self, seconds)
        with self._changed:
            self._leases.add(lease)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="fetch-watch", daemon=True)
                self._thread.start()
            self._changed.notify()
        self._current.lease = lease
        try:
            yield lease
        finally:
            self._current.lease = None
            with self._changed:
                self._leases.discard(lease)
            lease.close()

    def cancel(self) -> None:
        """End every request at once, and each later one before it begins."""
        self._cancelled.set()
        with self._changed:
            for lease in self._leases:
                lease.cut()

    def close(self) -> None:
        """Cancel, and end the watching thread."""
        self.cancel()
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _run(self) -> None:
        with self._changed:
            while not self._closed:
                due = [lease for lease in self._leases if lease.remaining <= 0]
                for lease in due:
                    lease.cut()
                    self._leases.discard(lease)
                nearest = min((lease.remaining for lease in self._leases), default=None)
                self._changed.wait(nearest)


def _shut_down(handle: socket.socket) -> None:
    # A connection that the other side has closed already cannot be shut down again.
    with contextlib.suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)
