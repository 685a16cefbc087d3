"""The case check: what a careful editor would stop before a briefing goes out.

It holds the integrity check and what a reader would be misled by: features that no report is cited
for, claims that the map contradicts, dead links, positions without a source, an accuracy or a
basis of their own, unknown dates, and what is not drawn. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from imam_ali_tracker.case import integrity
from imam_ali_tracker.case.row_rules import Problem, RowProblems, Severity
from imam_ali_tracker.case.schema import REPORTS, TABLES
from imam_ali_tracker.case.shape import GEOMETRY
from imam_ali_tracker.claims.intervals import Verdict
from imam_ali_tracker.claims.locations import likely_proxies
from imam_ali_tracker.core.going_on import GoOn, never_stop
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.vocabularies import label
from imam_ali_tracker.provider.claim_check import CheckedClaims, check_claims, places_from

if TYPE_CHECKING:
    from imam_ali_tracker.case.changes import Row
    from imam_ali_tracker.case.store import Case

Rows = Mapping[str, "list[Row]"]

_READ = (
    *("sites", "footprints", "corridors", "corridor_waypoints", "buffers", "observations"),
    *("reports", "citations", "claims"),
)
_IN_WORDS = {
    "sites": "position_source",
    "footprints": "position_source",
    "corridors": "source",
    "buffers": "source",
    "observations": "position_source",
}
"""The features on the map that a report is cited for, and where they name a source in words."""
_PUBLISHED_POSITION = "publication"
"""The kind of the observations that a position was published; of others only the place is it."""
_OWN_STATUS = {"sites": "reference", "corridors": "construct"}
"""What an analyst adds for comparison; it needs a source in words only."""
_PLACED = ("sites", "footprints", "observations")


def counts_text(errors: int, warnings: int) -> str:
    """Return how many problems there are, such as "1 error, 3 warnings"."""
    return ", ".join(
        (
            plural("{} error", "{} errors", errors).format(errors),
            plural("{} warning", "{} warnings", warnings).format(warnings),
        )
    )


def check_case(case: Case, go_on: GoOn = never_stop) -> list[Problem]:
    """Return everything to look at before a briefing: errors first, then in the order of tables.

    An error would mislead the reader or cannot be followed up; a warning has to be known or said.
    ``go_on`` is called for every row and claim; what it raises ends the check.
    """
    with case.reading(go_on):
        problems = integrity.check(case)
        rows = {table: list(case.rows(table)) for table in _READ}
        checked = check_claims(case, go_on)
    for table in _IN_WORDS:
        problems += _uncited(table, rows)
    for table in _PLACED:
        for row in rows[table]:
            problems += _position(RowProblems(TABLES[table], row))
    problems += _shared_positions(rows)
    problems += _not_drawn(rows)
    problems += _observation_dates(rows)
    problems += _reports(rows)
    problems += _claims(rows, checked)
    return integrity.in_order(problems)


def _uncited(table: str, rows: Rows) -> Iterator[Problem]:
    cited = {row["feature_uuid"] for row in rows["citations"] if row["feature_table"] == table}
    for row in rows[table]:
        if row["uuid"] in cited:
            continue
        in_words = row[_IN_WORDS[table]]
        if table == "observations" and row["kind"] != _PUBLISHED_POSITION:
            in_words = None
        make = RowProblems(TABLES[table], row)
        if not in_words:
            message = tr("No report is cited, and no source is named.")
            yield make.fault("", message, tr("Attach the report that speaks of it, or delete it."))
        elif row.get("status") != _OWN_STATUS.get(table, "status"):
            message = tr("No report is cited; the source is named in words only: {}.")
            hint = tr("Attach the report, so that a reader can follow it up.")
            rule = tr("No report is cited; the source is named in words only.")
            yield make.doubt(_IN_WORDS[table], message.format(in_words), hint, rule)


def _position(make: RowProblems) -> Iterator[Problem]:
    row = make.row
    if row.get(GEOMETRY) is None:
        return
    if not row.get("position_source"):
        message = tr("There is a position, but not where it comes from.")
        hint = tr("Name the source of the position, or remove the position.")
        yield make.fault("position_source", message, hint)
    if row.get("position_basis") == "proxy":
        message = tr("The position is another place's, used as a proxy.")
        hint = tr("Say so in the briefing; its caveats do.")
        yield make.doubt("position_basis", message, hint)
    elif "position_accuracy_m" in row and row["position_accuracy_m"] is None:
        message = tr("How accurate the position is, is not known.")
        hint = tr("Give an accuracy in metres; without one no distance can be decided.")
        yield make.doubt("position_accuracy_m", message, hint)


def _shared_positions(rows: Rows) -> Iterator[Problem]:
    sites = {row["uuid"]: row for row in rows["sites"]}
    for found in likely_proxies(places_from(rows["sites"])):
        if not found.is_recorded and found.site in sites:
            hint = tr("Set the basis of the position to “proxy”, or correct the position.")
            rule = tr("The position is another place's, and is not marked as a proxy.")
            make = RowProblems(TABLES["sites"], sites[found.site])
            yield make.doubt("position_basis", found.text, hint, rule)


def _not_drawn(rows: Rows) -> Iterator[Problem]:
    sites = (row for row in rows["sites"] if row["uuid"])
    unplaced = {row["uuid"]: row["name"] for row in sites if row[GEOMETRY] is None}
    for row in rows["buffers"]:
        if row["site"] in unplaced:
            message = tr("The buffer is not drawn: “{}” has no position.")
            hint = tr("Say so in the briefing, or place the site if a source does.")
            rule = tr("The buffer is not drawn: its site has no position.")
            make = RowProblems(TABLES["buffers"], row)
            yield make.doubt("site", message.format(unplaced[row["site"]]), hint, rule)
    gaps: dict[str, list[str]] = {}
    for row in rows["corridor_waypoints"]:
        if row[GEOMETRY] is None and (not row["site"] or row["site"] in unplaced):
            name = unplaced.get(row["site"]) or row["name"] or tr("unnamed")
            gaps.setdefault(row["corridor"], []).append(str(name))
    for row in rows["corridors"]:
        if row["uuid"] in gaps:
            message = tr("The line is interrupted: without a position are {}.")
            hint = tr("Say so in the briefing, or place the waypoints if a source does.")
            rule = tr("The line of the corridor is interrupted.")
            make = RowProblems(TABLES["corridors"], row)
            yield make.doubt("", message.format("; ".join(gaps[row["uuid"]])), hint, rule)


def _observation_dates(rows: Rows) -> Iterator[Problem]:
    for row in rows["observations"]:
        if row["date_from"] is None and row["date_to"] is None:
            message = tr("When it was observed is not known.")
            hint = tr("Give the date as far as it is known, if only the year.")
            yield RowProblems(TABLES["observations"], row).doubt("date_from", message, hint)


def _reports(rows: Rows) -> Iterator[Problem]:
    """Yield what is wrong with the reports that features or claims rest on."""
    used = {row["report"] for name in ("citations", "claims") for row in rows[name]}
    reports = [row for row in rows["reports"] if row["uuid"] in used]
    for row in reports:
        make = RowProblems(REPORTS, row)
        yield from _link(make)
        if row["published"] is None:
            message = tr("When the report was published is not known.")
            hint = tr("Give the date as far as it is known; a source without one is hard to weigh.")
            yield make.doubt("published", message, hint)
        missing = [name for name in ("title", "publisher") if not row[name]]
        if missing:
            message = tr("The report cannot be cited in full: no {}.").format(", ".join(missing))
            rule = tr("The report cannot be cited in full.")
            yield make.doubt(missing[0], message, tr("Fill it in, or fetch the report."), rule)
    unseen = sum(row["fetch_state"] in (None, "not_fetched") for row in reports)
    if unseen:
        message = tr("Reports whose links were never checked: {} of {}.")
        hint = tr("Fetch or re-check the reports.")
        text = message.format(unseen, len(reports))
        yield Problem(Severity.WARNING, REPORTS.name, "", "fetch_state", text, hint)


def _link(make: RowProblems) -> Iterator[Problem]:
    row = make.row
    state = row["fetch_state"]
    if state == "edited":
        message = tr("The page was changed after it was read.")
        hint = tr("Compare the two, and keep a stored copy of what was read.")
        yield make.doubt("fetch_state", message, hint)
    if row["archive_url"] or state not in ("gone", "unreachable", "refused", "unreadable"):
        return
    why = ": ".join(filter(None, (label("fetch_state", state), row["fetch_error"])))
    message = tr("The link leads nowhere, and there is no stored copy ({}).").format(why)
    hint = tr("Look for a stored copy, and give its address.")
    rule = tr("The link leads nowhere, and there is no stored copy.")
    make_problem = make.fault if state == "gone" else make.doubt
    yield make_problem("url", message, hint, rule)


def _claims(rows: Rows, checked: CheckedClaims) -> Iterator[Problem]:
    by_uuid = {row["uuid"]: row for row in rows["claims"]}
    for finding in checked.findings:
        make = RowProblems(TABLES["claims"], by_uuid.get(finding.claim, {}))
        conversion = finding.conversion
        if finding.verdict is Verdict.INCONSISTENT:
            hint = tr("Check how it was recorded; if that is right, show both figures.")
            rule = tr("The claim is inconsistent with the map, the arithmetic or the dates.")
            yield make.doubt("value", finding.reason, hint, rule)
        elif conversion is not None and conversion.verdict is Verdict.INCONSISTENT:
            hint = tr("Check how it was recorded; if that is right, say that they differ.")
            rule = tr("The printed conversion is not what was converted.")
            yield make.doubt("second_value", conversion.reason, hint, rule)
