"""A guard that lets only loopback through: no test, and nothing a test starts, meets the network.

This module needs the standard library only, so that a QGIS started by a test can load it too.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

_LOCAL_NAMES = {"localhost", "ip6-localhost", "localhost.localdomain"}
_violations: list[str] = []


class OutsideLoopbackError(ConnectionRefusedError):
    """Something tried to reach an address that is not on this machine."""


def is_loopback(host: str) -> bool:
    """Tell whether ``host``, a name or a numeric address, is this machine."""
    try:
        return ipaddress.ip_address(host.split("%", maxsplit=1)[0]).is_loopback
    except ValueError:
        return host.lower().rstrip(".") in _LOCAL_NAMES


def _is_numeric(host: str) -> bool:
    try:
        ipaddress.ip_address(host.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    return True


def record(what: str) -> OutsideLoopbackError:
    """Note a violation for the fixture that fails the test, and return the error to raise."""
    _violations.append(what)
    return OutsideLoopbackError(f"{what}: tests reach loopback only")


def take_violations() -> list[str]:
    """Return what was tried since the last call."""
    taken = list(_violations)
    _violations.clear()
    return taken


def _checked(name: str, address: Any) -> None:
    if isinstance(address, tuple) and not is_loopback(str(address[0] or "localhost")):
        raise record(f"{name} to {address[0]!r}")


def _guard_method(name: str, position: int) -> None:
    original = getattr(socket.socket, name)

    def guarded(self: socket.socket, *args: Any, **kwargs: Any) -> Any:
        if self.family != socket.AF_UNIX and len(args) + position >= 0:
            _checked(name, args[position])
        return original(self, *args, **kwargs)

    setattr(socket.socket, name, guarded)


def _guard_lookup(name: str) -> None:
    original = getattr(socket, name)

    def guarded(host: Any, *args: Any, **kwargs: Any) -> Any:
        text = host.decode() if isinstance(host, bytes) else host
        if text and not _is_numeric(text) and not is_loopback(text):
            raise record(f"{name} of {text!r}")
        return original(host, *args, **kwargs)

    setattr(socket, name, guarded)


def install() -> None:
    """Guard Python's sockets and name look-ups for the rest of this process, once."""
    if getattr(socket, "_loopback_only", False):
        return
    socket._loopback_only = True  # type: ignore[attr-defined]
    for name in ("connect", "connect_ex"):
        _guard_method(name, 0)
    _guard_method("sendto", -1)
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        _guard_lookup(name)


def install_for_qgis() -> None:
    """Guard QGIS's own network requests too; call it when a ``QgsApplication`` exists."""
    from qgis.core import QgsNetworkAccessManager
    from qgis.PyQt.QtCore import QUrl

    def guarded(request: Any) -> None:
        url = request.url()
        if url.scheme() in {"http", "https", "ftp"} and not is_loopback(url.host()):
            record(f"QGIS request to {url.toString()!r}")
            request.setUrl(QUrl("http://127.0.0.1:9/blocked-by-the-loopback-guard"))

    QgsNetworkAccessManager.setRequestPreprocessor(guarded)
