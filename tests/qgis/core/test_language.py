"""Translated texts and their plural forms, by Qt's translator from a compiled file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.language import Language
from tests.support import staging

TRANSLATIONS = Path(__file__).parents[2] / "data" / "i18n"
texts = staging.load_script("texts")


@pytest.fixture
def speak() -> Iterator[Callable[[str], None]]:
    """Return a function that makes the plugin speak a language, until the test ends."""
    with ExitStack() as spoken:

        def choose(locale: str) -> None:
            spoken.callback(Language(TRANSLATIONS, locale).forget)

        yield choose


def sites(n: int) -> str:
    return plural("{} site", "{} sites", n).format(n)


def test_a_language_has_its_own_plural_forms(speak: Callable[[str], None]) -> None:
    speak("pl_PL")
    assert tr("Sites") == "Miejsca"
    assert [sites(n) for n in (1, 2, 5, 22)] == ["1 miejsce", "2 miejsca", "5 miejsc", "22 miejsca"]


def test_what_is_not_translated_stays_english(speak: Callable[[str], None]) -> None:
    speak("pl_PL")
    assert tr("Reports") == "Reports"
    assert plural("{} report", "{} reports", 1) == "{} report"


def test_without_a_translation_everything_is_english(speak: Callable[[str], None]) -> None:
    speak("de_DE")
    assert (tr("Sites"), sites(1), sites(2)) == ("Sites", "1 site", "2 sites")


def test_unloading_takes_the_language_away() -> None:
    Language(TRANSLATIONS, "pl").forget()
    assert (tr("Sites"), sites(2)) == ("Sites", "2 sites")


def test_translators_get_every_text() -> None:
    source = texts.as_source(staging.ROOT / staging.PACKAGE)
    assert 'QCoreApplication::translate("ImamAliTracker", "{:,} sites", nullptr, 1);' in source
    assert source.count("translate(") > 2000
