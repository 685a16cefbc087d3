"""The reference case says what its sources say and no more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.schema import TABLES
from imam_ali_tracker.case.text_form.reading import read_folder
from imam_ali_tracker.case.text_form.writing import write_folder
from imam_ali_tracker.core.paths import resource
from tests.support.staging import ROOT

FACTS = ROOT.parent / "shared/reference-case/facts.json"
FROM_THE_URL = "(from the URL)"
QUOTED_WORDS = 7
needs_facts = pytest.mark.skipif(
    not FACTS.exists(), reason=f"the facts that the case was compiled from are not at {FACTS}"
)


@cache
def case() -> dict[str, list[Row]]:
    return read_folder(resource("case"))


@cache
def facts() -> dict[str, Any]:
    return dict(json.loads(FACTS.read_text(encoding="utf-8")))


def by_uuid(table: str) -> dict[str, Row]:
    return {row["uuid"]: row for row in case()[table]}


def places() -> list[dict[str, Any]]:
    return [place for place in facts()["places"] if place["type"] != "country"]


def site_of(place: dict[str, Any]) -> Row:
    """The site of a place, found by one of its names."""
    names = {alias for aliases in place.get("aliases", {}).values() for alias in aliases}
    sites = {row["site"] for row in case()["site_names"] if row["name"] in names - {"?"}}
    if not names:
        sites = {row["uuid"] for row in case()["sites"] if row["kind"] == "military_position"}
    assert len(sites) == 1, (place["id"], sites)
    return by_uuid("sites")[sites.pop()]


def texts(row: Row) -> Iterator[str]:
    for value in row.values():
        yield from (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()


def test_the_files_are_as_an_export_writes_them(tmp_path: Path) -> None:
    write_folder(tmp_path / "case", case())
    for path in resource("case").iterdir():
        assert path.read_bytes() == (tmp_path / "case" / path.name).read_bytes(), path.name


def test_what_no_source_places_has_no_position() -> None:
    kinds = {"construction", "military_position", "coast"}
    unplaced = [row for row in case()["sites"] if row["geometry"] is None]
    assert {row["kind"] for row in unplaced} == {*kinds, "other"}
    for row in unplaced:
        assert row["position_basis"] == "unknown"
        assert row["position_accuracy_m"] is None
        assert row["position_source"]


def test_the_base_is_a_proxy_of_the_town() -> None:
    base = next(row for row in case()["sites"] if row["kind"] == "military_base")
    town = next(row for row in case()["sites"] if row["name"] == "Al-Bukamal")
    assert base["geometry"] == town["geometry"]
    assert (base["position_basis"], base["position_accuracy_m"]) == ("proxy", 15000.0)


def test_every_report_is_attached_and_every_mark_names_its_source() -> None:
    cited = {(row["feature_table"], row["feature_uuid"]) for row in case()["citations"]}
    assert {row["report"] for row in case()["citations"]} == set(by_uuid("reports"))
    for table in ("sites", "corridors", "buffers", "observations"):
        for row in case()[table]:
            source = row.get("source") or row.get("position_source")
            assert (table, row["uuid"]) in cited or source, row
    for row in case()["claims"]:
        assert row["citation"] in by_uuid("citations")
        assert row["speaker_chain"], row["statement"]


def test_nothing_was_rated_that_nobody_rated() -> None:
    assert {row["reliability"] for row in case()["reports"]} == {None}
    assert {row["credibility"] for row in case()["citations"]} == {None}


def test_there_are_names_in_four_scripts() -> None:
    found = {(row["script"], row["language"]) for row in case()["site_names"]}
    assert {("Arab", "ar"), ("Arab", "fa"), ("Hebr", "he"), ("Latn", None)} <= found
    assert all(row["source"] for row in case()["site_names"])


def test_the_document_counts_the_rows_as_they_are() -> None:
    text = (ROOT / "docs/reference-case.md").read_text(encoding="utf-8")
    for files, numbers in re.findall(r"^\| (`.+?`) \| ([\d, ]+) \|", text, re.MULTILINE):
        tables = re.findall(r"`(\w+)\.", files)
        assert [len(case()[table]) for table in tables] == list(map(int, numbers.split(", ")))


@needs_facts
def test_every_report_of_the_facts_is_there_with_its_date() -> None:
    reports = {row["url"]: row for row in case()["reports"]}
    for fact in facts()["reports"]:
        row = reports[fact["url"].split()[0]]
        assert row["language"] == fact["language"]
        title = fact["title"].replace(FROM_THE_URL, "").strip()
        if title.startswith("("):
            assert row["title"] is None
            assert row["remarks"]
        else:
            assert row["title"] == title
        assert (FROM_THE_URL in fact["title"]) == ("from the URL" in (row["remarks"] or ""))
        assert_date(row, fact["date"])
        known = (row["publisher"], *row["authors"])
        assert all(name.split()[0] in fact["publisher"] + fact["url"] for name in known), known


def assert_date(row: Row, printed: str) -> None:
    if printed == "?":
        assert row["published"] is None
        assert row["published_basis"] == "unknown"
        return
    text = row["published"].isoformat()
    exact = re.fullmatch(r"\d{4}(-\d\d(-\d\d( \d\d:\d\d)?)?)?", printed)
    if exact:
        assert text == printed.replace(" ", "T")
    else:  # two days, or a month or year in words: the coarser date, with a remark
        assert len(text) < len("2019-09-24")
        assert text[:4] in printed
        assert row["published_basis"] == "inferred"
        assert row["remarks"]


@needs_facts
def test_every_url_is_from_the_facts() -> None:
    known = FACTS.read_text(encoding="utf-8")
    for row in case()["reports"]:
        assert row["url"].replace("https://github.com/", "") in known, row["url"]
        assert row["canonical_url"] is row["image"] is row["archive_url"] is None
    for table in TABLES:
        for row in case()[table]:
            for url in re.findall(r"https?://[^\s)]+", " ".join(texts(row))):
                assert url.replace("https://github.com/", "") in known, url


@needs_facts
def test_every_place_has_its_site_position_accuracy_and_names() -> None:
    for place in places():
        site = site_of(place)
        recommended = place.get("recommended", {}).get("uncertainty_m")
        if place["coordinates"]:
            assert site["position_accuracy_m"] == recommended, place["id"]
        else:
            assert site["geometry"] is None
        names = {row["name"] for row in case()["site_names"] if row["site"] == site["uuid"]}
        for alias in (alias for aliases in place.get("aliases", {}).values() for alias in aliases):
            told = alias in names or alias.split(" (")[0] in (site["remarks"] or "")
            assert alias == "?" or told, alias


@needs_facts
def test_every_coordinate_is_one_of_the_facts_and_none_is_left_out() -> None:
    published = {(c["lon"], c["lat"]) for place in places() for c in place["coordinates"]}
    recorded = {
        tuple(row["geometry"]["coordinates"])
        for table in ("sites", "observations", "corridor_waypoints")
        for row in case()[table]
        if row["geometry"] is not None
    }
    assert recorded == published
    assert case()["footprints"] == []
    for place in places():
        own = {(c["lon"], c["lat"]) for c in place["coordinates"]}
        site = site_of(place)
        rows = [r for r in case()["observations"] if r["site"] == site["uuid"] and r["geometry"]]
        at_the_place = {tuple(row["geometry"]["coordinates"]) for row in rows}
        if site["position_basis"] != "proxy" and site["geometry"]:
            at_the_place.add(tuple(site["geometry"]["coordinates"]))
        assert at_the_place == own, place["id"]


@needs_facts
def test_every_statement_is_recorded_with_its_figures_hedges_and_speakers() -> None:
    reports = by_uuid("reports")
    seed = next(row for row in reports.values() if row["url"] == facts()["reports"][0]["url"])
    locators: dict[str, list[Row]] = {}
    for row in case()["claims"]:
        if row["report"] == seed["uuid"]:
            citation = by_uuid("citations")[row["citation"]]
            locators.setdefault(citation["locator"].split()[0], []).append(row)
    assert "S29" in seed["remarks"]
    assert any((row["locator"] or "").startswith("S03") for row in case()["citations"])
    for statement in facts()["statements"]:
        if statement["id"] in ("S03", "S29"):  # a caption and a credit line are no claims
            continue
        claims = locators[statement["id"]]
        hedges = {hedge for row in claims for hedge in row["hedge_words"]}
        assert hedges == set(statement["hedge_words"]), statement["id"]
        chain = [
            part.replace("the article (", "").rstrip(")") for part in statement["attribution_chain"]
        ]
        chains = [[part.rstrip(")") for part in row["speaker_chain"]] for row in claims]
        assert chain in chains, statement["id"]
        assert {str(row["said"]) for row in claims} & {statement["date_said"]}
        figures = {
            (value, unit)
            for row in claims
            for value, unit in (
                (row["value"], row["unit"]),
                (row["second_value"], row["second_unit"]),
            )
        }
        for quantity in statement["quantities"]:
            if quantity["value"] is not None:
                assert (quantity["value"], quantity["unit"]) in figures, statement["id"]


@needs_facts
def test_no_sentence_was_carried_over() -> None:
    """Quotes have a few words; statements and summaries are in words of our own."""
    assert all(len((row["quote"] or "").split()) <= QUOTED_WORDS for row in case()["citations"])
    printed = [words(statement["quote"]) for statement in facts()["statements"]]
    runs = {
        tuple(text[start : start + QUOTED_WORDS + 1])
        for text in printed
        for start in range(len(text) - QUOTED_WORDS)
    }
    for table in ("sites", "corridors", "buffers", "observations", "claims", "citations"):
        for row in case()[table]:
            for text in map(words, texts(row)):
                for start in range(len(text) - QUOTED_WORDS):
                    assert tuple(text[start : start + QUOTED_WORDS + 1]) not in runs, row


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


@needs_facts
def test_conflicting_distances_are_variants_of_one_claim() -> None:
    claims = by_uuid("claims")

    def origin(row: Row) -> str:
        return origin(claims[row["variant_of"]]) if row["variant_of"] else row["uuid"]

    us = [
        r for r in claims.values() if r["kind"] == "distance" and r["value"] and r["value"] >= 200
    ]
    related = [row for row in us if row["value"] in (200.0, 300.0, 320.0, 500.0)]
    assert len({origin(row) for row in related}) == 1
    assert {(row["comparator"], row["value"], row["unit"]) for row in related} == {
        ("less_than", 200.0, "mi"),
        ("less_than", 300.0, "km"),
        ("about", 300.0, "km"),
        ("at_most", 320.0, "km"),
        ("less_than", 500.0, "km"),
    }
