"""The ``requests`` adapter whose connections go through a :class:`~.connect.Gate`.

Written for urllib3 1.26 (Debian 12) and 2 (newer QGIS). The check sits in ``_new_conn``, where
both make their connections: whatever parsed the URL before, the address that is checked is the one
that is connected to, while the ``Host`` header, SNI and the certificate check keep the name.
"""

from __future__ import annotations

import dataclasses
import socket
import ssl
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from imam_ali_tracker.reports.fetch.connect import Gate
from imam_ali_tracker.reports.fetch.outcome import FetchError
from imam_ali_tracker.reports.fetch.problems import problem_of_proxy
from imam_ali_tracker.reports.fetch.watch import Lease, Watch


class GuardedAdapter(HTTPAdapter):
    """Sends requests through the gate, under the lease of the calling thread."""

    def __init__(self, gate: Gate, watch: Watch, context: ssl.SSLContext, per_host: int) -> None:
        self._context = context
        self._pools = _pools(gate, watch)
        super().__init__(pool_connections=64, pool_maxsize=per_host, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make direct connections guarded ones, with our certificate authorities."""
        super().init_poolmanager(  # type: ignore[no-untyped-call]
            *args, ssl_context=self._context, **kwargs
        )
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """Make connections to a proxy guarded ones."""
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(  # type: ignore[no-untyped-call]
            proxy, ssl_context=self._context, **kwargs
        )
        if not known and not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = self._pools
        return manager

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:  # noqa: ARG002
        """Always verify, by the context alone; the base class would add its own bundle."""
        conn.cert_reqs = "CERT_REQUIRED"

    def build_connection_pool_key_attributes(
        self, request: Any, verify: Any, cert: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Leave out the context that requests 2.32 keeps for all sessions."""
        host, _ = super().build_connection_pool_key_attributes(request, verify, cert)  # type: ignore[misc]
        return host, {"cert_reqs": "CERT_REQUIRED"}


def _pools(gate: Gate, watch: Watch) -> dict[str, type[HTTPConnectionPool]]:
    """Return connection pool classes by scheme; urllib3 takes classes, not instances."""
    to_proxy = dataclasses.replace(gate, checks=False)

    class Guarded:
        """What plain and TLS connections have in common."""

        proxy: Any
        port: int
        host: str

        def _new_conn(self) -> socket.socket:
            if self.proxy is None:
                return gate.connect(self.host, self.port, _lease(watch))
            try:
                return to_proxy.connect(self.host, self.port, _lease(watch))
            except FetchError as error:
                raise problem_of_proxy(error) from error

    class GuardedHTTPConnection(Guarded, HTTPConnection):
        pass

    class GuardedHTTPSConnection(Guarded, HTTPSConnection):
        pass

    class SingleUse:
        """Never uses a connection twice.

        What a server sent too much would otherwise be the answer to the next request, and a
        report would be recorded under another's address.
        """

        def _put_conn(self, conn: Any) -> None:
            if conn is not None:
                conn.close()
            super()._put_conn(None)  # type: ignore[misc]

    class GuardedHTTPPool(SingleUse, HTTPConnectionPool):
        ConnectionCls = GuardedHTTPConnection

    class GuardedHTTPSPool(SingleUse, HTTPSConnectionPool):
        ConnectionCls = GuardedHTTPSConnection

    return {"http": GuardedHTTPPool, "https": GuardedHTTPSPool}


def _lease(watch: Watch) -> Lease:
    lease = watch.current
    if lease is None:
        raise RuntimeError("a request was made outside a lease")
    return lease
