"""Errors, translation and vocabularies as an analyst reads them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from imam_ali_tracker.case.labels import field_label, table_label
from imam_ali_tracker.case.schema import TABLES
from imam_ali_tracker.core import i18n, vocabularies
from imam_ali_tracker.core.errors import TrackerError


@pytest.fixture
def shouting() -> Iterator[None]:
    i18n.install_translator(lambda context, text, _note, _n: f"{context}:{text.upper()}")
    yield
    i18n.install_translator(None)


def test_text_is_translated_once_a_translator_is_there(shouting: None) -> None:
    assert i18n.tr("site") == "ImamAliTracker:SITE"
    assert vocabularies.label("script", "Arab") == "ImamAliTracker:ARABIC"


def test_the_labels_of_columns_follow_the_language(shouting: None) -> None:
    assert field_label("kind") == "ImamAliTracker:KIND"
    i18n.install_translator(None)
    assert field_label("kind") == "Kind"


def test_text_stays_as_it_is_without_a_translator() -> None:
    assert i18n.tr("site") == "site"


def test_one_thing_is_not_several() -> None:
    said = [i18n.plural("{} site", "{} sites", n).format(n) for n in (0, 1, 2, 21)]
    assert said == ["0 sites", "1 site", "2 sites", "21 sites"]


def test_another_language_has_its_own_forms() -> None:
    def translate(_context: str, text: str, _note: str | None, n: int) -> str:
        return f"{text}/{'few' if n in (2, 3, 4) else 'many' if n > 4 else n}"

    i18n.install_translator(translate)
    try:
        said = [i18n.plural("{} site", "{} sites", n) for n in (1, 3, 7)]
    finally:
        i18n.install_translator(None)
    assert said == ["{} sites/1", "{} sites/few", "{} sites/many"]


def test_an_error_says_what_to_do() -> None:
    error = TrackerError("It is broken.", "Mend it.", "trace")
    assert str(error) == "It is broken. Mend it."
    assert str(TrackerError("It is broken.")) == "It is broken."


def test_the_schema_uses_lists_that_exist() -> None:
    used = {field.vocabulary for table in TABLES.values() for field in table.all_fields}
    assert used - {""} <= set(vocabularies.NAMES)
    assert set(vocabularies.keys("feature_table")) <= set(TABLES)


def test_every_key_has_a_label_and_an_unknown_one_shows_itself() -> None:
    for name in vocabularies.NAMES:
        assert all(vocabularies.vocabulary(name).values())
    assert vocabularies.label("script", "Cans") == "Cans"


def test_every_table_and_column_has_a_label() -> None:
    assert [name for name in TABLES if table_label(name) == name] == []
    fields = {field.name for table in TABLES.values() for field in table.all_fields}
    assert sorted(name for name in fields if field_label(name) == name) == []
