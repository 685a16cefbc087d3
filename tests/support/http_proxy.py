"""A forward proxy on loopback that asks for a user and password, as offices have them.

It connects to where its ``routes`` say, so that a test can ask for any name without leaving
this machine.
"""

from __future__ import annotations

import base64
import contextlib
import select
import socket
import socketserver
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_LIMIT = 65536


@dataclass
class ForwardProxy:
    """What the proxy lets through and what it saw.

    ``routes`` maps ``host:port`` as asked for to the address on this machine; ``seen`` are the
    request lines, ``refused`` counts the requests without the right password.
    """

    routes: Mapping[str, tuple[str, int]]
    user: str = ""
    password: str = ""
    port: int = 0
    seen: list[str] = field(default_factory=list)
    refused: int = 0

    @property
    def expected(self) -> str:
        """The ``Proxy-Authorization`` header that opens it."""
        token = base64.b64encode(f"{self.user}:{self.password}".encode("latin-1")).decode()
        return f"basic {token}"


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        head = self._head()
        if not head:
            return
        proxy = self.server.proxy
        line, _, rest = head.partition("\r\n")
        proxy.seen.append(line)
        headers = [text for text in rest.split("\r\n") if text]
        given = [h.partition(":")[2].strip() for h in headers if _named(h, "proxy-authorization")]
        scheme, _, token = (given or [""])[0].partition(" ")
        if proxy.user and f"{scheme.lower()} {token}" != proxy.expected:
            proxy.refused += 1
            self.request.sendall(
                b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                b'Proxy-Authenticate: Basic realm="office"\r\nContent-Length: 0\r\n\r\n'
            )
            return
        method, target, version = line.split(" ")
        if method == "CONNECT":
            self._tunnel(target)
        else:
            self._forward(method, target, version, headers)

    def _head(self) -> str:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = self.request.recv(_LIMIT)
            if not piece or len(data) > _LIMIT:
                return ""
            data += piece
        return data.partition(b"\r\n\r\n")[0].decode("latin-1")

    def _connected(self, target: str) -> socket.socket | None:
        address = self.server.proxy.routes.get(target)
        if address is None:
            self.request.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            return None
        return socket.create_connection(address, timeout=10)

    def _tunnel(self, target: str) -> None:
        upstream = self._connected(target)
        if upstream is not None:
            with upstream:
                self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                _pump(self.request, upstream)

    def _forward(self, method: str, target: str, version: str, headers: list[str]) -> None:
        parts = urlsplit(target)
        upstream = self._connected(f"{parts.hostname}:{parts.port or 80}")
        if upstream is None:
            return
        kept = [h for h in headers if not _named(h, "proxy-authorization", "proxy-connection")]
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        lines = [f"{method} {path or '/'} {version}", *kept, "Connection: close", "", ""]
        with upstream:
            upstream.sendall("\r\n".join(lines).encode("latin-1"))
            _pump(self.request, upstream)


def _named(header: str, *names: str) -> bool:
    return header.partition(":")[0].strip().lower() in names


def _pump(one: socket.socket, other: socket.socket) -> None:
    while True:
        ready, _, _ = select.select([one, other], [], [], 10)
        if not ready:
            return
        for source in ready:
            data = source.recv(_LIMIT)
            if not data:
                return
            (other if source is one else one).sendall(data)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    proxy: ForwardProxy

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are part of the tests."""


@contextlib.contextmanager
def forward_proxy(
    routes: Mapping[str, tuple[str, int]], user: str = "", password: str = ""
) -> Iterator[ForwardProxy]:
    """Run a proxy while the context lasts."""
    proxy = ForwardProxy(routes, user, password)
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.proxy = proxy
        proxy.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()
