"""Claims that are proposed for what sentences say in figures, directions and dates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from imam_ali_tracker.claims.model import Claim, Reference
from imam_ali_tracker.claims.proposals import (
    LONGEST_STATEMENT,
    Named,
    Proposal,
    Source,
    propose,
)
from imam_ali_tracker.core.dates import parse_date

FOREIGN = Path(__file__).parents[2] / "data" / "mentions" / "quantities.txt"
SOURCE = Source("report", parse_date("2019-09-24"))


def read(marked: str) -> tuple[str, list[Named]]:
    """Return a sentence and its places, which stand in braces."""
    text, named, done = "", [], 0
    for match in re.finditer(r"\{([^}]*)\}", marked):
        text += marked[done : match.start()]
        reference = Reference("sites", match[1], match[1])
        named.append(Named(len(text), len(text) + len(match[1]), reference))
        text += match[1]
        done = match.end()
    return text + marked[done:], named


def proposals(marked: str) -> list[Proposal]:
    text, named = read(marked)
    found = propose(text, named, SOURCE)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    return found


def only(marked: str) -> Claim:
    (proposal,) = proposals(marked)
    return proposal.claim


def figures(claim: Claim) -> tuple[str, float | None, str, float | None, str]:
    return claim.comparator, claim.value, claim.unit, claim.second_value, claim.second_unit


@pytest.mark.parametrize(
    ("sentence", "kind", "expected", "words"),
    [
        (
            "{Site} lies less than 300 km (186.41 mi) from {Post}.",
            "distance",
            ("less_than", 300, "km", 186.41, "mi"),
            "less than 300 km (186.41 mi)",
        ),
        (
            "{Site} is approximately five kilometers (three miles) from {Post}.",
            "distance",
            ("about", 5, "km", 3, "mi"),
            "approximately five kilometers (three miles)",
        ),
        (
            "{Site} lies 1,200 kilometers, or 745.64 miles, from {Post}.",
            "distance",
            ("none", 1200, "km", 745.64, "mi"),
            "1,200 kilometers, or 745.64 miles",
        ),
        (
            "{Site} lies some 2.6 kilometres west of {Post}.",
            "distance",
            ("about", 2.6, "km", None, ""),
            "some 2.6 kilometres west",
        ),
        (
            "{Site} is between 5 and 7 km from {Post}.",
            "distance",
            ("between", 5, "km", 7, "km"),
            "between 5 and 7 km",
        ),
        (
            "{Site} is 200–300 miles from {Post}.",
            "distance",
            ("between", 200, "mi", 300, "mi"),
            "200–300 miles",
        ),
        (
            "{Site} is a few kilometers from {Post}.",
            "distance",
            ("near", None, "", None, ""),
            "a few kilometers",
        ),
        (
            "The road from {Site} to {Post} is 1,750 km long.",
            "length",
            ("none", 1750, "km", None, ""),
            "1,750 km",
        ),
        (
            "A 1,200-km land bridge leads from {Site} to {Post}.",
            "length",
            ("none", 1200, "km", None, ""),
            "1,200-km",
        ),
    ],
)
def test_lengths_are_read_with_subject_and_object(
    sentence: str, kind: str, expected: tuple[object, ...], words: str
) -> None:
    claim = only(sentence)
    assert (claim.kind, figures(claim), claim.value_text) == (kind, expected, words)
    assert (claim.subject.uuid, claim.object.uuid) == ("Site", "Post")
    assert claim.report == "report"
    assert claim.statement == read(sentence)[0]


@pytest.mark.parametrize(
    ("sentence", "expected", "unit"),
    [
        ("At least five buildings at {Site} fell.", ("at_least", 5), "buildings"),
        ("Eight storehouses or more fell at {Site}.", ("at_least", 8), "storehouses"),
        ("Ten large storehouses stand at {Site}.", ("none", 10), "storehouses"),
        ("As many as 40 trucks a day pass {Site}.", ("at_most", 40), "trucks"),
        ("Fewer than 20 fighters were killed at {Site}.", ("less_than", 20), "fighters"),
        ("Over 100 people fled {Site}.", ("more_than", 100), "people"),
        ("One storehouse at {Site} burned.", ("none", 1), "storehouse"),
    ],
)
def test_counts_have_what_is_counted_as_their_unit(
    sentence: str, expected: tuple[str, float], unit: str
) -> None:
    claim = only(sentence)
    assert (claim.kind, claim.subject.uuid, claim.unit) == ("count", "Site", unit)
    assert (claim.comparator, claim.value) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Prices in {Site} rose by 20 percent.",
        "Five thousand people live in {Site}.",
        "{Site} has 3 million people.",
        "The commander of {Site} is 34.",
        "It cost $5 in {Site}.",
        "A man left.",
        "It is 25 metres high.",
        "The wind blew at 193 km/h in {Site}.",
        "{Site} sold it for $4m.",
        "{Site} has 24M users.",
        "The model Olmo 3 checkpoint is from {Site}.",
    ],
)
def test_other_numbers_are_left_alone(sentence: str) -> None:
    assert proposals(sentence) == []


def test_what_is_not_a_place_of_the_register_is_an_object_in_words() -> None:
    claim = only("{Site} lies five kilometres from the Iraqi border and is guarded.")
    assert claim.object == Reference(text="the Iraqi border")


def test_an_area_is_an_assessment_with_its_figures() -> None:
    claim = only("{Site} covers about 20 square kilometres.")
    assert (claim.kind, figures(claim)) == ("assessment", ("about", 20, "km2", None, ""))


def test_a_direction_without_figure_is_a_location() -> None:
    claim = only("{Site} lies southeast of {Post}.")
    assert (claim.kind, claim.comparator, claim.value_text) == ("location", "none", "southeast")
    assert (claim.subject.uuid, claim.object.uuid) == ("Site", "Post")


@pytest.mark.parametrize(
    ("phrase", "first", "last"),
    [
        ("on September 9", "2019-09-09", "2019-09-09"),
        ("in May", "2019-05", "2019-05"),
        ("three days ago", "2019-09-21", "2019-09-21"),
        ("in 2017", "2017", "2017"),
    ],
)
def test_dates_are_those_of_the_event(phrase: str, first: str, last: str) -> None:
    claim = only(f"{{Site}} was hit {phrase}.")
    assert (claim.kind, claim.comparator, claim.value_text) == ("date", "during", phrase)
    assert (str(claim.event_from), str(claim.event_to)) == (first, last)


def test_the_day_of_a_statement_is_no_event() -> None:
    claim = only("{Site} lies 5 km from {Post}, the agency said on Monday.")
    assert str(claim.said) == "2019-09-23"
    assert claim.event_from is None


def test_hedges_are_kept_and_months_are_none() -> None:
    first, second = proposals("Ten people were reportedly killed at {Site} in May.")
    assert first.claim.hedge_words == second.claim.hedge_words == ("reportedly",)


def test_a_long_sentence_is_quoted_around_its_figure() -> None:
    claim = only("word " * 400 + "and {Site} lies 5 km from {Post}" + " word" * 400)
    assert len(claim.statement) <= LONGEST_STATEMENT
    assert "5 km" in claim.statement


def test_numbers_in_names_are_part_of_them() -> None:
    assert proposals("{Camp 7 buildings} was shelled.") == []


FOREIGN_LINES = [
    line.split("\t")
    for line in FOREIGN.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize("line", FOREIGN_LINES, ids=range(len(FOREIGN_LINES)))
def test_other_languages(line: list[str]) -> None:
    _, sentence, kind, comparator, value, unit, object_ = line
    claim = only(sentence)
    assert (claim.kind, claim.comparator, claim.value) == (kind, comparator, float(value))
    assert (claim.unit, claim.object.text) == (unit, object_)


@pytest.mark.parametrize(
    "text",
    ["1 km " * 900, "between 5 and " * 350, "5 " * 2400, "a few " * 800, "(" * 4900, "1" * 4900],
    ids=range(6),
)
def test_any_sentence_is_read_to_its_end(text: str) -> None:
    assert all(each.end <= len(text) for each in propose(text))


def test_a_table_is_no_sentence() -> None:
    assert propose("It is 5 km from here. " * 1000) == []
