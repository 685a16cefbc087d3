"""Which addresses may be contacted: the public ones, and what a policy allows beside them.

Sources: the IANA special-purpose address registries (RFC 6890 and its updates) as Python's
``ipaddress`` carries them, the WHATWG URL standard for numeric hosts, and the metadata services
that cloud providers document.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator
from typing import Union

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.fetch.settings import Network

Address = Union[ipaddress.IPv4Address, ipaddress.IPv6Address]

_METADATA = frozenset(
    ipaddress.ip_address(text)
    for text in (
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
    )
)
"""Machines of cloud providers hand out credentials at these addresses."""

_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_THIS_NETWORK = ipaddress.IPv4Network("0.0.0.0/8")
_NOT_GLOBAL = (
    ipaddress.ip_network("192.88.99.0/24"),
    ipaddress.ip_network("64:ff9b:1::/48"),
    ipaddress.ip_network("fec0::/10"),
)
"""Not routed on the internet, yet called global by some versions of ``ipaddress``."""

_NUMERIC_LABEL = re.compile(r"(?:0x[0-9a-f]*|\d+)", re.ASCII)
_LOCAL_SUFFIXES = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "localdomain")


def looks_numeric(host: str) -> bool:
    """Tell whether browsers and resolvers read ``host`` as an IPv4 address, however spelled.

    The rule is the WHATWG one: the last label is a number, decimal or hexadecimal.
    """
    last = host.rstrip(".").rpartition(".")[2]
    return _NUMERIC_LABEL.fullmatch(last.lower()) is not None


def is_local_name(host: str) -> bool:
    """Tell whether a name is one that only a local network knows."""
    return "." not in host or any(
        host == suffix or host.endswith("." + suffix) for suffix in _LOCAL_SUFFIXES
    )


def why_forbidden(address: Address, allowed: Iterable[Network] = ()) -> str | None:
    """Say what kind of address this is if it may not be contacted, ``None`` if it may.

    An IPv6 address that carries an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo) is
    judged by both.
    """
    networks = tuple(allowed)
    for part in _parts(address):
        kind = _never(part)
        if kind is None and not any(
            part.version == network.version and part in network for network in networks
        ):
            kind = _not_public(part)
        if kind is not None:
            return kind
    return None


def _parts(address: Address) -> Iterator[Address]:
    if isinstance(address, ipaddress.IPv4Address):
        yield address
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
        return
    yield address
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    embeds = any(address in network for network in _NAT64)
    if embeds or (address in _COMPATIBLE and int(address) > 1):
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


def _never(address: Address) -> str | None:
    """Name the addresses that no report can be at, whatever is allowed."""
    if address in _METADATA:
        return tr("a metadata service of a cloud provider")
    if address.is_multicast:
        return tr("a multicast address")
    if address.is_unspecified or (address.version == 4 and address in _THIS_NETWORK):
        return tr("an unspecified address")
    if address.version == 4 and address.is_reserved:
        return tr("a reserved address")
    return None


def _not_public(address: Address) -> str | None:
    if address.is_loopback:
        return tr("this computer (a loopback address)")
    if address.is_link_local:
        return tr("a link-local address")
    if not address.is_global or any(
        address.version == network.version and address in network for network in _NOT_GLOBAL
    ):
        return tr("an address of a private network")
    return None
