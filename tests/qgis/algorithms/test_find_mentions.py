"""``findmentions`` on the reference case: real files in, suggestions out, nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import NULL, QgsVectorLayer

from imam_ali_tracker.algorithms.find_mentions import FindMentions
from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.case.text_form import import_case
from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.provider.claim_check import check_claims
from imam_ali_tracker.provider.suggestions import claim_row, names_of, suggest
from imam_ali_tracker.reports.mentions import NameIndex
from tests.support.headless import run_algorithm
from tests.support.in_process import Run, run_here

IMAM_ALI = "a6e6caed-7864-5a8a-bcb7-2ea0d9136c25"
TARTUS = "342368e6-fac2-57fe-a4d3-6ff444c2ae37"
REPORT = "73ed6936-fcdb-5837-9d01-f1bf4a62188c"
TEXT = (
    "The Imam Ali base lies less than 300 km (186.41 mi) from Damascus. The mosque of Imam Ali "
    "was closed on Tuesday. At least five storehouses near Al-Bukamal were destroyed."
)
PAGE = """<!DOCTYPE html><html lang="en"><head><title>A report</title>
<link rel="canonical" href="{url}"></head><body><nav><a href="/">Tehran office</a></nav>
<article><h1>A report</h1><p>{text}</p></article></body></html>"""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reference") / "case.gpkg"
    import_case(resource("case"), path).close()
    return path


def run(case: Path, **inputs: object) -> Run:
    outputs = {"OUTPUT": "TEMPORARY_OUTPUT", "CLAIMS": "TEMPORARY_OUTPUT"}
    return run_here(FindMentions(), {"CASE": str(case), **outputs, **inputs})


def url_of(case: Path, report: str) -> str:
    with Case.open(case, read_only=True) as opened:
        row = opened.row("reports", report)
        assert row is not None
        return str(row["url"])


def test_mentions_are_features_at_their_sites(case: Path) -> None:
    before = case.read_bytes()
    done = run(case, TEXT=TEXT)
    assert done.ok, done.text
    assert (done.results["CERTAIN"], done.results["MARKED"]) == (3, 1)
    rows = sorted(done.rows(), key=lambda row: row["start"])
    assert [(row["text"], row["certainty"]) for row in rows] == [
        ("Imam Ali base", "certain"),
        ("Damascus", "certain"),
        ("Imam Ali", "unlikely"),
        ("Al-Bukamal", "certain"),
    ]
    for row in rows:
        assert TEXT[row["start"] : row["end"]] == row["text"]
        assert row["text"] in row["sentence"]
        assert row["certainty"] == "certain" or row["reason"]
    with Case.open(case, read_only=True) as opened:
        site = opened.row("sites", IMAM_ALI)
    assert site is not None
    assert rows[0]["site"] == IMAM_ALI
    assert rows[0]["geometry"].asWkt() == site["geometry"].asWkt()
    assert case.read_bytes() == before


def test_claims_are_proposed_in_the_columns_of_the_table(case: Path) -> None:
    done = run(case, TEXT=TEXT, REPORT=REPORT)
    assert done.results["PROPOSED"] == 3
    rows = {row["kind"]: row for row in done.rows("CLAIMS")}
    distance = rows["distance"]
    assert (distance["comparator"], distance["value"], distance["unit"]) == (
        "less_than",
        "300",
        "km",
    )
    assert (distance["second_value"], distance["second_unit"]) == ("186.41", "mi")
    assert (distance["subject_table"], distance["subject_uuid"]) == ("sites", IMAM_ALI)
    assert distance["report"] == REPORT
    assert rows["count"]["unit"] == "storehouses"
    assert rows["date"]["subject_uuid"] == NULL, "the mosque is not the base"
    assert rows["date"]["subject_text"] == "Imam Ali"


def test_a_proposed_claim_can_be_recorded(case: Path) -> None:
    with Case.open(case) as opened:
        row = opened.row("reports", REPORT)
        proposals = suggest(TEXT, NameIndex(names_of(opened)), row).proposals
        rows = [claim_row(proposal.claim) for proposal in proposals]
        undo = opened.apply(ChangeSet(inserts={"claims": rows}))
        checked = check_claims(opened)
        opened.apply(undo)
    verdicts = {
        (claim.kind, claim.statement): finding
        for claim, finding in zip(checked.claims, checked.findings)
    }
    finding = verdicts["distance", rows[0]["statement"]]
    assert finding.conversion is not None
    assert finding.conversion.outcome.value == "rounded"
    assert {(row["kind"], row["statement"]) for row in rows} <= set(verdicts)


@pytest.mark.parametrize(
    "text", ["It lies 5 km from here.", "The Damascus Gate is 5 km from here."]
)
def test_a_text_about_none_of_the_sites_makes_no_claims(case: Path, text: str) -> None:
    with Case.open(case, read_only=True) as opened:
        assert suggest(text, NameIndex(names_of(opened))).proposals == []


def test_a_saved_page_is_the_report_with_its_address(case: Path, tmp_path: Path) -> None:
    page, text = tmp_path / "page.html", tmp_path / "notes.txt"
    page.write_text(PAGE.format(url=url_of(case, REPORT), text=TEXT), encoding="utf-8")
    text.write_text("Ships unload at Tartus.", encoding="utf-8")
    done = run(case, FILES=[str(page), str(text)], UNSURE=False)
    assert done.ok, done.text
    rows = done.rows()
    assert {row["certainty"] for row in rows} == {"certain"}
    assert {row["report"] for row in rows if row["source"] == "page.html"} == {REPORT}
    assert "Tehran" not in {row["text"] for row in rows}, "it is in the navigation"
    (tartus,) = [row for row in rows if row["source"] == "notes.txt"]
    assert (tartus["site"], tartus["report"]) == (TARTUS, NULL)


def test_a_long_sentence_is_shortened(case: Path) -> None:
    done = run(case, TEXT="word " * 500 + "at Tartus" + " word" * 500)
    (row,) = done.rows()
    assert len(row["sentence"]) <= 240
    assert "Tartus" in row["sentence"]


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({}, "There is no text"),
        ({"TEXT": " \n"}, "There is no text"),
        ({"TEXT": "Tartus", "REPORT": "https://example.org/none"}, "has no report"),
        ({"FILES": ["/nowhere/page.html"]}, "cannot be read"),
        ({"TEXT": "Tartus", "FILES": ["/x.html"], "REPORT": REPORT}, "one text only"),
    ],
)
def test_wrong_input_is_named(case: Path, inputs: dict[str, object], said: str) -> None:
    done = run(case, **inputs)
    assert not done.ok
    assert said in done.text


def test_a_file_without_text_is_named(case: Path, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    done = run(case, FILES=[str(picture)])
    assert not done.ok
    assert "no text in" in done.text


def test_through_qgis_process(case: Path, tmp_path: Path) -> None:
    page, output = tmp_path / "page.html", tmp_path / "mentions.gpkg"
    page.write_text(PAGE.format(url="https://example.org/a", text=TEXT), encoding="utf-8")
    code, results, text = run_algorithm(
        tmp_path, "findmentions", CASE=case, FILES=page, OUTPUT=output
    )
    assert code == 0, text
    assert results["CERTAIN"] == 3
    assert QgsVectorLayer(str(output)).featureCount() == 4
