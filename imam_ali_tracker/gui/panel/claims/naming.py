"""What the subjects and objects of claims are called."""

from __future__ import annotations

from imam_ali_tracker.case.citing import date_text
from imam_ali_tracker.claims.coastlines import coastline_named
from imam_ali_tracker.claims.model import Reference, Register
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import label
from imam_ali_tracker.gui.panel.two_lines import isolated


def end_name(end: Reference, register: Register) -> str:
    """Return what the subject or object of a claim is called; words of the report are quoted."""
    if end.table == "sites" and end.uuid in register.places:
        return register.places[end.uuid].name
    if end.table == "corridors" and end.uuid in register.corridors:
        return register.corridors[end.uuid].name
    if end.table == "observations" and end.uuid in register.observations:
        return _observation(end.uuid, register)
    if end.table == "footprints" and end.uuid in register.footprints:
        footprint = register.footprints[end.uuid]
        return _at_site(label("footprint_part", footprint.part), footprint.site, register)
    if end.table == "claims" and end.uuid in register.claims:
        return register.claims[end.uuid].statement
    return tr("“{}”").format(end.text) if end.text else ""


def shown_name(end: Reference, register: Register) -> str:
    """Return the name of what is chosen as an end, with what kind of thing it is.

    Empty where the end is only words that name no coast.
    """
    if not end.uuid:
        coast = coastline_named(end.text, register.coastlines) if end.text else None
        return "" if coast is None else coast.title
    name = end_name(Reference(end.table, end.uuid), register)
    return with_kind(end.table, name or tr("no longer in the case"))


def with_kind(table: str, name: str) -> str:
    """Return a name with the kind of row that it is, but for sites, of which there are most."""
    if table in ("", "sites"):
        return name
    return tr("{}: {}").format(label("feature_table", table), isolated(name))


def _observation(uuid: str, register: Register) -> str:
    observation = register.observations[uuid]
    kind = _at_site(label("observation_kind", observation.kind), observation.site, register)
    date = date_text(observation.date_from)
    name = observation.summary or kind
    return tr("{} ({})").format(name, date) if date else name


def _at_site(what: str, site: str, register: Register) -> str:
    place = register.places.get(site)
    return what if place is None else tr("{} at {}").format(what, isolated(place.name))
