"""A report that was fetched or read from a file, while the analyst reviews it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from imam_ali_tracker.core.dates import ReportedDate, parse_date
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.panel.reports.items import ReportItem, stated
from imam_ali_tracker.reports.duplicates import ReportIdentity, marks
from imam_ali_tracker.reports.fetch.outcome import State
from imam_ali_tracker.reports.mentions import Certainty, Mention
from imam_ali_tracker.reports.rows import basis_of, provenance_of, report_row

if TYPE_CHECKING:
    from imam_ali_tracker.claims.proposals import Proposal
    from imam_ali_tracker.gui.panel.reports.items import KnownReports
    from imam_ali_tracker.gui.panel.reports.statements import Statement
    from imam_ali_tracker.reports.fetch.journal import Entry
    from imam_ali_tracker.reports.saved import SavedReport

_ORDER = {Certainty.CERTAIN: 0, Certainty.AMBIGUOUS: 1, Certainty.UNLIKELY: 2}
DATES = ("published", "updated")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Choice:
    """What may stand in a column, as the type of a row.

    ``confidence`` is from 0 to 1, and ``None`` where nobody has measured how good such a source is.
    """

    value: Any
    source: str
    confidence: float | None = None

    @property
    def origin(self) -> str:
        """The source, and how sure a value from such a one is."""
        if self.confidence is None:
            return self.source
        return tr("{}, {:.0f} % sure").format(self.source, 100 * self.confidence)


@dataclass(frozen=True)
class SuggestedSite:
    """A site that a report mentions: in which words, how surely, why not surer, how often."""

    site: str
    name: str
    words: str
    certainty: Certainty
    reason: str
    quote: str
    count: int


class Action(str, Enum):
    """What becomes of a reviewed report."""

    ADD = "add"
    FILL = "fill"
    LEAVE = "leave"


@dataclass
class FoundReport:
    """A report under review.

    ``row`` is what would be written, ``choices`` what else its columns may hold, best first.
    ``origin`` says of a saved page which file it is from; ``known`` is the report of the case that
    this one is, ``double_of`` the label of the same report under review. ``chosen_sites`` are
    uuids of suggested sites, ``chosen_claims`` indices of ``proposals``; nothing is chosen at
    first.
    """

    row: dict[str, Any]
    choices: dict[str, Sequence[Choice]] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    origin: str = ""
    sites: tuple[SuggestedSite, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    known: ReportItem | None = None
    double_of: str = ""
    action: Action = Action.ADD
    chosen_sites: set[str] = field(default_factory=set)
    chosen_claims: set[int] = field(default_factory=set)
    with_selection: bool = False
    edited: set[str] = field(default_factory=set)

    @property
    def label(self) -> str:
        """What the report is called: its title, or its address."""
        return str(self.row.get("title") or self.row["url"] or tr("(no address)"))

    @property
    def identity(self) -> ReportIdentity:
        """What the report is recognised by."""
        return ReportIdentity(
            "",
            str(self.row["url"]),
            self.row.get("canonical_url") or "",
            "",
            self.row.get("sha256") or "",
        )

    @property
    def failed(self) -> bool:
        """Whether the page could not be had; the row says why."""
        return self.row["fetch_state"] not in (State.FETCHED.value, State.NOT_FETCHED.value)

    def recognise(self, known: KnownReports) -> None:
        """Find the report of the case that this is, and propose what to do.

        A report that was read before is left alone, one that never was is filled in; what could
        not be fetched is left out unless the analyst wants to record that.
        """
        self.known = known.like(self.identity)
        if self.known is not None and not self.known.sha256:
            self.action = Action.LEAVE if self.failed else Action.FILL
        elif self.known is not None or self.failed:
            self.action = Action.LEAVE
        else:
            self.action = Action.ADD

    def is_recorded(self, proposal: Proposal) -> bool:
        """Whether the case has this claim of this report already, in whatever words."""
        claim = proposal.claim
        own = stated(claim.kind, claim.value, claim.unit, claim.value_text)
        return self.known is not None and own in self.known.claimed

    def source_of(self, column: str) -> str:
        """Return where the value of a column is from; empty where nobody knows."""
        if column in self.edited:
            return tr("entered by the analyst")
        chosen = self._chosen(column)
        return "" if chosen is None else chosen.source

    def origin_of(self, column: str) -> str:
        """Return where the value of a column is from, and how sure that is."""
        chosen = self._chosen(column)
        if column in self.edited or chosen is None:
            return self.source_of(column)
        return chosen.origin

    def _chosen(self, column: str) -> Choice | None:
        value = self.row.get(column)
        return next((c for c in self.choices.get(column, ()) if c.value == value), None)

    def hear(self, statements: Iterable[Statement]) -> None:
        """Offer what lists say of the report; where its page says nothing, take it."""
        for statement in statements:
            for column, value in statement.values.items():
                known = self.choices.get(column, ())
                self.choices[column] = _joined(known, Choice(value, statement.source))
                before = self.row.get(column)
                if not before:
                    self.set_value(column, value)
                elif column == "published" and _contradict(before, value):
                    self._note_conflict(before, value, statement.source)

    def _note_conflict(self, before: ReportedDate, date: ReportedDate, source: str) -> None:
        text = tr("Published {} or {}: “{}” and “{}” disagree.")
        origin = self.source_of("published")
        self.conflicts += (text.format(before, date, origin, source),)

    def set_value(self, column: str, value: Any) -> None:
        """Put another value into a column: one of its choices, or the analyst's own."""
        if self.row.get(column) == value or not (self.row.get(column) or value):
            return
        self.row[column] = value
        chosen = self._chosen(column)
        self.edited.discard(column)
        if chosen is None:
            self.edited.add(column)
        if column == "published":
            basis = basis_of(chosen.source) if chosen else "inferred"
            self.row["published_basis"] = basis if value else "unknown"

    def provenance(self) -> str:
        """Return where the values came from, as the row records it."""
        columns = dict.fromkeys((*self.choices, *sorted(self.edited)))
        sources = {
            column: self.source_of(column)
            for column in columns
            if self.row.get(column) and self.source_of(column)
        }
        read = {"sources": sources, "conflicts": self.conflicts, "notes": self.notes}
        return "\n".join(filter(None, (self.origin, provenance_of(read))))


