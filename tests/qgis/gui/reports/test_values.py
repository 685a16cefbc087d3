"""What the page of reports works with below its widgets."""

from __future__ import annotations

import plistlib
import struct
from pathlib import Path

import pytest
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication

from imam_ali_tracker.case.report_merge import merge_changes
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.claims.proposals import Proposal
from imam_ali_tracker.core.dates import parse_date
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.text_direction import reads_right_to_left
from imam_ali_tracker.gui.panel.reports.filtering import (
    ATTACHED,
    UNATTACHED,
    ReportFilter,
)
from imam_ali_tracker.gui.panel.reports.found import Action, FoundReport, found_file, recognise
from imam_ali_tracker.gui.panel.reports.incoming import addresses_in, list_in
from imam_ali_tracker.gui.panel.reports.items import KnownReports, ReportItem, read_items
from imam_ali_tracker.gui.panel.reports.saving import review_changes
from imam_ali_tracker.gui.panel.reports.statements import NamedList, Statement, Statements
from imam_ali_tracker.gui.panel.two_lines import joined
from imam_ali_tracker.reports.listed import ListedReport, ReportList
from imam_ali_tracker.reports.mentions.folding import fold
from imam_ali_tracker.reports.saved import load_saved
from tests.qgis.gui.reports.pages import article

ARABIC = "\u0627\u0644\u0628\u0648\u0643\u0645\u0627\u0644"


def item(**values: object) -> ReportItem:
    plain = {
        **dict.fromkeys(("title", "url", "canonical_url", "sha256", "publisher"), ""),
        **dict.fromkeys(("language", "state", "reliability"), ""),
        "uuid": "u",
        "authors": (),
        "published": None,
        **values,
    }
    texts = ("title", "publisher", "url", "canonical_url")
    folded = fold("\n".join([*(plain[name] for name in texts), *plain["authors"]]))
    return ReportItem(**plain, folded=folded)  # type: ignore[arg-type]


def matches(one: ReportItem, **values: object) -> bool:
    return ReportFilter(**values).matches(one)  # type: ignore[arg-type]


def test_the_text_of_a_filter_is_looked_for_word_by_word_in_any_script() -> None:
    one = item(title=f"Caf\u00e9 {ARABIC}", publisher="Example News", authors=("Jane Doe",))
    assert matches(one, text="cafe news")
    assert matches(one, text=ARABIC[2:])
    assert matches(one, text="DOE example")
    assert not matches(one, text="cafe times")


@pytest.mark.parametrize(
    ("published", "since", "until", "passes"),
    [
        ("2019-09-03", "2019-09", "", True),
        ("2019-09-03", "2019-09-04", "", False),
        ("2019", "2019-09-04", "2019-09-05", True),  # may be of any day of the year
        ("2019", "2020", "", False),
        ("2019-09-03", "", "2019-09-03", True),
        ("2019-09-03", "", "2019-09-02", False),
        ("", "2019", "", False),
    ],
)
def test_dates_are_compared_as_far_as_they_are_known(
    published: str, since: str, until: str, passes: bool
) -> None:
    one = item(published=parse_date(published))
    assert matches(one, since=parse_date(since), until=parse_date(until)) is passes


def test_reports_are_filtered_by_use() -> None:
    attached, bare = item(features=2), item()
    assert [matches(one, use=ATTACHED) for one in (attached, bare)] == [True, False]
    assert [matches(one, use=UNATTACHED) for one in (attached, bare)] == [False, True]


def test_all_reports_of_the_case_are_read(case: Case) -> None:
    items = read_items(case)
    rows = list(case.rows("reports"))
    assert {each.uuid for each in items} == {row["uuid"] for row in rows}
    cited = {(r["report"], r["feature_table"], r["feature_uuid"]) for r in case.rows("citations")}
    assert sum(each.features for each in items) == len(cited)
    dates = [each.published.isoformat() for each in items if each.published]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("https://n.example/a", ["https://n.example/a"]),
        ("n.example/a", ["https://n.example/a"]),
        (
            "see https://n.example/a and\nhttp://m.example/b.",
            ["https://n.example/a", "http://m.example/b"],
        ),
    ],
)
def test_addresses_are_found_in_what_is_pasted(text: str, urls: list[str]) -> None:
    assert list(addresses_in(text).urls) == urls


