"""Dates that an analyst enters in a form, wherever his machine is."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from qgis.core import QgsFeature, QgsVectorLayer
from qgis.PyQt.QtCore import QDate, QDateTime, QTime

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.provider.registration import PROVIDER_KEY, register
from imam_ali_tracker.provider.uri import layer_uri

ENTERED = QDateTime(QDate(2019, 9, 10), QTime(0, 0))


@pytest.fixture(params=["Asia/Tehran", "America/New_York", "UTC"])
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Put the machine into a time zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def path(tmp_path: Path, reference_file: Path) -> Path:
    return Path(shutil.copy(reference_file, tmp_path / "case.gpkg"))


def reports_of(path: Path) -> QgsVectorLayer:
    register()
    layer = QgsVectorLayer(layer_uri(CaseLocation.parse(path), "reports"), "r", PROVIDER_KEY)
    assert layer.startEditing()
    return layer


def test_a_changed_date_is_the_day_that_was_entered(machine: str, path: Path) -> None:
    layer = reports_of(path)
    feature = next(layer.getFeatures())
    column = layer.fields().indexOf("updated")
    assert layer.changeAttributeValue(feature.id(), column, QDateTime(ENTERED))
    assert layer.commitChanges()
    with Case.open(path, read_only=True) as case:
        row = case.row("reports", feature["uuid"])
    assert row is not None
    assert str(row["updated"]) == "2019-09-10"
    assert datetime.now(timezone.utc) - row["modified"] < timedelta(minutes=5)


def test_an_added_row_keeps_its_day_and_knows_when_it_was_recorded(
    machine: str, path: Path
) -> None:
    layer = reports_of(path)
    feature = QgsFeature(layer.fields())
    feature["url"] = "https://example.org/new"
    feature["published"] = QDateTime(ENTERED)
    feature["created"] = QDateTime.currentDateTime()
    assert layer.addFeature(feature)
    assert layer.commitChanges()
    with Case.open(path, read_only=True) as case:
        (row,) = case.rows("reports", where={"url": "https://example.org/new"})
    assert str(row["published"]) == "2019-09-10"
    assert abs(datetime.now(timezone.utc) - row["created"]) < timedelta(minutes=5)
