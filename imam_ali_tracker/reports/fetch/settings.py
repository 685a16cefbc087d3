"""What fetching is allowed to do, and what it takes from the machine: immutable values."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Callable, Union

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

MIB = 1024 * 1024

PRIVATE_NETWORKS = (
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "::1/128",
    "fc00::/7",
)
"""What a setting "allow private and loopback addresses" stands for."""

Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]


@dataclass(frozen=True)
class FetchLimits:
    """Where one attempt at one URL ends, redirects included.

    Attributes
    ----------
    wire_bytes, decoded_bytes:
        Bytes of a body as sent, and after its content encoding is undone.
    total_seconds:
        From the first look-up to the last byte, however slowly bytes keep coming.
    connect_seconds:
        For look-up and connection, per hop.
    redirects:
        Hops after the first.
    attempts:
        How often a passing failure is tried, the first time included.
    retry_after_seconds:
        The longest wait a server may ask for; a longer one ends the URL as unreachable.
    """

    wire_bytes: int = 32 * MIB
    decoded_bytes: int = 64 * MIB
    total_seconds: float = 90.0
    connect_seconds: float = 10.0
    redirects: int = 10
    attempts: int = 3
    retry_after_seconds: float = 120.0

    def __post_init__(self) -> None:
        for name in ("wire_bytes", "decoded_bytes", "total_seconds", "connect_seconds", "attempts"):
            if getattr(self, name) <= 0:
                raise TrackerError(
                    tr("The limit “{}” must be greater than nought.").format(name),
                    tr("Correct it in the plugin's settings."),
                )


@dataclass(frozen=True)
class FetchPolicy:
    """How fetching behaves; the defaults are safe.

    Attributes
    ----------
    allowed_networks:
        Networks in CIDR notation (``10.1.2.0/24``) that may be contacted although they are not
        public. Multicast, unspecified and cloud metadata addresses stay refused.
    connections, connections_per_host:
        Most connections of a batch at a time, in all and to one host.
    host_interval:
        Least seconds between the starts of two requests to one host.
    backoff_seconds:
        First wait before a passing failure is tried again; it doubles, with jitter.
    archive_lookups:
        Whether an archive may be asked for stored copies. Asking tells the archive which pages
        are of interest.
    """

    limits: FetchLimits = field(default_factory=FetchLimits)
    allowed_networks: tuple[str, ...] = ()
    connections: int = 24
    connections_per_host: int = 2
    host_interval: float = 0.25
    backoff_seconds: float = 1.0
    archive_lookups: bool = False

    def __post_init__(self) -> None:
        if self.connections < 1 or self.connections_per_host < 1:
            raise TrackerError(
                tr("At least one connection is needed."), tr("Correct it in the plugin's settings.")
            )
        self.networks()

    def networks(self) -> tuple[Network, ...]:
        """Return the allowed networks; a text that is none raises :class:`TrackerError`."""
        try:
            return tuple(ipaddress.ip_network(text.strip()) for text in self.allowed_networks)
        except ValueError as error:
            raise TrackerError(
                tr("An allowed network is not one: {}.").format(error),
                tr("Write address ranges such as 10.1.2.0/24."),
            ) from error


def no_proxy(_url: str) -> str | None:
    """Send every URL directly."""
    return None


@dataclass(frozen=True)
class NetworkSettings:
    """What the machine says about its network, read once and then unchanged.

    Attributes
    ----------
    user_agent:
        The ``User-Agent`` header.
    timeout_seconds:
        Longest silence of a server.
    ca_pem:
        Certificate authorities that are trusted beside the system's, as PEM text.
    distrusted:
        SHA-256 fingerprints of authorities that are not trusted, whoever else trusts them.
    proxy_for:
        URL → proxy as a URL (``http://…``, ``socks5h://…``, user and password in it where it
        wants them) or ``None``.
        Called from worker threads.
    credentials:
        Origin (``https://host:port``) → headers that are sent to this origin only.
    """

    user_agent: str = "Mozilla/5.0"
    timeout_seconds: float = 60.0
    ca_pem: str = field(default="", repr=False)
    distrusted: frozenset[str] = frozenset()
    proxy_for: Callable[[str], str | None] = field(default=no_proxy, repr=False)
    credentials: Mapping[str, Mapping[str, str]] = field(
        default_factory=lambda: MappingProxyType({}), repr=False
    )
