"""``checkclaims`` on the reference case, on an empty one and on what is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsVectorLayer

from imam_ali_tracker.algorithms.check_claims import CheckClaims
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.case.text_form import import_case
from imam_ali_tracker.core.paths import resource
from tests.support.headless import run_algorithm
from tests.support.in_process import Stopping, run_here
from tests.unit.claims.reference_case import reference_case, reference_claims


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reference") / "case.gpkg"
    import_case(resource("case"), path).close()
    return path


def test_every_claim_has_the_verdict_of_the_checker(reference: Path) -> None:
    from imam_ali_tracker.claims.checker import check

    done = run_here(CheckClaims(), {"CASE": str(reference), "OUTPUT": "TEMPORARY_OUTPUT"})
    assert done.ok, done.text
    claims = reference_claims()
    findings = check(claims, reference_case())
    told = {row["claim"]: (row["verdict"], row["measured"]) for row in done.rows()}
    assert told == {f.claim: (f.verdict.value, f.measured_text) for f in findings}
    counted = {name: done.results[name] for name in ("CONSISTENT", "INCONSISTENT", "CANNOT_TELL")}
    assert done.results["CLAIMS"] == sum(counted.values()) + done.results["NOT_CHECKABLE"]
    assert done.results["INCONSISTENT"] == sum(v == "inconsistent" for v, _ in told.values()) > 0


def test_some_verdicts_may_be_listed(reference: Path) -> None:
    inputs = {
        "CASE": str(reference),
        "VERDICTS": ["inconsistent"],
        "OUTPUT": "TEMPORARY_OUTPUT",
    }
    rows = run_here(CheckClaims(), inputs).rows()
    assert {row["verdict"] for row in rows} == {"inconsistent"}
    bridge = [row for row in rows if row["kind"] == "length"]
    assert bridge
    assert "1,370.6 km" in bridge[0]["measured"] + bridge[0]["reason"]


def test_through_qgis_process(reference: Path, tmp_path: Path) -> None:
    output = tmp_path / "claims.csv"
    code, results, text = run_algorithm(tmp_path, "checkclaims", CASE=reference, OUTPUT=output)
    assert code == 0, text
    assert QgsVectorLayer(str(output)).featureCount() == results["CLAIMS"] > 100
    empty = tmp_path / "empty.gpkg"
    Case.create(empty, "Empty").close()
    code, results, text = run_algorithm(tmp_path, "checkclaims", CASE=empty)
    assert code == 0, text
    assert results["CLAIMS"] == 0
    code, _, text = run_algorithm(tmp_path, "checkclaims", CASE=tmp_path / "none.gpkg")
    assert code != 0
    assert "does not exist" in text
    assert "Traceback" not in text


def test_cancel_ends_the_check_at_once(reference: Path) -> None:
    """It is asked for at every claim, when ends are looked up and when verdicts are found."""
    claims = len(reference_claims())
    for after in (3, claims, 2 * claims):
        feedback = Stopping(after)
        done = run_here(CheckClaims(), {"CASE": str(reference)}, feedback)
        assert not done.ok
        assert "Cancelled" in done.text
        assert feedback.asked == after