def recognise(found: Sequence[FoundReport], known: KnownReports) -> None:
    """Find which of ``found`` the case has already, and which are the same among themselves."""
    first: dict[Any, FoundReport] = {}
    for report in found:
        report.recognise(known)
        own = marks(report.identity)
        earlier = next((first[mark] for mark in sorted(own) if mark in first), None)
        if earlier is not None:
            report.double_of, report.action = earlier.label, Action.LEAVE
        for mark in own:
            first.setdefault(mark, report)


def _contradict(one: ReportedDate, other: ReportedDate) -> bool:
    """Whether two dates are more than a day apart, which is what time zones can make of one."""
    return one.end + _DAY <= other.value or other.end + _DAY <= one.value


def _joined(known: Sequence[Choice], choice: Choice) -> Sequence[Choice]:
    """Return choices with a further one; a value that is there has one more source."""
    if all(each.value != choice.value for each in known):
        return (*known, choice)
    both = tr("{}; {}")
    return tuple(
        replace(each, source=both.format(each.source, choice.source))
        if each.value == choice.value
        else each
        for each in known
    )


def found_page(entry: Entry) -> FoundReport:
    """Return the report of a finished URL."""
    return _found(report_row(entry), entry.read)


def found_file(saved: SavedReport) -> FoundReport:
    """Return the report of a saved page."""
    found = _found(dict(saved.row), saved.read)
    found.origin = str(saved.row["provenance"]).partition("\n")[0]
    return found


def _found(row: dict[str, Any], read: Mapping[str, Any]) -> FoundReport:
    choices: dict[str, Sequence[Choice]] = {
        column: tuple(
            Choice(_typed(column, each["value"]), each["source"], each["confidence"])
            for each in several
        )
        for column, several in read.get("choices", {}).items()
    }
    return FoundReport(
        row,
        choices,
        tuple(read.get("conflicts", ())),
        tuple(read.get("notes", ())),
    )


def _typed(column: str, value: Any) -> Any:
    if column in DATES:
        return parse_date(value)
    return tuple(value) if isinstance(value, list) else value


def suggested_sites(
    mentions: Iterable[Mention], text: str, names: Mapping[str, str]
) -> tuple[SuggestedSite, ...]:
    """Return the sites that a text mentions, each once, the surest mention first.

    ``names`` is what sites are called, by uuid.
    """
    from imam_ali_tracker.provider.suggestions import quote_of

    best: dict[str, SuggestedSite] = {}
    counts: dict[str, int] = {}
    for mention in mentions:
        for name in mention.names:
            counts[name.site] = counts.get(name.site, 0) + 1
            known = best.get(name.site)
            if known is None or _ORDER[mention.certainty] < _ORDER[known.certainty]:
                best[name.site] = SuggestedSite(
                    name.site,
                    names.get(name.site, name.name),
                    mention.text,
                    mention.certainty,
                    mention.reason,
                    quote_of(text, mention),
                    1,
                )
    counted = (replace(site, count=counts[site.site]) for site in best.values())
    return tuple(sorted(counted, key=lambda site: (_ORDER[site.certainty], -site.count)))
