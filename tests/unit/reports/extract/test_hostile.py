"""Bytes that are meant to harm end in a clear state, within fixed memory and time."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from typing import Any

import pytest

from imam_ali_tracker.reports.extract import Kind, extract
from imam_ali_tracker.reports.extract.limits import MAX_READABLE
from tests.support import staging
from tests.unit.reports.extract import hostile_pages
from tests.unit.reports.extract.pages import TEXT, html, read, value

MEMORY = 1_500 * 2**20
SECONDS = 300
DEEP_NOTE = "nested too deeply"


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _run(scale: float) -> dict[str, dict[str, Any]]:
    """Read all hostile pages in a process that is ended at 1.5 GB or 300 s."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.reports.extract.hostile_pages", str(scale)],
        cwd=staging.ROOT,
        env={"PYTHONPATH": f"{staging.PLUGINS_DIR}:{staging.ROOT}", "PATH": "/usr/bin:/bin"},
        preexec_fn=_limit,
        capture_output=True,
        text=True,
        check=False,
        timeout=4 * SECONDS,
    )
    states = {state["name"]: state for state in map(json.loads, done.stdout.splitlines())}
    last = list(states)[-1:] or ["nothing"]
    assert done.returncode == 0, f"ended after {last[0]}: {done.stderr[-2000:]}"
    return states


def _check(states: dict[str, dict[str, Any]], scale: float) -> None:
    assert set(states) == set(hostile_pages.pages(scale))
    kinds = {kind.value for kind in Kind}
    for name, state in states.items():
        assert state["kind"] in kinds, name
        assert state["text"] <= MAX_READABLE, name
    assert len(states) >= 50


def test_hostile_pages_of_some_hundred_kilobytes() -> None:
    states = _run(0.1)
    _check(states, 0.1)
    assert any(DEEP_NOTE in note for note in states["nested times"]["notes"])


@pytest.mark.long
def test_hostile_pages_of_many_megabytes() -> None:
    states = _run(1)
    _check(states, 1)
    for name in ("end tags", "paragraphs", "open tags"):
        assert states[name]["notes"], name


@pytest.mark.parametrize("levels", [100, 255, 256, 300, 5_000, 100_000])
def test_what_is_nested_deeply_is_read_all_the_same(levels: int) -> None:
    body = (
        "<article><h1>New stores at the site</h1>"
        + "<div>" * levels
        + f"<p class='byline'>By Jane Doe</p><time>3 September 2019</time>{TEXT}"
        + "</div>" * levels
        + "<p>The end.</p></article>"
    )
    report = read(body=body)
    assert value(report.title) == "New stores at the site"
    assert value(report.published) == "2019-09-03"
    assert report.notes == ()


def test_what_even_flattening_cannot_save_is_said() -> None:
    report = read(body="<p>x</p>" + "<time>" * 5_000 + "lost")
    assert any(DEEP_NOTE in note for note in report.notes)


def test_a_page_that_is_too_long_is_read_to_the_limit_and_says_so() -> None:
    page = html("<meta property='og:title' content='New stores'>") + b"x" * (7 * 2**20)
    report = extract(page, hostile_pages.URL, {})
    assert value(report.title) == "New stores at the site, pictures show" or report.title
    assert any("MB" in note for note in report.notes)


def test_entities_are_not_expanded() -> None:
    page = hostile_pages.pages(0.01)["entities"]
    report = extract(page, hostile_pages.URL, {})
    assert "haha" not in str(report)


def test_headers_that_lie_and_headers_of_any_shape() -> None:
    page = html("<title>New stores</title>", f"<div>{TEXT}</div>")
    for content_type in (
        "application/pdf",
        "image/png; charset=nonsense",
        "text/html; charset=",
        "text/html; charset=utf-8; charset=koi8-r\r\nX: y",
        "\0",
        "é" * 5000,
    ):
        assert value(extract(page, hostile_pages.URL, {"CONTENT-TYPE": content_type}).title)


@pytest.mark.parametrize(
    "url",
    ["", "x", "http://[", "http://[::1]:x/", "file:///etc/passwd", "http://" + "a" * 9000, "\0"],
)
def test_addresses_of_any_shape(url: str) -> None:
    page = html('<link rel="canonical" href="/x"><meta property="og:image" content="//[/i.jpg">')
    report = extract(page, url, {})
    assert value(report.title)
    for field in (report.canonical_url, report.image):
        assert field is None or field.value.startswith(("http://", "https://"))
