"""The algorithms that write and check a case, on a case in PostGIS."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingFeedback

from imam_ali_tracker.algorithms.add_buffers import AddBuffers
from imam_ali_tracker.algorithms.add_corridor import AddCorridor
from imam_ali_tracker.algorithms.briefing import MakeBriefing
from imam_ali_tracker.algorithms.check_case import CheckCase
from imam_ali_tracker.algorithms.check_claims import CheckClaims
from imam_ali_tracker.algorithms.import_sites import ImportSites
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.snapshot import copy_case
from imam_ali_tracker.case.store import Case
from tests.support.in_process import memory_layer, run_behind, run_here
from tests.support.postgres import PostgresCluster


def test_a_case_of_a_team_is_filled_and_checked(
    postgres: PostgresCluster, postgres_database: str
) -> None:
    where = f"{postgres.dsn(postgres_database)} schema='Team case'"
    Case.create(where, "Team").close()
    wkts = ["Point (51.42151 35.69439)", "Point (35.49442 33.88894)"]
    sites = memory_layer(
        "Point?crs=EPSG:4326", wkts, "&field=name:string", [["Tehran"], ["Beirut"]]
    )
    done = run_here(ImportSites(), {"CASE": where, "INPUT": sites})
    assert done.results["ADDED"] == 2, done.text
    chosen = {"CASE": where, "EXPRESSION": "\"name\" like 'T%'", "DISTANCES": "1200 km"}
    assert run_here(AddBuffers(), chosen).results["ADDED"] == 1
    way = {"CASE": where, "NAME": "A way", "WAYPOINTS": "Tehran; Beirut"}
    assert round(run_here(AddCorridor(), way).results["LENGTH_M"], -2) == 1_469_700
    checked = run_here(CheckCase(), {"CASE": where, "OUTPUT": "TEMPORARY_OUTPUT"})
    assert checked.ok, checked.text
    assert {row["table"] for row in checked.rows()} == {"sites", "buffers", "corridors"}
    assert run_here(CheckClaims(), {"CASE": where}).results["CLAIMS"] == 0


def test_a_briefing_of_a_team_is_that_of_the_file(
    postgres: PostgresCluster, postgres_database: str, reference_file: Path, tmp_path: Path
) -> None:
    where = f"{postgres.dsn(postgres_database)} schema='Team case'"
    with Case.open(reference_file, read_only=True) as case:
        copy_case(case, CaseLocation.parse(where)).close()
    results = []
    for place, name in ((where, "team.pdf"), (str(reference_file), "file.pdf")):
        inputs = {"CASE": place, "OUTPUT": str(tmp_path / name), "DPI": 50}
        done = run_behind(MakeBriefing(), inputs, QgsProcessingFeedback(False))
        assert done.ok, done.text
        results.append({key: done.results[key] for key in ("PAGES", "ERRORS", "WARNINGS")})
    assert results[0] == results[1]
    assert results[0]["PAGES"] > 1
