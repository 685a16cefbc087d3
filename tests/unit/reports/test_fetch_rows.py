"""Fetched reports as rows: what is added, filled in, known already and rejected."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from imam_ali_tracker.case.schema import REPORT_CHECKS, REPORTS
from imam_ali_tracker.core import vocabularies
from imam_ali_tracker.core.dates import parse_date
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.reports.fetch.journal import Entry
from imam_ali_tracker.reports.fetch.outcome import FetchOutcome, Hop, Reason, State
from imam_ali_tracker.reports.merging import report_changes
from imam_ali_tracker.reports.reading import read_report
from imam_ali_tracker.reports.recheck import Change, Check, judge
from imam_ali_tracker.reports.rows import (
    check_row,
    completed,
    has_address,
    known_report,
    read_fields,
    report_row,
)
from imam_ali_tracker.reports.saved import read_saved

AT = datetime(2019, 9, 24, 11, 4, 5, 600, tzinfo=timezone.utc)
READ = {
    "title": "A title",
    "authors": ["A. Author", "B. Author"],
    "published": "2019-09-03",
    "sources": {"title": "json-ld NewsArticle.headline", "published": "printed line"},
    "conflicts": ["published 3 or 4 September"],
    "sha256": "hash",
}


def entry(url: str = "https://n.example/a", **changes: Any) -> Entry:
    read = changes.pop("read", READ)
    outcome = FetchOutcome(url, changes.pop("state", State.FETCHED), AT, status=200, **changes)
    return Entry(outcome, read)


def names(row: dict[str, Any]) -> set[str]:
    return set(row) - {"uuid"}


def test_a_fetched_report_as_a_row() -> None:
    row = report_row(entry(headers={"etag": '"e"', "content-type": "text/html; charset=x"}))
    assert names(row) <= {field.name for field in REPORTS.all_fields}
    assert row["title"] == "A title"
    assert row["authors"] == ("A. Author", "B. Author")
    assert row["published"] == parse_date("2019-09-03")
    assert row["published_basis"] == "stated"
    assert str(row["accessed"]) == "2019-09-24T11:04:05+00:00"
    assert (row["etag"], row["content_type"], row["sha256"]) == ('"e"', "text/html", "hash")
    assert "json-ld NewsArticle.headline" in row["provenance"]
    assert "3 or 4 September" in row["provenance"]
    assert row["fetch_state"] in vocabularies.keys("fetch_state")


@pytest.mark.parametrize(
    ("source", "basis"),
    [
        ("printed line", "stated"),
        ("printed byline", "stated"),
        ("address of the page", "url"),
        ("meta article:published_time", "metadata"),
        ("", "metadata"),
    ],
)
def test_what_a_date_rests_on(source: str, basis: str) -> None:
    row = report_row(entry(read={"published": "2019", "sources": {"published": source}}))
    assert row["published_basis"] == basis
    assert basis in vocabularies.keys("date_basis")


def test_a_page_without_a_date_has_none() -> None:
    row = report_row(entry(read={"title": "x"}))
    assert (row["published"], row["published_basis"]) == (None, "unknown")


def test_the_address_arrived_at_stands_in_for_a_declared_one() -> None:
    hops = (Hop("https://s.example/1", 301, "https://n.example/a"),)
    arrived = entry("https://s.example/1", hops=hops, final_url="https://n.example/a", read={})
    assert report_row(arrived)["canonical_url"] == "https://n.example/a"
    assert report_row(entry(final_url="https://n.example/a", read={}))["canonical_url"] == ""


def test_what_an_analyst_wrote_stays() -> None:
    known = {
        "url": "https://n.example/a",
        "title": "Typed",
        "publisher": None,
        "published": parse_date("2019-09"),
        "published_basis": "inferred",
        "fetch_error": "old",
        "fetch_state": "not_fetched",
    }
    added = completed(known, report_row(entry()))
    assert "title" not in added
    assert "published" not in added
    assert "published_basis" not in added
    assert "url" not in added
    assert added["authors"] == ("A. Author", "B. Author")
    assert (added["fetch_state"], added["fetch_error"], added["sha256"]) == ("fetched", "", "hash")
    undated = completed(
        {**known, "published": None, "published_basis": "unknown"}, report_row(entry())
    )
    assert (str(undated["published"]), undated["published_basis"]) == ("2019-09-03", "stated")


def test_what_fetched_reports_change() -> None:
    existing = [
        {"uuid": "1", "url": "http://n.example/a?utm_source=x", "fetch_state": "not_fetched"},
        {"uuid": "2", "url": "https://n.example/b", "fetch_state": "fetched", "sha256": "b"},
        {"uuid": "3", "url": "https://n.example/c", "fetch_state": "gone"},
    ]
    other = {**READ, "sha256": "other"}
    entries = [
        entry("https://n.example/a"),
        entry("https://n.example/a#again"),
        entry("https://n.example/b/", read={**READ, "sha256": "b"}),
        entry("https://n.example/c", read={**READ, "sha256": "c"}),
        entry("https://n.example/d", read=other),
        entry("https://copy.example/d", read=other),
        entry("https://n.example/e", state=State.GONE, reason=Reason.GONE, message="gone", read={}),
    ]
    changes = report_changes(existing, map(report_row, entries))
    assert set(changes.updates) == {"1", "3"}
    assert [row["url"] for row in changes.inserts] == ["https://n.example/d", "https://n.example/e"]
    assert changes.known == {
        "https://n.example/a#again": "1",
        "https://n.example/b/": "2",
        "https://copy.example/d": "https://n.example/d",
    }


def test_what_is_no_address_is_no_row() -> None:
    assert not has_address(entry("nonsense", state=State.REFUSED, reason=Reason.SCHEME, read={}))
    assert has_address(entry(state=State.REFUSED, reason=Reason.ADDRESS, read={}))


def test_a_check_as_a_row() -> None:
    changes = (Change("title", "A", "B"), Change("text", "1", "2"))
    row = check_row("uuid", Check(State.EDITED, AT, 200, "https://n.example/", changes=changes))
    assert names(row) <= {field.name for field in REPORT_CHECKS.all_fields}
    assert row["changes"] == "title: A \u2192 B\ntext changed"
    assert str(row["checked"]) == "2019-09-24T11:04:05+00:00"


def page(title: str = "A title", text: str = "What it says.", number: int = 0) -> bytes:
    return (
        f"<html><head><title>{title}</title><script>n={number}</script></head><body><nav>{number}"
        f"</nav><article><h1>{title}</h1><p>{text * 20}</p></article></body></html>"
    ).encode()


def fetched(content: bytes) -> Entry:
    outcome = FetchOutcome("https://n.example/a", State.FETCHED, AT, content=content)
    return Entry(outcome, read_report(outcome))


@pytest.mark.parametrize(
    ("again", "state", "fields"),
    [
        (page(number=7), State.UNCHANGED, []),
        (page(text="What it says now."), State.EDITED, ["text"]),
        (page(title="Another"), State.EDITED, ["title", "text"]),
    ],
)
def test_a_report_read_twice(again: bytes, state: State, fields: list[str]) -> None:
    row = report_row(fetched(page()))
    now = fetched(again)
    check = judge(known_report(row), now.outcome, read_fields(now), str(now.read["sha256"]))
    assert (check.state, [change.field for change in check.changes]) == (state, fields)


def test_what_an_analyst_corrected_is_no_edit_of_the_page() -> None:
    row = {**report_row(fetched(page())), "title": "Corrected"}
    now = fetched(page(number=3))
    check = judge(known_report(row), now.outcome, read_fields(now), str(now.read["sha256"]))
    assert check.state is State.UNCHANGED


def test_what_is_no_page_is_not_read_as_one() -> None:
    feed = FetchOutcome("https://n.example/f", State.FETCHED, AT, content=b"<rss><channel/></rss>")
    with pytest.raises(TrackerError, match="something else than a page"):
        read_report(feed)


def test_a_saved_page_says_its_address_or_is_given_one(tmp_path: Path) -> None:
    file = tmp_path / "saved page.html"
    link = b'<link rel="canonical" href="https://n.example/a?utm_source=x">'
    file.write_bytes(page().replace(b"<title>", link + b"<title>"))
    row = read_saved(file)
    assert names(row) <= {field.name for field in REPORTS.all_fields}
    assert row["url"] == "https://n.example/a?utm_source=x"
    assert (row["title"], row["fetch_state"]) == ("A title", "not_fetched")
    assert row.get("accessed") is None
    assert row["sha256"]
    assert "saved page.html" in row["provenance"]
    assert str(tmp_path) not in row["provenance"]
    assert read_saved(file, "https://n.example/b")["url"] == "https://n.example/b"

    file.write_bytes(page())
    with pytest.raises(TrackerError, match="does not say which address"):
        read_saved(file)
    with pytest.raises(TrackerError, match="not a web address"):
        read_saved(file, "b")
    with pytest.raises(TrackerError, match="cannot be read"):
        read_saved(tmp_path / "missing.html", "https://n.example/b")
    file.write_bytes(b"PK\x03\x04")
    with pytest.raises(TrackerError, match="something else than a page"):
        read_saved(file, "https://n.example/b")
