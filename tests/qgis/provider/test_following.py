"""Derived layers follow what they are derived from, whoever writes it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any, Callable

import pytest
from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsRectangle, QgsVectorLayer
from qgis.PyQt import sip

from tests.qgis.provider.conftest import BACKENDS, Kind, Locations, open_layer
from tests.qgis.provider.sample import point, uid
from tests.support import staging

PATIENCE_S = 20


class Opened:
    """Layers of a case of one test, and how often each said that it has changed."""

    def __init__(self, location: Any) -> None:
        self.location = location
        self._layers: dict[str, QgsVectorLayer] = {}
        self.told: dict[str, int] = {}

    def layer(self, name: str, stored: bool = True) -> QgsVectorLayer:
        """Return a layer, opened when it is first asked for."""
        kind = Kind(name, stored=stored)
        if str(kind) not in self._layers:
            layer = self._layers[str(kind)] = open_layer(self.location, kind)
            self.told[str(kind)] = 0
            layer.dataChanged.connect(lambda: self._count(str(kind)))
        return self._layers[str(kind)]

    def _count(self, name: str) -> None:
        self.told[name] += 1

    def close(self) -> None:
        """Let go of all layers."""
        for layer in self._layers.values():
            sip.delete(layer)


@pytest.fixture(params=BACKENDS)
def opened(
    request: pytest.FixtureRequest, locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Opened]:
    """A case of one test; a database is asked more often than an analyst's is."""
    from imam_ali_tracker.provider import hub

    monkeypatch.setattr(hub, "POLL_S", 0.3)
    monkeypatch.setattr(hub, "_VALID_S", 0.1)
    case = Opened(locations.own(request.param))
    yield case
    case.close()


def values(layer: QgsVectorLayer, field: str) -> dict[str, Any]:
    """Return a field of each feature, by uuid."""
    return {feature["uuid"]: feature[field] for feature in layer.getFeatures()}


def wait(until: Callable[[], bool]) -> None:
    """Let QGIS work until something holds."""
    end = time.monotonic() + PATIENCE_S
    while not until():
        assert time.monotonic() < end, "it never happened"
        QgsApplication.processEvents()
        time.sleep(0.01)


def edit(layer: QgsVectorLayer, change: Callable[[], bool]) -> None:
    """Make a change in an edit session and save it."""
    assert layer.startEditing()
    assert change()
    assert layer.commitChanges(), layer.commitErrors()


def by_uuid(layer: QgsVectorLayer, name: str) -> QgsFeature:
    """Return the feature that the sample calls ``name``."""
    return next(QgsFeature(f) for f in layer.getFeatures() if f["uuid"] == uid(name))


def test_a_site_moves(opened: Opened) -> None:
    """Buffers, accuracy, corridors, places and claims go where the site goes, also unasked."""
    sites = opened.layer("sites")
    names = ("buffers", "position_accuracy", "corridor_lines", "corridor_zones")
    names += ("report_places", "claim_lines")
    derived = {name: opened.layer(name, stored=False) for name in names}
    there = QgsRectangle(19, 49, 21, 51)
    for layer in derived.values():
        assert list(layer.getFeatures(there)) == []
    QgsApplication.processEvents()
    moved = {"site 0": point(20, 50), "site 1": point(20.1, 50.1)}
    assert sites.startEditing()
    for name, place in moved.items():
        assert sites.changeGeometry(by_uuid(sites, name).id(), place)
    assert sites.commitChanges()
    wait(lambda: all(opened.told[f"{name}-derived"] for name in names))
    for name, layer in derived.items():
        assert list(layer.getFeatures(there)), name
    assert derived["buffers"].extent().yMaximum() > 50


def test_what_is_read_is_never_old(opened: Opened) -> None:
    """Also without an event loop the next request sees what was just written."""
    sites, buffers = opened.layer("sites"), opened.layer("buffers", stored=False)
    before = values(buffers, "site_name")
    edit(
        sites,
        lambda: sites.changeAttributeValue(
            by_uuid(sites, "site 0").id(), sites.fields().indexOf("name"), "renamed"
        ),
    )
    after = values(buffers, "site_name")
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {uid("buffer 0"), uid("buffer 1")}
    assert after[uid("buffer 0")] == "renamed"


def test_features_stay_the_same_features(opened: Opened) -> None:
    """What is derived again keeps its id, and so its selection."""
    sites, buffers = opened.layer("sites"), opened.layer("buffers", stored=False)
    keys = {f["uuid"]: f.id() for f in buffers.getFeatures()}
    rows = {f["uuid"]: f["fid"] for f in opened.layer("buffers").getFeatures()}
    assert keys == {uuid: rows[uuid] for uuid in keys}
    buffers.select(keys[uid("buffer 0")])
    edit(sites, lambda: sites.changeGeometry(by_uuid(sites, "site 0").id(), point(1, 1)))
    assert {f["uuid"]: f.id() for f in buffers.getFeatures()} == keys
    assert [f["uuid"] for f in buffers.selectedFeatures()] == [uid("buffer 0")]


