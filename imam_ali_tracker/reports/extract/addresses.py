"""Addresses as pages write them, also those that are none: nothing here raises an error."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit

_PREFIXES = ("www.", "m.", "amp.")


def split(address: str) -> SplitResult:
    """Return the parts of an address, empty ones where it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")


def host(address: str) -> str:
    """Return the host of an address in lower case, empty where it has none."""
    return (split(address).hostname or "").lower()


def join(base: str, reference: str) -> str:
    """Return a reference resolved against an address, empty where that cannot be."""
    try:
        return urljoin(base, reference)
    except ValueError:
        return ""


def same_site(one: str, other: str) -> bool:
    """Tell whether two addresses are on one host, its mobile and AMP versions included."""
    return _bare(host(one)) == _bare(host(other))


def _bare(name: str) -> str:
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name
