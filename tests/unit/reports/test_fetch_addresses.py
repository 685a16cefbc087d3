"""Which addresses may be contacted, and that the checked one is the one connected to."""

from __future__ import annotations

import ipaddress
import socket
import threading
from typing import Any

import pytest

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.reports.fetch.addresses import why_forbidden
from imam_ali_tracker.reports.fetch.client import ReportSession
from imam_ali_tracker.reports.fetch.outcome import FetchRequest, Reason, State
from imam_ali_tracker.reports.fetch.settings import (
    PRIVATE_NETWORKS,
    FetchPolicy,
    NetworkSettings,
)
from tests.support import sockets
from tests.support.http_server import page, serving

PUBLIC = ("93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "64:ff9b::808:808")
FORBIDDEN = (
    "0.0.0.0",
    "0.1.2.3",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.1.1",
    "169.254.169.254",
    "168.63.129.16",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a00:1::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
)
NEVER = ("0.0.0.0", "169.254.169.254", "168.63.129.16", "224.0.0.1", "::", "fd00:ec2::254")


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_pass(text: str) -> None:
    assert why_forbidden(ipaddress.ip_address(text)) is None


@pytest.mark.parametrize("text", FORBIDDEN)
def test_other_addresses_do_not(text: str) -> None:
    assert why_forbidden(ipaddress.ip_address(text))


def test_allowed_networks_pass_and_no_others() -> None:
    allowed = FetchPolicy(allowed_networks=("10.1.0.0/16", "::1/128")).networks()
    assert why_forbidden(ipaddress.ip_address("10.1.2.3"), allowed) is None
    assert why_forbidden(ipaddress.ip_address("::ffff:10.1.2.3"), allowed) is None
    assert why_forbidden(ipaddress.ip_address("::1"), allowed) is None
    assert why_forbidden(ipaddress.ip_address("10.2.0.1"), allowed)
    assert why_forbidden(ipaddress.ip_address("127.0.0.1"), allowed)


@pytest.mark.parametrize("text", NEVER)
def test_some_addresses_cannot_be_allowed(text: str) -> None:
    everything = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))
    assert why_forbidden(ipaddress.ip_address(text), everything)


def test_private_networks_of_the_setting_are_networks() -> None:
    assert len(FetchPolicy(allowed_networks=PRIVATE_NETWORKS).networks()) == len(PRIVATE_NETWORKS)


def test_a_setting_that_is_no_network_is_an_error() -> None:
    with pytest.raises(TrackerError, match=r"10\.1\.2"):
        FetchPolicy(allowed_networks=("10.1.2.0/99",))


@pytest.mark.parametrize(
    "url",
    [
        *(f"http://{t if ':' not in t else f'[{t}]'}/" for t in FORBIDDEN),
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://017700000001/",
        "http://\uff11\uff12\uff17.0.0.1/",  # full-width digits
        "http://127\u30020\u30020\u30021/",  # ideographic full stops
        "http://localhost/",
        "http://localhost./",
    ],
)
def test_refused_before_a_packet_leaves(url: str) -> None:
    with ReportSession(NetworkSettings(timeout_seconds=1)) as session:
        outcome = session.fetch(FetchRequest(url))
    assert (outcome.state, outcome.reason) == (State.REFUSED, Reason.ADDRESS)
    assert outcome.message
    assert sockets.take_violations() == []


class ChangingNames:
    """A resolver that answers differently each time it is asked."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int) -> list[tuple[Any, ...]]:
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        rows: list[tuple[Any, ...]] = []
        for text in answer:
            family = socket.AF_INET6 if ":" in text else socket.AF_INET
            rows.append((family, socket.SOCK_STREAM, 6, "", (text, port)))
        return rows


def test_a_name_is_asked_for_once_and_its_checked_address_used() -> None:
    names = ChangingNames(("127.0.0.1",), ("169.254.169.254",))
    policy = FetchPolicy(allowed_networks=("127.0.0.1/32",))
    with serving(lambda asked: page(asked.headers["host"])) as server:
        with ReportSession(NetworkSettings(), policy, names) as session:
            first = session.fetch(FetchRequest(f"http://news.example:{server.port}/"))
            assert names.asked == 1
            second = session.fetch(FetchRequest(f"http://news.example:{server.port}/"))
        assert len(server.asked) == 1
    assert first.state is State.FETCHED
    assert f"news.example:{server.port}".encode() in first.content
    assert (second.state, second.reason) == (State.REFUSED, Reason.ADDRESS)
    assert "169.254.169.254" in second.message


@pytest.mark.parametrize("others", [("10.0.0.1",), ("8.8.8.8", "127.0.0.1"), ("::ffff:127.0.0.1",)])
def test_one_forbidden_address_is_enough_to_refuse_a_name(others: tuple[str, ...]) -> None:
    names = ChangingNames(others)
    with ReportSession(NetworkSettings(), FetchPolicy(), names) as session:
        outcome = session.fetch(FetchRequest("http://news.example/"))
    assert (outcome.state, outcome.reason) == (State.REFUSED, Reason.ADDRESS)
    assert sockets.take_violations() == []


def test_a_public_address_is_what_is_connected_to() -> None:
    names = ChangingNames(("93.184.216.34",))
    with ReportSession(NetworkSettings(), FetchPolicy(), names) as session:
        outcome = session.fetch(FetchRequest("http://news.example/"))
    assert outcome.state is State.UNREACHABLE
    assert sockets.take_violations() == ["connect to '93.184.216.34'"]


def test_an_unknown_name_is_said_to_be_unknown() -> None:
    def nobody(host: str, port: int) -> list[tuple[Any, ...]]:
        raise socket.gaierror(-2, "Name or service not known")

    with ReportSession(NetworkSettings(), FetchPolicy(), nobody) as session:
        outcome = session.fetch(FetchRequest("http://news.example/"))
    assert (outcome.state, outcome.reason) == (State.UNREACHABLE, Reason.DNS)
    assert "news.example" in outcome.message


def test_a_resolver_that_hangs_does_not_hang_the_session() -> None:
    from imam_ali_tracker.reports.fetch.settings import FetchLimits

    release = threading.Event()

    def slow(host: str, port: int) -> list[tuple[Any, ...]]:
        release.wait(20)
        return []

    policy = FetchPolicy(FetchLimits(connect_seconds=0.3))
    with ReportSession(NetworkSettings(), policy, slow) as session:
        outcome = session.fetch(FetchRequest("http://news.example/"))
    release.set()
    assert (outcome.state, outcome.reason) == (State.UNREACHABLE, Reason.DNS)
