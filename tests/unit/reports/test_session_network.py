"""The session against polite servers: TLS, proxies, credentials, cookies, conditions."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from types import MappingProxyType

import pytest

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.reports.fetch.client import ReportSession
from imam_ali_tracker.reports.fetch.outcome import FetchRequest, Reason, State
from imam_ali_tracker.reports.fetch.settings import FetchLimits, FetchPolicy, NetworkSettings
from tests.support.certificates import PrivateAuthority
from tests.support.http_proxy import forward_proxy
from tests.support.http_server import Answer, Asked, page, serving

LOOPBACK = FetchPolicy(
    FetchLimits(total_seconds=3, connect_seconds=2, attempts=1), allowed_networks=("127.0.0.0/8",)
)


def to_page(_asked: Asked) -> Answer:
    return page()


def ipv4_loopback(host: str, port: int) -> list[tuple[object, ...]]:
    """Resolve every name to where the server listens; ``localhost`` is ``::1`` first on many."""
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]


def test_a_private_authority_is_trusted_if_it_is_given(authority: PrivateAuthority) -> None:
    tls = authority.context("DNS:localhost", "IP:127.0.0.1")
    with serving(to_page, tls=tls) as server:
        trusting = NetworkSettings(ca_pem=authority.pem)
        with ReportSession(trusting, LOOPBACK, ipv4_loopback) as session:
            by_address = session.fetch(FetchRequest(server.root))
            by_name = session.fetch(FetchRequest(f"https://localhost:{server.port}/"))
        with ReportSession(NetworkSettings(), LOOPBACK) as session:
            untrusted = session.fetch(FetchRequest(server.root))
    assert by_address.state is by_name.state is State.FETCHED
    assert (untrusted.state, untrusted.reason) == (State.REFUSED, Reason.CERTIFICATE)


@pytest.mark.parametrize(("names", "days"), [(("DNS:other.example",), 1), (("IP:127.0.0.1",), -1)])
def test_a_certificate_for_another_name_or_time_is_refused(
    authority: PrivateAuthority, names: tuple[str, ...], days: int
) -> None:
    with serving(to_page, tls=authority.context(*names, days=days)) as server:
        with ReportSession(NetworkSettings(ca_pem=authority.pem), LOOPBACK) as session:
            outcome = session.fetch(FetchRequest(server.root))
        assert server.asked == []
    assert (outcome.state, outcome.reason) == (State.REFUSED, Reason.CERTIFICATE)
    assert "127.0.0.1" in outcome.message


def test_the_name_is_what_the_certificate_is_checked_for(authority: PrivateAuthority) -> None:
    with serving(to_page, tls=authority.context("DNS:news.example")) as server:
        trusting = NetworkSettings(ca_pem=authority.pem)
        with ReportSession(trusting, LOOPBACK, ipv4_loopback) as session:
            right = session.fetch(FetchRequest(f"https://news.example:{server.port}/"))
            wrong = session.fetch(FetchRequest(f"https://other.example:{server.port}/"))
        assert [asked.headers["host"] for asked in server.asked] == [f"news.example:{server.port}"]
    assert right.state is State.FETCHED
    assert wrong.reason is Reason.CERTIFICATE


def test_plain_http_where_tls_is_expected() -> None:
    with serving(to_page) as server, ReportSession(NetworkSettings(), LOOPBACK) as session:
        outcome = session.fetch(FetchRequest(f"https://127.0.0.1:{server.port}/"))
    assert (outcome.state, outcome.reason) == (State.UNREACHABLE, Reason.TLS)


def test_a_handshake_that_stalls_ends_with_the_total_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as stalling:
        policy = FetchPolicy(
            FetchLimits(total_seconds=0.5, connect_seconds=20), allowed_networks=("127.0.0.1",)
        )
        with ReportSession(NetworkSettings(), policy) as session:
            outcome = session.fetch(FetchRequest(f"https://127.0.0.1:{stalling.getsockname()[1]}/"))
    assert (outcome.state, outcome.reason) == (State.UNREACHABLE, Reason.TIMEOUT)


def test_certificates_that_are_none_are_an_error() -> None:
    with pytest.raises(TrackerError, match="certificates"):
        ReportSession(NetworkSettings(ca_pem="no certificate"))


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_through_a_proxy_with_a_password(authority: PrivateAuthority, scheme: str) -> None:
    tls = authority.context("DNS:news.example") if scheme == "https" else None
    with serving(to_page, tls=tls) as server:
        port = 443 if scheme == "https" else 80
        routes = {f"news.example:{port}": ("127.0.0.1", server.port)}
        with forward_proxy(routes, "an ali", "p@ss:w\u00f6rd/") as proxy:
            user = "an%20ali:p%40ss%3Aw%C3%B6rd%2F"
            address = f"http://{user}@127.0.0.1:{proxy.port}"
            network = NetworkSettings(ca_pem=authority.pem, proxy_for=lambda url: address)
            with ReportSession(network) as session:
                outcome = session.fetch(FetchRequest(f"{scheme}://news.example/a"))
            without = NetworkSettings(proxy_for=lambda url: f"http://127.0.0.1:{proxy.port}")
            with ReportSession(without) as session:
                denied = session.fetch(FetchRequest(f"{scheme}://news.example/a"))
    assert outcome.state is State.FETCHED, outcome
    assert "proxy-authorization" not in server.asked[0].headers
    assert len(server.asked) == 1
    assert (denied.state, denied.reason) == (State.UNREACHABLE, Reason.PROXY)
    assert "password" in denied.message
    assert proxy.refused == 1


@pytest.mark.parametrize(
    "url",
    ["http://10.0.0.1/", "http://169.254.169.254/", "http://localhost/", "http://printer/",
     "http://wiki.internal/", "http://2130706433/"],
)  # fmt: skip
def test_a_proxy_is_not_asked_for_local_addresses(url: str) -> None:
    with forward_proxy({}) as proxy:
        network = NetworkSettings(proxy_for=lambda url: f"http://127.0.0.1:{proxy.port}")
        with ReportSession(network) as session:
            outcome = session.fetch(FetchRequest(url))
    assert (outcome.state, outcome.reason) == (State.REFUSED, Reason.ADDRESS)
    assert proxy.seen == []


def test_redirects_ask_for_the_proxy_of_their_own_url() -> None:
    with serving(to_page) as target:

        def moved(asked: Asked) -> Answer:
            return Answer(301, {"Location": f"{target.root}/direct"})

        with (
            serving(moved) as server,
            forward_proxy({"news.example:80": ("127.0.0.1", server.port)}) as proxy,
        ):

            def proxy_for(url: str) -> str | None:
                return f"http://127.0.0.1:{proxy.port}" if "news.example" in url else None

            with ReportSession(NetworkSettings(proxy_for=proxy_for), LOOPBACK) as session:
                outcome = session.fetch(FetchRequest("http://news.example/"))
    assert outcome.state is State.FETCHED
    assert proxy.seen == ["GET http://news.example/ HTTP/1.1"]
    assert [asked.path for asked in target.asked] == ["/direct"]


def test_a_dead_proxy_and_an_unusable_one_are_said_to_be() -> None:
    dead = NetworkSettings(proxy_for=lambda url: "http://127.0.0.1:1")

    def unusable(url: str) -> str:
        raise TrackerError("The proxy set in QGIS cannot be used.", "Choose another.")

    for network in (dead, NetworkSettings(proxy_for=unusable)):
        with ReportSession(network) as session:
            outcome = session.fetch(FetchRequest("https://news.example/"))
        assert (outcome.state, outcome.reason) == (State.UNREACHABLE, Reason.PROXY), outcome
        assert "proxy" in outcome.message.lower()


def test_socks_without_its_library_is_said_to_need_it() -> None:
    network = NetworkSettings(proxy_for=lambda url: "socks5h://127.0.0.1:1080")
    with ReportSession(network) as session:
        outcome = session.fetch(FetchRequest("https://news.example/"))
    assert (outcome.state, outcome.reason) == (State.UNREACHABLE, Reason.PROXY)
    assert "PySocks" in outcome.message


def test_proxies_and_passwords_of_the_environment_are_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with serving(to_page) as server, ReportSession(NetworkSettings(), LOOPBACK) as session:
        assert session.fetch(FetchRequest(server.root)).state is State.FETCHED
    assert "authorization" not in server.asked[0].headers


def test_credentials_go_to_their_own_origin_only() -> None:
    with serving(to_page) as other:

        def site(asked: Asked) -> Answer:
            return Answer(302, {"Location": f"{other.root}/"})

        with serving(site) as server:
            headers = MappingProxyType({"Authorization": "Basic abc"})
            network = NetworkSettings(credentials={f"{server.root}": headers})
            with ReportSession(network, LOOPBACK) as session:
                session.fetch(FetchRequest(server.root))
    assert server.asked[0].headers["authorization"] == "Basic abc"
    assert "authorization" not in other.asked[0].headers


def test_cookies_live_for_one_report() -> None:
    def wall(asked: Asked) -> Answer:
        if "cookie" in asked.headers:
            return page("Inside")
        return Answer(302, {"Location": "/", "Set-Cookie": "seen=1; Path=/"})

    with serving(wall) as server, ReportSession(NetworkSettings(), LOOPBACK) as session:
        first = session.fetch(FetchRequest(server.root))
        second = session.fetch(FetchRequest(server.root))
    assert b"Inside" in first.content
    assert b"Inside" in second.content
    assert ["cookie" in asked.headers for asked in server.asked] == [False, True, False, True]


def test_conditions_and_what_they_bring() -> None:
    def site(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == '"v1"':
            return Answer(304, {"ETag": '"v1"'})
        answer = page()
        return Answer(200, {**answer.headers, "ETag": '"v1"', "Last-Modified": "x"}, answer.body)

    with serving(site) as server, ReportSession(NetworkSettings(), LOOPBACK) as session:
        first = session.fetch(FetchRequest(server.root))
        again = session.fetch(FetchRequest(server.root, first.etag, first.last_modified))
    assert (first.etag, first.last_modified) == ('"v1"', "x")
    assert again.state is State.UNCHANGED
    assert server.asked[1].headers["if-modified-since"] == "x"


def test_what_a_request_says_about_us() -> None:
    with serving(to_page) as server:
        network = NetworkSettings(user_agent="Mozilla/5.0 QGIS/34006")
        with ReportSession(network, LOOPBACK) as session:
            session.fetch(FetchRequest(f"{server.root}/x?y=1#z"))
    asked = server.asked[0]
    assert asked.path == "/x?y=1"
    assert asked.headers["user-agent"] == "Mozilla/5.0 QGIS/34006"
    assert set(asked.headers) == {
        "host", "user-agent", "accept", "accept-encoding", "accept-language", "connection",
    }  # fmt: skip


def test_permanent_redirects_say_where_a_report_has_moved() -> None:
    def site(asked: Asked) -> Answer:
        status = {"/a": 301, "/b": 308, "/c": 302}.get(asked.path)
        target = {"/a": "/b", "/b": "/c", "/c": "/d"}.get(asked.path, "")
        return Answer(status, {"Location": target}) if status else page()

    with serving(site) as server, ReportSession(NetworkSettings(), LOOPBACK) as session:
        outcome = session.fetch(FetchRequest(f"{server.root}/a"))
    assert outcome.final_url == f"{server.root}/d"
    assert outcome.moved_to == f"{server.root}/c"
    assert [hop.status for hop in outcome.hops] == [301, 308, 302]


@pytest.mark.parametrize("stage", ["connecting", "waiting", "resolving"])
def test_cancel_wakes_every_kind_of_wait(stage: str) -> None:
    release = threading.Event()

    def names(host: str, port: int) -> list[tuple[object, ...]]:
        if stage == "resolving":
            release.wait(20)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    with socket.create_server(("127.0.0.1", 0), backlog=0) as quiet:
        address = quiet.getsockname()
        # With its queue full, Linux answers no further connection.
        fillers = [socket.socket() for _ in range(3 if stage == "connecting" else 0)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        patient = FetchPolicy(
            FetchLimits(total_seconds=60, connect_seconds=60), allowed_networks=("127.0.0.1",)
        )
        with ReportSession(NetworkSettings(), patient, names) as session:
            timer = threading.Timer(0.3, session.cancel)
            timer.start()
            outcome = session.fetch(FetchRequest(f"http://news.example:{address[1]}/"))
        for filler in fillers:
            filler.close()
        release.set()
    assert (outcome.state, outcome.reason) == (State.NOT_FETCHED, Reason.CANCELLED)
