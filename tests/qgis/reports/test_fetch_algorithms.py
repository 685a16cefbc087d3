"""``fetchreports`` and ``recheckreports`` through ``qgis_process``, as users run them."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
)
from qgis.PyQt.QtCore import QEventLoop, QThread

from imam_ali_tracker.algorithms.fetch_reports import FetchReports
from imam_ali_tracker.algorithms.recheck_reports import RecheckReports
from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.store import Case
from tests.support.headless import run_qgis_process
from tests.support.http_server import Answer, Asked, RunningServer, serving

PAGE = """<!DOCTYPE html><html lang="en"><head><title>{title}</title>
<meta property="og:title" content="{title}"><meta name="author" content="A. Author">
<meta property="og:site_name" content="The News">
<meta property="article:published_time" content="2019-09-03T10:00:00+03:00">
<link rel="canonical" href="/{path}"></head>
<body><article><h1>{title}</h1><p>{text}</p></article>
<div class="ads"><p>Ad number {number}</p></div></body></html>"""
TEXT = "Analysts said that the work at the site had gone on for several months. " * 5


class News:
    """A site whose pages can be edited, moved and taken away."""

    def __init__(self) -> None:
        self.titles = {name: f"Report {name}" for name in ("a", "b", "c", "d", "e")}
        self.answers: dict[str, Answer] = {}
        self.served = 0

    def __call__(self, asked: Asked) -> Answer:
        self.served += 1
        path = asked.path.strip("/").partition("?")[0]
        if path in self.answers:
            return self.answers[path]
        if path == "feed.xml":
            items = "".join(f"<item><link>/{name}</link></item>" for name in self.titles)
            body = f"<rss><channel><title>All</title>{items}</channel></rss>"
            return Answer(200, {"Content-Type": "application/rss+xml"}, body.encode())
        if path not in self.titles:
            return Answer(404)
        page = PAGE.format(title=self.titles[path], path=path, text=TEXT, number=self.served)
        return Answer(200, {"Content-Type": "text/html", "ETag": f'"{path}1"'}, page.encode())


@pytest.fixture
def news() -> News:
    return News()


@pytest.fixture
def server(news: News) -> Iterator[RunningServer]:
    with serving(news) as running:
        yield running


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.gpkg"
    Case.create(path, "Reports").close()
    return path


def run(folder: Path, algorithm: str, **inputs: object) -> tuple[int, dict[str, Any], str]:
    """Return exit code, results and all text of one run with loopback allowed."""
    given = {"NETWORKS": "127.0.0.0/8", **inputs}
    done: subprocess.CompletedProcess[str] = run_qgis_process(
        [
            *("--json", "run", f"imam_ali_tracker:{algorithm}"),
            *(f"--{name}={value}" for name, value in given.items()),
        ],
        folder,
    )
    start = done.stdout.find("{")
    results = json.loads(done.stdout[start:])["results"] if done.returncode == 0 else {}
    return done.returncode, results, done.stdout + done.stderr


def run_here(
    algorithm: QgsProcessingAlgorithm,
    feedback: QgsProcessingFeedback | None = None,
    **inputs: object,
) -> tuple[bool, str]:
    """Run in this process; return whether it succeeded, and all that it said."""
    told = feedback or QgsProcessingFeedback(False)
    given = {"NETWORKS": "127.0.0.0/8", **{k: str(v) for k, v in inputs.items()}}
    algorithm = algorithm.create()
    try:
        _, ok = algorithm.run(given, QgsProcessingContext(), told, {}, False)
    except QgsProcessingException as error:
        return False, f"{told.textLog()}\n{error}"
    return ok, told.textLog()


def reports(case: Path) -> dict[str, dict[str, Any]]:
    with Case.open(case, read_only=True) as opened:
        return {row["url"].rpartition("/")[2]: row for row in opened.rows("reports")}


def test_reports_are_fetched_into_a_case(server: RunningServer, case: Path, tmp_path: Path) -> None:
    urls = [f"{server.root}/a", f"{server.root}/a?utm_source=x", f"{server.root}/missing"]
    code, results, text = run(tmp_path, "fetchreports", CASE=case, URLS="\n".join(urls))
    assert code == 0, text
    assert (results["ADDED"], results["KNOWN"], results["FAILED"]) == (2, 0, 1), text
    rows = reports(case)
    fetched = rows["a"]
    assert fetched["title"] == "Report a"
    assert fetched["authors"] == ("A. Author",)
    assert fetched["publisher"] == "The News"
    assert str(fetched["published"]) == "2019-09-03T10:00:00+03:00"
    assert fetched["published_basis"] == "metadata"
    assert fetched["canonical_url"] == f"{server.root}/a"
    assert (fetched["fetch_state"], fetched["http_status"], fetched["etag"]) == (
        "fetched",
        200,
        '"a1"',
    )
    assert fetched["sha256"]
    assert fetched["accessed"].precision.value == "second"
    assert "title: " in fetched["provenance"]
    assert rows["missing"]["fetch_state"] == "gone"
    assert "404" in rows["missing"]["fetch_error"]


def test_a_feed_a_file_and_what_the_case_has(
    server: RunningServer, news: News, case: Path, tmp_path: Path
) -> None:
    known = [
        {"url": f"{server.root}/a", "title": "Typed by hand", "fetch_state": "not_fetched"},
        {"url": f"{server.root}/b/", "canonical_url": f"{server.root}/b", "sha256": "x"},
    ]
    with Case.open(case) as opened:
        opened.apply(ChangeSet(inserts={"reports": known}))
    listed = tmp_path / "list.csv"
    listed.write_text(f"title;url\nOne;{server.root}/c\nTwo;nonsense\n")
    code, results, text = run(
        tmp_path,
        "fetchreports",
        CASE=case,
        LIST=listed,
        FEED=f"{server.root}/feed.xml",
        NOT_FETCHED="true",
    )
    assert code == 0, text
    assert (results["ADDED"], results["FILLED"], results["KNOWN"]) == (3, 1, 1), text
    assert "row 3" in text
    rows = reports(case)
    assert rows["a"]["title"] == "Typed by hand"
    assert rows["a"]["fetch_state"] == "fetched"
    assert rows["a"]["publisher"] == "The News"
    assert set(rows) == {"", "a", "c", "d", "e"}


def test_a_journal_is_gone_on_with(
    server: RunningServer, news: News, case: Path, tmp_path: Path
) -> None:
    inputs = {"URLS": f"{server.root}/a\n{server.root}/b", "JOURNAL": tmp_path / "j.jsonl"}
    run(tmp_path, "fetchreports", CASE=case, **inputs)
    before = len(server.asked)
    code, results, text = run(tmp_path, "fetchreports", CASE=case, **inputs)
    assert code == 0, text
    assert results["KNOWN"] == 2
    assert len(server.asked) == before
    ok, text = run_here(FetchReports(), CASE=case, **{**inputs, "URLS": server.root})
    assert not ok
    assert "of other addresses" in text


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({}, "nothing to fetch"),
        ({"URLS": "no address"}, "no address of a report"),
        ({"LIST": "/nowhere/list.csv"}, "cannot be read"),
        ({"FEED": "http://127.0.0.1:1025/feed"}, "cannot be fetched"),
        ({"URLS": "https://a.example/", "NETWORKS": "nonsense"}, "Write address ranges"),
    ],
)
def test_mistakes_are_said(case: Path, inputs: dict[str, str], message: str) -> None:
    ok, text = run_here(FetchReports(), CASE=case, **inputs)
    assert not ok
    assert message in text
    assert "Traceback" not in text
    assert reports(case) == {}


def test_a_saved_page_is_read_without_the_web(case: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.html"
    saved.write_text(PAGE.format(title="Saved", path="a", text=TEXT, number=1))
    url = "https://news.example/a"
    ok, text = run_here(FetchReports(), CASE=case, SAVED=saved, SAVED_URL=url)
    assert ok, text
    row = reports(case)["a"]
    assert (row["title"], row["fetch_state"]) == ("Saved", "not_fetched")
    assert row["canonical_url"] == url


def test_a_password_is_not_sent_to_many_hosts(case: Path) -> None:
    urls = "https://a.example/\nhttps://b.example/"
    ok, text = run_here(FetchReports(), CASE=case, URLS=urls, AUTHCFG="abcdefg")
    assert not ok
    assert "2 hosts" in text


def test_settings_are_read_on_the_main_thread_for_a_run_elsewhere(
    server: RunningServer, case: Path
) -> None:
    outcome: list[tuple[bool, str]] = []
    loop = QEventLoop()

    class Elsewhere(QThread):
        def run(self) -> None:
            outcome.append(run_here(FetchReports(), CASE=case, URLS=f"{server.root}/a"))

    thread = Elsewhere()
    thread.finished.connect(loop.quit)
    thread.start()
    loop.exec()
    thread.wait()
    assert outcome[0][0], outcome[0][1]
    assert reports(case)["a"]["fetch_state"] == "fetched"


def test_cancel_keeps_what_came(case: Path, tmp_path: Path) -> None:
    release = threading.Event()

    def site(asked: Asked) -> Answer:
        if "slow" in asked.path:
            release.wait(60)
        return Answer(200, {}, PAGE.format(title="T", path="x", text=TEXT, number=1).encode())

    feedback = QgsProcessingFeedback()
    with serving(site) as server:
        urls = f"{server.root}/a\n{server.root}/slow\n{server.root}/slow2"
        threading.Timer(2.0, feedback.cancel).start()
        ok, text = run_here(FetchReports(), feedback, CASE=case, URLS=urls)
        assert not release.is_set()
        release.set()
    assert ok, text
    assert "1 of 3" in text
    assert list(reports(case)) == ["a"]


def test_private_addresses_are_refused_without_the_setting(
    server: RunningServer, case: Path, tmp_path: Path
) -> None:
    code, results, _ = run(
        tmp_path, "fetchreports", CASE=case, URLS=f"{server.root}/a", NETWORKS=""
    )
    assert code == 0
    assert results["FAILED"] == 1
    assert reports(case)["a"]["fetch_state"] == "refused"
    assert server.asked == []


def test_recheck_tells_edits_moves_and_losses_apart(
    server: RunningServer, news: News, case: Path, tmp_path: Path
) -> None:
    run(tmp_path, "fetchreports", CASE=case, FEED=f"{server.root}/feed.xml")
    with Case.open(case) as opened:
        opened.apply(ChangeSet(inserts={"reports": [{"url": f"{server.root}/never"}]}))
    before = reports(case)
    news.titles["b"] = "Another headline"
    news.answers = {
        "c": Answer(301, {"Location": "/moved"}),
        "d": Answer(410),
        "e": Answer(304),
    }
    news.titles["moved"] = "Report c"
    code, results, text = run(tmp_path, "recheckreports", CASE=case)
    assert code == 0, text
    found = {name: results[name] for name in ("UNCHANGED", "EDITED", "GONE", "SKIPPED")}
    assert found == {"UNCHANGED": 2, "EDITED": 2, "GONE": 1, "SKIPPED": 1}, text
    after = reports(case)
    assert {name: row["fetch_state"] for name, row in after.items()} == {
        "a": "unchanged",
        "b": "edited",
        "c": "edited",  # its declared address is another one
        "d": "gone",
        "e": "unchanged",
        "never": None,
    }
    assert after["b"]["title"] == before["b"]["title"], "what was read once stays"
    assert after["b"]["etag"] == before["b"]["etag"]
    with Case.open(case, read_only=True) as opened:
        checks = {row["report"]: row for row in opened.rows("report_checks")}
    edited = checks[after["b"]["uuid"]]
    assert "title: Report b \u2192 Another headline" in edited["changes"]
    assert edited["checked"].precision.value == "second"
    assert checks[after["c"]["uuid"]]["final_url"].endswith("/moved")
    assert "410" in checks[after["d"]["uuid"]]["error"]

    only = after["a"]["uuid"]
    code, results, text = run(tmp_path, "recheckreports", CASE=case, REPORTS=only)
    assert (code, results["UNCHANGED"]) == (0, 1), text
    with Case.open(case, read_only=True) as opened:
        history = [row for row in opened.rows("report_checks") if row["report"] == only]
    assert len(history) == 2
    ok, text = run_here(RecheckReports(), CASE=case, REPORTS="nonsense")
    assert not ok
    assert "no report nonsense" in text