def test_rows_come_and_go(opened: Opened) -> None:
    """Buffers that are added, changed and deleted are so in the derived layer."""
    rows, buffers = opened.layer("buffers"), opened.layer("buffers", stored=False)
    count = buffers.featureCount()
    new = QgsFeature(rows.fields())
    new["uuid"], new["site"], new["distance"], new["unit"] = uid("new"), uid("site 1"), 7.0, "km"
    edit(rows, lambda: rows.addFeature(new))
    assert buffers.featureCount() == count + 1
    assert values(buffers, "label")[uid("new")] == "7 km"
    row = by_uuid(rows, "new")
    edit(rows, lambda: rows.changeAttributeValue(row.id(), rows.fields().indexOf("distance"), 8.0))
    assert values(buffers, "distance_m")[uid("new")] == 8000
    edit(rows, lambda: rows.deleteFeature(row.id()))
    assert buffers.featureCount() == count
    assert uid("new") not in values(buffers, "uuid")


def test_a_row_that_came_here_goes_elsewhere(opened: Opened) -> None:
    """What was added in a layer and deleted past all layers is gone from the derived one."""
    from imam_ali_tracker.case.changes import ChangeSet
    from imam_ali_tracker.case.store import Case

    rows, buffers = opened.layer("buffers"), opened.layer("buffers", stored=False)
    before = values(buffers, "label")
    new = QgsFeature(rows.fields())
    new["uuid"], new["site"], new["distance"], new["unit"] = uid("new"), uid("site 1"), 7.0, "km"
    edit(rows, lambda: rows.addFeature(new))
    assert uid("new") in values(buffers, "label")
    with Case.open(opened.location) as case:
        case.apply(ChangeSet(deletes={"buffers": [uid("new")]}))
    wait(lambda: values(buffers, "label") == before)


def test_sites_are_placed_and_unplaced(opened: Opened) -> None:
    """A buffer appears when its site gets a position, and goes when that is taken back."""
    sites, buffers = opened.layer("sites"), opened.layer("buffers", stored=False)
    assert uid("buffer 6") not in values(buffers, "uuid")
    nowhere = by_uuid(sites, "site 7")
    edit(sites, lambda: sites.changeGeometry(nowhere.id(), point(5, 5)))
    assert uid("buffer 6") in values(buffers, "uuid")
    edit(sites, lambda: sites.changeGeometry(nowhere.id(), QgsGeometry()))
    assert uid("buffer 6") not in values(buffers, "uuid")
    edit(sites, lambda: sites.deleteFeature(by_uuid(sites, "site 0").id()))
    assert uid("buffer 0") not in values(buffers, "uuid")


def test_corridors_follow_their_waypoints(opened: Opened) -> None:
    """A corridor's line goes through its waypoints as they are now."""
    waypoints = opened.layer("corridor_waypoints")
    lines, zones = (opened.layer(f"corridor_{kind}", stored=False) for kind in ("lines", "zones"))
    before = values(lines, "length_m"), values(zones, "widest_m")
    last = next(f for f in waypoints.getFeatures() if f["sequence"] == 3)
    edit(waypoints, lambda: waypoints.deleteFeature(last.id()))
    after = values(lines, "length_m"), values(zones, "widest_m")
    assert after[0][uid("corridor 0")] < before[0][uid("corridor 0")]
    assert after[1].keys() == before[1].keys()
    assert values(lines, "waypoints")[uid("corridor 0")] == 2


def test_the_store_writes(opened: Opened) -> None:
    """What is written past the layers, in this process, is followed and shown too."""
    from imam_ali_tracker.case.changes import ChangeSet
    from imam_ali_tracker.case.store import Case

    buffers, sites = opened.layer("buffers", stored=False), opened.layer("sites")
    assert buffers.featureCount() > 0
    _settle(opened)
    with Case.open(opened.location) as case:
        changes = {uid("site 1"): {"name": "by the store", "geometry": point(30, 30)}}
        undo = case.apply(ChangeSet(updates={"sites": changes}))
        wait(lambda: opened.told["buffers-derived"] > 0 and opened.told["sites"] > 0)
        assert values(buffers, "site_name")[uid("buffer 2")] == "by the store"
        assert by_uuid(sites, "site 1").geometry().asPoint().x() == 30
        case.apply(undo)
    wait(lambda: values(buffers, "site_name")[uid("buffer 2")] == "Bravo")


def _settle(opened: Opened) -> None:
    """Let what opening has set off come to an end."""
    _work_for(0.3)
    opened.told = dict.fromkeys(opened.told, 0)


