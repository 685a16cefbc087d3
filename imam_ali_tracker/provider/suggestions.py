"""What the text of a report suggests for a case: mentions of its sites, and claims to record.

Suggestions are plain values. Nothing here writes to the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from imam_ali_tracker.case.schema import CLAIMS, SITES
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.claims.model import Claim, Reference
from imam_ali_tracker.claims.proposals import Named, Proposal, Source, propose
from imam_ali_tracker.reports.mentions import (
    Certainty,
    Mention,
    NameIndex,
    Sentences,
    SiteName,
    find_mentions,
)

_DECIMAL_COMMA = frozenset(
    ["de", "fr", "es", "it", "pt", "nl", "ru", "uk", "pl", "cs", "tr", "el", "ro", "hu", "id", "sv"]
)
_DECIMAL_POINT = frozenset(["en", "he", "zh", "ja"])


LONGEST_QUOTE = 240
"""Characters kept of the sentence around a mention."""


class Suggestions(NamedTuple):
    """What was found in one text, in its order."""

    mentions: list[Mention]
    proposals: list[Proposal]


def names_of(case: Case) -> list[SiteName]:
    """Return the names of all sites of a case: their own, and those in ``site_names``."""
    with case.reading():
        sites = {row["uuid"]: row for row in case.rows(SITES.name, geometry=False)}
        others = list(case.rows("site_names"))
    own = [SiteName(uuid, row["name"], row["country"] or "") for uuid, row in sites.items()]
    return own + [
        SiteName(row["site"], row["name"], sites[row["site"]]["country"] or "")
        for row in others
        if row["site"] in sites
    ]


def suggest(text: str, index: NameIndex, report: Mapping[str, Any] | None = None) -> Suggestions:
    """Return the mentions in a text and the claims that its sentences make.

    ``report`` is the row of the report that the text is of: its date of publication tells what
    "on Tuesday" means, its language how decimals are printed. A text that mentions no site makes
    no claims about any.
    """
    mentions = find_mentions(text, index)
    if all(mention.certainty is Certainty.UNLIKELY for mention in mentions):
        return Suggestions(mentions, [])
    source = _source(report or {})
    by_sentence: dict[tuple[int, int], list[Mention]] = {}
    for mention in mentions:
        span = mention.sentence_start, mention.sentence_end
        by_sentence.setdefault(span, []).append(mention)
    spans = dict.fromkeys([*Sentences(text).spans(), *by_sentence])
    proposals = [
        replace(proposal, start=start + proposal.start, end=start + proposal.end)
        for start, end in sorted(spans)
        for proposal in propose(
            text[start:end], _named(by_sentence.get((start, end), ()), start), source
        )
    ]
    return Suggestions(mentions, proposals)


def _source(report: Mapping[str, Any]) -> Source:
    language = (report.get("language") or "").lower().partition("-")[0]
    comma = True if language in _DECIMAL_COMMA else None
    published = report.get("published")
    return Source(
        report.get("uuid") or "",
        published,
        published.zone if published is not None else "",
        False if language in _DECIMAL_POINT else comma,
    )


def _named(mentions: Iterable[Mention], offset: int) -> list[Named]:
    """Return the places of a sentence; what may be something else is there in words only."""
    return [
        Named(mention.start - offset, mention.end - offset, _reference(mention))
        for mention in mentions
    ]


def _reference(mention: Mention) -> Reference:
    if mention.certainty is Certainty.CERTAIN and len(mention.sites) == 1:
        return Reference(SITES.name, mention.sites[0], mention.text)
    return Reference(text=mention.text)


def claim_row(claim: Claim) -> dict[str, Any]:
    """Return the row of ``claims`` that records a proposed claim, without ``uuid``."""
    row: dict[str, Any] = {
        field.name: getattr(claim, field.name)
        for field in CLAIMS.fields
        if hasattr(claim, field.name)
    }
    for prefix, reference in (("subject", claim.subject), ("object", claim.object)):
        row[f"{prefix}_table"] = reference.table or None
        row[f"{prefix}_uuid"] = reference.uuid or None
        row[f"{prefix}_text"] = reference.text
    return {name: None if value == "" else value for name, value in row.items()}


def quote_of(text: str, mention: Mention) -> str:
    """Return the sentence of a mention, or as much of it around its words as may be quoted."""
    sentence = " ".join(text[mention.sentence_start : mention.sentence_end].split())
    if len(sentence) <= LONGEST_QUOTE:
        return sentence
    middle = max(0, sentence.find(" ".join(mention.text.split())))
    begin = max(0, middle - LONGEST_QUOTE // 2)
    part = sentence[begin : begin + LONGEST_QUOTE - 2]
    more = "…" if begin + len(part) < len(sentence) else ""
    return f"{'…' if begin else ''}{part}{more}"
