"""Polite HTTP servers on loopback: pages by path, on one address or many, also over TLS."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Headers = Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What a server says."""

    status: int = 200
    headers: Headers = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Asked:
    """What a server was asked; ``headers`` have lower-case names."""

    path: str
    headers: Headers
    at: float


Site = Callable[[Asked], Answer]


def page(title: str = "A page", text: str = "") -> Answer:
    """Return a small HTML page."""
    body = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{text}</body></html>"
    return Answer(200, {"Content-Type": "text/html; charset=utf-8"}, body.encode())


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.path, headers, time.monotonic())
        running = self.server.running
        with running.lock:
            running.asked.append(asked)
            running.active += 1
            running.most_active = max(running.most_active, running.active)
        try:
            answer = running.site(asked)
        finally:
            # Before the answer goes: whoever has it may ask again at once.
            with running.lock:
                running.active -= 1
        self._answer(answer)

    def _answer(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_arguments: Any) -> None:
        """Be quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    running: RunningServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are part of the tests."""


class RunningServer:
    """A server that runs: where it is, and what it was asked."""

    def __init__(
        self, site: Site, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        self.site = site
        self.asked: list[Asked] = []
        self.active = 0
        self.most_active = 0
        self.lock = threading.Lock()
        self._server = _Server((host, port), _Handler)
        self._server.running = self
        if tls is not None:
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.host = host
        self.port: int = self._server.server_address[1]
        self.scheme = "http" if tls is None else "https"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()

    @property
    def root(self) -> str:
        """The URL of the server, without a slash at its end."""
        return f"{self.scheme}://{self.host}:{self.port}"

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextlib.contextmanager
def serving(
    site: Site, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> Iterator[RunningServer]:
    """Run a server while the context lasts."""
    server = RunningServer(site, host, port, tls)
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def serving_hosts(site: Site, count: int) -> Iterator[list[RunningServer]]:
    """Run one server on each of 127.0.0.1 … 127.0.0.<count>."""
    with contextlib.ExitStack() as stack:
        yield [
            stack.enter_context(serving(site, f"127.0.0.{number}"))
            for number in range(1, count + 1)
        ]


def free_port() -> int:
    """Return a port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
