"""What becomes of a URL: one state, one reason, one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from imam_ali_tracker.core.errors import TrackerError


class State(str, Enum):
    """The keys of the vocabulary ``fetch_state``."""

    NOT_FETCHED = "not_fetched"
    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    EDITED = "edited"
    MOVED = "moved"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


class Reason(str, Enum):
    """Why a URL ended in its state."""

    NONE = ""
    CANCELLED = "cancelled"
    URL = "url"
    SCHEME = "scheme"
    USER_IN_URL = "user_in_url"
    PORT = "port"
    ADDRESS = "address"
    CERTIFICATE = "certificate"
    DENIED = "denied"
    GONE = "gone"
    DNS = "dns"
    CONNECTION = "connection"
    TIMEOUT = "timeout"
    TLS = "tls"
    BUSY = "busy"
    SERVER = "server"
    PROXY = "proxy"
    REDIRECTS = "redirects"
    TOO_LARGE = "too_large"
    TRUNCATED = "truncated"
    ENCODING = "encoding"
    KIND = "kind"
    EMPTY = "empty"
    PROTOCOL = "protocol"
    CONTENT = "content"


STATES: Mapping[Reason, State] = {
    Reason.NONE: State.FETCHED,
    Reason.CANCELLED: State.NOT_FETCHED,
    **dict.fromkeys(
        (
            Reason.URL,
            Reason.SCHEME,
            Reason.USER_IN_URL,
            Reason.PORT,
            Reason.ADDRESS,
            Reason.CERTIFICATE,
            Reason.DENIED,
        ),
        State.REFUSED,
    ),
    Reason.GONE: State.GONE,
    **dict.fromkeys(
        (
            Reason.DNS,
            Reason.CONNECTION,
            Reason.TIMEOUT,
            Reason.TLS,
            Reason.BUSY,
            Reason.SERVER,
            Reason.PROXY,
            Reason.REDIRECTS,
        ),
        State.UNREACHABLE,
    ),
    **dict.fromkeys(
        (
            Reason.TOO_LARGE,
            Reason.TRUNCATED,
            Reason.ENCODING,
            Reason.KIND,
            Reason.EMPTY,
            Reason.PROTOCOL,
            Reason.CONTENT,
        ),
        State.UNREADABLE,
    ),
}
"""The state in which a first fetch ends, by its reason."""

PASSING = frozenset(
    {
        Reason.DNS,
        Reason.CONNECTION,
        Reason.TIMEOUT,
        Reason.TLS,
        Reason.BUSY,
        Reason.SERVER,
        Reason.TRUNCATED,
    }
)
"""Reasons that may be gone the next time: these are tried again."""


class FetchError(TrackerError):
    """A URL cannot be had: ``reason`` for programs, ``message`` and ``hint`` for people.

    ``retry_after`` is the wait in seconds that the server asked for.
    """

    def __init__(
        self,
        reason: Reason,
        message: str,
        hint: str = "",
        details: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, hint, details)
        self.reason = reason
        self.retry_after = retry_after


@dataclass(frozen=True)
class FetchRequest:
    """A URL to fetch; with ``etag`` or ``last_modified`` only if it changed since."""

    url: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Hop:
    """A redirect that was followed."""

    url: str
    status: int
    target: str


@dataclass(frozen=True)
class FetchOutcome:
    """What became of one URL.

    ``content`` is the body with its content encoding undone, as bytes; ``headers`` have lower-case
    names; ``kind`` is what the bytes are (see :class:`..extract.model.Kind`), whatever is declared;
    ``wire_bytes`` is the size as sent; ``fetched_at`` is in UTC.
    """

    url: str
    state: State
    fetched_at: datetime
    reason: Reason = Reason.NONE
    message: str = ""
    details: str = ""
    final_url: str = ""
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    kind: str = ""
    content: bytes = field(default=b"", repr=False)
    sha256: str = ""
    hops: tuple[Hop, ...] = ()
    wire_bytes: int = 0
    seconds: float = 0.0
    attempts: int = 1
    retry_after: float | None = None

    @property
    def declared_type(self) -> str:
        """The media type that the server declares, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def etag(self) -> str:
        """The entity tag, for a conditional request later."""
        return self.headers.get("etag", "")

    @property
    def last_modified(self) -> str:
        """The ``Last-Modified`` header as sent, for a conditional request later."""
        return self.headers.get("last-modified", "")

    @property
    def moved_to(self) -> str:
        """Where the URL has moved for good: the target of its leading permanent redirects."""
        target = ""
        for hop in self.hops:
            if hop.status not in (301, 308):
                break
            target = hop.target
        return target