def _work_for(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QgsApplication.processEvents()
        time.sleep(0.01)


_OTHER = """
import sys
from qgis.core import QgsApplication, QgsGeometry, QgsPointXY
application = QgsApplication([], False)
application.initQgis()
from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.store import Case
with Case.open(sys.argv[1]) as case:
    moved = {"name": "elsewhere", "geometry": QgsGeometry.fromPointXY(QgsPointXY(25, 25))}
    case.apply(ChangeSet(updates={"sites": {sys.argv[2]: moved}}))
application.exitQgis()
"""


def _write_elsewhere(opened: Opened) -> None:
    """Move a site in another process, as a colleague's QGIS does."""
    subprocess.run(
        [sys.executable, "-c", _OTHER, str(opened.location), uid("site 0")],
        check=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(staging.PLUGINS_DIR)},
    )


def test_another_process_writes(opened: Opened) -> None:
    """What a colleague saves is drawn here, without anybody asking for it."""
    buffers, sites = opened.layer("buffers", stored=False), opened.layer("sites")
    assert buffers.featureCount() > 0
    drawn: list[int] = []
    buffers.repaintRequested.connect(lambda *_: drawn.append(1))
    _settle(opened)
    _write_elsewhere(opened)
    wait(lambda: opened.told["buffers-derived"] > 0 and opened.told["sites"] > 0)
    assert drawn
    assert values(buffers, "site_name")[uid("buffer 0")] == "elsewhere"
    assert len(list(buffers.getFeatures(QgsRectangle(24, 24, 26, 26)))) == 2
    assert by_uuid(sites, "site 0").geometry().asPoint().x() == 25


def test_another_process_writes_and_a_script_reads(opened: Opened) -> None:
    """A script without an event loop sees it when it reads."""
    buffers = opened.layer("buffers", stored=False)
    assert buffers.featureCount() > 0
    _write_elsewhere(opened)
    if opened.location.path is None:
        time.sleep(0.2)  # a database is not asked at every read
    assert values(buffers, "site_name")[uid("buffer 0")] == "elsewhere"


def test_nothing_is_drawn_for_nothing(opened: Opened) -> None:
    """Opening, reading and starting to edit make no layer be drawn again."""
    sites, buffers = opened.layer("sites"), opened.layer("buffers", stored=False)
    assert buffers.featureCount() > 0
    _settle(opened)
    assert values(buffers, "label")
    assert sites.startEditing()
    assert sites.rollBack()
    _work_for(0.4)
    assert opened.told == {"sites": 0, "buffers-derived": 0}


def test_what_an_edit_does_not_concern_is_not_drawn_again(opened: Opened) -> None:
    """A remark on a site changes none of its buffers, its name does."""
    sites, buffers = opened.layer("sites"), opened.layer("buffers", stored=False)
    assert buffers.featureCount() > 0
    _settle(opened)
    for field, times in (("remarks", 0), ("name", 1)):
        column = sites.fields().indexOf(field)
        site = by_uuid(sites, "site 0").id()
        edit(sites, lambda c=column, s=site: sites.changeAttributeValue(s, c, "Other"))
        _work_for(0.6)
        assert buffers.featureCount() > 0
        assert opened.told["buffers-derived"] == times, field
    assert values(buffers, "site_name")[uid("buffer 0")] == "Other"


def test_two_layers_share_one(opened: Opened) -> None:
    """A duplicated layer, or one with a filter, shows the same derived features."""
    buffers = opened.layer("buffers", stored=False)
    copy = buffers.clone()
    part = QgsVectorLayer(
        f"{buffers.source()}|subset=\"unit\" = 'mi'", "mi", buffers.providerType()
    )
    assert part.featureCount() == 1
    sites = opened.layer("sites")
    edit(sites, lambda: sites.changeGeometry(by_uuid(sites, "site 1").id(), point(2, 2)))
    for layer in (copy, part):
        assert list(layer.getFeatures(QgsRectangle(1.9, 1.9, 2.1, 2.1)))
        sip.delete(layer)
    assert buffers.featureCount() > 1


def test_a_broken_row_does_not_break_the_layer(opened: Opened) -> None:
    """Distances and places that cannot be drawn leave their feature out, and only that."""
    rows, buffers = opened.layer("buffers"), opened.layer("buffers", stored=False)
    count = buffers.featureCount()
    distance = rows.fields().indexOf("distance")
    unit = rows.fields().indexOf("unit")
    first, second, third = (by_uuid(rows, f"buffer {number}").id() for number in (0, 1, 2))
    provider = rows.dataProvider()
    assert provider.changeAttributeValues(
        {first: {distance: -5.0}, second: {unit: "furlong"}, third: {distance: 1e12}}
    )
    left = values(buffers, "distance_m")
    assert count - 2 <= len(left) <= count - 2
    assert {uid("buffer 0"), uid("buffer 1")}.isdisjoint(left)
