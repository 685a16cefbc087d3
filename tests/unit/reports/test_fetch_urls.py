"""What may be asked for, and when two URLs are the same report."""

from __future__ import annotations

import pytest

from imam_ali_tracker.reports.fetch.outcome import FetchError, Reason
from imam_ali_tracker.reports.fetch.urls import MAX_URL, canonical_url, join_target, parse_target


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.URL),
        ("nonsense", Reason.SCHEME),
        ("www.example.org/x", Reason.SCHEME),
        ("file:///etc/passwd", Reason.SCHEME),
        ("ftp://example.org/", Reason.SCHEME),
        ("javascript:alert(1)", Reason.SCHEME),
        ("http://", Reason.URL),
        ("http:///path", Reason.URL),
        ("https:example.org", Reason.URL),
        ("http://user:pass@example.org/", Reason.USER_IN_URL),  # pragma: allowlist secret
        ("http://example.org@127.0.0.1/", Reason.USER_IN_URL),
        ("http://@example.org/", Reason.USER_IN_URL),
        ("http://example.org\\@127.0.0.1/", Reason.URL),
        ("http://exa mple.org/", Reason.URL),
        ("http://example.org/\r\nHost: other", Reason.URL),
        ("http://example.org/\x00", Reason.URL),
        ("http://example.org\t.evil/", Reason.URL),
        ("http://%31%32%37.0.0.1/", Reason.URL),
        ("http://[::1", Reason.URL),
        ("http://[fe80::1%25eth0]/", Reason.URL),
        ("http://[zz::1]/", Reason.URL),
        ("http://-.\u200b/", Reason.URL),
        ("http://a..b/", Reason.URL),
        ("http://" + "a" * 64 + ".org/", Reason.URL),
        ("http://example.org:99999/", Reason.URL),
        ("http://example.org:x/", Reason.URL),
        ("http://example.org:25/", Reason.PORT),
        ("http://example.org:0/", Reason.PORT),
        ("http://0x7f000001/", Reason.ADDRESS),
        ("http://256.1.1.1/", Reason.ADDRESS),
        ("http://1.2.3/", Reason.ADDRESS),
        ("http://example.org/" + "a" * MAX_URL, Reason.URL),
    ],
)
def test_what_is_refused(text: str, reason: Reason) -> None:
    with pytest.raises(FetchError) as caught:
        parse_target(text)
    assert caught.value.reason is reason
    assert caught.value.message
    assert not set(caught.value.message) & {"\r", "\n", "\x00"}


@pytest.mark.parametrize(
    ("text", "url", "origin"),
    [
        ("https://example.org", "https://example.org/", "https://example.org:443"),
        (" HTTP://EXAMPLE.org:80/A?b=c#d ", "http://example.org/A?b=c", "http://example.org:80"),
        ("http://example.org:8080/a b", "http://example.org:8080/a%20b", "http://example.org:8080"),
        ("http://example.org./x", "http://example.org/x", "http://example.org:80"),
        ("http://8.8.8.8/", "http://8.8.8.8/", "http://8.8.8.8:80"),
        (
            "http://[2606:2800::0001]:81443/".replace("81443", "8443"),
            "http://[2606:2800::1]:8443/",
            "http://[2606:2800::1]:8443",
        ),
        (
            "https://b\u00fccher.example/\u00e9?q=\u0639",
            "https://xn--bcher-kva.example/%C3%A9?q=%D8%B9",
            "https://xn--bcher-kva.example:443",
        ),
    ],
)
def test_what_is_asked_for(text: str, url: str, origin: str) -> None:
    target = parse_target(text)
    assert target.url == url
    assert target.origin == origin
    assert parse_target(target.url) == target


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/b", "https://example.org/b"),
        ("b", "https://example.org/a/b"),
        ("?q=1", "https://example.org/a/x?q=1"),
        ("//other.example/y", "https://other.example/y"),
        ("http://other.example/y#z", "http://other.example/y"),
        ("/two\r\n words", "https://example.org/two%20words"),
    ],
)
def test_redirects_are_relative_to_where_they_come_from(location: str, url: str) -> None:
    assert join_target("https://example.org/a/x", location).url == url


@pytest.mark.parametrize(
    "text",
    [
        "https://Example.org/a/b?id=1",
        "https://example.org:443/a/b?id=1",
        "https://example.org./a/b?id=1#comments",
        "https://example.org/a/./c/../b?id=1&utm_source=x&utm_medium=y",
        "https://example.org/a/b?fbclid=abc&id=1&gclid=2&",
        "https://example.org/%61/b?id=%31#:~:text=quoted",
        "https://example.org/a/b?UTM_Campaign=z&id=1",
    ],
)
def test_the_same_report_has_one_canonical_url(text: str) -> None:
    assert canonical_url(text) == "https://example.org/a/b?id=1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/b"),
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a", "https://example.org/a/"),
        ("https://example.org/?id=1", "https://example.org/?id=2"),
        ("https://example.org/?a=1&b=2", "https://example.org/?b=2&a=1"),
        ("https://example.org/#/one", "https://example.org/#/two"),
        ("https://example.org/a", "https://amp.example.org/a"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/?utmost=1", "https://example.org/"),
    ],
)
def test_different_reports_stay_different(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "text",
    ["https://example.org/a%e4b?x=%7e", "https://example.org", "http://x.example/a/../../b?&&c"],
)
def test_canonical_is_canonical(text: str) -> None:
    once = canonical_url(text)
    assert canonical_url(once) == once
