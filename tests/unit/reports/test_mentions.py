"""Mentions of sites: spellings, offsets, what is marked instead of asserted, and the passages."""

from __future__ import annotations

import unicodedata

import pytest

from imam_ali_tracker.reports.mentions import Certainty, NameIndex, SiteName, find_mentions
from tests.support.mentions import Passage, passages, register, score, spans

NAMES, KEYS = register()
INDEX = NameIndex(NAMES)


def case(passage: Passage) -> str:
    return f"{passage.language}-{passage.number}"


@pytest.mark.parametrize("passage", passages("spellings.txt"), ids=case)
def test_a_spelling_is_found_where_it_stands(passage: Passage) -> None:
    sure = [m for m in find_mentions(passage.text, INDEX) if m.certainty is Certainty.CERTAIN]
    found = {span for mention in sure for span in spans(mention, KEYS)}
    assert {(gold.start, gold.end, gold.site) for gold in passage.gold} <= found
    assert all(passage.text[m.start : m.end] == m.text for m in sure)


@pytest.mark.parametrize("passage", passages("spellings.txt"), ids=case)
def test_decomposed_letters_make_no_difference(passage: Passage) -> None:
    text = unicodedata.normalize("NFD", passage.text)
    sites = {site for m in find_mentions(text, INDEX) for site in m.sites}
    assert {gold.site for gold in passage.gold} <= {KEYS[site] for site in sites}


@pytest.mark.parametrize("passage", passages("words.txt"), ids=case)
def test_a_word_that_only_resembles_a_name_is_none(passage: Passage) -> None:
    assert find_mentions(passage.text, INDEX) == []


def certainties(text: str, index: NameIndex = INDEX) -> dict[str, Certainty]:
    return {mention.text: mention.certainty for mention in find_mentions(text, index)}


def test_the_passages_are_read_as_an_analyst_reads_them() -> None:
    """The figures are the benchmark's; here they may not fall below what is acceptable."""
    chosen = passages()
    result = score(chosen, INDEX, KEYS)
    assert len(chosen) >= 60
    assert sum(passage.trap for passage in chosen) >= len(chosen) / 2
    assert result.precision >= 0.95
    assert result.recall >= 0.9
    assert result.suggested == result.wanted, "what is not asserted is marked"


@pytest.mark.parametrize("name", ["later.txt", "unseen.txt"])
def test_passages_that_came_later_are_read_nearly_as_well(name: str) -> None:
    result = score(passages(name), INDEX, KEYS)
    assert result.wanted > 15
    assert result.precision >= 0.9
    assert result.recall >= 0.9


def test_nothing_ambiguous_is_dropped() -> None:
    text = "The mosque of Imam Ali was closed. Imam Ali was named twice. Tehran denied it."
    found = find_mentions(text, INDEX)
    assert [(m.text, m.certainty) for m in found] == [
        ("Imam Ali", Certainty.UNLIKELY),
        ("Imam Ali", Certainty.AMBIGUOUS),
        ("Tehran", Certainty.AMBIGUOUS),
    ]
    assert all(mention.reason.endswith(".") for mention in found)


def test_the_rest_of_the_text_decides_what_a_sentence_leaves_open() -> None:
    short = "Imam Ali was named twice."
    assert certainties(short) == {"Imam Ali": Certainty.AMBIGUOUS}
    full = f"New buildings rose at the Imam Ali base. {short}"
    assert certainties(full)["Imam Ali"] is Certainty.CERTAIN


@pytest.mark.parametrize(
    ("sentence", "certainty"),
    [
        ("Relations between Washington and Tehran have soured.", Certainty.AMBIGUOUS),
        ("He warned that Tehran would react.", Certainty.AMBIGUOUS),
        ("It closed its air space, and Damascus said so.", Certainty.AMBIGUOUS),
        ("Arms were sold for Damascus.", Certainty.AMBIGUOUS),
        ("Officials in Damascus said so.", Certainty.CERTAIN),
        ("The plane from Tehran was late.", Certainty.CERTAIN),
        ("BEIRUT, March 7 - A tank fired.", Certainty.CERTAIN),
        ("Shops closed in Tartus, Latakia and Damascus.", Certainty.CERTAIN),
        ("They moved to Tripoli, Libya, in May.", Certainty.UNLIKELY),
        ("They moved to Damascus, Maryland.", Certainty.UNLIKELY),
        ("They reached the Mediterranean.", Certainty.CERTAIN),
        ("They like Mediterranean cooking.", Certainty.AMBIGUOUS),
        ("Mediterranean Shipping Company said so.", Certainty.UNLIKELY),
        ("She met President Latakia.", Certainty.UNLIKELY),
        ("The town of Hit was quiet.", Certainty.CERTAIN),
        ("What a Hit!", Certainty.AMBIGUOUS),
        ("He was born in tartus.", Certainty.CERTAIN),
        ("They say tartus is old.", Certainty.AMBIGUOUS),
        ("They say Tartous is old.", Certainty.AMBIGUOUS),
    ],
)
def test_the_words_around_decide(sentence: str, certainty: Certainty) -> None:
    assert find_mentions(sentence, INDEX)[-1].certainty is certainty


def test_the_longest_name_wins_and_nothing_overlaps() -> None:
    text = "Officers of the Imam Ali Training Facility left the Al Bukamal-Al Qaim crossing."
    found = find_mentions(text, INDEX)
    assert [m.text for m in found] == ["Imam Ali Training Facility", "Al Bukamal-Al Qaim crossing"]
    assert all(one.end <= other.start for one, other in zip(found, found[1:]))


def test_a_name_of_two_sites_names_both_and_asserts_none() -> None:
    index = NameIndex([SiteName("one", "Kafr Nabl"), SiteName("two", "Kafr-Nabl")])
    (mention,) = find_mentions("They reached Kafr Nabl.", index)
    assert set(mention.sites) == {"one", "two"}
    assert mention.certainty is Certainty.AMBIGUOUS


def test_the_name_that_is_written_like_the_text_is_told() -> None:
    index = NameIndex([SiteName("one", "al-Qaim"), SiteName("one", "Al-Qa'im")])
    (mention,) = find_mentions("They reached Al-Qa'im.", index)
    assert mention.names == (SiteName("one", "Al-Qa'im"),)


def test_the_sentence_is_around_the_mention() -> None:
    text = "It began at 3 p.m. local time. Gen. Smith saw 2.6 km of road at Tartus. It ended."
    (mention,) = find_mentions(text, INDEX)
    sentence = text[mention.sentence_start : mention.sentence_end]
    assert sentence == "Gen. Smith saw 2.6 km of road at Tartus."


def test_names_without_letters_are_left_out() -> None:
    index = NameIndex([SiteName("one", "—"), SiteName("two", ""), SiteName("three", "(Tartus)")])
    assert certainties("— in Tartus", index) == {"Tartus": Certainty.CERTAIN}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " " * 1_000_000 + "!",
        "Abu" + " " * 1_000_000 + "Kamal",
        "Al-" * 200_000 + "Bukamal",
        "Abu Kamal " * 20_000,
        "a'" * 200_000,
        "\u0644" * 100_000,
        "(" * 100_000,
        "\ud800 Tartus \x00",
        "e\u0301" * 100_000,
    ],
    ids=range(10),
)
def test_any_text_is_searched_to_its_end(text: str) -> None:
    found = find_mentions(text, INDEX)
    assert all(text[m.start : m.end] == m.text for m in found)
