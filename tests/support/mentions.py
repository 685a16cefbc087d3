"""The passages that the search for mentions is measured on, and the score; no QGIS."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from imam_ali_tracker.reports.mentions import (
    Certainty,
    Mention,
    NameIndex,
    SiteName,
    find_mentions,
)
from tests.support import staging

FOLDER = Path(__file__).resolve().parents[1] / "data" / "mentions"
CASE = staging.ROOT / "resources" / "case"
_MARKED = re.compile(r"\{([^{}=]*)=([\w-]+)(\??)\}")


@dataclass(frozen=True)
class Gold:
    """A mention as an analyst reads it; ``open`` where the passage does not decide."""

    start: int
    end: int
    site: str
    open: bool


@dataclass(frozen=True)
class Passage:
    """A text with its mentions; a passage without a decided one is a trap."""

    number: int
    language: str
    text: str
    gold: tuple[Gold, ...]

    @property
    def trap(self) -> bool:
        """Whether nothing in it may be asserted."""
        return all(each.open for each in self.gold)


@dataclass(frozen=True)
class Score:
    """Counts over passages.

    ``asserted`` mentions are those that are called certain, ``right`` of them are the site and
    span that an analyst reads; ``wanted`` are the decided mentions of the passages, ``suggested``
    those of them that were found with any certainty.
    """

    asserted: int
    right: int
    wanted: int
    suggested: int

    @property
    def precision(self) -> float:
        """The share of what is asserted that is right."""
        return self.right / self.asserted

    @property
    def recall(self) -> float:
        """The share of what is to be asserted that is."""
        return self.right / self.wanted


def passages(name: str = "passages.txt") -> list[Passage]:
    """Return the passages of a file, in order."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [_passage(line) for line in lines if line and not line.startswith("#")]


def _passage(line: str) -> Passage:
    number, language, marked = line.replace("\\n", "\n").split("\t")
    text, gold, done = "", [], 0
    for match in _MARKED.finditer(marked):
        text += marked[done : match.start()]
        gold.append(Gold(len(text), len(text) + len(match[1]), match[2], bool(match[3])))
        text += match[1]
        done = match.end()
    return Passage(int(number), language, text + marked[done:], tuple(gold))


def register() -> tuple[list[SiteName], dict[str, str]]:
    """Return the names of the reference case and some more, and uuid → short name of a site."""
    content = json.loads((FOLDER / "register.json").read_text(encoding="utf-8"))
    keys = {uuid: key for key, uuid in content["reference_case"].items()}
    keys.update((key, key) for key in content["more_sites"])
    sites = json.loads((CASE / "sites.geojson").read_text(encoding="utf-8"))["features"]
    rows = [feature["properties"] for feature in sites]
    country = {row["uuid"]: row["country"] or "" for row in rows}
    names = [SiteName(row["uuid"], row["name"], country[row["uuid"]]) for row in rows]
    with (CASE / "site_names.csv").open(encoding="utf-8") as lines:
        names += [
            SiteName(row["site"], row["name"], country[row["site"]])
            for row in csv.DictReader(lines)
        ]
    for key, more in content["more_sites"].items():
        names += [SiteName(key, name) for name in more]
    return names, keys


def score(chosen: Iterable[Passage], index: NameIndex, keys: dict[str, str]) -> Score:
    """Return the score over passages."""
    asserted = right = wanted = suggested = 0
    for passage in chosen:
        found = find_mentions(passage.text, index)
        decided = {(g.start, g.end, g.site) for g in passage.gold if not g.open}
        sure = [m for m in found if m.certainty is Certainty.CERTAIN]
        right += sum(bool(decided & spans(mention, keys)) for mention in sure)
        asserted += len(sure)
        wanted += len(decided)
        suggested += sum(bool(decided & spans(mention, keys)) for mention in found)
    return Score(asserted, right, wanted, suggested)


def spans(mention: Mention, keys: dict[str, str]) -> set[tuple[int, int, str]]:
    """Return what a mention says, once for each site."""
    return {(mention.start, mention.end, keys.get(site, site)) for site in mention.sites}
