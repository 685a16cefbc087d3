"""The ready-made models, run through ``qgis_process`` against a server on this machine."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from qgis.core import QgsVectorLayer

from imam_ali_tracker.case.store import Case
from tests.support.headless import run_algorithm, run_qgis_process
from tests.support.http_server import Answer, Asked, page, serving

MODEL = "briefingfromaddresses"
BASE = "\"name\" = 'Imam Ali base'"


def _news(asked: Asked) -> Answer:
    name = asked.path.strip("/")
    if name == "missing":
        return Answer(404)
    return page(f"A report called {name}", "<p>New buildings were seen at the site.</p>")


@pytest.fixture
def case(reference_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(reference_file, tmp_path / "case.gpkg"))


def test_addresses_become_a_briefing(case: Path, tmp_path: Path) -> None:
    briefing, checked = tmp_path / "briefing.pdf", tmp_path / "checked.csv"
    with serving(_news) as server:
        urls = [f"{server.root}/{name}" for name in ("one", "two", "missing")]
        code, _, text = run_algorithm(
            tmp_path,
            MODEL,
            CASE=case,
            URLS="\n".join(urls),
            SITES=BASE,
            LOCATOR="whole page",
            NETWORKS="127.0.0.0/8",
            briefing=briefing,
            checked=checked,
        )
    assert code == 0, text
    with Case.open(case, read_only=True) as opened:
        reports = {row["url"]: row for row in opened.rows("reports") if row["url"] in urls}
        base = next(row for row in opened.rows("sites") if row["name"] == "Imam Ali base")
        new = [row for row in opened.rows("citations") if row["locator"] == "whole page"]
    assert {row["title"] for row in reports.values()} >= {
        "A report called one",
        "A report called two",
    }
    assert len(new) == 3
    assert {(row["feature_table"], row["feature_uuid"]) for row in new} == {("sites", base["uuid"])}
    problems = [feature.attributes() for feature in QgsVectorLayer(str(checked)).getFeatures()]
    assert any(urls[2] in map(str, row) or "404" in str(row) for row in problems)
    assert briefing.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"CASE": "none.gpkg"}, "does not exist"),
        ({"URLS": "no address"}, "no address of a report"),
        ({"URLS": ""}, "URLS"),
        ({"SITES": ""}, "SITES"),
    ],
)
def test_wrong_and_empty_input(
    case: Path, tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    before = case.read_bytes()
    inputs = {"CASE": case, "URLS": "http://127.0.0.1:9/x", "SITES": BASE, **changed}
    output = tmp_path / "briefing.pdf"
    code, _, text = run_algorithm(tmp_path, MODEL, briefing=output, **inputs)
    assert code != 0
    assert said in text
    assert "Traceback" not in text
    assert not output.exists()
    assert case.read_bytes() == before


def test_the_model_is_listed_with_what_it_makes(tmp_path: Path) -> None:
    done = run_qgis_process(["help", f"imam_ali_tracker:{MODEL}"], tmp_path)
    assert done.returncode == 0, done.stderr
    arguments, outputs = done.stdout.split("Outputs\n")
    for name in ("CASE", "URLS", "SITES", "briefing"):
        assert f"\n{name}: " in arguments
    assert "briefing: " in outputs