def test_a_text_without_an_address_is_refused() -> None:
    with pytest.raises(TrackerError, match="no address"):
        addresses_in("nothing to fetch here")


def test_a_saved_page_is_no_list(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(article().body)
    assert list_in(file) is None


@pytest.mark.parametrize(
    ("name", "content", "urls"),
    [
        ("a.csv", b"title,url\nA,https://n.example/a\nB,https://n.example/b\n", ["a", "b"]),
        ("a.txt", b"https://n.example/c", ["c"]),
        (
            "a.url",
            b"[InternetShortcut]\r\nURL=https://n.example/d\r\nIconFile=http://i/x\r\n",
            ["d"],
        ),
        (
            "a.url",
            (
                b"[DEFAULT]\r\nBASEURL=https://n.example/frame\r\n[InternetShortcut]\r\n"
                b"URL=https://n.example/e%20f?x=1%25\r\n"
            ),
            ["e%20f?x=1%25"],
        ),
        (
            "a.url",
            "\ufeff[InternetShortcut]\r\nURL=https://n.example/g\r\n".encode("utf-16"),
            ["g"],
        ),
        ("a.desktop", b"[Desktop Entry]\nType=Link\nURL=https://n.example/h\n", ["h"]),
        ("a.webloc", plistlib.dumps({"URL": "https://n.example/i?a=1&b=2"}), ["i?a=1&b=2"]),
        (
            "b.webloc",
            plistlib.dumps({"URL": "https://n.example/j"}, fmt=plistlib.FMT_BINARY),
            ["j"],
        ),
    ],
)
def test_files_list_addresses(tmp_path: Path, name: str, content: bytes, urls: list[str]) -> None:
    (tmp_path / name).write_bytes(content)
    found = list_in(tmp_path / name)
    assert found is not None
    assert found.urls == [f"https://n.example/{each}" for each in urls]


def _nested_list(depth: int) -> bytes:
    """A binary property list of lists in each other, as only a hostile file has them."""
    lists = [b"\xa1" + struct.pack(">H", number + 1) for number in range(depth)] + [b"\x08"]
    places = [8 + 3 * number for number in range(len(lists))]
    table = struct.pack(f">{len(places)}H", *places)
    sizes = struct.pack(">6xBBQQQ", 2, 2, len(lists), 0, 8 + sum(map(len, lists)))
    return b"bplist00" + b"".join(lists) + table + sizes


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("picture.png", b"\x89PNG\r\n\x1a\n0000"),
        ("broken.webloc", b"bplist00" + b"\xff" * 40),
        ("deep.webloc", _nested_list(3000)),
        ("other.webloc", plistlib.dumps({"URL": 5})),
        ("local.url", b"[InternetShortcut]\r\nURL=file:///etc/passwd\r\n"),
        ("missing.html", None),
    ],
)
def test_a_file_that_is_neither_says_so(tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(TrackerError, match=f"^{name}: "):
        list_in(tmp_path / name)


def listed(name: str, *reports: ListedReport, kind: str = "rss") -> NamedList:
    return NamedList(name, ReportList(kind, name, reports))


def test_what_a_list_says_is_a_source_of_its_own(saved: FoundReport) -> None:
    """Beside what the page says; where the page says nothing, it fills in."""
    statements = Statements()
    title, date = "Title in the feed", parse_date("2019-09-05")
    report = ListedReport(
        "https://n.example/a?utm_source=rss", "item 3", title, ("Jane Doe",), date, language="ar"
    )
    statements.take([listed("News", report)])
    saved.row["language"] = None
    saved.hear(statements.of("https://n.example/a"))
    assert saved.row["title"] == "Work at a base"
    feed = "item 3 of the feed \u201cNews\u201d"
    assert (saved.choices["title"][-1].value, saved.choices["title"][-1].origin) == (title, feed)
    assert saved.choices["published"][-1].value == date
    assert (saved.row["language"], saved.source_of("language")) == ("ar", feed)
    agreeing = next(c for c in saved.choices["authors"] if c.value == ("Jane Doe",))
    assert agreeing.source.endswith(f"; {feed}")
    assert len(saved.choices["authors"]) == len({c.value for c in saved.choices["authors"]})
    assert any("2019-09-03" in each and feed in each for each in saved.conflicts)
    saved.set_value("published", date)
    assert saved.row["published_basis"] == "metadata"
    assert f"published: {feed}" in saved.provenance().splitlines()


@pytest.mark.parametrize(
    ("stated", "contradicts"),
    [
        ("2019-09-03T23:30+03:00", False),
        ("2019-09-04T01:00Z", False),  # the day before, west of Greenwich
        ("2019-09-05T12:00Z", True),
        ("2019", False),
        ("2018", True),
    ],
)
def test_dates_contradict_beyond_what_time_zones_explain(
    saved: FoundReport, stated: str, contradicts: bool
) -> None:
    before = len(saved.conflicts)
    saved.hear([Statement("the feed", {"published": parse_date(stated)})])
    assert (len(saved.conflicts) > before) is contradicts


def test_lists_are_kept_by_address_and_said_once(saved: FoundReport) -> None:
    statements = Statements()
    one = ListedReport("https://n.example/a", "row 2", "In the table")
    for _again in range(2):
        statements.take([listed("list.csv", one, kind="table")])
    statements.take([listed("bare", ListedReport("https://n.example/b", "line 1"), kind="text")])
    assert [each.source for each in statements.of("https://n.example/a")] == ["row 2 of list.csv"]
    assert statements.of("https://n.example/b") == ()
    statements.clear()
    assert statements.of("https://n.example/a") == ()


@pytest.fixture
def saved(tmp_path: Path) -> FoundReport:
    file = tmp_path / "page.html"
    file.write_bytes(article(canonical="https://n.example/a").body)
    return found_file(load_saved(file))


def test_runner_ups_and_conflicts_are_there_to_choose_from(saved: FoundReport) -> None:
    dates = [str(choice.value) for choice in saved.choices["published"]]
    assert set(dates) >= {"2019-09-03", "2019-09-04"}
    assert any("disagree" in conflict for conflict in saved.conflicts)
    assert saved.source_of("published") == saved.choices["published"][0].source


def test_choosing_and_typing_are_told_apart(saved: FoundReport) -> None:
    other = next(c for c in saved.choices["published"] if c.value != saved.row["published"])
    saved.set_value("published", other.value)
    assert saved.source_of("published") == other.source
    saved.set_value("title", "Corrected")
    assert saved.source_of("title") == "entered by the analyst"
    saved.set_value("published", parse_date("2019-09"))
    assert saved.row["published_basis"] == "inferred"
    provenance = saved.provenance().splitlines()
    assert provenance[0] == "read from the saved file page.html"
    assert "title: entered by the analyst" in provenance
    assert "published: entered by the analyst" in provenance
    assert sum(line.startswith("conflict") for line in provenance) == len(saved.conflicts)


def test_an_emptied_date_has_no_basis(saved: FoundReport) -> None:
    saved.set_value("published", None)
    assert (saved.row["published"], saved.row["published_basis"]) == (None, "unknown")


def test_a_known_report_is_recognised_and_left_alone(saved: FoundReport) -> None:
    known = KnownReports([item(uuid="k", url="http://n.example/a?utm_source=x", sha256="other")])
    twin = FoundReport(dict(saved.row))
    recognise([saved, twin], known)
    assert saved.known is not None
    assert saved.known.uuid == "k"
    assert saved.action is Action.LEAVE
    assert twin.double_of == saved.label


def test_a_report_that_was_never_fetched_is_filled_in(saved: FoundReport) -> None:
    recognise([saved], KnownReports([item(uuid="k", url="https://n.example/a")]))
    assert saved.action is Action.FILL


def test_saving_writes_report_citations_and_claims_at_once(case: Case, saved: FoundReport) -> None:
    from imam_ali_tracker.claims.model import Claim
    from imam_ali_tracker.gui.panel.reports.found import SuggestedSite
    from imam_ali_tracker.reports.mentions import Certainty

    site = next(case.rows("sites"))
    saved.sites = (
        SuggestedSite(site["uuid"], site["name"], "x", Certainty.CERTAIN, "", "A quote", 1),
    )
    saved.proposals = (Proposal(Claim("", "", "count", "Five buildings", value=5), 0, 4),)
    other = list(case.rows("sites"))[1]
    saved.chosen_sites, saved.chosen_claims, saved.with_selection = {site["uuid"]}, {0}, True
    undo = case.apply(review_changes(case, [saved], [("sites", other["uuid"])]))
    report = next(row for row in case.rows("reports") if row["url"] == "https://n.example/a")
    assert report["title"] == "Work at a base"
    assert str(report["published"]) == "2019-09-03"
    cited = {
        row["feature_uuid"]: row["quote"]
        for row in case.rows("citations", where={"report": report["uuid"]})
    }
    assert cited == {site["uuid"]: "A quote", other["uuid"]: None}
    (claim,) = case.rows("claims", where={"report": report["uuid"]})
    assert (claim["statement"], claim["value"]) == ("Five buildings", 5)
    case.apply(undo)
    assert case.row("reports", report["uuid"]) is None


def test_nothing_is_attached_that_was_not_chosen(case: Case, saved: FoundReport) -> None:
    changes = review_changes(case, [saved], [("sites", next(case.rows("sites"))["uuid"])])
    assert "citations" not in changes.inserts
    assert "claims" not in changes.inserts


def test_a_report_without_an_address_is_refused(case: Case, saved: FoundReport) -> None:
    saved.row["url"] = ""
    with pytest.raises(TrackerError, match="has no address"):
        review_changes(case, [saved])


def test_merging_moves_everything_and_overwrites_nothing(case: Case) -> None:
    cited = [row["report"] for row in case.rows("citations")]
    kept, other = list(dict.fromkeys(cited))[:2]
    before = {table: list(case.rows(table)) for table in ("citations", "claims", "reports")}
    undo = case.apply(merge_changes(case, kept, [other]))
    after = {row["uuid"]: row for row in case.rows("reports")}
    assert other not in after
    old = {row["uuid"]: row for row in before["reports"]}
    for name, value in old[kept].items():
        if value and name not in ("modified", "remarks", "fetch_state"):
            assert after[kept][name] == value
    assert old[other]["url"] in (after[kept]["remarks"] or "") + after[kept]["url"]
    features = {
        (row["feature_table"], row["feature_uuid"])
        for row in before["citations"]
        if row["report"] in (kept, other)
    }
    assert features == {
        (row["feature_table"], row["feature_uuid"])
        for row in case.rows("citations", where={"report": kept})
    }
    claims = {row["uuid"] for row in before["claims"] if row["report"] in (kept, other)}
    assert claims == {row["uuid"] for row in case.rows("claims", where={"report": kept})}
    case.apply(undo)
    assert {row["uuid"] for row in case.rows("reports")} == set(old)


def test_a_report_is_not_merged_with_itself(case: Case) -> None:
    kept = next(case.rows("reports"))["uuid"]
    with pytest.raises(TrackerError, match="no two reports"):
        merge_changes(case, kept, [kept])


def test_the_side_of_a_title_follows_its_first_letter() -> None:
    assert reads_right_to_left(f"\u201c{ARABIC}\u201d base") is True
    assert reads_right_to_left(f"2019: Base {ARABIC}") is False
    assert reads_right_to_left("2019 \u2013 300") is None


@pytest.mark.parametrize("to_left", [False, True])
def test_parts_of_a_note_keep_their_own_direction(to_left: bool) -> None:
    direction = Qt.LayoutDirection.RightToLeft if to_left else Qt.LayoutDirection.LeftToRight
    QApplication.setLayoutDirection(direction)
    try:
        latin, arabic, digits = joined(("Paper", ARABIC, "2019")).split(" \u00b7 ")
    finally:
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert ("\u2068" in latin, "\u2068" in arabic) == (to_left, not to_left)
    # A latitude and a longitude would change places.
    assert digits == ("\u20662019\u2069" if to_left else "2019")
