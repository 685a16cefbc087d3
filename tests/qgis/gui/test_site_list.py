"""The list of all sites in memory, as edits change it."""

from __future__ import annotations

import gc
import random

from imam_ali_tracker.gui.site_list import SiteItem, SiteList, matches

SCRIPTS = ("Base", "base", "B\u00e4se", "\u0627\u0644\u0628\u0648\u0643\u0645\u0627\u0644")
SEVENS = {f"{name} 7" for name in SCRIPTS[:3]}


def _site(uuid: int, chance: random.Random) -> SiteItem:
    name = f"{chance.choice(SCRIPTS)} {chance.randrange(30)}"
    position = (chance.uniform(30, 50), 34.0) if chance.random() < 0.7 else None
    names = (f"also {uuid}",) if chance.random() < 0.3 else ()
    return SiteItem(f"{uuid:04d}", name, "city", "", "gazetteer", 500.0, position, names)


def test_edits_leave_the_list_as_if_it_had_been_made_anew() -> None:
    chance = random.Random(20190925)
    there: dict[str, SiteItem] = {}
    sites = SiteList()
    for _ in range(300):
        gone = chance.sample(sorted(there), min(len(there), chance.randrange(4)))
        come = [_site(chance.randrange(60), chance) for _ in range(chance.randrange(4))]
        new = {item.uuid: item for item in come}
        for uuid in {*gone, *new}:
            there.pop(uuid, None)
        there.update(new)
        sites = sites.edited({*gone, *new}, new.values(), {})
        assert list(sites.items) == list(SiteList.of(there.values()).items)
        assert {item.uuid: item for item in sites.items} == there
        assert sites.names == {uuid: item.names for uuid, item in there.items() if item.names}
        found = {sites.item(number).name for number in matches(sites, "base 7")}
        assert found == {item.name for item in there.values() if item.name in SEVENS}


def test_an_edit_in_place_copies_no_more_than_it_changes() -> None:
    chance = random.Random(1)
    sites = SiteList.of(_site(number, chance) for number in range(50))
    item = sites.item(7)
    edited = sites.edited([item.uuid], [item._replace(country="Iraq")], {})
    assert edited.item(7).country == "Iraq"
    assert sites.item(7).country == ""
    shared = {name for name, column in edited.columns.items() if column is sites.columns[name]}
    assert shared == set(sites.columns) - {"country"}


def test_the_cycle_collector_does_not_look_into_the_columns() -> None:
    sites = SiteList.of([_site(1, random.Random(1))])
    assert not any(gc.is_tracked(column) for column in sites.columns.values())
