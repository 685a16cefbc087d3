"""A web server that misbehaves in every way that the fetcher must survive.

Each function under ``@way`` is one path of the server: it gets the connection after the request's
head was read, and writes what it likes. ``state`` and ``reason`` are how fetching it must end.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MEGABYTE = 1024 * 1024
PAGE = b"<!DOCTYPE html><html><head><title>A page</title></head><body>Text</body></html>"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
DRIP_SECONDS = 0.02

Behaviour = Callable[[socket.socket, "HostileServer"], None]


@dataclass(frozen=True)
class Way:
    """One way to misbehave, and how fetching it must end."""

    name: str
    state: str
    reason: str
    behaviour: Behaviour


WAYS: dict[str, Way] = {}
"""Every way by its name; ``hostile_answers`` and ``hostile_redirects`` fill it."""

KEPT_OPEN = {"answers_twice"}
"""Ways after which the connection stays open for another request."""


def way(state: str, reason: str = "") -> Callable[[Behaviour], Behaviour]:
    """Register a behaviour under its function's name."""

    def register(behaviour: Behaviour) -> Behaviour:
        name = behaviour.__name__
        WAYS[name] = Way(name, state, reason, behaviour)
        return behaviour

    return register


def answer(
    connection: socket.socket, body: bytes = PAGE, *headers: str, length: str | None = None
) -> None:
    """Send a whole answer; ``length`` replaces the true one."""
    lines = [*headers, f"Content-Length: {len(body) if length is None else length}", "", ""]
    head = b"HTTP/1.1 200 OK\r\n" + "\r\n".join(lines).encode("latin-1")
    connection.sendall(head + body)


def redirect(connection: socket.socket, location: str, status: int = 302) -> None:
    """Send a redirect."""
    connection.sendall(
        f"HTTP/1.1 {status} Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    )


class HostileServer:
    """The running server; ``requests`` are the request lines it was sent."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.stopping = threading.Event()
        self.requests: list[str] = []
        hostile = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    hostile.serve(self.request)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self._server = Server((host, 0), Handler)
        self.host = host
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()

    @property
    def root(self) -> str:
        """The URL of the server, without a slash at its end."""
        return f"http://{self.host}:{self.port}"

    def serve(self, connection: socket.socket) -> None:
        """Read requests until the client hangs up, and misbehave for each."""
        connection.settimeout(20)
        while not self.stopping.is_set():
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(65536)
                if not piece:
                    return
                head += piece
            line = head.partition(b"\r\n")[0].decode("latin-1")
            self.requests.append(line)
            name = line.split(" ")[1].strip("/").partition("/")[0].partition("?")[0]
            if name == "page":
                answer(connection)
            elif name not in WAYS:
                connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            else:
                WAYS[name].behaviour(connection, self)
                if name not in KEPT_OPEN:
                    return

    def drip(self, connection: socket.socket, data: bytes) -> None:
        """Send one byte at a time, for as long as the client listens."""
        for value in data:
            if self.stopping.wait(DRIP_SECONDS):
                return
            connection.sendall(bytes([value]))

    def flood(self, connection: socket.socket, piece: bytes) -> None:
        """Send ``piece`` again and again, for as long as the client listens."""
        while not self.stopping.is_set():
            connection.sendall(piece)

    def stop(self) -> None:
        """Stop, whatever is still being sent."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextlib.contextmanager
def hostile_server(host: str = "127.0.0.1") -> Iterator[HostileServer]:
    """Run the server while the context lasts."""
    server = HostileServer(host)
    try:
        yield server
    finally:
        server.stop()
