"""What a briefing says in words: its sources, and what its map cannot say."""

from __future__ import annotations

from collections.abc import Collection

from qgis.PyQt.QtCore import QLocale

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.dates import Precision, ReportedDate
from imam_ali_tracker.core.i18n import tr


def sources(case: Case, tables: Collection[str]) -> list[str]:
    """Return a reference for every report that is cited by a feature of ``tables``.

    They stand in order of publication, reports without a known date last.
    """
    cited = {row["report"] for row in case.rows("citations") if row["feature_table"] in tables}
    reports = [row for row in case.rows("reports") if row["uuid"] in cited]
    return [reference(row) for row in sorted(reports, key=_by_publication)]


def reference(report: Row) -> str:
    """Return one report as a reference: publisher, title, authors, date and URL.

    What is not known is left out; a missing date is said to be unknown.
    """
    title = report["title"]
    parts = [
        report["publisher"] or tr("Unknown publisher"),
        tr("“{}”").format(title) if title else tr("(no title recorded)"),
        ", ".join(report["authors"] or ()),
        date_text(report["published"]),
        report["url"],
    ]
    return ", ".join(part for part in parts if part)


def date_text(date: ReportedDate | None) -> str:
    """Return a date for readers, no more precise than it is."""
    if date is None or date.precision is Precision.UNKNOWN:
        return tr("date unknown")
    day = date.value
    if date.precision is Precision.YEAR:
        return f"{day.year}"
    month = QLocale().monthName(day.month)
    if date.precision is Precision.MONTH:
        return f"{month} {day.year}"
    return f"{day.day} {month} {day.year}"


def date_of_information(case: Case) -> str:
    """Return the span of publication of the reports, whose dates may be only partly known."""
    dates = sorted(
        (row["published"] for row in case.rows("reports") if row["published"] is not None),
        key=lambda date: (date.value, date.end),
    )
    if not dates:
        return tr("Reports without a known date")
    return tr("Reports published {} to {}").format(date_text(dates[0]), date_text(dates[-1]))


def caveats(case: Case) -> list[str]:
    """Return, in sentences, what the positions and lines of the case do not support."""
    sites = sorted(case.rows("sites"), key=lambda row: str(row["name"]))
    proxies = [row for row in sites if row["position_basis"] == "proxy"]
    unplaced = [str(row["name"]) for row in sites if row["geometry"] is None]
    said = [_proxy_text(row) for row in proxies]
    if unplaced:
        said.append(
            tr("Not drawn, because no source states a position: {}.").format("; ".join(unplaced))
        )
    if any(row["status"] == "construct" for row in case.rows("corridors")):
        said.append(
            tr(
                "Corridors drawn for comparison are geodesics through the named places; no report "
                "gives their route."
            )
        )
    return said


def _proxy_text(site: Row) -> str:
    accuracy = site["position_accuracy_m"]
    if accuracy is None:
        return tr("The position of “{}” is another place's; how far it is off is unknown.").format(
            site["name"]
        )
    return tr(
        "The position of “{}” is another place's, used as a proxy: the site lies within about "
        "{} km of it."
    ).format(site["name"], f"{accuracy / 1000:g}")


def _by_publication(report: Row) -> tuple[bool, str, str]:
    published = report["published"]
    known = published is not None
    return (not known, published.isoformat() if known else "", str(report["publisher"]))
