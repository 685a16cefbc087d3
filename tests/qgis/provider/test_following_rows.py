"""What derived layers follow row by row is what they would be if they were derived as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from qgis.core import QgsVectorLayer

from tests.qgis.provider.conftest import Locations
from tests.qgis.provider.sample import point, uid

NAMES = ("buffers", "position_accuracy", "corridor_lines", "corridor_zones")
NAMES += ("report_places", "claim_lines")
CITED = (
    *(("site_names", "name 0"), ("corridor_waypoints", "stop 0"), ("claims", "claim of claim")),
    *(("claims", "claim of buffer"), ("buffers", "b 8"), ("observations", "observation 2")),
)
EDITS: Mapping[str, tuple[str, str, dict[str, Any]]] = {
    "a site moves": ("sites", "site 1", {"geometry": point(44, 33)}),
    "a site is placed": ("sites", "site 7", {"geometry": point(45, 33)}),
    "a site comes to a printed point": ("sites", "site 5", {"geometry": point(45, 34)}),
    "a site that no claim names goes": ("sites", "site 5", {"geometry": point(46, 36)}),
    "a site is renamed": ("sites", "site 0", {"name": "renamed"}),
    "a corridor widens": ("corridors", "corridor 0", {"width": 4.0}),
    "a waypoint changes corridors": (
        *("corridor_waypoints", "stop 0"),
        {"corridor": uid("corridor 1"), "sequence": 9},
    ),
    "a buffer changes places": ("buffers", "b 8", {"corridor": uid("corridor 1")}),
    "an observation is elsewhere": ("observations", "observation 0", {"site": uid("site 4")}),
    "a name is of another site": ("site_names", "name 0", {"site": uid("site 4")}),
    "a report has a title": ("reports", "report 2", {"title": "titled"}),
    "a citation is of another": ("citations", "citation 0", {"feature_uuid": uid("site 4")}),
    "a claim speaks of another": ("claims", "claim 0", {"subject_uuid": uid("site 4")}),
}


def _case(locations: Locations) -> Any:
    """Make the sample with rows that refer to others in every way."""
    from imam_ali_tracker.case.changes import ChangeSet
    from imam_ali_tracker.case.store import Case

    said = {"report": uid("report 0"), "kind": "distance", "comparator": "equal"}
    printed = {
        "report": uid("report 0"),
        "kind": "location",
        "statement": "there",
        "subject_table": "sites",
        "subject_uuid": uid("site 0"),
        "value_text": "34.0000, 45.0000",
    }
    of_claim = {"subject_table": "claims", "subject_uuid": uid("claim 0")}
    of_buffer = {"subject_table": "buffers", "subject_uuid": uid("b 8")}
    citations = [
        {"report": uid("report 2"), "feature_table": table, "feature_uuid": uid(name)}
        for table, name in CITED
    ]
    stop = {"corridor": uid("corridor 0"), "sequence": 7, "site": uid("site 0")}
    more = {
        "site_names": [
            {"uuid": uid("name 0"), "site": uid("site 1"), "name": "Also", "kind": "alias"}
        ],
        "corridor_waypoints": [{"uuid": uid("stop 0"), **stop}],
        "claims": [
            {"uuid": uid("claim of claim"), "statement": "one", **said, **of_claim},
            {"uuid": uid("claim of buffer"), "statement": "other", **said, **of_buffer},
            printed,
        ],
        "citations": citations,
    }
    location = locations.own("gpkg")
    Case(location).apply(ChangeSet(inserts=more))
    return location


def _read(path: str) -> dict[int, Any]:
    layer = QgsVectorLayer(path, "read", "ogr")
    return {f.id(): (f.attributes(), f.geometry().asWkt(9)) for f in layer.getFeatures()}


@pytest.mark.parametrize("beside", [True, False], ids=["told", "found"])
@pytest.mark.parametrize(
    "narrow", [5_000, pytest.param(0, marks=pytest.mark.long)], ids=["some", "all"]
)
def test_as_if_derived_as_a_whole(
    locations: Locations, monkeypatch: pytest.MonkeyPatch, *, narrow: int, beside: bool
) -> None:
    """Whatever is edited, whoever says so, and whether or not all rows are read."""
    from imam_ali_tracker.case.changes import ChangeSet
    from imam_ali_tracker.case.store import Case
    from imam_ali_tracker.gui.edit_steps import edits_of
    from imam_ali_tracker.provider import live
    from imam_ali_tracker.provider.derived import FAMILIES
    from imam_ali_tracker.provider.hub import live_case

    location = _case(locations)
    known = live_case(location)
    case = Case(location)
    monkeypatch.setattr(live, "NARROW", narrow)
    followed = {name: live.LiveLayer(known, FAMILIES[name]) for name in NAMES}
    for layer in followed.values():
        layer.complete()
    for what, (table, row, values) in EDITS.items():
        before = known.version()
        changes = ChangeSet(updates={table: {uid(row): values}})
        inverse = case.apply(changes)
        for name, layer in followed.items():
            if beside:
                for edit in edits_of(case, changes, inverse):
                    layer.note(edit, before, known.version())
            layer.complete()
            whole = live.LiveLayer(known, FAMILIES[name])
            monkeypatch.setattr(live, "NARROW", 0)
            whole.complete()
            monkeypatch.setattr(live, "NARROW", narrow)
            assert _read(layer.native_uri) == _read(whole.native_uri), (what, name)
