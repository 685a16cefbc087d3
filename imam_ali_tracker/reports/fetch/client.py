"""The one session through which everything is fetched."""

from __future__ import annotations

import hashlib
import re
import time
from dataclasses import replace
from datetime import datetime, timezone
from http.client import HTTPException
from types import TracebackType

import requests
import urllib3
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.fetch.adapter import GuardedAdapter
from imam_ali_tracker.reports.fetch.authorities import tls_context
from imam_ali_tracker.reports.fetch.body import ACCEPT_ENCODING, Body, read_body
from imam_ali_tracker.reports.fetch.connect import Gate, LookUp, system_look_up
from imam_ali_tracker.reports.fetch.outcome import (
    STATES,
    FetchError,
    FetchOutcome,
    FetchRequest,
    Hop,
    Reason,
    State,
)
from imam_ali_tracker.reports.fetch.problems import problem_of_error, problem_of_status
from imam_ali_tracker.reports.fetch.settings import FetchPolicy, NetworkSettings
from imam_ali_tracker.reports.fetch.urls import Target, join_target, parse_target
from imam_ali_tracker.reports.fetch.watch import Lease, Watch

_REDIRECTS = (301, 302, 303, 307, 308)
_ACCEPT = (
    "text/html,application/xhtml+xml,application/pdf,application/feed+json,application/rss+xml,"
    "application/atom+xml,application/xml;q=0.9,*/*;q=0.8"
)
_ERRORS = (
    requests.exceptions.RequestException,
    urllib3.exceptions.HTTPError,
    HTTPException,
    OSError,
    ValueError,
)
"""What requests, urllib3, http.client and sockets raise for a server's failings."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class ReportSession:
    """Fetches URLs with the machine's network settings under a policy, from any thread.

    ``look_up`` replaces the system's resolver. Close the session, or use it as a context manager.
    Raises :class:`TrackerError` where the trusted certificates cannot be used.
    """

    def __init__(
        self,
        network: NetworkSettings,
        policy: FetchPolicy | None = None,
        look_up: LookUp = system_look_up,
    ) -> None:
        self.policy = policy or FetchPolicy()
        self._network = network
        self._watch = Watch()
        limits = self.policy.limits
        self._gate = Gate(self.policy.networks(), limits.connect_seconds, look_up)
        try:
            context = tls_context(network.ca_pem, network.distrusted)
        except OSError as error:
            raise TrackerError(
                tr("The trusted certificates of QGIS cannot be used."),
                tr("Check them in QGIS: Settings, Options, Authentication."),
                str(error),
            ) from error
        # Not a requests.Session: that takes proxies and passwords from the environment, keeps
        # cookies from one report to the next, and reads the body of a redirect whole, whatever
        # its size, even if it is told not to follow.
        self._adapter = GuardedAdapter(
            self._gate, self._watch, context, self.policy.connections_per_host
        )

    def __enter__(self) -> ReportSession:  # noqa: PYI034 - Self came with Python 3.11
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def cancelled(self) -> bool:
        """Whether :meth:`cancel` was called."""
        return self._watch.cancelled

    def cancel(self) -> None:
        """End every request at once; later ones end before they begin."""
        self._watch.cancel()

    def close(self) -> None:
        """End every request and close every connection."""
        self._watch.close()
        self._adapter.close()  # type: ignore[no-untyped-call]

    def fetch(self, request: FetchRequest) -> FetchOutcome:
        """Fetch a URL once, redirects included, and say what became of it; does not raise."""
        start = time.monotonic()
        at = datetime.now(timezone.utc)
        hops: list[Hop] = []
        with self._watch.lease(self.policy.limits.total_seconds) as lease:
            try:
                outcome = self._follow(request, lease, hops, at)
            except FetchError as problem:
                outcome = _failure(request, problem, at)
        final = outcome.final_url or (hops[-1].target if hops else "")
        return replace(outcome, hops=tuple(hops), final_url=final, seconds=time.monotonic() - start)

    def _follow(
        self, request: FetchRequest, lease: Lease, hops: list[Hop], at: datetime
    ) -> FetchOutcome:
        target = parse_target(request.url)
        cookies = RequestsCookieJar()
        while True:
            response = self._send(target, request, cookies, lease)
            try:
                location = response.headers.get("location")
                if response.status_code not in _REDIRECTS or not location:
                    return self._outcome(request, target, response, lease, at)
            finally:
                # What is unread of a body is never read: the connection is not used again.
                response.close()
            following = join_target(target.url, _as_text(location))
            hops.append(Hop(target.url, response.status_code, following.url))
            self._check_redirects(hops)
            target = following

    def _check_redirects(self, hops: list[Hop]) -> None:
        if len(hops) > self.policy.limits.redirects:
            visited = [hop.url for hop in hops]
            circle = len(set(visited)) < len(visited)
            message = (
                tr("The server redirects in a circle (redirects: {}).")
                if circle
                else tr("The server redirects too often (redirects: {}).")
            )
            raise FetchError(Reason.REDIRECTS, message.format(len(hops)))

    def _send(
        self, target: Target, request: FetchRequest, cookies: RequestsCookieJar, lease: Lease
    ) -> requests.Response:
        """Send one request and return its answer with the body unread."""
        lease.check()
        proxy = self._proxy(target)
        wait = min(self._network.timeout_seconds, lease.remaining)
        try:
            prepared = requests.Request(
                "GET", target.url, headers=self._headers(target, request), cookies=cookies
            ).prepare()
            response = self._adapter.send(
                prepared,
                stream=True,
                verify=True,
                timeout=(self.policy.limits.connect_seconds, wait),
                proxies={"http": proxy, "https": proxy} if proxy else {},
            )
        except _ERRORS as error:
            lease.check()
            raise problem_of_error(error, target.host) from error
        extract_cookies_to_jar(cookies, prepared, response.raw)  # type: ignore[no-untyped-call]
        return response

    def _proxy(self, target: Target) -> str | None:
        try:
            proxy = self._network.proxy_for(target.url)
        except TrackerError as error:
            raise FetchError(Reason.PROXY, error.message, error.hint, error.details) from error
        if proxy:
            self._gate.check_behind_proxy(target.host)
        return proxy

    def _headers(self, target: Target, request: FetchRequest) -> dict[str, str]:
        headers = {
            "User-Agent": self._network.user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPT_ENCODING,
            "Accept-Language": "*",
            "Connection": "close",
            **self._network.credentials.get(target.origin, {}),
        }
        if request.etag:
            headers["If-None-Match"] = request.etag
        if request.last_modified:
            headers["If-Modified-Since"] = request.last_modified
        return headers

    def _outcome(
        self,
        request: FetchRequest,
        target: Target,
        response: requests.Response,
        lease: Lease,
        at: datetime,
    ) -> FetchOutcome:
        headers = {
            name.lower(): _CONTROL.sub(" ", _as_text(value)).strip()
            for name, value in response.headers.items()
        }
        known = FetchOutcome(
            request.url,
            State.FETCHED,
            at,
            final_url=target.url,
            status=response.status_code,
            headers=headers,
        )
        try:
            problem = problem_of_status(response.status_code, headers)
            if problem is not None:
                raise problem
            if response.status_code == 304:
                return replace(known, state=State.UNCHANGED)
            body = self._body(response, headers, lease, target)
        except FetchError as failure:
            return _failure(request, failure, at, known)
        return replace(
            known,
            content=body.content,
            kind=body.kind.value,
            wire_bytes=body.wire_bytes,
            sha256=hashlib.sha256(body.content).hexdigest(),
        )

    def _body(
        self, response: requests.Response, headers: dict[str, str], lease: Lease, target: Target
    ) -> Body:
        try:
            return read_body(response.raw, headers, self.policy.limits, lease)
        except FetchError:
            raise
        except _ERRORS as error:
            lease.check()
            raise problem_of_error(error, target.host) from error


def _failure(
    request: FetchRequest,
    problem: FetchError,
    at: datetime,
    known: FetchOutcome | None = None,
) -> FetchOutcome:
    """Return the outcome of a problem, with what is ``known`` of the answer."""
    return replace(
        known or FetchOutcome(request.url, State.NOT_FETCHED, at),
        state=STATES[problem.reason],
        reason=problem.reason,
        message=str(problem),
        details=problem.details,
        retry_after=problem.retry_after,
    )


def _as_text(value: str) -> str:
    """Undo the Latin-1 in which header values are read; servers send UTF-8."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
