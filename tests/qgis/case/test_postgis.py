"""What only a team's database does: several cases, several writers, lost connections, logins."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import (
    QgsAuthManager,
    QgsAuthMethodConfig,
    QgsDataSourceUri,
    QgsFeatureRequest,
    QgsVectorLayer,
)

from imam_ali_tracker.case.changes import ChangeSet, new_uuid
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.schema import SCHEMA_VERSION
from imam_ali_tracker.case.session import Session, WriteSession
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.errors import TrackerError
from tests.qgis.case.child import change_set, expected
from tests.qgis.case.sample_rows import full_rows, insert, point, site, snapshot
from tests.qgis.case.state import state_of
from tests.support.postgres import PostgresCluster
from tests.support.staging import ROOT

PASSWORD = "Pa55 'word'"  # pragma: allowlist secret

TERMINATE = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def case(postgis_location: CaseLocation) -> Iterator[Case]:
    with Case.create(postgis_location, "Team") as made:
        yield made


def test_what_the_schema_is_made_of(postgres: PostgresCluster, database: str, case: Case) -> None:
    schema = case.location.schema
    columns = postgres.sql(
        database,
        "SELECT DISTINCT data_type FROM information_schema.columns "
        f"WHERE table_schema = '{schema}' AND column_name = 'created'",
    )
    assert columns == "timestamp with time zone"
    indexes = postgres.sql(
        database, f"SELECT indexdef FROM pg_indexes WHERE schemaname = '{schema}' ORDER BY 1"
    )
    assert "UNIQUE INDEX sites_uuid ON" in indexes
    assert "INDEX claims_subject_uuid ON" in indexes
    assert "USING gist (geom)" in indexes
    types = postgres.sql(
        database,
        "SELECT f_table_name, type, srid FROM geometry_columns "
        f"WHERE f_table_schema = '{schema}' ORDER BY 1",
    )
    assert types.splitlines() == [
        "corridor_waypoints|POINT|4326",
        "footprints|MULTIPOLYGON|4326",
        "observations|POINT|4326",
        "sites|POINT|4326",
    ]


def test_several_cases_in_one_database(
    postgres: PostgresCluster, database: str, case: Case
) -> None:
    names = ["plain", 'It\'s "quoted" \\ \u0625\u0645\u0627\u0645']
    for name in names:
        escaped = name.replace("\\", "\\\\").replace("'", "\\'")
        location = CaseLocation.parse(f"{postgres.dsn(database)} schema='{escaped}'")
        assert location.schema == name
        with Case.create(location, name) as other:
            insert(other, "sites", site(name=name, geometry=point()))
        again = CaseLocation.parse(str(location))
        assert again == location
        with Case.open(again) as other:
            assert other.info["title"] == name
            assert [row["name"] for row in other.rows("sites")] == [name]
        assert QgsVectorLayer(location.layer_uri("sites"), "x", "postgres").featureCount() == 1
    assert list(case.rows("sites")) == []


def test_a_schema_that_is_there_already(
    postgres: PostgresCluster, database: str, postgis_location: CaseLocation
) -> None:
    name = f'"{postgis_location.schema}"'
    postgres.sql(database, f"CREATE SCHEMA {name}; CREATE TABLE {name}.own(id int)")
    with Case.create(postgis_location, "In a schema of one's own") as case:
        insert(case, "sites", site())
    tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = '{}'"
    assert postgres.sql(database, tables.format(postgis_location.schema)) == "13"
    with pytest.raises(TrackerError, match="already"):
        Case.create(postgis_location, "Again")


def test_a_failed_creation_in_a_schema_that_is_there(
    postgres: PostgresCluster, database: str, postgis_location: CaseLocation
) -> None:
    name = f'"{postgis_location.schema}"'
    postgres.sql(database, f"CREATE SCHEMA {name}; CREATE TABLE {name}.own(id int)")
    twice = {"uuid": new_uuid(), "name": "Two", "kind": "unknown"}
    info = {"title": "Two", "schema_version": SCHEMA_VERSION}
    with pytest.raises(TrackerError, match="two new rows"):
        Case.create_from(postgis_location, {"case_info": [info], "sites": [twice, dict(twice)]})
    tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = '{}'"
    assert postgres.sql(database, tables.format(postgis_location.schema)) == "own"


def _location(postgres: PostgresCluster, database: str, schema: str) -> CaseLocation:
    return CaseLocation.parse(f"{postgres.dsn(database)} schema='{schema}'")


def test_nothing_there(postgres: PostgresCluster, database: str) -> None:
    with pytest.raises(TrackerError, match="no schema “nowhere”"):
        Case.open(_location(postgres, database, "nowhere"))
    with pytest.raises(TrackerError, match="does not hold a case"):
        Case.open(_location(postgres, database, "public"))
    with pytest.raises(TrackerError) as caught:
        Case.open(_location(postgres, "no_such_database", "public"))
    assert "running" in caught.value.hint
    with pytest.raises(TrackerError, match="which schema"):
        Case.open(postgres.dsn(database))


def test_an_unfinished_case(postgres: PostgresCluster, database: str, case: Case) -> None:
    postgres.sql(database, f'DELETE FROM "{case.location.schema}".case_info')
    with pytest.raises(TrackerError, match="incomplete"):
        Case.open(case.location)


def test_a_case_that_lacks_a_column(postgres: PostgresCluster, database: str, case: Case) -> None:
    table = f'"{case.location.schema}".reports'
    postgres.sql(database, f"ALTER TABLE {table} DROP COLUMN publisher")
    with pytest.raises(TrackerError, match="publisher"):
        Case.open(case.location)


def test_a_newer_case_is_read_but_not_written(
    postgres: PostgresCluster, database: str, case: Case
) -> None:
    insert(case, "sites", site())
    postgres.sql(database, f'UPDATE "{case.location.schema}".case_info SET schema_version = 9')
    with Case.open(case.location) as newer:
        assert "version 9" in newer.read_only_reason
        assert len(list(newer.rows("sites"))) == 1


def test_a_reader_who_may_not_write(postgres: PostgresCluster, database: str, case: Case) -> None:
    insert(case, "sites", site())
    schema = f'"{case.location.schema}"'
    postgres.sql(
        database,
        f"CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA {schema} TO reader;"
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO reader",
    )
    uri = QgsDataSourceUri(case.location.uri)
    uri.setUsername("reader")
    location = CaseLocation(uri=uri.uri(False), schema=case.location.schema)
    with Case.open(location) as reading:
        assert "lets you read" in reading.read_only_reason
        assert len(list(reading.rows("sites"))) == 1
        assert reading.data_version
        with pytest.raises(TrackerError, match="Nothing was written"):
            insert(reading, "sites", site())


def test_a_login_from_the_authentication_store(case: Case, unlocked: QgsAuthManager) -> None:
    config = QgsAuthMethodConfig("Basic")
    config.setName("team database")
    config.setConfig("username", "postgres")
    config.setConfig("password", PASSWORD)
    assert unlocked.storeAuthenticationConfig(config)[0]
    uri = QgsDataSourceUri(case.location.uri)
    uri.setUsername("")
    uri.setAuthConfigId(config.id())
    text = f"{uri.uri(False)} schema='{case.location.schema}'"
    location = CaseLocation.parse(text)
    for written in (str(location), location.layer_uri("sites"), location.connection_uri):
        assert f"authcfg={config.id()}" in written
        assert PASSWORD not in written
        assert "postgres'" not in written.replace("user='postgres'", "")
    assert CaseLocation.parse(str(location)) == location
    with Case.open(location) as opened:
        insert(opened, "sites", site())
        assert len(list(opened.rows("sites"))) == 1
        assert PASSWORD not in location.label


def test_a_service_of_libpq(
    postgres: PostgresCluster,
    database: str,
    case: Case,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    services = tmp_path / "services.conf"
    services.write_text(
        f"[team]\nhost={postgres.host}\nport={postgres.port}\nuser={postgres.user}\n"
        f"dbname={database}\n"
    )
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    location = CaseLocation.parse(f"service='team' schema='{case.location.schema}'")
    assert "service='team'" in str(location)
    assert str(postgres.port) not in str(location)
    with Case.open(location) as opened:
        insert(opened, "sites", site())
    assert len(list(case.rows("sites"))) == 1


def test_passwords_are_not_told(postgres: PostgresCluster, database: str) -> None:
    quoted = PASSWORD.replace("'", "\\'")
    location = CaseLocation.parse(
        f"dbname='none' host=127.0.0.1 port={postgres.port} user='nobody' password='{quoted}' "
        "sslmode=disable schema='secret'"
    )
    assert PASSWORD not in location.label
    with pytest.raises(TrackerError) as caught:
        Case.open(location)
    assert PASSWORD not in f"{caught.value} {caught.value.details}"
    assert quoted not in f"{caught.value} {caught.value.details}"


def test_two_writers_both_write(case: Case) -> None:
    with Case.open(case.location) as other:
        for number in range(5):
            insert(case, "sites", site(name=f"a{number}"))
            insert(other, "sites", site(name=f"b{number}"))
        assert len(list(case.rows("sites"))) == 10
        assert snapshot(case) == snapshot(other)


def test_many_writers_at_once_write_one_after_another(case: Case) -> None:
    """Each adds one to the same number twenty times; no addition is lost."""
    script = """
