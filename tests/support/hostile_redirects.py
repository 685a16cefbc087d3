"""Redirects to where nobody should go, and every status that is no page."""

from __future__ import annotations

import socket

from tests.support.hostile_answers import bomb
from tests.support.hostile_server import (
    WAYS,
    Behaviour,
    HostileServer,
    Way,
    redirect,
    way,
)


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
    body = bomb(200)
    connection.sendall(
        b"HTTP/1.1 302 Found\r\nLocation: /page\r\nContent-Encoding: gzip\r\n"
        + f"Content-Length: {len(body)}\r\n\r\n".encode()
        + body
    )


@way("gone", "gone")
def redirects_with_line_break(connection: socket.socket, server: HostileServer) -> None:
    redirect(connection, "/nowhere\r\n X-Injected: yes")


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
    ("user_name", "http://user@127.0.0.1/", "user_in_url"),
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
