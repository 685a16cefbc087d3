"""What has become of a report, decided on real answers; duplicates; archive look-ups."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.reports.archive import look_up_copy
from imam_ali_tracker.reports.duplicates import Likeness, ReportIdentity, find_duplicates
from imam_ali_tracker.reports.fetch.client import ReportSession
from imam_ali_tracker.reports.fetch.outcome import State
from imam_ali_tracker.reports.fetch.settings import FetchLimits, FetchPolicy, NetworkSettings
from imam_ali_tracker.reports.recheck import TEXT, Check, KnownReport, judge
from tests.support.http_server import Answer, Asked, Site, page, serving

POLICY = FetchPolicy(FetchLimits(attempts=1), allowed_networks=("127.0.0.0/8",))
FIELDS = {"title": "A page", "authors": ("A. Author",), "published": "2019-09-03"}


def check(site: Site, fields: dict[str, object] | None = None, sha256: str = "new") -> Check:
    """Re-check ``/report`` of a site; ``fields`` and ``sha256`` stand for what would be read."""
    with serving(site) as server, ReportSession(NetworkSettings(), POLICY) as session:
        known = KnownReport(f"{server.root}/report", '"v1"', "x", "old", FIELDS)
        outcome = session.fetch(known.request)
        result = judge(known, outcome, fields, sha256 if fields is not None else "")
    assert result.checked == outcome.fetched_at
    return result


def redirecting(status: int, target: str) -> Site:
    def site(asked: Asked) -> Answer:
        return Answer(status, {"Location": target}) if asked.path == "/report" else page()

    return site


def test_not_modified_is_unchanged_and_keeps_what_was_known() -> None:
    result = check(lambda asked: Answer(304))
    assert result.state is State.UNCHANGED
    assert (result.etag, result.last_modified, result.sha256) == ('"v1"', "x", "old")


def test_the_same_text_and_metadata_are_unchanged() -> None:
    assert check(lambda asked: page(), FIELDS, "old").state is State.UNCHANGED


def test_an_edit_says_which_fields() -> None:
    result = check(lambda asked: page(), {**FIELDS, "title": "Another", "authors": ()}, "new")
    assert result.state is State.EDITED
    assert [change.field for change in result.changes] == ["title", "authors", TEXT]
    assert str(result.changes[0]) == "title: A page \u2192 Another"
    assert result.sha256 == "new"


def test_what_was_never_known_has_not_changed() -> None:
    result = check(lambda asked: page(), {**FIELDS, "language": "en"}, "old")
    assert result.state is State.UNCHANGED


def test_a_permanent_redirect_is_a_move_and_a_temporary_one_is_not() -> None:
    moved = check(redirecting(301, "/new"), FIELDS, "old")
    assert moved.state is State.MOVED
    assert moved.final_url.endswith("/new")
    assert check(redirecting(302, "/new"), FIELDS, "old").state is State.UNCHANGED
    tracked = check(redirecting(301, "/report?utm_source=x"), FIELDS, "old")
    assert tracked.state is State.UNCHANGED
    edited = check(redirecting(308, "/new"), FIELDS, "new")
    assert edited.state is State.EDITED
    assert edited.final_url.endswith("/new")


def test_a_report_that_leads_to_the_front_page_is_gone() -> None:
    result = check(redirecting(301, "/"), FIELDS, "new")
    assert result.state is State.GONE
    assert "front page" in result.error


@pytest.mark.parametrize(
    ("status", "state"),
    [(404, State.GONE), (410, State.GONE), (403, State.REFUSED), (500, State.UNREACHABLE)],
)
def test_failures_keep_their_state_and_sentence(status: int, state: State) -> None:
    result = check(lambda asked: Answer(status))
    assert (result.state, result.http_status) == (state, status)
    assert str(status) in result.error
    assert result.changes == ()


def test_an_address_where_nobody_listens_is_unreachable() -> None:
    known = KnownReport("http://127.0.0.1:1025/report")
    with ReportSession(NetworkSettings(), POLICY) as session:
        assert judge(known, session.fetch(known.request)).state is State.UNREACHABLE


def test_duplicates_by_address_and_content() -> None:
    reports = [
        ReportIdentity("a", "https://n.example/1?utm_source=x", sha256="1"),
        ReportIdentity("b", "http://n.example:80/1#c", sha256="2"),
        ReportIdentity("c", "https://m.example/copy", sha256="2"),
        ReportIdentity("d", "https://amp.n.example/2", canonical_url="https://n.example/2"),
        ReportIdentity("e", "https://short.example/z", final_url="https://n.example/2"),
        ReportIdentity("f", "https://n.example/3"),
        ReportIdentity("g", "nonsense"),
        ReportIdentity("h", "nonsense"),
    ]
    first, second = find_duplicates(reports)
    assert (first.keys, first.likeness) == (
        ("a", "b", "c"),
        (Likeness.ADDRESS, Likeness.CONTENT),
    )
    assert (second.keys, second.likeness) == (("d", "e"), (Likeness.ADDRESS,))


def test_a_front_page_declared_canonical_everywhere_merges_nothing() -> None:
    reports = [
        ReportIdentity(str(n), f"https://n.example/{n}", canonical_url="https://n.example/")
        for n in range(3)
    ]
    assert find_duplicates(reports) == ()
    assert find_duplicates([]) == ()


def test_many_reports_are_compared_in_one_pass() -> None:
    reports = [ReportIdentity(str(n), f"https://n.example/{n // 2}") for n in range(20_000)]
    assert len(find_duplicates(reports)) == 10_000


def snapshot(**changes: object) -> bytes:
    closest = {
        "available": True,
        "url": "http://web.archive.org/web/20190910000000/https://n.example/1",
        "timestamp": "20190910000000",
        "status": "200",
        **changes,
    }
    return json.dumps({"archived_snapshots": {"closest": closest}}).encode()


def archived(body: bytes, status: int = 200, allowed: bool = True) -> tuple[object, list[Asked]]:
    policy = FetchPolicy(
        FetchLimits(attempts=1), allowed_networks=("127.0.0.0/8",), archive_lookups=allowed
    )
    answer = Answer(status, {"Content-Type": "application/json"}, body)
    with serving(lambda asked: answer) as server:
        try:
            with ReportSession(NetworkSettings(), policy) as session:
                near = datetime(2019, 9, 9, tzinfo=timezone.utc)
                found = look_up_copy(session, "https://n.example/1?a=b&c", near, f"{server.root}/w")
        except TrackerError as error:
            return error, server.asked
        return found, server.asked


def test_a_stored_copy_is_looked_up() -> None:
    copy, asked = archived(snapshot())
    assert copy.url == "https://web.archive.org/web/20190910000000/https://n.example/1"  # type: ignore[attr-defined]
    assert copy.taken == datetime(2019, 9, 10, tzinfo=timezone.utc)  # type: ignore[attr-defined]
    assert (
        asked[0].path == "/w?url=https%3A%2F%2Fn.example%2F1%3Fa%3Db%26c&timestamp=20190909000000"
    )
    assert archived(b'{"archived_snapshots": {}}')[0] is None


def test_nobody_is_asked_unless_it_is_allowed() -> None:
    error, asked = archived(snapshot(), allowed=False)
    assert isinstance(error, TrackerError)
    assert "switched off" in error.message
    assert asked == []


@pytest.mark.parametrize(
    "body",
    [b"[]", b"{", b"{}", snapshot(url="https://evil.example/"), snapshot(timestamp="x"),
     snapshot(status=None), snapshot(url="javascript:x")],
)  # fmt: skip
def test_an_answer_that_makes_no_sense_is_said_to(body: bytes) -> None:
    assert isinstance(archived(body)[0], TrackerError)


def test_an_archive_that_fails_is_said_to() -> None:
    error, _ = archived(b"", status=503)
    assert isinstance(error, TrackerError)
    assert "503" in error.message
