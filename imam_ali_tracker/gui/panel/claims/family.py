"""The family of a claim: what it is a variant of, its variants, what supersedes what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imam_ali_tracker.claims.findings import Words
from imam_ali_tracker.claims.lineage import Change, changes

if TYPE_CHECKING:
    from imam_ali_tracker.claims.model import Claim, Report


@dataclass(frozen=True)
class Member:
    """A claim in its family; ``above`` is the one that it hangs below, ``None`` for a first one.

    ``changes`` are those from the claim above. ``supersedes`` and ``superseded_by`` are what the
    case records.
    """

    claim: Claim
    above: Claim | None
    changes: tuple[Change, ...]
    supersedes: tuple[Claim, ...]
    superseded_by: Claim | None


class Families:
    """All claims of a case by how they belong together."""

    def __init__(
        self, claims: Iterable[Claim] = (), reports: Mapping[str, Report] | None = None
    ) -> None:
        self._claims = {claim.uuid: claim for claim in claims}
        self._reports = reports or {}
        self._kin: dict[str, set[str]] = {}
        self._supersedes: dict[str, list[str]] = {}
        for claim in self._claims.values():
            for other in (claim.variant_of, claim.superseded_by):
                if other in self._claims and other != claim.uuid:
                    self._kin.setdefault(claim.uuid, set()).add(other)
                    self._kin.setdefault(other, set()).add(claim.uuid)
            if claim.superseded_by in self._claims and claim.superseded_by != claim.uuid:
                self._supersedes.setdefault(claim.superseded_by, []).append(claim.uuid)

    def of(self, uuid: str) -> tuple[Member, ...]:
        """Return the family of a claim, each claim behind the one that it hangs below.

        A variant hangs below what it is a variant of; what is none hangs below what it supersedes.
        Siblings stand in the order of publication. Of variants in a circle the one published first
        is the first. A claim without others has no family.
        """
        family = self._family(uuid)
        if len(family) < 2:
            return ()
        below: dict[str, list[str]] = defaultdict(list)
        for each in family:
            below[self._above(each)].append(each)
        words, placed, members = Words(), set[str](), list[Member]()
        for first in (*below[""], *family):
            ahead = [first]
            while ahead:
                each = ahead.pop()
                if each not in placed:
                    placed.add(each)
                    members.append(self._member(each, placed, words))
                    ahead += reversed(below[each])
        return tuple(members)

    def _family(self, uuid: str) -> list[str]:
        """Return all claims that belong to one, in the order of publication."""
        found, ahead = {uuid}, [uuid]
        while ahead:
            new = self._kin.get(ahead.pop(), set()) - found
            found |= new
            ahead += new
        return sorted((each for each in found if each in self._claims), key=self._order)

    def _order(self, uuid: str) -> tuple[str, str]:
        report = self._reports.get(self._claims[uuid].report)
        published = None if report is None else report.published
        return ("~" if published is None else published.value.isoformat()), uuid

    def _above(self, uuid: str) -> str:
        """Return the claim that one hangs below, empty where it is a first one."""
        parent = self._claims[uuid].variant_of
        if parent in self._claims and parent != uuid:
            return parent
        return next(iter(self._supersedes.get(uuid, ())), "")

    def _member(self, uuid: str, placed: set[str], words: Words) -> Member:
        claim, above = self._claims[uuid], self._above(uuid)
        before = self._claims[above] if above in placed else None
        return Member(
            claim,
            before,
            () if before is None else changes(before, claim, words),
            tuple(self._claims[each] for each in self._supersedes.get(uuid, ())),
            self._claims.get(claim.superseded_by),
        )