import sys
from tests.support import staging
staging.use_staged()
from qgis.core import QgsApplication
application = QgsApplication([], False)
application.initQgis()
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.session import WriteSession
location = CaseLocation.parse(sys.argv[1])
for _ in range(20):
    with WriteSession(location) as session:
        (row,) = session.rows("case_info", {})
        number = int(row["description"] or 0) + 1
        session.update("case_info", {row["fid"]: {"description": str(number)}})
"""
    command = [sys.executable, "-c", script, str(case.location)]
    writers = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    assert [writer.wait(120) for writer in writers] == [0, 0, 0]
    assert case.info["description"] == "60"


def test_a_writer_waits_for_a_lock_no_longer_than_it_says(
    postgres: PostgresCluster, database: str, case: Case
) -> None:
    schema = f'"{case.location.schema}"'
    holder = subprocess.Popen(
        [
            postgres.binaries / "psql",
            "-q",
            "-d",
            postgres.dsn(database),
            "-c",
            f"BEGIN; LOCK TABLE {schema}.case_info IN SHARE ROW EXCLUSIVE MODE;SELECT pg_sleep(30)",
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        count = "SELECT count(*) FROM pg_locks WHERE mode = 'ShareRowExclusiveLock' AND granted"
        while int(postgres.sql(database, count)) == 0:
            time.sleep(0.02)
        with pytest.raises(TrackerError) as caught:
            insert(case, "sites", site())
        assert "Another program is writing" in caught.value.hint
    finally:
        holder.kill()
        holder.wait()
    postgres.sql(database, TERMINATE)
    insert(case, "sites", site())


def test_nothing_is_half_written_when_the_connection_is_lost_between_statements(
    postgres: PostgresCluster, database: str, case: Case
) -> None:
    """QGIS connects anew by itself and goes on: none of that may be written."""
    (kept,) = insert(case, "sites", site(name="Kept"))
    key = next(case.rows("sites"))["fid"]
    before = snapshot(case)
    actions = {
        "insert": lambda session: session.insert("sites", [site(uuid=new_uuid())]),
        "update": lambda session: session.update("sites", {key: {"name": "Changed"}}),
        "delete": lambda session: session.delete("sites", [key]),
        "statement": lambda session: session.execute(
            f"UPDATE \"{case.location.schema}\".sites SET name = 'Changed'"
        ),
        "read": lambda session: list(session.rows("sites", {})),
        "nothing": lambda session: None,
    }
    for name, action in actions.items():
        with pytest.raises(TrackerError), WriteSession(case.location) as session:
            session.update("sites", {key: {"remarks": "half"}})
            postgres.sql(database, TERMINATE)
            action(session)
        assert snapshot(case) == before, name
    assert kept == before["sites"][0]["uuid"]


def test_change_sets_are_whole_when_connections_are_lost_at_any_moment(
    postgres: PostgresCluster, database: str, case: Case
) -> None:
    info = case.info["uuid"]
    random_ = random.Random(7)
    stop = threading.Event()
    lost = 0

    def cut() -> None:
        while not stop.wait(random_.uniform(0.0, 0.3)):
            postgres.sql(database, TERMINATE)

    cutter = threading.Thread(target=cut)
    cutter.start()
    try:
        number = 0
        for _ in range(60):
            try:
                case.apply(change_set(number + 1, info))
                number += 1
            except TrackerError:
                lost += 1
                number = _number_in(case)
    finally:
        stop.set()
        cutter.join()
    assert state_of(case) == (number, expected(number))
    assert lost > 5
    assert number > 5


def _number_in(case: Case) -> int:
    """The number of change sets in the case; reading may be cut off as well."""
    while True:
        try:
            number, found = state_of(case)
        except TrackerError:
            continue
        assert found == expected(number)
        return number


def test_a_read_that_is_cut_off_is_an_error(
    postgres: PostgresCluster, database: str, case: Case
) -> None:
    insert(case, "sites", *(site(name=str(n)) for n in range(5000)))
    with pytest.raises(TrackerError, match="could not be read to the end"):
        for number, _row in enumerate(case.rows("sites")):
            if number == 10:
                postgres.sql(database, TERMINATE)
    assert len(list(case.rows("sites"))) == 5000


def test_several_reads_of_one_moment(case: Case) -> None:
    insert(case, "sites", site())
    with Case.open(case.location) as other, case.reading():
        assert len(list(case.rows("sites"))) == 1
        insert(other, "sites", site())
        assert len(list(case.rows("sites"))) == 1
    assert len(list(case.rows("sites"))) == 2


def test_the_server_is_gone(tmp_path: Path) -> None:
    from tests.support.postgres import postgres_cluster

    with postgres_cluster() as cluster:
        database = cluster.create_database()
        location = _location(cluster, database, "team")
        case = Case.create(location, "Team")
        insert(case, "sites", site())
    with pytest.raises(TrackerError):
        list(case.rows("sites"))
    with pytest.raises(TrackerError):
        insert(case, "sites", site())
    with pytest.raises(TrackerError):
        assert case.data_version
    case.close()
    with pytest.raises(TrackerError) as caught:
        Case.open(location)
    assert "running" in caught.value.hint


def test_the_environment_is_left_alone(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGOPTIONS", raising=False)
    insert(case, "sites", site())
    assert "PGOPTIONS" not in os.environ
    monkeypatch.setenv("PGOPTIONS", "-c work_mem=8MB")
    insert(case, "sites", site())
    assert os.environ["PGOPTIONS"] == "-c work_mem=8MB"


def test_ordinary_layers_of_the_case_can_be_edited_beside_it(case: Case) -> None:
    case.apply(ChangeSet(inserts=full_rows()))
    layer = QgsVectorLayer(case.location.layer_uri("sites"), "x", "postgres")
    assert layer.startEditing()
    feature = next(layer.getFeatures(QgsFeatureRequest()))
    index = layer.fields().indexOf("name")
    assert layer.changeAttributeValue(feature.id(), index, "By hand")
    insert(case, "sites", site(name="By the store"))
    assert layer.commitChanges(), layer.commitErrors()
    assert {row["name"] for row in case.rows("sites")} == {"By hand", "By the store"}


def test_a_session_reads_what_it_was_begun_with(case: Case) -> None:
    with Session(case.location) as session:
        assert list(session.rows("sites", {})) == []
        insert(case, "sites", site())
        assert list(session.rows("sites", {})) == []
