"""Names in bylines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imam_ali_tracker.reports.extract.names import (
    announces,
    declared_names,
    is_person,
    names_other_role,
    read_names,
)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Jane Doe", ["Jane Doe"]),
        ("ByJane Doe", ["Jane Doe"]),
        ("By Jane Doe and John Roe, staff writers", ["Jane Doe", "John Roe"]),
        ("By Jane Doe, Senior Editor", ["Jane Doe"]),
        ("Von Jan Doe, Berlin", ["Jan Doe"]),
        ("Text: Janina Doe", ["Janina Doe"]),
        ("Par Jeanne Doe et Jean Roe", ["Jeanne Doe", "Jean Roe"]),
        ("JANE DOE, JOHN ROE and MARY POE", ["JANE DOE", "JOHN ROE", "MARY POE"]),
        ("By Jane Doe | Published 3 September 2019", ["Jane Doe"]),
        ("yes! | By Jane Doe | April 13, 2020", ["Jane Doe"]),
        ("Posted by Jane Doe on September 3, 2019", ["Jane Doe"]),
        ("Jane Doe Tuesday, September 3, 2019, 04:05 pm", ["Jane Doe"]),
        ("Jane Doe is a former diplomat", ["Jane Doe"]),
        ("Written by\nJane Doe\nWorld affairs editor", ["Jane Doe"]),
        ("By \x1fJane Doe\x1f and \x1fJohn Roe\x1f", ["Jane Doe", "John Roe"]),
        ("Jane\x1fDoe", ["Jane Doe"]),
        ("Doe, Jane", ["Jane Doe"]),
        ("Ludwig van der Berg und Anna de la Cruz", ["Ludwig van der Berg", "Anna de la Cruz"]),
        ("by jane", ["jane"]),
        ("By Jane O’Neill (jane@news.example)", ["Jane O’Neill"]),
        ("Jane Doe, Jane Doe", ["Jane Doe"]),
        ("Human in the Loop", ["Human in the Loop"]),
        ("The News Sports Desk", ["The News Sports Desk"]),
        ("Frank Doe Jr.", ["Frank Doe Jr."]),
        ("Photo: Pho Tographer", []),
        ("Published", []),
        ("Share this", []),
        ("", []),
    ],
)
def test_names_in_a_byline(byline: str, names: list[str]) -> None:
    assert read_names(byline) == names


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Jane Doe", ["Jane Doe"]),
        ("Jane Doe, John Roe", ["Jane Doe", "John Roe"]),
        ("By Jane Doe and John Roe", ["Jane Doe", "John Roe"]),
        ("The News Staff", ["The News Staff"]),
        ("Institute of News e.V.", ["Institute of News e.V."]),
        ("admin", []),
        ("https://social.example/jane", []),
    ],
)
def test_names_in_an_author_field(field: str, names: list[str]) -> None:
    assert declared_names(field) == names


def test_what_announces_a_byline() -> None:
    assert all(map(announces, ("By Jane Doe", "von Jan Doe", "Author: Jane Doe", "TEXT: Jane Doe")))
    assert not any(
        map(announces, ("Byzantium revisited", "Jane Doe", "Authorities said", "By", ""))
    )


def test_who_is_introduced_as_something_else() -> None:
    assert names_other_role("Photo by")
    assert names_other_role("Reviewed by: ")
    assert not names_other_role("By")


def test_what_reads_as_a_person() -> None:
    assert all(map(is_person, ("Jane Doe", "J. R. Doe", "Jan van der Doe", "Jane Doe-Roe")))
    assert not any(map(is_person, ("Reuters", "The News Staff", "jane", "News Agency", "Jane")))


@given(st.text(max_size=300))
def test_any_text_is_read_without_error(text: str) -> None:
    for name in (*read_names(text), *declared_names(text)):
        assert 2 <= len(name) <= 60
    announces(text)
