"""The closed lists of values: stored as keys, shown as labels.

A field that uses one of these lists names it in the schema; forms show it as a value map, the
integrity check refuses other values, and the text form stores the keys.
"""

from __future__ import annotations

from functools import cache
from typing import Callable

from imam_ali_tracker.core.i18n import tr

Vocabulary = dict[str, str]
"""Key → label, in the order in which a form offers them."""


def vocabulary(name: str) -> Vocabulary:
    """Return the list called ``name`` with labels in the analyst's language.

    Raises ``KeyError`` for a name that is not in :data:`NAMES`.
    """
    return _groups()[name]()[name]


@cache
def keys(name: str) -> tuple[str, ...]:
    """Return the stored keys of the list called ``name``."""
    return tuple(vocabulary(name))


def label(name: str, key: str) -> str:
    """Return the label of ``key``; a key that is not in the list is returned as it is."""
    return vocabulary(name).get(key, key)


@cache
def _groups() -> dict[str, Callable[[], dict[str, Vocabulary]]]:
    """Return what makes each list: to translate all for one would be felt when QGIS starts."""
    groups = (_places, _events, _sources, _claims, _structure)
    return {name: group for group in groups for name in group()}


def _places() -> dict[str, Vocabulary]:
    return {
        "site_kind": {
            "military_base": tr("Reported military base"),
            "military_position": tr("Reported military position"),
            "storage": tr("Storage site"),
            "border_crossing": tr("Border crossing"),
            "construction": tr("Reported construction"),
            "city": tr("City or town"),
            "coast": tr("Coast"),
            "airfield": tr("Airfield"),
            "infrastructure": tr("Infrastructure"),
            "other": tr("Other"),
            "unknown": tr("Unknown"),
        },
        "site_status": {
            "active": tr("Active"),
            "under_construction": tr("Under construction"),
            "damaged": tr("Damaged"),
            "closed": tr("Closed"),
            "abandoned": tr("Abandoned"),
            "reference": tr("Reference place"),
            "unknown": tr("Unknown"),
        },
        "position_basis": {
            "surveyed": tr("Surveyed"),
            "imagery": tr("Published imagery"),
            "gazetteer": tr("Gazetteer"),
            "reported": tr("Stated in a report"),
            "proxy": tr("Proxy (another place's position)"),
            "unknown": tr("Unknown"),
        },
        "name_kind": {
            "official": tr("Official name"),
            "transliteration": tr("Transliteration"),
            "alias": tr("Alias"),
            "historic": tr("Historic name"),
        },
        "script": {
            "Latn": tr("Latin"),
            "Arab": tr("Arabic"),
            "Hebr": tr("Hebrew"),
            "Cyrl": tr("Cyrillic"),
            "Zzzz": tr("Unknown"),
        },
        "footprint_part": {
            "compound": tr("Compound"),
            "storehouse": tr("Storehouse"),
            "building": tr("Building"),
            "road": tr("Road"),
            "fortification": tr("Fortification"),
            "tunnel": tr("Tunnel"),
            "other": tr("Other"),
            "unknown": tr("Unknown"),
        },
        "corridor_kind": {
            "land": tr("Land corridor"),
            "road": tr("Road"),
            "air": tr("Air corridor"),
            "sea": tr("Sea lane"),
            "other": tr("Other"),
            "unknown": tr("Unknown"),
        },
        "corridor_status": {
            "reported": tr("Reported"),
            "planned": tr("Reported as planned"),
            "disputed": tr("Disputed"),
            "construct": tr("Drawn by the analyst for comparison"),
            "unknown": tr("Unknown"),
        },
    }


def _events() -> dict[str, Vocabulary]:
    return {
        "observation_kind": {
            "construction": tr("Construction"),
            "damage": tr("Damage"),
            "reported_strike": tr("Reported strike"),
            "closure": tr("Closure"),
            "opening": tr("Opening"),
            "statement": tr("Statement"),
            "publication": tr("Publication"),
            "other": tr("Other"),
            "unknown": tr("Unknown"),
        },
        "date_precision": {
            "unknown": tr("Unknown"),
            "year": tr("Year"),
            "month": tr("Month"),
            "day": tr("Day"),
            "minute": tr("Minute"),
            "second": tr("Second"),
        },
        "date_basis": {
            "stated": tr("Stated by the report"),
            "metadata": tr("Metadata of the page"),
            "url": tr("Date in the URL"),
            "copy": tr("Stored copy"),
            "inferred": tr("Inferred by the analyst"),
            "unknown": tr("Unknown"),
        },
    }


def _sources() -> dict[str, Vocabulary]:
    return {
        "reliability": {
            "A": tr("A – completely reliable"),
            "B": tr("B – usually reliable"),
            "C": tr("C – fairly reliable"),
            "D": tr("D – not usually reliable"),
            "E": tr("E – unreliable"),
            "F": tr("F – reliability cannot be judged"),
        },
        "credibility": {
            "1": tr("1 – confirmed by other sources"),
            "2": tr("2 – probably true"),
            "3": tr("3 – possibly true"),
            "4": tr("4 – doubtful"),
            "5": tr("5 – improbable"),
            "6": tr("6 – truth cannot be judged"),
        },
        "fetch_state": {
            "not_fetched": tr("Not fetched"),
            "fetched": tr("Fetched"),
            "unchanged": tr("Unchanged"),
            "edited": tr("Edited since"),
            "moved": tr("Moved"),
            "gone": tr("Gone"),
            "unreachable": tr("Unreachable"),
            "refused": tr("Refused"),
            "unreadable": tr("Unreadable"),
        },
    }


def _claims() -> dict[str, Vocabulary]:
    return {
        "claim_kind": {
            "distance": tr("Distance"),
            "length": tr("Length"),
            "count": tr("Count"),
            "order": tr("Order in time"),
            "location": tr("Location"),
            "conversion": tr("Conversion"),
            "date": tr("Date"),
            "assessment": tr("Assessment"),
        },
        "comparator": {
            "equal": tr("exactly"),
            "about": tr("about"),
            "less_than": tr("less than"),
            "at_most": tr("at most"),
            "more_than": tr("more than"),
            "at_least": tr("at least"),
            "between": tr("between"),
            "near": tr("near (no figure)"),
            "before": tr("before"),
            "after": tr("after"),
            "during": tr("during"),
            "none": tr("none stated"),
        },
        "verdict": {
            "consistent": tr("Consistent"),
            "inconsistent": tr("Inconsistent"),
            "cannot_tell": tr("Cannot tell"),
            "not_checkable": tr("Not checkable"),
        },
    }


def _structure() -> dict[str, Vocabulary]:
    return {
        "feature_table": {
            "sites": tr("Site"),
            "footprints": tr("Footprint"),
            "corridors": tr("Corridor"),
            "corridor_waypoints": tr("Corridor waypoint"),
            "buffers": tr("Buffer"),
            "observations": tr("Observation"),
            "claims": tr("Claim"),
            "site_names": tr("Name"),
        },
        "length_unit": {
            "km": tr("kilometres"),
            "m": tr("metres"),
            "mi": tr("miles"),
            "nmi": tr("nautical miles"),
            "ft": tr("feet"),
            "yd": tr("yards"),
        },
    }


NAMES: tuple[str, ...] = tuple(_groups())
"""The names of all lists."""
