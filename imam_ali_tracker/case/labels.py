"""What tables and columns are called where an analyst reads them."""

from __future__ import annotations

from functools import lru_cache

from imam_ali_tracker.core.i18n import Translate, tr, translator


def table_label(name: str) -> str:
    """Return the title of a table or derived layer; an unknown name is returned as it is."""
    return _tables().get(name, name)


def field_label(name: str) -> str:
    """Return the label of a column; a column of the analyst's own is returned as it is."""
    return _fields(translator()).get(name, name)


@lru_cache(maxsize=1)
def _fields(_translator: Translate | None) -> dict[str, str]:
    # A page asks for dozens of labels, and there are 125 to translate.
    return {**_describing(), **_reporting(), **_claiming()}


def _tables() -> dict[str, str]:
    return {
        "sites": tr("Sites"),
        "site_names": tr("Names"),
        "footprints": tr("Footprints"),
        "corridors": tr("Corridors"),
        "corridor_waypoints": tr("Waypoints"),
        "buffers": tr("Buffers"),
        "observations": tr("Observations"),
        "reports": tr("Reports"),
        "report_checks": tr("Report checks"),
        "citations": tr("Citations"),
        "claims": tr("Claims"),
        "case_info": tr("Case"),
        "position_accuracy": tr("Position accuracy"),
        "corridor_lines": tr("Corridor lines"),
        "corridor_zones": tr("Corridor zones"),
        "claim_lines": tr("Claims on the map"),
        "report_places": tr("Places reported on"),
        "buffers_rows": tr("Buffer definitions"),
    }


def _describing() -> dict[str, str]:
    return {
        "fid": tr("Key"),
        "uuid": tr("Identifier"),
        "created": tr("Recorded"),
        "modified": tr("Last change"),
        "remarks": tr("Remarks"),
        "name": tr("Name"),
        "label": tr("Label"),
        "kind": tr("Kind"),
        "status": tr("Status"),
        "site": tr("Site"),
        "part": tr("Part"),
        "source": tr("Source"),
        "position_accuracy_m": tr("Position accuracy (m)"),
        "position_basis": tr("Position basis"),
        "position_source": tr("Position source"),
        "admin_place": tr("Administrative place"),
        "country": tr("Country"),
        "first_reported": tr("First reported"),
        "first_reported_precision": tr("First reported: precision"),
        "first_reported_zone": tr("First reported: time zone"),
        "last_reported": tr("Last reported"),
        "last_reported_precision": tr("Last reported: precision"),
        "last_reported_zone": tr("Last reported: time zone"),
        "language": tr("Language"),
        "script": tr("Script"),
        "valid_from": tr("Valid from"),
        "valid_from_precision": tr("Valid from: precision"),
        "valid_from_zone": tr("Valid from: time zone"),
        "valid_to": tr("Valid to"),
        "valid_to_precision": tr("Valid to: precision"),
        "valid_to_zone": tr("Valid to: time zone"),
        "width": tr("Width"),
        "width_unit": tr("Unit of the width"),
        "corridor": tr("Corridor"),
        "sequence": tr("Order along the corridor"),
        "distance": tr("Distance"),
        "inner_distance": tr("Inner distance"),
        "unit": tr("Unit"),
        "comparator": tr("Comparator"),
        "azimuth_from": tr("From azimuth (°)"),
        "azimuth_to": tr("To azimuth (°)"),
        "tolerance_m": tr("Tolerance of the edge (m)"),
        "title": tr("Title"),
        "schema_version": tr("Schema version"),
        "description": tr("Description"),
        "marking": tr("Marking"),
        "contact": tr("Contact"),
    }


def _reporting() -> dict[str, str]:
    return {
        "date_from": tr("From"),
        "date_from_precision": tr("From: precision"),
        "date_from_zone": tr("From: time zone"),
        "date_to": tr("To"),
        "date_to_precision": tr("To: precision"),
        "date_to_zone": tr("To: time zone"),
        "summary": tr("Summary"),
        "hedging": tr("Hedging"),
        "url": tr("URL"),
        "canonical_url": tr("Canonical URL"),
        "authors": tr("Authors"),
        "publisher": tr("Publisher"),
        "published": tr("Published"),
        "published_precision": tr("Published: precision"),
        "published_zone": tr("Published: time zone"),
        "published_basis": tr("Published: basis"),
        "updated": tr("Updated by the publisher"),
        "updated_precision": tr("Updated: precision"),
        "updated_zone": tr("Updated: time zone"),
        "accessed": tr("Accessed"),
        "accessed_precision": tr("Accessed: precision"),
        "accessed_zone": tr("Accessed: time zone"),
        "image": tr("Image"),
        "content_type": tr("Content type"),
        "sha256": tr("SHA-256 of the content"),
        "archive_url": tr("Archived copy"),
        "http_status": tr("HTTP status"),
        "etag": tr("ETag"),
        "last_modified": tr("Last-Modified"),
        "fetch_state": tr("Fetch state"),
        "fetch_error": tr("Fetch error"),
        "provenance": tr("Where the values came from"),
        "reliability": tr("Reliability of the source"),
        "report": tr("Report"),
        "checked": tr("Checked"),
        "checked_precision": tr("Checked: precision"),
        "checked_zone": tr("Checked: time zone"),
        "state": tr("State"),
        "final_url": tr("Final URL"),
        "changes": tr("Changes"),
        "error": tr("Error"),
        "feature_table": tr("Feature is a"),
        "feature_uuid": tr("Feature"),
        "locator": tr("Locator"),
        "quote": tr("Quote"),
        "credibility": tr("Credibility"),
    }


def _claiming() -> dict[str, str]:
    return {
        "citation": tr("Citation"),
        "statement": tr("Statement, in our words"),
        "subject_table": tr("Subject is a"),
        "subject_uuid": tr("Subject"),
        "subject_text": tr("Subject as printed"),
        "object_table": tr("Object is a"),
        "object_uuid": tr("Object"),
        "object_text": tr("Object as printed"),
        "value": tr("Value"),
        "second_value": tr("Printed conversion"),
        "second_unit": tr("Unit of the conversion"),
        "value_text": tr("Value as printed"),
        "hedge_words": tr("Hedge words"),
        "speaker_chain": tr("Speaker chain"),
        "said": tr("Said"),
        "said_precision": tr("Said: precision"),
        "said_zone": tr("Said: time zone"),
        "event_from": tr("Event from"),
        "event_from_precision": tr("Event from: precision"),
        "event_from_zone": tr("Event from: time zone"),
        "event_to": tr("Event to"),
        "event_to_precision": tr("Event to: precision"),
        "event_to_zone": tr("Event to: time zone"),
        "variant_of": tr("Variant of"),
        "superseded_by": tr("Superseded by"),
        "verdict": tr("Verdict"),
        "reason": tr("Reason"),
        "measured": tr("Measured"),
        "reported": tr("Reported"),
    }
