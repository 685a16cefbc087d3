"""URLs: what may be asked for, and when two of them are the same report."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.fetch.addresses import looks_numeric
from imam_ali_tracker.reports.fetch.outcome import FetchError, Reason

MAX_URL = 8192
"""Longest URL in characters; servers and proxies refuse longer ones, too."""

DEFAULT_PORTS = {"http": 80, "https": 443}

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.ASCII | re.IGNORECASE)
_FOLD = re.compile(r"\r?\n[ \t]+")
_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*", re.ASCII)
_MAX_NAME = 253
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SAFE = "/%:@!$&'()*+,;=~-._"
_SAFE_QUERY = _SAFE + "?[]"

_TRACKING = re.compile(
    r"utm_.*|pk_.*|mtm_.*|hsa_.*|at_custom.*|at_medium|at_campaign|_ga|_gl|_hsenc|_hsmi|"
    r"fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|"
    r"igshid|igsh|mc_cid|mc_eid|vero_id|mkt_tok|oly_anon_id|oly_enc_id|s_kwcid|s_cid|ref_src|"
    r"ref_url|cmpid|ncid|smid|soc_src|soc_trk|__twitter_impression|guccounter|guce_referrer|"
    r"guce_referrer_sig|xtor|wt[._]mc",
    re.IGNORECASE,
)
"""Parameters that say how a reader came to a page and never which page it is."""


@dataclass(frozen=True)
class Target:
    """A URL that may be asked for, as far as its text can tell.

    ``url`` is rebuilt from the checked parts, without fragment; ``host`` is in ASCII, lower case,
    without brackets and without a trailing dot.
    """

    url: str
    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> str:
        """Scheme, host and port: ``https://example.org:443``."""
        return f"{self.scheme}://{_bracketed(self.host)}:{self.port}"


def parse_target(text: str) -> Target:
    """Check a URL as given and return what to ask for.

    Raises
    ------
    FetchError
        for another scheme than http and https, a user name or password in the URL, control
        characters, a backslash or blanks before the path, a port of another service, a host that
        is no host name, or an IP address that is not written in its usual form.
    """
    text = text.strip()
    parts = _split(text)
    if parts.scheme not in DEFAULT_PORTS:
        raise FetchError(
            Reason.SCHEME,
            tr("“{}” is not a web address.").format(_short(text)),
            tr("Give an address that begins with http:// or https://."),
        )
    if "@" in parts.netloc:
        raise FetchError(
            Reason.USER_IN_URL,
            tr("The address has a user name or password in it."),
            tr("Remove it, and choose an authentication configuration instead."),
        )
    port = _port(parts)
    host = host_name(parts.hostname or "")
    shown = "" if port == DEFAULT_PORTS[parts.scheme] else f":{port}"
    path = quote(parts.path or "/", safe=_SAFE)
    query = quote(parts.query, safe=_SAFE_QUERY)
    url = urlunsplit((parts.scheme, _bracketed(host) + shown, path, query, ""))
    return Target(url, parts.scheme, host, port)


def join_target(base: str, location: str) -> Target:
    """Return the target of a redirect from ``base``; raises like :func:`parse_target`.

    A ``Location`` header that is folded over two lines is one line with a blank (RFC 9110, 5.5).
    """
    location = _FOLD.sub(" ", location).strip(" \t")
    if _CONTROL.search(location) or len(location) > MAX_URL:
        raise _malformed(location)
    location = location.replace("\\", "/")
    if _SCHEME.match(location):
        # Left to urljoin, "http:///x" would be a page of the redirecting host.
        return parse_target(location)
    try:
        return parse_target(urljoin(base, location))
    except ValueError as error:
        raise _malformed(location) from error


def host_name(text: str) -> str:
    """Return a host in ASCII; raises :class:`FetchError` where it is none or misleading."""
    if ":" in text:
        try:
            return ipaddress.IPv6Address(text).compressed
        except ValueError as error:
            raise _malformed(text) from error
    host = text.lower().rstrip(".")
    if not host.isascii():
        host = _to_ascii(host).rstrip(".")
    if looks_numeric(host):
        return _dotted(host)
    if len(host) > _MAX_NAME or not _NAME.fullmatch(host):
        raise _malformed(text)
    return host


def canonical_url(text: str) -> str:
    """Return the form of a URL under which the same report is recognised.

    Scheme and host in lower case, the host in ASCII without a trailing dot; no default port, no
    fragment (but ``#!`` and ``#/``, which address pages of scripted sites); an empty path is
    ``/``, dot segments are resolved; escapes in upper case, and none where none is needed;
    tracking parameters (``utm_*``, ``fbclid`` …) removed, the others in their order. Scheme,
    ``www.``, trailing slashes and AMP addresses are left alone: only a page's own declared
    canonical address may say that those are the same.

    Raises :class:`FetchError` for what :func:`parse_target` refuses.
    """
    target = parse_target(text)
    parts = urlsplit(target.url)
    path = urlsplit(urljoin(target.url, parts.path)).path
    query = "&".join(field for field in parts.query.split("&") if field and not _tracks(field))
    fragment = urlsplit(text.strip()).fragment
    if not fragment.startswith(("!", "/")):
        fragment = ""
    kept = (_unescaped(path), _unescaped(query), _unescaped(quote(fragment, safe=_SAFE_QUERY)))
    return urlunsplit((parts.scheme, parts.netloc, *kept))


def _split(text: str) -> SplitResult:
    if not text or len(text) > MAX_URL or _CONTROL.search(text):
        raise _malformed(text)
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise _malformed(text) from error
    web = parts.scheme in DEFAULT_PORTS
    if web and (not parts.netloc or re.search(r"[\s\\%]", parts.netloc)):
        raise _malformed(text)
    return parts


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError as error:
        raise _malformed(parts.geturl()) from error
    if port is None:
        return DEFAULT_PORTS[parts.scheme]
    if port < 1024 and port not in DEFAULT_PORTS.values():
        raise FetchError(
            Reason.PORT,
            tr("Port {} belongs to another service than the web.").format(port),
            tr("Check the address; reports are at ports 80, 443 or above 1023."),
        )
    return port


def _to_ascii(host: str) -> str:
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii").lower()
    except UnicodeError as error:
        raise _malformed(host) from error


def _dotted(host: str) -> str:
    try:
        return str(ipaddress.IPv4Address(host))
    except ValueError as error:
        raise FetchError(
            Reason.ADDRESS,
            tr("“{}” is an IP address in a misleading form.").format(_short(host)),
            tr("Give the host's name, or its address as four decimal numbers."),
        ) from error


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _tracks(field: str) -> bool:
    return _TRACKING.fullmatch(field.partition("=")[0]) is not None


def _unescaped(text: str) -> str:
    def normal(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return _ESCAPE.sub(normal, text)


def _short(text: str) -> str:
    shown = _CONTROL.sub("\ufffd", text)
    return shown if len(shown) <= 80 else shown[:79] + "…"


def _malformed(text: str) -> FetchError:
    return FetchError(
        Reason.URL,
        tr("“{}” is not a well-formed web address.").format(_short(text)),
        tr("Copy the address again from the browser."),
    )
