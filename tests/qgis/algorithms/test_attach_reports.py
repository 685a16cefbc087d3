"""``attachreports`` and ``detachreports``: citations as one whole, other layers joined."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest
from qgis.core import NULL, QgsProcessingFeatureSourceDefinition, QgsProject, QgsVectorLayer

from imam_ali_tracker.algorithms.attach_reports import AttachReports
from imam_ali_tracker.algorithms.detach_reports import DetachReports
from imam_ali_tracker.algorithms.find_mentions import FindMentions
from imam_ali_tracker.case.attaching import Attachment, attach
from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.provider.registration import register
from imam_ali_tracker.provider.uri import layer_uri
from tests.support.headless import run_algorithm
from tests.support.in_process import Run, memory_layer, run_here
from tests.support.postgres import PostgresCluster

NAMES = ("Tartus", "Latakia", "Beirut", "first", "second")
UUIDS = {name: str(uuid5(NAMESPACE_URL, name)) for name in NAMES}
TARTUS, LATAKIA, BEIRUT, ONE, TWO = UUIDS.values()
FIRST, SECOND = "https://example.org/first", "https://example.org/second"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case with three sites and two reports, nothing attached."""
    path = tmp_path / "case.gpkg"
    with Case.create(path, "Attaching") as made:
        sites = [
            {"uuid": UUIDS[name], "name": name, "kind": "city", "position_basis": "unknown"}
            for name in ("Tartus", "Latakia", "Beirut")
        ]
        reports = [
            {"uuid": ONE, "url": FIRST, "title": "First", "authors": ("A", "B")},
            {"uuid": TWO, "url": SECOND, "title": "Second"},
        ]
        made.apply(ChangeSet(inserts={"sites": sites, "reports": reports}))
    return path


@pytest.fixture
def sites(case: Path) -> Iterator[QgsVectorLayer]:
    """The layer of the sites, in the project, as an analyst has it."""
    register()
    uri = layer_uri(CaseLocation.parse(case), "sites")
    layer = QgsVectorLayer(uri, "Sites", "imam_ali_tracker")
    assert layer.isValid()
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().removeMapLayer(layer)


def run(case: Path, **inputs: object) -> Run:
    return run_here(AttachReports(), {"CASE": str(case), **inputs})


def citations(case: Path) -> set[tuple[str, str, str]]:
    """Return report, table and feature of every citation, by their names."""
    with Case.open(case, read_only=True) as opened:
        rows = list(opened.rows("citations"))
    names = {uuid: name for name, uuid in UUIDS.items()}
    keys = {
        (names[row["report"]], row["feature_table"], names[row["feature_uuid"]]) for row in rows
    }
    assert len(keys) == len(rows), "doubled"
    return keys


def test_selected_features_of_a_layer_get_the_reports(case: Path, sites: QgsVectorLayer) -> None:
    sites.selectByExpression("\"name\" in ('Tartus', 'Beirut')")
    features = QgsProcessingFeatureSourceDefinition(sites.id(), selectedFeaturesOnly=True)
    done = run(case, REPORTS=f"{FIRST}\n{TWO}", FEATURES=features)
    assert done.ok, done.text
    assert (done.results["ATTACHED"], done.results["KNOWN"]) == (4, 0)
    expected = {(r, "sites", s) for r in ("first", "second") for s in ("Tartus", "Beirut")}
    assert citations(case) == expected
    again = run(case, REPORTS=f"{FIRST}\n{TWO}", FEATURES=features)
    assert (again.results["ATTACHED"], again.results["KNOWN"]) == (0, 4)
    assert citations(case) == expected


def test_a_run_is_taken_back_in_one_step(case: Path) -> None:
    inputs = {"TABLE": "sites", "EXPRESSION": "true"}
    run(case, REPORTS=ONE, **{**inputs, "EXPRESSION": "\"name\" = 'Tartus'"})
    before = citations(case)
    done = run(case, REPORTS=f"{ONE}\n{TWO}", **inputs)
    assert (done.results["ATTACHED"], done.results["KNOWN"]) == (5, 1)
    assert done.results["CITATIONS"] in done.text
    back = run_here(DetachReports(), {"CASE": str(case), "CITATIONS": done.results["CITATIONS"]})
    assert back.ok, back.text
    assert back.results["REMOVED"] == 5
    assert citations(case) == before
    twice = run_here(DetachReports(), {"CASE": str(case), "CITATIONS": done.results["CITATIONS"]})
    assert not twice.ok
    assert "no citation" in twice.text
    assert citations(case) == before


def test_the_undo_is_a_change_set_too(case: Path) -> None:
    with Case.open(case) as opened:
        attached = attach(opened, [Attachment(ONE, "sites", TARTUS, quote="the port")])
        bare = attach(opened, [Attachment(ONE, "sites", TARTUS)])
        assert (bare.citations, len(bare.known)) == ((), 1)
        opened.apply(attached.undo)
    assert citations(case) == set()


def test_one_wrong_feature_and_nothing_is_attached(case: Path) -> None:
    with Case.open(case) as opened:
        wanted = [Attachment(ONE, "sites", uuid) for uuid in (TARTUS, TWO)]
        with pytest.raises(TrackerError, match=TWO):
            attach(opened, wanted)
        with pytest.raises(TrackerError, match="reports"):
            attach(opened, [Attachment(ONE, "reports", TWO)])
    assert citations(case) == set()


