"""What a briefing says in words: dates, references, and what its map cannot say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from imam_ali_tracker.briefing.case_data import CaseData, Feature
from imam_ali_tracker.briefing.directions import kept_apart
from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.citing import date_text
from imam_ali_tracker.claims.intervals import Verdict
from imam_ali_tracker.core.dates import ReportedDate
from imam_ali_tracker.core.i18n import tr

_DEAD = ("gone", "unreachable", "refused", "unreadable")
_OWN = "construct"
_TOGETHER = 4
_MAPPED = ("sites", "corridors", "buffers", "observations", "footprints")


def reference(report: Row) -> str:
    """Return one report as a full reference, with a line of its own for the address.

    Publisher, title, authors, dates, reliability, address, access. What is not known is left out;
    a missing publisher, title or date is said to be missing.
    """
    title = report["title"]
    parts = [
        kept_apart(report["publisher"]) if report["publisher"] else tr("Unknown publisher"),
        kept_apart(tr("“{}”").format(title)) if title else tr("(no title recorded)"),
        kept_apart(", ".join(report["authors"] or ())),
        date_text(report["published"]),
        tr("updated {}").format(date_text(report["updated"])) if report["updated"] else "",
        tr("reliability {}").format(report["reliability"]) if report["reliability"] else "",
    ]
    accessed = report["accessed"]
    address = report["url"]
    if accessed:
        address = tr("{} (accessed {})").format(address, date_text(accessed))
    lines = [", ".join(part for part in parts if part) + ".", address]
    if report["archive_url"]:
        lines.append(tr("Stored copy: {}").format(report["archive_url"]))
    return "\n".join(lines)


def period_text(first: ReportedDate | None, last: ReportedDate | None) -> str:
    """Return a period for readers; of an open one the end that is known."""
    if first is None and last is None:
        return tr("date unknown")
    if last is None or first == last:
        return date_text(first)
    if first is None:
        return tr("until {}").format(date_text(last))
    return tr("{} to {}").format(date_text(first), date_text(last))


def date_of_information(reports: Iterable[Row]) -> str:
    """Return the span of publication of reports, whose dates may be only partly known."""
    dates = sorted(
        (row["published"] for row in reports if row["published"] is not None),
        key=lambda date: (date.value, date.isoformat()),
    )
    if not dates:
        return tr("Date of information: unknown")
    if date_text(dates[0]) == date_text(dates[-1]):
        return tr("Reports published {}").format(date_text(dates[0]))
    return tr("Reports published {} to {}").format(date_text(dates[0]), date_text(dates[-1]))


def caveats(data: CaseData, features: Collection[Feature], numbers: Mapping[str, int]) -> list[str]:
    """Return, in sentences, what the features on a page do not support.

    ``numbers`` are those of the sources on the page, by the uuid of the report.
    """
    said = [*_position_caveats(data.chosen("sites", features))]
    if any(row["status"] == _OWN for row in data.chosen("corridors", features)):
        said.append(
            tr(
                "Corridors drawn for comparison are geodesics through the named places; no report "
                "gives their route."
            )
        )
    said += _claim_caveats(data, features)
    said += _source_caveats(data, features, numbers)
    return said


def _position_caveats(sites: list[Row]) -> Iterable[str]:
    sites = sorted(sites, key=lambda row: str(row["name"]))
    placed = [row for row in sites if row["geometry"] is not None]
    yield from _proxy_caveats([row for row in placed if row["position_basis"] == "proxy"])
    others = [row for row in placed if row["position_basis"] != "proxy"]
    known = sorted({row["position_accuracy_m"] for row in others} - {None}, reverse=True)
    if known:
        listed = (
            f"{distance_text(metres)} "
            f"({_named(row for row in others if row['position_accuracy_m'] == metres)})"
            for metres in known
        )
        yield tr("Positions are accurate to about {}.").format(", ".join(listed))
    unsure = [row for row in others if row["position_accuracy_m"] is None]
    if unsure:
        yield tr("How accurate these positions are is not known: {}.").format(_named(unsure))
    unplaced = [row for row in sites if row["geometry"] is None]
    if unplaced:
        text = tr("Not drawn, because no source states a position: {}.")
        yield text.format(_named(unplaced))


def _proxy_caveats(proxies: list[Row]) -> Iterable[str]:
    """Say it of each site, and where many are known equally well, of them together."""
    by_accuracy: dict[float | None, list[Row]] = {}
    for row in proxies:
        by_accuracy.setdefault(row["position_accuracy_m"], []).append(row)
    for accuracy, rows in by_accuracy.items():
        if len(rows) < _TOGETHER:
            yield from map(_proxy_text, rows)
            continue
        text = tr("The positions of these {} sites are other places', used as proxies; {}: {}.")
        within = (
            tr("how far they are off is unknown")
            if accuracy is None
            else tr("each site lies within about {} of its proxy").format(distance_text(accuracy))
        )
        yield text.format(len(rows), within, _named(rows))


def _proxy_text(site: Row) -> str:
    name, accuracy = kept_apart(str(site["name"])), site["position_accuracy_m"]
    if accuracy is None:
        text = tr("The position of “{}” is another place's; how far it is off is unknown.")
        return text.format(name)
    text = tr(
        "The position of “{}” is another place's, used as a proxy: the site lies within about {} "
        "of it."
    )
    return text.format(name, distance_text(accuracy))


def distance_text(metres: float) -> str:
    """Return a stated distance in the unit that fits it."""
    return f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"


def _claim_caveats(data: CaseData, features: Collection[Feature]) -> Iterable[str]:
    claims = data.chosen("claims", features)
    verdicts = [
        data.findings[row["uuid"]].verdict for row in claims if row["uuid"] in data.findings
    ]
    wrong = verdicts.count(Verdict.INCONSISTENT)
    if wrong:
        text = tr("Claims inconsistent with the map, with arithmetic or with dates: {} of {}.")
        yield text.format(wrong, len(claims))
    open_ones = verdicts.count(Verdict.CANNOT_TELL)
    unchecked = len(claims) - len(verdicts) + verdicts.count(Verdict.NOT_CHECKABLE)
    if open_ones or unchecked:
        text = tr("Unchecked claims of {2}: {0} undecided, {1} of a kind not checkable.")
        yield text.format(open_ones, unchecked, len(claims))


def _source_caveats(
    data: CaseData, features: Collection[Feature], numbers: Mapping[str, int]
) -> Iterable[str]:
    drawn = [row for table in _MAPPED for row in data.chosen(table, features)]
    tables = {row["uuid"]: table for table in _MAPPED for row in data.chosen(table, features)}
    uncited = [row for row in drawn if not data.cited((tables[row["uuid"]], row["uuid"]))]
    if uncited:
        text = tr("Features without a cited report: {} of {}; where known, their source is named.")
        yield text.format(len(uncited), len(drawn))
    reports = [data.rows["reports"][uuid] for uuid in numbers]
    dead = [row for row in reports if row["fetch_state"] in _DEAD]
    if dead:
        listed = cites((row["uuid"] for row in dead), numbers)
        yield tr("Links that led nowhere when last checked: {}.").format(listed)
    edited = [row["uuid"] for row in reports if row["fetch_state"] == "edited"]
    if edited:
        yield tr("Pages changed after they were read: {}.").format(cites(edited, numbers))
    unseen = sum(row["fetch_state"] in (None, "not_fetched") for row in reports)
    if unseen:
        yield tr("Sources whose links were not checked: {} of {}.").format(unseen, len(reports))
    undated = [row["uuid"] for row in reports if row["published"] is None]
    if undated:
        yield tr("Sources without a known date: {}.").format(cites(undated, numbers))


def cites(reports: Iterable[str], numbers: Mapping[str, int]) -> str:
    """Return the numbers of sources, such as "[1, 4–6]"; empty where there are none."""
    found = sorted({numbers[uuid] for uuid in reports if uuid in numbers})
    if not found:
        return ""
    runs: list[list[int]] = []
    for number in found:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    texts = (f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)
    return f"[{', '.join(texts)}]"


def _named(rows: Iterable[Row]) -> str:
    return ", ".join(kept_apart(str(row["name"])) for row in rows)
