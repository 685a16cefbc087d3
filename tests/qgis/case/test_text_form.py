"""A case in a real GeoPackage to its text form and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsGeometry

from imam_ali_tracker.case.changes import ChangeSet, Row, new_uuid
from imam_ali_tracker.case.schema import KEY, TABLES
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.case.text_form import export_case, import_case
from imam_ali_tracker.case.text_form.reading import read_folder
from imam_ali_tracker.core.dates import parse_date
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.paths import resource
from tests.support.postgres import PostgresCluster

SITE = new_uuid()
DONUT = (
    "MultiPolygon (((40 34, 40 35, 41 35, 41 34, 40 34),"
    "(40.1 34.1, 40.2 34.1, 40.2 34.2, 40.1 34.1)),((44 31, 45 31, 45 32, 44 31)))"
)


def rows() -> dict[str, list[Row]]:
    point = QgsGeometry.fromWkt("Point (40.91862870154864 34.45041526187299)")
    site = {
        "uuid": SITE,
        "name": "Al-Bukamal",
        "kind": "city",
        "position_basis": "gazetteer",
        "position_accuracy_m": 2000.0,
        "first_reported": parse_date("2019-09-09T11:04+03:00"),
        "last_reported": parse_date("2019"),
        "remarks": 'Two\nlines, a "quote" and a \\ backslash',
        "geometry": point,
    }
    footprint = {
        "site": SITE,
        "part": "compound",
        "valid_from": parse_date("2019-05"),
        "geometry": QgsGeometry.fromWkt(DONUT),
    }
    report = {
        "url": "https://example.org/a,b",
        "title": "عنوان «خبر»",
        "authors": ("A. One", "B. Two"),
        "published": parse_date("2019-09-24"),
        "http_status": 200,
    }
    return {
        "sites": [site, {"name": "Unplaced", "kind": "other", "position_basis": "unknown"}],
        "footprints": [footprint],
        "reports": [report],
    }


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.create(tmp_path / "case.gpkg", "A case", marking="Public sources only") as made:
        made.apply(ChangeSet(inserts=rows()))
        yield made


def comparable(case: Case) -> dict[str, dict[str, Row]]:
    found: dict[str, dict[str, Row]] = {}
    for table in TABLES:
        for row in case.rows(table):
            row.pop(KEY)
            if row.get("geometry") is not None:
                row["geometry"] = bytes(row["geometry"].asWkb())
            found.setdefault(table, {})[row["uuid"]] = row
    return found


def test_nothing_is_lost_and_the_second_export_has_the_same_bytes(
    case: Case, tmp_path: Path
) -> None:
    export_case(case, tmp_path / "first")
    with import_case(tmp_path / "first", tmp_path / "copy.gpkg") as copy:
        assert comparable(copy) == comparable(case)
        export_case(copy, tmp_path / "second")
    files = {path.name: path.read_bytes() for path in (tmp_path / "first").iterdir()}
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "second").iterdir()}
    assert b"40.91862870154864, 34.45041526187299" in files["sites.geojson"]


def test_what_another_program_broke_comes_back_as_it_is(case: Case, tmp_path: Path) -> None:
    """A citation of a site that is gone is for the integrity check, not for the import."""
    citation = {"report": new_uuid(), "feature_table": "sites", "feature_uuid": new_uuid()}
    case.apply(ChangeSet(inserts={"citations": [citation]}, restores=True))
    export_case(case, tmp_path / "text")
    with import_case(tmp_path / "text", tmp_path / "copy.gpkg") as copy:
        assert next(copy.rows("citations"))["report"] == citation["report"]


def test_a_text_form_that_cannot_be_read_leaves_no_case_behind(case: Case, tmp_path: Path) -> None:
    export_case(case, tmp_path / "text")
    sites = tmp_path / "text/sites.geojson"
    sites.write_text(sites.read_text(encoding="utf-8").replace('"city"', '"citty"'), "utf-8")
    with pytest.raises(TrackerError, match=r"sites.geojson, line \d, column “kind”: “citty”"):
        import_case(tmp_path / "text", tmp_path / "copy.gpkg")
    assert not (tmp_path / "copy.gpkg").exists()


def test_an_existing_case_is_not_overwritten(case: Case, tmp_path: Path) -> None:
    export_case(case, tmp_path / "text")
    before = (tmp_path / "case.gpkg").read_bytes()
    with pytest.raises(TrackerError, match="exists already"):
        import_case(tmp_path / "text", tmp_path / "case.gpkg")
    assert (tmp_path / "case.gpkg").read_bytes() == before


def test_an_export_into_a_folder_with_other_files_is_refused(case: Case, tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match=r"other files: case.gpkg"):
        export_case(case, tmp_path)


def test_a_case_of_a_newer_schema_is_not_written_without_what_is_new(
    case: Case, tmp_path: Path
) -> None:
    info = case.info["uuid"]
    case.apply(ChangeSet(updates={"case_info": {info: {"schema_version": 99}}}, restores=True))
    with pytest.raises(TrackerError, match="schema version 99"):
        export_case(case, tmp_path / "text")
    assert not (tmp_path / "text").exists()


def test_a_case_that_is_written_to_while_it_is_read_is_read_again(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site and its name arrive together; an export has both or neither."""
    rows_of = Case.rows
    writes = iter(range(2))

    def rows_and_a_write(reading: Case, table: str, **options: object) -> object:
        found = list(rows_of(reading, table, **options))  # type: ignore[arg-type]
        if table == "sites" and next(writes, None) is not None:
            site = {"uuid": new_uuid(), "name": "New", "kind": "other", "position_basis": "unknown"}
            name = {"site": site["uuid"], "name": "New", "kind": "alias"}
            with Case.open(reading.location) as other:
                other.apply(ChangeSet(inserts={"sites": [site], "site_names": [name]}))
        return iter(found)

    monkeypatch.setattr(Case, "rows", rows_and_a_write)
    export_case(case, tmp_path / "text")
    sites = {row["uuid"] for row in read_folder(tmp_path / "text")["sites"]}
    assert {row["site"] for row in read_folder(tmp_path / "text")["site_names"]} < sites
    assert len(sites) == 4


def test_a_team_database_gives_the_same_bytes(
    postgres: PostgresCluster, postgres_database: str, tmp_path: Path
) -> None:
    location = f"{postgres.dsn(postgres_database)} schema='reference'"
    with import_case(resource("case"), location) as case:
        assert case.location.provider_key == "postgres"
        export_case(case, tmp_path / "text")
    for path in resource("case").iterdir():
        assert path.read_bytes() == (tmp_path / "text" / path.name).read_bytes(), path.name


def test_an_import_that_is_refused_leaves_no_schema_behind(
    postgres: PostgresCluster, postgres_database: str, case: Case, tmp_path: Path
) -> None:
    """A NUL, which a text form can say, would cut the text off in any database."""
    export_case(case, tmp_path / "text")
    sites = tmp_path / "text/sites.geojson"
    text = sites.read_text(encoding="utf-8").replace("Unplaced", "Un\\u0000placed")
    sites.write_text(text, encoding="utf-8")
    with pytest.raises(TrackerError, match=r"sites\.geojson, line \d, column “name”"):
        import_case(tmp_path / "text", f"{postgres.dsn(postgres_database)} schema='broken'")
    schemas = "SELECT count(*) FROM pg_namespace WHERE nspname = 'broken'"
    assert postgres.sql(postgres_database, schemas) == "0"