def test_by_mention_only_what_is_certain(case: Path) -> None:
    text = "Ships unload at Tartus. Beirut has denied it."
    found = run_here(
        FindMentions(),
        {"CASE": str(case), "TEXT": text, "REPORT": FIRST, "OUTPUT": "TEMPORARY_OUTPUT"},
    )
    assert (found.results["CERTAIN"], found.results["MARKED"]) == (1, 1)
    done = run(case, MENTIONS=found.layer())
    assert done.ok, done.text
    assert citations(case) == {("first", "sites", "Tartus")}
    with Case.open(case, read_only=True) as opened:
        (row,) = opened.rows("citations")
    assert row["quote"] == "Ships unload at Tartus."
    run(case, MENTIONS=found.layer(), UNSURE=True)
    assert citations(case) == {("first", "sites", "Tartus"), ("first", "sites", "Beirut")}


def test_by_key(case: Path) -> None:
    fields = "&field=uuid:string&field=link:string"
    rows = [(TARTUS, FIRST), (LATAKIA, TWO), (BEIRUT, "https://nowhere.example/")]
    table = memory_layer("NoGeometry?x=1", ["", "", ""], fields, rows)
    done = run(case, FEATURES=table, TABLE="sites", KEY_FIELD="link")
    assert done.ok, done.text
    assert "https://nowhere.example/" in done.text
    assert citations(case) == {("first", "sites", "Tartus"), ("second", "sites", "Latakia")}


def test_another_layer_comes_out_with_the_fields_of_its_reports(case: Path) -> None:
    fields = "&field=title:string&field=link:string"
    rows = [("one", FIRST), ("two", None), ("three", TWO)]
    wkts = ["Point (1 2)", "Point (3 4)", "Point (5 6)"]
    layer = memory_layer("Point?crs=EPSG:4326", wkts, fields, rows)
    done = run(case, FEATURES=layer, KEY_FIELD="link", OUTPUT="TEMPORARY_OUTPUT")
    assert done.ok, done.text
    assert done.results["JOINED"] == 2
    told = {row["title"]: row for row in done.rows()}
    assert (told["one"]["report_title"], told["one"]["report_authors"]) == ("First", "A; B")
    assert told["two"]["report_title"] == NULL
    assert told["three"]["report_url"] == SECOND
    assert told["three"]["geometry"].asWkt() == "Point (5 6)"
    assert citations(case) == set()
    twice = run(case, FEATURES=layer, REPORTS=f"{ONE}\n{TWO}", OUTPUT="TEMPORARY_OUTPUT")
    assert len(twice.rows()) == 6


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"REPORTS": ONE}, "which features"),
        ({"REPORTS": "third", "TABLE": "sites", "EXPRESSION": "true"}, "no report “third”"),
        ({"TABLE": "sites", "EXPRESSION": "true"}, "which reports"),
        ({"REPORTS": ONE, "EXPRESSION": "true"}, "Give the table"),
        ({"REPORTS": ONE, "TABLE": "sites", "EXPRESSION": "name ="}, "cannot be read"),
        ({"REPORTS": ONE, "TABLE": "sites", "EXPRESSION": "\"nome\" = 'x'"}, "no column"),
    ],
)
def test_wrong_input_is_named_and_nothing_is_written(
    case: Path, inputs: dict[str, object], said: str
) -> None:
    done = run(case, **inputs)
    assert not done.ok
    assert said in done.text
    assert citations(case) == set()


def test_features_of_another_layer_need_an_output(case: Path) -> None:
    layer = memory_layer("Point?crs=EPSG:4326", ["Point (1 2)"])
    done = run(case, REPORTS=ONE, FEATURES=layer)
    assert not done.ok
    assert "not of the case" in done.text


def test_a_layer_that_is_no_list_of_mentions_is_named(case: Path) -> None:
    layer = memory_layer("Point?crs=EPSG:4326", ["Point (1 2)"])
    done = run(case, REPORTS=ONE, MENTIONS=layer)
    assert not done.ok
    assert "has no field" in done.text


def test_the_native_layer_of_a_case_is_recognised(case: Path) -> None:
    layer = QgsVectorLayer(f"{case}|layername=sites", "sites", "ogr")
    done = run(case, REPORTS=ONE, FEATURES=layer)
    assert done.ok, done.text
    assert done.results["ATTACHED"] == 3


def test_a_case_in_a_database(postgres: PostgresCluster, postgres_database: str) -> None:
    uri = f"{postgres.dsn(postgres_database)} schema='attaching'"
    with Case.create(CaseLocation.parse(uri), "Attaching") as made:
        site = {"uuid": TARTUS, "name": "Tartus", "kind": "city", "position_basis": "unknown"}
        rows = {"sites": [site], "reports": [{"uuid": ONE, "url": FIRST}]}
        made.apply(ChangeSet(inserts=rows))
        layer = QgsVectorLayer(made.location.layer_uri("sites"), "sites", "postgres")
    done = run_here(AttachReports(), {"CASE": uri, "REPORTS": FIRST, "FEATURES": layer})
    assert done.ok, done.text
    assert done.results["ATTACHED"] == 1


def test_through_qgis_process(case: Path, tmp_path: Path) -> None:
    inputs = {"CASE": case, "TABLE": "sites", "EXPRESSION": "\"name\" like '%t%'"}
    code, results, text = run_algorithm(tmp_path, "attachreports", REPORTS=FIRST, **inputs)
    assert code == 0, text
    assert results["ATTACHED"] == len(citations(case)) == 3
    code, results, text = run_algorithm(
        tmp_path, "detachreports", CASE=case, CITATIONS=results["CITATIONS"]
    )
    assert code == 0, text
    assert citations(case) == set()
