"""Dates and times come back as they were, whatever time zones machine and server are in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone

import pytest
from qgis.core import NULL, QgsVectorLayer
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime

from imam_ali_tracker.case import values
from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.database import open_layer
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.session import WriteSession
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.dates import Precision, ReportedDate, parse_date
from tests.qgis.case.child import DATES
from tests.qgis.case.sample_rows import insert, site
from tests.support.postgres import PostgresCluster
from tests.support.staging import ROOT


def _in_zone(zone: str, job: str, location: CaseLocation) -> str:
    command = [sys.executable, "-m", "tests.qgis.case.child", job, str(location)]
    environment = {**os.environ, "TZ": zone}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _read_in_zone(zone: str, location: CaseLocation) -> dict[str, list[str]]:
    read: dict[str, list[str]] = json.loads(_in_zone(zone, "read-dates", location))
    return read


def test_dates_come_back_in_other_time_zones(new_location: CaseLocation) -> None:
    Case.create(new_location, "Dates").close()
    _in_zone("Europe/Berlin", "write-dates", new_location)
    here = _read_in_zone("UTC", new_location)
    assert {text: read[0] for text, read in here.items()} == {text: text for text in DATES}
    made = {datetime.fromisoformat(read[1]) for read in here.values()}
    assert max(made) - min(made) == timedelta(0)
    assert abs(datetime.now(timezone.utc) - made.pop()) < timedelta(minutes=5)
    for zone in ("Europe/Berlin", "Asia/Tehran"):
        assert _read_in_zone(zone, new_location) == here


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Tehran", "America/Sao_Paulo"])
def test_dates_come_back_from_a_server_in_another_time_zone(
    postgres: PostgresCluster, database: str, postgis_location: CaseLocation, zone: str
) -> None:
    postgres.sql(database, f"ALTER DATABASE \"{database}\" SET timezone = '{zone}'")
    rows = [{"url": text, "published": parse_date(text)} for text in DATES]
    with Case.create(postgis_location, "Dates") as case:
        case.apply(ChangeSet(inserts={"reports": rows}))
        for row in case.rows("reports"):
            assert str(row["published"]) == row["url"]
            undo = case.apply(ChangeSet(updates={"reports": {row["uuid"]: {"published": None}}}))
            case.apply(undo)
        assert sorted(str(row["published"]) for row in case.rows("reports")) == sorted(DATES)


def test_a_known_zone_is_stored_as_utc_and_sorts_by_time(new_case: Case) -> None:
    for text in ("2019-09-09T11:04+03:00", "2019-09-09T09:00+00:00", "2019-09-09", "2019"):
        insert(new_case, "reports", {"url": text, "published": parse_date(text)})
    layer = open_layer(new_case.location, "reports")
    names = layer.fields()
    stored = {
        f["url"]: (f["published"].toUTC().toPyDateTime(), f["published_precision"])
        for f in layer.getFeatures()
    }
    assert names.indexOf("published_zone") > 0
    assert stored == {
        "2019-09-09T11:04+03:00": (datetime(2019, 9, 9, 8, 4), "minute"),  # noqa: DTZ001
        "2019-09-09T09:00+00:00": (datetime(2019, 9, 9, 9, 0), "minute"),  # noqa: DTZ001
        "2019-09-09": (datetime(2019, 9, 9), "day"),  # noqa: DTZ001
        "2019": (datetime(2019, 1, 1), "year"),  # noqa: DTZ001
    }


def _store_as_is(case: Case, timestamp: QDateTime, precision: str | None, zone: str | None) -> None:
    """Write the three columns as another program does."""
    layer = QgsVectorLayer(case.location.layer_uri("sites"), "x", case.location.provider_key)
    provider = layer.dataProvider()
    columns = [
        layer.fields().indexOf("first_reported" + end) for end in ("", "_precision", "_zone")
    ]
    key = next(layer.getFeatures()).id()
    changes = dict(zip(columns, (timestamp, precision, zone)))
    assert provider.changeAttributeValues({key: changes})


def _clock(*parts: int) -> QDateTime:
    return QDateTime(QDate(*parts[:3]), QTime(*parts[3:]), Qt.TimeSpec.UTC)


@pytest.mark.parametrize(
    ("precision", "zone", "expected"),
    [
        (None, None, "2019-09-09"),
        ("unknown", None, "2019-09-09"),
        ("nonsense", None, "2019-09-09"),
        ("year", None, "2019"),
        ("month", "+03:00", "2019-09"),
        ("minute", None, "2019-09-09T11:04"),
        ("second", "+03:00", "2019-09-09T14:04:33+03:00"),
        ("second", "", "2019-09-09T11:04:33"),
        ("second", "EST", "2019-09-09T11:04:33"),
        ("second", "+99:00", "2019-09-09T11:04:33"),
    ],
)
def test_what_another_program_stored_says_no_more_than_its_precision(
    new_case: Case, precision: str | None, zone: str | None, expected: str
) -> None:
    insert(new_case, "sites", site())
    _store_as_is(new_case, _clock(2019, 9, 9, 11, 4, 33), precision, zone)
    (row,) = new_case.rows("sites")
    assert str(row["first_reported"]) == expected
    again = parse_date(expected)
    assert again is not None
    assert row["first_reported"].value == again.value


def test_a_year_that_python_does_not_have_is_no_date(
    postgres: PostgresCluster, database: str, postgis_location: CaseLocation
) -> None:
    with Case.create(postgis_location, "Years") as case:
        insert(case, "sites", *(site(name=str(n)) for n in range(4)))
        for n, odd in enumerate(
            ("infinity", "0044-03-15 BC", "12019-01-01", "9999-12-31 23:59+00")
        ):
            postgres.sql(
                database,
                f"UPDATE \"{postgis_location.schema}\".sites SET first_reported = '{odd}', "
                f"modified = '{odd}', first_reported_precision = 'minute', "
                f"first_reported_zone = '+14:00' WHERE name = '{n}'",
            )
        read = {row["name"]: row["first_reported"] for row in case.rows("sites")}
    assert [read[name] for name in "012"] == [None, None, None]
    assert read["3"].value.year == 9999


def test_dates_are_floored_to_their_precision() -> None:
    noon = datetime(2019, 9, 24, 12, 34, 56, 789)  # noqa: DTZ001
    kept = {
        Precision.YEAR: datetime(2019, 1, 1),  # noqa: DTZ001
        Precision.MONTH: datetime(2019, 9, 1),  # noqa: DTZ001
        Precision.DAY: datetime(2019, 9, 24),  # noqa: DTZ001
        Precision.MINUTE: datetime(2019, 9, 24, 12, 34),  # noqa: DTZ001
        Precision.SECOND: datetime(2019, 9, 24, 12, 34, 56),  # noqa: DTZ001
    }
    for precision, value in kept.items():
        for zone in ("", "+04:30", "-11:00"):
            stored = values.split_date(ReportedDate(noon, precision, zone))
            assert values.join_date(*stored) == ReportedDate(value, precision, zone)


def test_a_time_of_recording_keeps_its_milliseconds(new_case: Case) -> None:
    made = datetime(2026, 3, 29, 2, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    insert(new_case, "sites", site(created=made, modified=made))
    (row,) = new_case.rows("sites")
    assert row["created"] == made.replace(microsecond=123000)
    assert row["created"].tzinfo is timezone.utc


def test_no_date_in_all_three_columns(new_case: Case) -> None:
    insert(new_case, "sites", site())
    key = next(new_case.rows("sites"))["fid"]
    with WriteSession(new_case.location) as session:
        session.update("sites", {key: {"first_reported": parse_date("2019")}})
        session.update("sites", {key: {"first_reported": None}})
    layer = open_layer(new_case.location, "sites")
    feature = next(layer.getFeatures())
    for name in ("first_reported", "first_reported_precision", "first_reported_zone"):
        assert feature.attribute(name) in (None, NULL)
