"""From a host name to a connection: look up, check, connect to the address that was checked.

Look-up, check and connection are one step, so a name that answers differently the second time
gains nothing: the second answer is checked again, or never asked for.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
from dataclasses import dataclass
from typing import Any, Callable, Union

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.fetch.addresses import Address, is_local_name, why_forbidden
from imam_ali_tracker.reports.fetch.outcome import FetchError, Reason
from imam_ali_tracker.reports.fetch.settings import Network
from imam_ali_tracker.reports.fetch.watch import SLICE_SECONDS, Lease

LookUp = Callable[[str, int], list[tuple[Any, ...]]]
"""Host and port → rows as ``socket.getaddrinfo`` returns them."""

_Answer = Union[list[tuple[Any, ...]], OSError, UnicodeError]


def system_look_up(host: str, port: int) -> list[tuple[Any, ...]]:
    """Ask the system's resolver for stream addresses."""
    return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


@dataclass(frozen=True)
class Gate:
    """Lets connections through to addresses that may be contacted.

    ``connect_seconds`` is for the look-up, and again for the connection; ``look_up`` can be
    replaced. ``checks`` is false only towards a proxy: the analyst chose it, and it usually is in
    a private network.
    """

    allowed: tuple[Network, ...] = ()
    connect_seconds: float = 10.0
    look_up: LookUp = system_look_up
    checks: bool = True

    def check_behind_proxy(self, host: str) -> None:
        """Check a host that a proxy will look up.

        With a proxy the names are the proxy's to resolve: the local resolver often cannot, and
        asking it would tell others what is read. So only addresses and local names are checked.
        """
        try:
            self._check(host, ipaddress.ip_address(host))
        except ValueError:
            if is_local_name(host) and not self.allowed:
                raise _forbidden(host, tr("a name of a local network")) from None

    def connect(self, host: str, port: int, lease: Lease) -> socket.socket:
        """Return a connection to a checked address of ``host``.

        Raises :class:`FetchError`; before any packet leaves where the address is refused.
        """
        lease.check()
        answers = self._addresses(host, port, lease)
        for row in answers:
            self._check(host, ipaddress.ip_address(row[4][0]))
        error: OSError = OSError(tr("no address"))
        seconds = max(self.connect_seconds / max(len(answers), 1), 2.0)
        for family, kind, protocol, _name, address in answers:
            lease.check()
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(min(seconds, lease.remaining) or SLICE_SECONDS)
                lease.hold(connection)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connection.connect(address)
                return connection
            except OSError as failure:
                error = failure
                connection.close()
        lease.check()
        if isinstance(error, socket.timeout):
            raise FetchError(
                Reason.TIMEOUT,
                tr("“{}” did not answer within {:g} s.").format(host, self.connect_seconds),
            )
        raise FetchError(
            Reason.CONNECTION,
            tr("No connection to “{}”, port {}.").format(host, port),
            details=str(error),
        )

    def _check(self, host: str, address: Address) -> None:
        kind = why_forbidden(address, self.allowed) if self.checks else None
        if kind is not None:
            raise _forbidden(host if host == str(address) else f"{host} ({address})", kind)

    def _addresses(self, host: str, port: int, lease: Lease) -> list[tuple[Any, ...]]:
        try:
            literal = ipaddress.ip_address(host)
        except ValueError:
            return self._looked_up(host, port, lease)
        family = socket.AF_INET if literal.version == 4 else socket.AF_INET6
        return [(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (host, port))]

    def _looked_up(self, host: str, port: int, lease: Lease) -> list[tuple[Any, ...]]:
        # The system's resolver cannot be interrupted: it works in a thread that may be left.
        box: queue.SimpleQueue[_Answer] = queue.SimpleQueue()

        def ask() -> None:
            try:
                box.put(self.look_up(host, port))
            except (OSError, UnicodeError) as error:
                box.put(error)

        threading.Thread(target=ask, name="fetch-look-up", daemon=True).start()
        waited = 0.0
        while waited < self.connect_seconds:
            lease.check()
            try:
                answer = box.get(timeout=SLICE_SECONDS)
            except queue.Empty:
                waited += SLICE_SECONDS
                continue
            if isinstance(answer, Exception) or not answer:
                raise FetchError(
                    Reason.DNS,
                    tr("The name “{}” is not known.").format(host),
                    tr("Check the address and the network connection."),
                    str(answer or ""),
                )
            return answer
        raise FetchError(Reason.DNS, tr("Looking up “{}” took too long.").format(host))


def _forbidden(host: str, kind: str) -> FetchError:
    return FetchError(
        Reason.ADDRESS,
        tr("{} is {}, which is not contacted.").format(host, kind),
        tr("If this is meant, allow its network in the plugin's settings."),
    )
