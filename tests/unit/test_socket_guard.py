"""The guard itself: loopback passes, anything else is refused and recorded."""

from __future__ import annotations

import socket

import pytest

from tests.support import sockets


def test_loopback_passes() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname(), timeout=5) as client:
            assert client.getpeername() == server.getsockname()
    assert sockets.take_violations() == []


@pytest.mark.parametrize("host", ["192.0.2.1", "10.0.0.1", "169.254.169.254"])
def test_other_addresses_are_refused(host: str) -> None:
    with socket.socket() as client, pytest.raises(sockets.OutsideLoopbackError):
        client.connect((host, 80))
    with socket.socket(type=socket.SOCK_DGRAM) as client:
        with pytest.raises(sockets.OutsideLoopbackError):
            client.sendto(b"x", (host, 53))
    assert len(sockets.take_violations()) == 2


def test_ipv6_is_refused() -> None:
    with socket.socket(socket.AF_INET6) as client, pytest.raises(sockets.OutsideLoopbackError):
        client.connect(("2001:db8::1", 80))
    assert sockets.take_violations() == ["connect to '2001:db8::1'"]


def test_names_are_not_looked_up() -> None:
    with pytest.raises(sockets.OutsideLoopbackError):
        socket.getaddrinfo("example.org", 80)
    with pytest.raises(sockets.OutsideLoopbackError):
        socket.gethostbyname("example.org")
    assert len(sockets.take_violations()) == 2
    assert socket.getaddrinfo("localhost", 80)
    assert socket.getaddrinfo("10.0.0.1", 80)[0][4][0] == "10.0.0.1"
