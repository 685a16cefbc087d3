"""What an answer or an error of the lower layers means, in one reason and one sentence."""

from __future__ import annotations

import email.utils
import ssl
from collections.abc import Mapping
from datetime import datetime, timezone
from http.client import responses

import requests
import urllib3

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.fetch.outcome import FetchError, Reason

_GONE = (404, 410)
_DENIED = (401, 402, 403, 405, 406, 407, 451, 999)
_BUSY = (408, 425, 429, 503)
_CERTIFICATE_WORDS = ("certificate verify failed", "doesn't match", "hostname mismatch")
_NO_HTTP = ("InvalidChunkLength", "InvalidHeader", "BadStatusLine", "LineTooLong", "got more than")


def problem_of_status(status: int, headers: Mapping[str, str]) -> FetchError | None:
    """Return what keeps an answer with this status from being a page, ``None`` if nothing does."""
    if status in (200, 203, 304):
        return None
    name = f"{status} {responses.get(status, '')}".strip()
    if status in _GONE:
        return FetchError(Reason.GONE, tr("The page is gone ({}).").format(name))
    if status == 407:
        return _wants_password(name)
    if status in _BUSY or 500 <= status < 600:
        return FetchError(
            Reason.BUSY if status in _BUSY else Reason.SERVER,
            tr("The server cannot answer at present ({}).").format(name),
            tr("Try again later."),
            retry_after=retry_after(headers),
        )
    if status in _DENIED or status >= 400:
        return FetchError(
            Reason.DENIED,
            tr("The server refuses access ({}).").format(name),
            tr("If you have access, choose an authentication configuration, or save the page."),
        )
    if status >= 300:
        return FetchError(
            Reason.REDIRECTS, tr("The server redirects without saying where ({}).").format(name)
        )
    return FetchError(Reason.PROTOCOL, tr("The server's answer is no page ({}).").format(name))


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Return the seconds of a ``Retry-After`` header (a number or a date), ``None`` without one."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - (now or datetime.now(timezone.utc))).total_seconds())


def problem_of_error(error: Exception, host: str) -> FetchError:
    """Translate an exception of requests, urllib3 or below; ``host`` is for the sentence."""
    if isinstance(error, FetchError):
        return error
    details = str(error)
    chain = tuple(_causes(error))
    if any(isinstance(cause, ssl.SSLError) for cause in chain) or "SSLError" in details:
        return _tls_problem(host, details)
    if isinstance(error, requests.exceptions.InvalidSchema):
        return FetchError(
            Reason.PROXY,
            tr("The SOCKS proxy set in QGIS needs the Python package PySocks."),
            tr("Install it, or choose an HTTP proxy."),
            details,
        )
    if any(
        isinstance(c, (requests.exceptions.ProxyError, urllib3.exceptions.ProxyError))
        for c in chain
    ):
        return _refused_by_proxy(details)
    timeouts = (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)
    if any(isinstance(cause, timeouts) for cause in chain):
        return FetchError(
            Reason.TIMEOUT,
            tr("“{}” stopped answering.").format(host),
            tr("Try again later."),
            details,
        )
    if isinstance(error, ValueError) or any(word in repr(chain) for word in _NO_HTTP):
        return FetchError(
            Reason.PROTOCOL, tr("“{}” does not answer as a web server.").format(host), "", details
        )
    if "IncompleteRead" in details:
        return FetchError(Reason.TRUNCATED, tr("The answer broke off."), "", details)
    return FetchError(
        Reason.CONNECTION, tr("The connection to “{}” broke.").format(host), "", details
    )


def problem_of_proxy(error: FetchError) -> FetchError:
    """Say of a problem on the way to the proxy that it is the proxy's."""
    if error.reason is Reason.CANCELLED:
        return error
    return FetchError(
        Reason.PROXY,
        tr("The proxy cannot be reached. {}").format(error.message),
        tr("Check it in QGIS: Settings, Options, Network."),
        error.details,
    )


def _wants_password(name: str) -> FetchError:
    return FetchError(
        Reason.PROXY,
        tr("The proxy asks for a user name and password ({}).").format(name),
        tr("Set them in QGIS: Settings, Options, Network."),
    )


def _tls_problem(host: str, details: str) -> FetchError:
    if any(word in details.lower() for word in _CERTIFICATE_WORDS):
        return FetchError(
            Reason.CERTIFICATE,
            tr("The certificate of “{}” is not valid.").format(host),
            tr("If you trust its issuer, add it in QGIS: Settings, Options, Authentication."),
            details,
        )
    return FetchError(
        Reason.TLS,
        tr("No secure connection to “{}”.").format(host),
        tr("Try again later."),
        details,
    )


def _refused_by_proxy(details: str) -> FetchError:
    if "407" in details:
        return _wants_password("407")
    return FetchError(
        Reason.PROXY,
        tr("The proxy does not make the connection."),
        tr("Check it in QGIS: Settings, Options, Network."),
        details,
    )


def _causes(error: BaseException) -> list[BaseException]:
    """Return the error and what it was raised from or wraps, outermost first."""
    found: list[BaseException] = []
    todo: list[object] = [error]
    while todo:
        item = todo.pop(0)
        if isinstance(item, BaseException) and item not in found:
            found.append(item)
            reason = getattr(item, "reason", None)
            todo += [item.__cause__, item.__context__, reason, *item.args]
    return found
