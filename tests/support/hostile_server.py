"""A web server that misbehaves in every way that the fetcher must survive.

Each function under ``@way`` is one path of the server: it gets the connection after the request's
head was read, and writes what it likes. ``state`` and ``reason`` are how fetching it must end.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import socketserver
import struct
import threading
import time
import zlib
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


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@way("unreachable", "timeout")
def silent(connection: socket.socket, server: HostileServer) -> None:
    server.stopping.wait(20)


@way("unreachable", "connection")
def closes_at_once(connection: socket.socket, server: HostileServer) -> None:
    connection.close()


@way("unreachable", "connection")
def resets(connection: socket.socket, server: HostileServer) -> None:
    _reset(connection)


@way("unreachable", "connection")
def resets_in_the_body(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"Content-Length: 100000\r\n\r\n" + PAGE)
    time.sleep(0.1)
    _reset(connection)


@way("unreachable", "timeout")
def slow_status_line(connection: socket.socket, server: HostileServer) -> None:
    server.drip(connection, b"HTTP/1.1 200 " + b"O" * 10_000)


@way("unreachable", "timeout")
def slow_headers(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    server.drip(connection, b"X-Slow: 1\r\n" * 10_000)


@way("unreachable", "timeout")
def slow_body(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"\r\n")
    server.drip(connection, PAGE * 1000)


@way("unreachable", "timeout")
def slow_chunks(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    server.drip(connection, b"1\r\na\r\n" * 10_000)


@way("unreachable", "timeout")
def stalls_in_the_body(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"Content-Length: 100000\r\n\r\n" + PAGE)
    server.stopping.wait(20)


@way("unreadable", "protocol")
def endless_headers(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    server.flood(connection, b"X-More: and more\r\n" * 1000)


@way("unreadable", "protocol")
def huge_header(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"X-Huge: " + b"a" * MEGABYTE + b"\r\n\r\n" + PAGE)


@way("unreadable", "protocol")
def many_headers(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"X-Many: 1\r\n" * 10_000 + b"\r\n" + PAGE)


@way("unreachable", "timeout")
def endless_continue(connection: socket.socket, server: HostileServer) -> None:
    server.flood(connection, b"HTTP/1.1 100 Continue\r\n\r\n")


@way("unreadable", "too_large")
def endless_body(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"\r\n" + PAGE)
    server.flood(connection, b"a" * 65536)


@way("unreadable", "too_large")
def endless_chunks(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    server.flood(connection, b"1000\r\n" + b"a" * 0x1000 + b"\r\n")


@way("unreachable", "timeout")
def endless_trailers(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n")
    server.flood(connection, b"X-Trailer: 1\r\n" * 100)


@way("unreadable", "kind")
def endless_film(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"\r\n\x00\x00\x00\x20ftypisom")
    server.flood(connection, b"\x00\x01\x02\x03" * 1000)


@way("unreadable", "protocol")
def no_http(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(b"\x00\x01\x02 this is no HTTP\r\n\r\n" * 10)


@way("unreadable", "protocol")
def another_service(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")


@way("unreadable", "protocol")
def body_without_head(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(PAGE)


@way("unreadable", "protocol")
def status_is_no_number(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(b"HTTP/1.1 fine OK\r\n\r\n" + PAGE)


@way("unreadable", "protocol")
def status_out_of_range(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(b"HTTP/1.1 99999 OK\r\n\r\n" + PAGE)


@way("unreadable", "protocol")
def switches_protocols(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n" + PAGE)


@way("unreadable", "truncated")
def length_too_long(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, length="100000")


@way("fetched")
def length_too_short(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, length="40")


@way("unreadable", "protocol")
def length_negative(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, length="-5")


@way("unreadable", "protocol")
def length_no_number(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, length="many")


@way("unreadable", "protocol")
def lengths_contradict(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, "Content-Length: 7")


@way("unreadable", "too_large")
def length_of_a_terabyte(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, length=str(10**12))


@way("unreadable", "truncated")
def chunk_size_no_number(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + PAGE)


@way("unreadable", "protocol")
def chunk_size_negative(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n" + PAGE)


@way("unreadable", "truncated")
def chunk_breaks_off(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n" + PAGE)


@way("unreadable", "too_large")
def gzip_bomb(connection: socket.socket, server: HostileServer) -> None:
    packed = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = b"".join(packed.compress(bytes(MEGABYTE)) for _ in range(200)) + packed.flush()
    answer(connection, body, "Content-Type: text/html", "Content-Encoding: gzip")


@way("unreadable", "too_large")
def gzip_bomb_in_gzip(connection: socket.socket, server: HostileServer) -> None:
    body = gzip.compress(gzip.compress(b"a" * (100 * MEGABYTE)))
    answer(connection, body, "Content-Type: text/html", "Content-Encoding: gzip, gzip")


@way("unreadable", "encoding")
def gzip_that_is_none(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, "Content-Encoding: gzip")


@way("unreadable", "truncated")
def gzip_that_breaks_off(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, gzip.compress(PAGE * 50)[:-20], "Content-Encoding: gzip")


@way("unreadable", "encoding")
def gzip_that_is_damaged(connection: socket.socket, server: HostileServer) -> None:
    body = bytearray(gzip.compress(PAGE * 50))
    body[-8:-4] = b"\x00\x00\x00\x00"
    answer(connection, bytes(body), "Content-Encoding: gzip")


@way("unreadable", "encoding")
def unknown_encoding(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, "Content-Encoding: rot13")


@way("unreadable", "encoding")
def encoded_many_times(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, "Content-Encoding: " + ", ".join(["gzip"] * 50))


@way("fetched")
def deflate_without_header(connection: socket.socket, server: HostileServer) -> None:
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    answer(connection, packed.compress(PAGE) + packed.flush(), "Content-Encoding: deflate")


@way("fetched")
def gzip_with_rubbish_after_it(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, gzip.compress(PAGE) + bytes(100), "Content-Encoding: gzip")


@way("fetched")
def page_declared_a_picture(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, "Content-Type: image/png")


@way("unreadable", "kind")
def picture_declared_a_page(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, b"\x89PNG\r\n\x1a\n" + bytes(3000), "Content-Type: text/html")


@way("unreadable", "kind")
def program_declared_a_page(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, b"\x7fELF" + bytes(range(256)) * 8, "Content-Type: text/html")


@way("fetched")
def pdf_declared_a_page(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, b"%PDF-1.7\n" + bytes(range(256)) * 8, "Content-Type: text/html")


@way("unreadable", "empty")
def empty(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, b"")


@way("unreadable", "empty")
def nothing_but_blanks(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, b" \r\n\x00" * 10_000)


@way("fetched")
def page_after_blanks(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, b"\r\n" * 10_000 + PAGE)


@way("unreadable", "protocol")
def no_content(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")


@way("fetched")
def null_bytes(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE.replace(b"Text", b"T\x00\x00ext" * 100), "Content-Type: text/html")


@way("fetched")
def broken_text_encoding(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE + b"\xff\xfe\xc3\x28" * 100, "Content-Type: text/html; charset=utf-8")


@way("fetched")
def header_with_null_and_control(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, 'ETag: "a\x00b\x0bc"', "Content-Type: text/html")


@way("fetched")
def folded_header(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, 'ETag: "a"\r\n Injected: yes', "Content-Type: text/html")


@way("fetched")
def nested_elements(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE + b"<div>" * 100_000, "Content-Type: text/html")


@way("fetched")
def ten_megabytes_of_linked_data(connection: socket.socket, server: HostileServer) -> None:
    data = b'<script type="application/ld+json">[' + b"0," * (5 * MEGABYTE) + b"0]</script>"
    answer(connection, PAGE + data, "Content-Type: text/html")


@way("fetched")
def entity_bomb(connection: socket.socket, server: HostileServer) -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">{entities}]><rss>&l9;</rss>'
    answer(connection, bomb.encode(), "Content-Type: application/rss+xml")


@way("unreachable", "redirects")
def redirects_to_itself(connection: socket.socket, server: HostileServer) -> None:
    redirect(connection, f"{server.root}/redirects_to_itself")


@way("unreachable", "redirects")
def redirects_to_and_fro(connection: socket.socket, server: HostileServer) -> None:
    other = "fro" if "/fro" not in server.requests[-1] else "to"
    redirect(connection, f"/redirects_to_and_fro/{other}")


@way("unreachable", "redirects")
def redirects_on_and_on(connection: socket.socket, server: HostileServer) -> None:
    redirect(connection, f"/redirects_on_and_on/{len(server.requests)}")


@way("unreachable", "redirects")
def redirects_nowhere(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")


@way("fetched")
def redirects_with_endless_body(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /page\r\n\r\n")
    server.flood(connection, b"a" * 65536)


@way("fetched")
def redirects_with_a_bomb(connection: socket.socket, server: HostileServer) -> None:
    body = gzip.compress(bytes(50 * MEGABYTE))
    connection.sendall(
        b"HTTP/1.1 302 Found\r\nLocation: /page\r\nContent-Encoding: gzip\r\n"
        + f"Content-Length: {len(body)}\r\n\r\n".encode()
        + body
    )


@way("gone", "gone")
def redirects_with_line_break(connection: socket.socket, server: HostileServer) -> None:
    redirect(connection, "/nowhere\r\n X-Injected: yes")


@way("fetched")
def answers_twice(connection: socket.socket, server: HostileServer) -> None:
    """Send an answer to a request that nobody has made yet."""
    answer(connection)
    answer(connection, b"<html><title>Smuggled</title></html>")


KEPT_OPEN = {"answers_twice"}

for _name, _location, _reason in (
    ("file", "file:///etc/passwd", "scheme"),
    ("ftp", "ftp://127.0.0.1/x", "scheme"),
    ("data", "data:text/html,x", "scheme"),
    ("javascript", "javascript:alert(1)", "scheme"),
    ("gopher", "gopher://127.0.0.1:70/_x", "scheme"),
    ("loopback", "http://127.0.0.2:8080/", "address"),
    ("loopback_v6", "http://[::1]:8080/", "address"),
    ("metadata", "http://169.254.169.254/latest/meta-data/", "address"),
    ("private", "http://10.0.0.1/", "address"),
    ("carrier_nat", "http://100.64.0.1/", "address"),
    ("unspecified", "http://0.0.0.0:8080/", "address"),
    ("multicast", "http://224.0.0.1/", "address"),
    ("mapped_v6", "http://[::ffff:10.0.0.1]/", "address"),
    ("decimal_address", "http://2130706434/", "address"),
    ("hexadecimal_address", "http://0x7f000002/", "address"),
    ("octal_address", "http://0177.0.0.2/", "address"),
    ("short_address", "http://127.2/", "address"),
    (
        "user_and_password",
        "http://user:secret@127.0.0.1/",
        "user_in_url",
    ),  # pragma: allowlist secret
    ("another_port", "http://127.0.0.1:22/", "port"),
    ("no_host", "http:///x", "url"),
    ("backslashes", "http:\\\\127.0.0.2\\x", "address"),
):

    def _redirecting(location: str) -> Behaviour:
        return lambda connection, server: redirect(connection, location)

    WAYS[f"to_{_name}"] = Way(f"to_{_name}", "refused", _reason, _redirecting(_location))

for _status, _state, _cause in (
    (401, "refused", "denied"),
    (403, "refused", "denied"),
    (404, "gone", "gone"),
    (410, "gone", "gone"),
    (418, "refused", "denied"),
    (429, "unreachable", "busy"),
    (451, "refused", "denied"),
    (500, "unreachable", "server"),
    (503, "unreachable", "busy"),
    (599, "unreachable", "server"),
    (999, "refused", "denied"),
    (206, "unreadable", "protocol"),
    (304, "unchanged", ""),
):

    def _saying(status: int) -> Behaviour:
        head = f"HTTP/1.1 {status} So\r\nContent-Length: 0\r\n\r\n".encode()
        return lambda connection, server: connection.sendall(head)

    WAYS[f"status_{_status}"] = Way(f"status_{_status}", _state, _cause, _saying(_status))
