"""Propose claims for what a sentence says in figures, directions and dates.

A proposal is a claim that nobody has recorded yet: the analyst reads the sentence beside it, and
takes it, mends it or leaves it. Subject and object are the places that the sentence names, as far
as its order of words tells; where it does not, they stay empty. Dates are read in English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from imam_ali_tracker.claims.model import Claim, Reference
from imam_ali_tracker.claims.printed_quantities import (
    Printed,
    alternatives,
    compared_after,
    find_printed,
    vocabulary,
)
from imam_ali_tracker.claims.relative_dates import Resolution, resolve
from imam_ali_tracker.core.dates import Precision, ReportedDate
from imam_ali_tracker.core.units import AREA, LENGTH

LONGEST_STATEMENT = 240
"""Only short quotes are kept."""

_LONGEST_SENTENCE = 5000
_MOST_BETWEEN = 60
_JOINED = 3
_MOST_DATES = 6
_BARE_AMOUNT = re.compile(
    r"(?:an?|one|two|three|four|five|six|\d+|(?:a )?few|several)\b(?!.*\b(?:ago|earlier))",
    re.IGNORECASE,
)
_PLAIN_OBJECT = re.compile(r"\s*(?P<words>(?:the|an?|its|their)?\s*(?:[\w'\u2019-]+\s*){1,4})")
_END_OF_PLAIN = re.compile(
    r"\s+(?:and|but|where|which|that|who|is|are|was|were|has|had|have|on|in|at|by|after|before|as"
    r"|when|while|according|said|says|lies|lie|for|with|to)\b.*",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True)
class Named:
    """A place that a sentence names, ``start`` to ``end`` in it.

    A place that is not sure is a reference without uuid: its words only.
    """

    start: int
    end: int
    reference: Reference


@dataclass(frozen=True)
class Proposal:
    """A claim to be recorded (without uuid), and where in the sentence its words stand."""

    claim: Claim
    start: int
    end: int


@dataclass(frozen=True)
class Source:
    """What the sentence is from: the uuid of the report, its date and how it prints decimals."""

    report: str = ""
    published: ReportedDate | None = None
    zone: str = ""
    decimal_comma: bool | None = None


def propose(
    sentence: str, named: Sequence[Named] = (), source: Source | None = None
) -> list[Proposal]:
    """Return the claims that a sentence makes about figures, directions and dates, in order.

    Lengths and distances are proposed where the sentence names a place or says from what; counts
    only of what sites are made of or what happens there; people, directions and dates only beside
    a named place. What is longer than a page is a list or a table, no sentence, and makes no
    claims.
    """
    if len(sentence) > _LONGEST_SENTENCE:
        return []
    in_order = sorted(named, key=lambda place: place.start)
    return list(_Sentence(sentence, in_order, source or Source()).proposals())


@dataclass(frozen=True)
class _Patterns:
    counted: re.Pattern[str]
    counted_single: re.Pattern[str]
    length_after: re.Pattern[str]
    length_before: re.Pattern[str]
    link: re.Pattern[str]
    direction: re.Pattern[str]
    any_direction: re.Pattern[str]
    speech: re.Pattern[str]
    hedge: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    words = vocabulary().words
    directions = alternatives(words["directions"])
    links = alternatives(words["links"])
    return _Patterns(
        _counted(words["counted"], words["counted_through"]),
        _counted(words["counted_single"], words["counted_through"]),
        re.compile(rf"[\s-]*(?:{alternatives(words['lengths'])})(?!\w)", re.IGNORECASE),
        re.compile(
            rf"(?<!\w)(?:{alternatives(words['lengths_before'])})\s*(?:for\s+|of\s+)?$",
            re.IGNORECASE,
        ),
        re.compile(
            rf"[\s,]*(?:away\s+|further\s+|to\s+the\s+|(?:due\s+)?(?:{directions})\s+)*(?:{links})"
            r"(?!\w)",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?<!\w)(?P<direction>{directions})(?:ern)?\s+(?:of|from)\s+(?:the\s+)?$",
            re.IGNORECASE,
        ),
        re.compile(rf"(?<!\w)(?:{directions})(?!\w)", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{alternatives(words['speech'])})\W*$", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{alternatives(words['hedges'])})(?!\w)", re.IGNORECASE),
    )


def _counted(nouns: Sequence[str], through: Sequence[str]) -> re.Pattern[str]:
    return re.compile(
        rf"[\s-]*(?:(?:{alternatives(through)})[\s-]+){{0,3}}(?P<noun>{alternatives(nouns)})(?!\w)",
        re.IGNORECASE,
    )


class _Dated(NamedTuple):
    """A date in a sentence; ``spoken`` where it is that of what somebody said."""

    resolution: Resolution
    start: int
    spoken: bool


class _Sentence:
    def __init__(self, text: str, named: Sequence[Named], source: Source) -> None:
        self._text = text
        self._named = named
        self._source = source
        # In the middle of a sentence a capital makes "May" a month.
        self._hedges = tuple(
            dict.fromkeys(
                match[0].lower()
                for match in _patterns().hedge.finditer(text)
                if not match[0][0].isupper() or match.start() == 0
            )
        )
        dates = list(self._dates()) if named else []
        self._said = next((dated.resolution for dated in dates if dated.spoken), None)
        self._events = [dated for dated in dates if not dated.spoken]

    def proposals(self) -> Iterator[Proposal]:
        """Yield the proposals: quantities, then directions, then dates."""
        taken: list[Printed] = []
        for printed in find_printed(self._text, self._source.decimal_comma):
            if any(n.start < printed.end and printed.start < n.end for n in self._named):
                continue
            proposal = self._quantity(printed)
            if proposal is not None:
                taken.append(printed)
                yield proposal
        yield from self._directions(taken)
        for dated in self._events:
            yield self._date(dated)

    def _quantity(self, printed: Printed) -> Proposal | None:
        if printed.dimension == LENGTH:
            return self._length(printed)
        if printed.dimension == AREA:
            return self._claim("assessment", printed, self._nearest(printed), Reference())
        single = printed.figure is not None and printed.figure.value == 1
        pattern = _patterns().counted_single if single else _patterns().counted
        match = pattern.match(self._text, printed.after)
        if match is None:
            return None
        if not self._named and match["noun"].lower() in vocabulary().words["counted_with_a_place"]:
            return None
        whole = compared_after(self._text, replace(printed, end=match.end(), after=match.end()))
        proposal = self._claim("count", whole, self._nearest(printed), Reference())
        return replace(proposal, claim=replace(proposal.claim, unit=match["noun"].lower()))

    def _length(self, printed: Printed) -> Proposal | None:
        patterns = _patterns()
        before = [n.reference for n in self._named if n.end <= printed.start]
        after = [n for n in self._named if n.start >= printed.after]
        is_length = patterns.length_after.match(self._text, printed.after)
        if is_length or patterns.length_before.search(
            self._text, max(0, printed.start - _MOST_BETWEEN), printed.start
        ):
            ends = [n.reference for n in after] if len(after) > 1 else before[-2:]
            subject, object_ = (*ends[:2], Reference(), Reference())[:2]
            return self._claim("length", printed, subject, object_)
        link = patterns.link.match(self._text, printed.after)
        begin = printed.after if link is None else link.end()
        reach = _JOINED if link is None else _MOST_BETWEEN
        if after and self._reaches(begin, after[0].start, reach):
            rest = [n.reference for n in after[1:]]
            subject = (*before[-1:], *rest[:1], Reference())[0]
            return self._claim(
                "distance", self._directed(printed, begin), subject, after[0].reference
            )
        if link is None and not before:
            return None
        if link is None:
            subject, object_ = (*before[-2:], Reference(), Reference())[:2]
            return self._claim("distance", printed, subject, object_)
        other = Reference(text=self._plain_object(begin))
        subject = (*before[-1:], Reference())[0]
        return self._claim("distance", self._directed(printed, begin), subject, other)

    def _directed(self, printed: Printed, end: int) -> Printed:
        """Return the quantity with the direction behind it: "2.6 km west"."""
        found = list(_patterns().any_direction.finditer(self._text, printed.after, end))
        return replace(printed, end=found[-1].end()) if found else printed

    def _reaches(self, start: int, end: int, most: int) -> bool:
        between = self._text[start:end]
        return len(between) <= most and not set(between) & set(",;:\u060c\u061b")

    def _plain_object(self, start: int) -> str:
        match = _PLAIN_OBJECT.match(self._text, start)
        words = _END_OF_PLAIN.sub("", match["words"]) if match else ""
        return words.strip()

    def _nearest(self, printed: Printed) -> Reference:
        """Return the place named nearest to a quantity, before it rather than behind it."""
        before = [n.reference for n in self._named if n.end <= printed.start]
        after = [n.reference for n in self._named if n.start >= printed.after]
        return (*before[-1:], *after[:1], Reference())[0]

    def _directions(self, taken: Sequence[Printed]) -> Iterator[Proposal]:
        for number, target in enumerate(self._named):
            match = _patterns().direction.search(
                self._text, max(0, target.start - _MOST_BETWEEN), target.start
            )
            measured = any(p.end <= target.start <= p.end + _MOST_BETWEEN for p in taken)
            if match is None or measured or number == 0:
                continue
            claim = replace(
                self._base("location", match.start(), target.end),
                subject=self._named[number - 1].reference,
                object=target.reference,
                comparator="none",
                value_text=match["direction"].lower(),
            )
            yield Proposal(claim, match.start(), target.end)

    def _claim(
        self, kind: str, printed: Printed, subject: Reference, object_: Reference
    ) -> Proposal:
        figure, second = printed.figure, printed.second
        claim = replace(
            self._base(kind, printed.start, printed.end),
            subject=subject,
            object=object_,
            comparator=printed.comparator or "none",
            value=None if figure is None else float(figure.value),
            unit=printed.unit if figure is not None else "",
            second_value=None if second is None else float(second.value),
            second_unit=printed.second_unit,
            value_text=_one_line(self._text[printed.start : printed.end]),
        )
        return Proposal(claim, printed.start, printed.end)

    def _base(self, kind: str, start: int, end: int) -> Claim:
        """Return what all claims of the sentence have in common."""
        return Claim(
            uuid="",
            report=self._source.report,
            kind=kind,
            statement=_short(self._text, start, end),
            hedge_words=self._hedges,
            said=None if self._said is None else _dates_of(self._said)[0],
        )

    def _dates(self) -> Iterator[_Dated]:
        """Yield the dates of the sentence from left to right."""
        done = 0
        for _ in range(_MOST_DATES):
            source = self._source
            found = resolve(self._text[done:], source.published, zone=source.zone)
            if found is None:
                return
            start = self._text.index(found.phrase, done)
            done = start + len(found.phrase)
            if _BARE_AMOUNT.match(found.phrase) is None:
                spoken = (
                    _patterns().speech.search(self._text, max(0, start - _MOST_BETWEEN), start)
                    is not None
                )
                yield _Dated(found, start, spoken)

    def _date(self, dated: _Dated) -> Proposal:
        phrase = dated.resolution.phrase.rstrip(".,")
        end = dated.start + len(phrase)
        before = [n.reference for n in self._named if n.end <= dated.start]
        subject = (*before[-1:], self._named[0].reference)[0]
        first, last = _dates_of(dated.resolution)
        claim = replace(
            self._base("date", dated.start, end),
            subject=subject,
            comparator="during",
            value_text=phrase,
            event_from=first,
            event_to=last,
        )
        return Proposal(claim, dated.start, end)


def _dates_of(resolution: Resolution) -> tuple[ReportedDate | None, ReportedDate | None]:
    """Return the first and the last day (or month, or year) of what a wording means."""
    period = resolution.period
    last = None if period.end is None else period.end - timedelta(microseconds=1)
    return _to(period.start, resolution.precision), _to(last, resolution.precision)


def _to(moment: datetime | None, precision: Precision) -> ReportedDate | None:
    if moment is None:
        return None
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if precision is Precision.YEAR:
        day = day.replace(month=1, day=1)
    elif precision is Precision.MONTH:
        day = day.replace(day=1)
    return ReportedDate(day, precision)


def _short(sentence: str, start: int, end: int) -> str:
    """Return the sentence, or as much of it around its figure as may be quoted."""
    plain = _one_line(sentence)
    if len(plain) <= LONGEST_STATEMENT:
        return plain
    room = max(0, LONGEST_STATEMENT - (end - start) - 2)
    begin = max(0, start - room // 2)
    stop = min(len(sentence), max(end, begin + LONGEST_STATEMENT - 2))
    part = _one_line(sentence[begin:stop])[: LONGEST_STATEMENT - 2]
    return f"{'…' if begin else ''}{part}{'…' if stop < len(sentence) else ''}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
