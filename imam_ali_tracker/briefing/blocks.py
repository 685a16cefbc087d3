"""The tables of a briefing: facts, observations, claims beside what was measured, sources."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from imam_ali_tracker.briefing.case_data import CaseData, Feature
from imam_ali_tracker.briefing.content import (
    caveats,
    cites,
    distance_text,
    period_text,
    reference,
)
from imam_ali_tracker.briefing.directions import kept_apart
from imam_ali_tracker.briefing.flow import Block, Row
from imam_ali_tracker.case.changes import Row as CaseRow
from imam_ali_tracker.case.citing import date_text
from imam_ali_tracker.claims.findings import Words
from imam_ali_tracker.claims.intervals import Verdict
from imam_ali_tracker.claims.model import Claim
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import label

_LENGTHS = ("distance", "length", "conversion")
_ORDER = (
    *(Verdict.INCONSISTENT, Verdict.CANNOT_TELL),
    *(Verdict.CONSISTENT, Verdict.NOT_CHECKABLE),
)
"""What a reader has to know first."""
_METRES_A_DEGREE = 111_320.0
_MOST_DECIMALS = 4


def numbered(sources: Collection[CaseRow]) -> dict[str, int]:
    """Return the numbers of sources by the uuid of their reports."""
    return {row["uuid"]: number for number, row in enumerate(sources, start=1)}


def sources_block(sources: Collection[CaseRow]) -> Block:
    """Return the numbered references; each leads to its address."""
    rows = tuple(
        Row((f"{number}.", reference(row)), str(row["url"] or ""))
        for number, row in enumerate(sources, start=1)
    )
    return Block(tr("Sources"), (0, 1), rows)


def caveats_block(
    data: CaseData, features: Collection[Feature], numbers: Mapping[str, int]
) -> Block:
    """Return what the page does not support."""
    rows = tuple(Row(("•", text)) for text in caveats(data, features, numbers))
    return Block(tr("Caveats"), (2, 98), rows)


def distances_blocks(
    data: CaseData, features: Collection[Feature], numbers: Mapping[str, int]
) -> list[Block]:
    """Return reported and measured distances side by side, then what was not measured and why."""
    claims = [row for row in data.chosen("claims", features) if row["kind"] in _LENGTHS]
    measured = tr("Reported and measured distances")
    return _claims(
        (measured, tr("Distances that were not measured, and conversions")), claims, data, numbers
    )


def claims_blocks(
    data: CaseData, features: Collection[Feature], numbers: Mapping[str, int]
) -> list[Block]:
    """Return all claims with their verdicts, then those that were not measured and why."""
    titles = tr("Claims beside what was measured"), tr("Claims that were not measured")
    return _claims(titles, data.chosen("claims", features), data, numbers)


def _claims(
    titles: tuple[str, str], claims: list[CaseRow], data: CaseData, numbers: Mapping[str, int]
) -> list[Block]:
    """Return claims by verdict; those that say the same stand in one row."""
    words = Words()
    same: dict[tuple[int, str, str, str, str], list[CaseRow]] = {}
    for row in claims:
        finding = data.findings.get(row["uuid"])
        rank = len(_ORDER) if finding is None else _ORDER.index(finding.verdict)
        measured = "" if finding is None else finding.measured_text
        reason = "" if finding is None or measured else finding.reason
        key = rank, row["statement"], _reported(row, words), measured, reason
        same.setdefault(key, []).append(row)
    first = {key: min(numbers.get(row["report"], 0) for row in rows) for key, rows in same.items()}
    beside, without = [], []
    for key in sorted(same, key=lambda key: (key[0], first[key], key[1])):
        rank, statement, reported, measured, reason = key
        cited = cites((row["report"] for row in same[key]), numbers)
        said = f"{kept_apart(statement)} {cited}".strip()
        verdict = tr("Not checked") if rank == len(_ORDER) else label("verdict", _ORDER[rank].value)
        if measured:
            beside.append(Row((said, kept_apart(reported), measured, verdict)))
        else:
            why = tr("{}: {}").format(verdict, reason) if reason else verdict
            without.append(Row((said, why)))
    head = (tr("Claim"), tr("Reported"), tr("Measured"), tr("Verdict"))
    return [
        Block(titles[0], (38, 20, 20, 22), tuple(beside), head, grid=True),
        Block(titles[1], (42, 58), tuple(without), grid=True),
    ]


def _reported(row: CaseRow, words: Words) -> str:
    """Return the figure of a claim as the report prints it, else as it is recorded."""
    if row["value_text"]:
        return str(row["value_text"])
    if row["value"] is None:
        return "–"
    claim = Claim(
        row["uuid"],
        row["report"],
        row["kind"],
        row["statement"],
        comparator=row["comparator"] or "",
        value=row["value"],
        unit=row["unit"] or "",
        second_value=row["second_value"],
        second_unit=row["second_unit"] or "",
    )
    return words.claimed(claim)


def observations_block(
    data: CaseData, features: Collection[Feature], numbers: Mapping[str, int]
) -> Block:
    """Return what was reported to be or to happen, in order of time."""
    found = sorted(data.chosen("observations", features), key=_when)
    rows = tuple(
        Row((period_text(row["date_from"], row["date_to"]), _observed(row, data, numbers)))
        for row in found
    )
    return Block(tr("Observations"), (26, 74), rows, grid=True)


def _when(row: CaseRow) -> str:
    date = row["date_from"] or row["date_to"]
    return "9" if date is None else str(date.isoformat())


def _observed(row: CaseRow, data: CaseData, numbers: Mapping[str, int]) -> str:
    text = kept_apart(str(row["summary"]))
    if row["hedging"]:
        text = tr("{} (hedged: {})").format(text, ", ".join(row["hedging"]))
    return f"{text} {cites(data.cited(('observations', row['uuid'])), numbers)}".strip()


def facts_block(data: CaseData, site: str, numbers: Mapping[str, int]) -> Block:
    """Return what the case knows of one site; what it does not know is said."""
    row = data.rows["sites"][site]
    unknown = tr("not known")
    names = _names(data, site)
    basis, accuracy = row["position_basis"], row["position_accuracy_m"]
    facts = {
        tr("Kind"): label("site_kind", row["kind"]),
        tr("Status"): label("site_status", row["status"] or "unknown"),
        tr("Other names"): names or tr("none recorded"),
        tr("Place"): ", ".join(filter(None, (row["admin_place"], row["country"]))) or unknown,
        tr("Position"): _position(row) or tr("not drawn: no source states one"),
        tr("Based on"): label("position_basis", basis or "unknown"),
        tr("Accuracy"): unknown
        if accuracy is None
        else tr("about {}").format(distance_text(accuracy)),
        tr("Position from"): kept_apart(row["position_source"] or unknown),
        tr("First reported"): date_text(row["first_reported"])
        if row["first_reported"]
        else unknown,
        tr("Last reported"): date_text(row["last_reported"]) if row["last_reported"] else unknown,
        tr("Buffers"): "; ".join(
            str(each["label"] or f"{each['distance']:g} {each['unit']}")
            for each in data.rows["buffers"].values()
            if each["site"] == site
        ),
        tr("Cited in"): cites(data.cited(("sites", site)), numbers) or tr("no report"),
    }
    rows = tuple(Row((name, text)) for name, text in facts.items() if text)
    return Block(tr("Site"), (24, 76), rows, grid=True)


def _names(data: CaseData, site: str) -> str:
    """Return the other names of a site, each script in a line of its own."""
    own = data.rows["sites"][site]["name"]
    by_script: dict[str, dict[str, None]] = {}
    for row in data.rows["site_names"].values():
        if row["site"] == site and row["name"] != own:
            by_script.setdefault(row["script"] or "", {})[str(row["name"])] = None
    order = sorted(by_script, key=lambda script: (script not in ("", "Latn"), script))
    return "\n".join(", ".join(by_script[script]) for script in order)


def _position(row: CaseRow) -> str:
    """Return the coordinates with no more decimals than the accuracy supports.

    Where that is not known they are as they are recorded, without zeros that nobody wrote.
    """
    if row["geometry"] is None:
        return ""
    point = row["geometry"].asPoint()
    accuracy = row["position_accuracy_m"]
    places = _MOST_DECIMALS
    if accuracy:
        fitting = (n for n in range(places) if _METRES_A_DEGREE / 10**n <= accuracy * 2)
        places = next(fitting, places)
    north, east = (f"{abs(value):.{places}f}" for value in (point.y(), point.x()))
    while not accuracy and "." in north and north[-1] == east[-1] == "0":
        north, east = north[:-1].rstrip("."), east[:-1].rstrip(".")
    ns = tr("N") if point.y() >= 0 else tr("S")
    ew = tr("E") if point.x() >= 0 else tr("W")
    return f"{north}° {ns}, {east}° {ew}"


def index_block(data: CaseData, sites: Collection[str], pages: Mapping[str, int]) -> Block:
    """Return the sites of an atlas with the numbers of their pages, as far as these are known."""
    rows = tuple(
        Row((str(pages.get(uuid, "")), kept_apart(str(data.rows["sites"][uuid]["name"]))))
        for uuid in sites
    )
    return Block(tr("Pages"), (0, 1), rows)
