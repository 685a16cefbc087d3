"""Where a case is kept, read from text and written again."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsDataSourceUri

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.schema import TABLES
from imam_ali_tracker.core.errors import TrackerError

TEAM = "dbname='team' host=db.example port=5433 user='me' sslmode=require schema='Case 1'"


def test_a_file() -> None:
    location = CaseLocation.parse("/some folder/a.b.gpkg")
    assert location.path == Path("/some folder/a.b.gpkg")
    assert location.provider_key == "ogr"
    assert location.layer_uri("sites") == "/some folder/a.b.gpkg|layername=sites"
    assert str(location) == location.label == location.connection_uri == "/some folder/a.b.gpkg"
    assert CaseLocation.parse(location.layer_uri("claims")) == location
    assert CaseLocation.parse(Path("/some folder/a.b.gpkg")) == location
    assert CaseLocation.parse(" UPPER.GPKG ").path == Path.cwd() / "UPPER.GPKG"


def test_a_schema() -> None:
    location = CaseLocation.parse(TEAM)
    assert location.path is None
    assert location.schema == "Case 1"
    assert location.provider_key == "postgres"
    assert location.label == "db.example/team: Case 1"
    assert CaseLocation.parse(str(location)) == location
    for name in TABLES:
        assert CaseLocation.parse(location.layer_uri(name)) == location


def test_the_uri_of_a_layer() -> None:
    location = CaseLocation.parse(TEAM)
    sites = QgsDataSourceUri(location.layer_uri("sites"))
    assert (sites.schema(), sites.table(), sites.keyColumn()) == ("Case 1", "sites", "fid")
    assert (sites.geometryColumn(), sites.srid()) == ("geom", "4326")
    reports = QgsDataSourceUri(location.layer_uri("reports"))
    assert (reports.table(), reports.geometryColumn()) == ("reports", "")
    assert QgsDataSourceUri(location.layer_uri("an analyst's")).table() == "an analyst's"


@pytest.mark.parametrize(
    "login", ["service='team'", "dbname='team' host=db.example authcfg=a1b2c3d", "authcfg=a1b2c3d"]
)
def test_logins_stay_as_they_are(login: str) -> None:
    location = CaseLocation.parse(f"{login} schema='it\\'s'")
    assert location.schema == "it's"
    for written in (str(location), location.uri, location.layer_uri("sites")):
        for part in login.split():
            assert part in written
    assert CaseLocation.parse(str(location)) == location


def test_a_role_of_the_session_is_kept() -> None:
    location = CaseLocation.parse(f"{TEAM} session_role='writers'")
    assert "session_role='writers'" in location.layer_uri("sites")


@pytest.mark.parametrize(
    "text", ["", "case.shp", "case", "dbname='team' host=db.example", "host=db.example"]
)
def test_no_location(text: str) -> None:
    with pytest.raises(TrackerError) as caught:
        CaseLocation.parse(text)
    assert caught.value.hint


def test_locations_are_values() -> None:
    assert len({CaseLocation.parse(TEAM), CaseLocation.parse(TEAM)}) == 1
    assert CaseLocation.parse("a.gpkg") != CaseLocation.parse("b.gpkg")
