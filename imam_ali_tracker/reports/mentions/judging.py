"""Decide how surely a match is the site: the rules, the strongest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import NamedTuple, Optional

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.mentions.context import (
    NOTHING,
    Phrases,
    Surroundings,
    country_key,
    lexicon,
)
from imam_ali_tracker.reports.mentions.folding import fold, tables
from imam_ali_tracker.reports.mentions.matching import Found
from imam_ali_tracker.reports.mentions.model import Certainty, SiteName

_AUXILIARIES = frozenset({"has", "had", "have", "also", "again", "is", "was", "would", "will"})
_AND = frozenset({"and", "or", "et", "und"})
_DETERMINERS = frozenset({"the", "its", "his", "their", "a"})
_REACH = 2
_SHORT = 5


class Open(Enum):
    """What else may decide a verdict.

    The ``SENTENCE``, which may surely name another site; or also the ``TEXT``, which may name the
    same site more clearly elsewhere.
    """

    NO = "no"
    SENTENCE = "sentence"
    TEXT = "text"


class Verdict(NamedTuple):
    """How sure, why not surer, and what else may decide it."""

    certainty: Certainty
    reason: str = ""
    open: Open = Open.NO


@dataclass(frozen=True)
class Match:
    """A match with its surroundings and the sites that bear the name."""

    found: Found
    names: tuple[SiteName, ...]
    around: Surroundings
    written: str

    @property
    def stems(self) -> tuple[str, ...]:
        """The stems of the name that matches best."""
        return self.found.entries[0].stems

    @property
    def latin(self) -> bool:
        """Whether the name is in Latin letters."""
        return self.found.entries[0].latin

    def _all(self, group: str) -> bool:
        return lexicon().groups[group].issuperset(self.stems)

    @cached_property
    def personal(self) -> bool:
        """Whether the name is nothing but names of persons."""
        return self._all("persons") or "".join(self.stems) in lexicon().kunyas

    @cached_property
    def sacred(self) -> bool:
        """Whether the name belongs to religion, too."""
        return self.personal or self._all("sacred")

    @cached_property
    def common(self) -> bool:
        """Whether the name is an ordinary word, too."""
        return self._all("common")

    @cached_property
    def is_capital(self) -> bool:
        """Whether the name is that of a capital."""
        return self._all("capitals")

    @cached_property
    def adjectival(self) -> bool:
        """Whether the name is also an adjective."""
        return self._all("adjectival")

    @cached_property
    def placed(self) -> bool:
        """Whether a word beside the name says that it is a place."""
        around = self.around
        return (
            around.near("places", _REACH)
            or around.precedes("whereabouts", _DETERMINERS)
            or around.follows(lexicon().countries.get(self.country, NOTHING))
        )

    @cached_property
    def on_the_way(self) -> bool:
        """Whether a preposition of place stands before the name, or is joined to it."""
        joined = self.around.joined[-1:]
        return joined in tables().prepositions or self.around.precedes("directions", _DETERMINERS)

    @cached_property
    def country(self) -> str:
        """The country of the site, as the tables name it."""
        return country_key(self.names[0].country)


Rule = Callable[[Match], Optional[Verdict]]


def judge(match: Match) -> Verdict:
    """Return what the sentence says of a match."""
    for rule in _RULES:
        verdict = rule(match)
        if verdict is not None:
            return verdict
    return Verdict(Certainty.CERTAIN)


def _unlikely(reason: str) -> Verdict:
    return Verdict(Certainty.UNLIKELY, reason)


def _ambiguous(reason: str, open_: Open = Open.NO) -> Verdict:
    return Verdict(Certainty.AMBIGUOUS, reason, open_)


def _other_thing(match: Match) -> Verdict | None:
    around = match.around
    adjoining = around.gap_after().strip() in ("", "-")
    behind = adjoining and (around.follows("other_things") or around.follows("products"))
    further = around.after[:1] and around.after[0][0].isupper() and around.gap_after() == " "
    company = bool(further) and around.follows("other_things", frozenset({fold(around.after[0])}))
    if behind or company or (_is_apposed(match) and around.precedes("other_things")):
        return _unlikely(tr("The words beside it make it the name of something else."))
    return None


def _is_apposed(match: Match) -> bool:
    """Tell whether nothing parts the name from the word before it."""
    return not set(match.around.gap_before()) & set(",;:()\u060c\u061b")


def _person(match: Match) -> Verdict | None:
    if _is_apposed(match) and match.around.precedes("titles", frozenset()):
        return _unlikely(tr("A title before it makes it a person's name."))
    if match.latin and match.around.gap_before() == " " and _is_given_name(match.around.before):
        return _unlikely(tr("It is the end of a longer name."))
    if match.sacred and match.around.says("religion"):
        return _unlikely(tr("The sentence speaks of religion: it is a holy person's name."))
    return None


def _is_given_name(before: Sequence[str]) -> bool:
    """Tell whether the nearest word is a person's name; the first of a sentence may be another."""
    return len(before) > 1 and before[0][0].isupper() and fold(before[0]) in _persons()


def _persons() -> Phrases:
    return lexicon().groups["persons"]


def _longer_name(match: Match) -> Verdict | None:
    """Find "Imam Ali Khamenei" and "Abu Kamal al-Shami"."""
    around = match.around
    if not (match.personal and match.latin) or around.is_headline or not around.after:
        return None
    if around.gap_after() not in (" ", "-") or around.near("places", 1):
        return None
    first, second = (*around.after[:2], "")[:2]
    capital = first[0].isupper() or (fold(first) in ("al", "el", "ibn", "bin") and second.istitle())
    if capital:
        return _unlikely(tr("It is the beginning of a longer name."))
    return None


def _elsewhere(match: Match) -> Verdict | None:
    country = match.country
    if match.around.gap_after().strip() == ",":
        for other, words in lexicon().countries.items():
            if other != country and match.around.follows(words):
                own = lexicon().countries.get(country, NOTHING)
                if country and not match.around.follows(own):
                    return _unlikely(tr("The words behind it place it in another country."))
    for names, by_country in lexicon().namesakes:
        if "".join(match.stems) in names:
            return _namesake(match, country, by_country)
    return None


def _namesake(match: Match, country: str, by_country: dict[str, Phrases]) -> Verdict | None:
    said = {name for name, words in by_country.items() if match.around.says(words)}
    if country in said:
        return None
    if said:
        return _unlikely(tr("The sentence speaks of a country with a place of the same name."))
    return _ambiguous(tr("There is a well-known place of the same name in another country."))


def _speech(match: Match) -> Verdict | None:
    around = match.around
    governed = around.precedes("governing", _DETERMINERS) or _is_coordinated(around.before)
    behind = not governed and around.follows("speech", _AUXILIARIES)
    before = _is_apposed(match) and around.precedes("speech", frozenset())
    modal = not governed and around.follows("modals") and not around.follows("modals_of_places")
    partner = around.near("powers", _REACH) and not match.on_the_way
    if behind or before or modal or partner:
        return _ambiguous(tr("It acts or speaks: it may stand for a government or a person."))
    return None


def _is_coordinated(before: Sequence[str]) -> bool:
    """Tell whether "and" joins the name to another one, not a sentence to another."""
    return len(before) > 1 and fold(before[0]) in _AND and before[1][0].isupper()


def _capital(match: Match) -> Verdict | None:
    if not match.is_capital or match.placed or match.on_the_way:
        return None
    alone = not match.around.before and not match.around.after
    dateline = match.written.isupper() and not match.around.before
    if alone or dateline:
        return None
    return _ambiguous(tr("The name of a capital may stand for its government."), Open.SENTENCE)


def _several_sites(match: Match) -> Verdict | None:
    if len(match.names) > 1:
        return _ambiguous(tr("{} sites have this name.").format(len(match.names)))
    return None


def _personal(match: Match) -> Verdict | None:
    if match.personal and not match.placed and not match.around.says("work"):
        return _ambiguous(tr("It is also a person's name."), open_=Open.TEXT)
    return None


def _common(match: Match) -> Verdict | None:
    if not match.common or match.placed:
        after = match.common and match.around.follows("all_of_them")
        return _unlikely(tr("It is an ordinary word here.")) if after else None
    reason = tr("It is also an ordinary word.")
    if match.latin:
        return _ambiguous(reason, open_=Open.TEXT)
    if match.around.follows("all_of_them"):
        return _unlikely(reason)
    if match.around.joined[-1:] in tables().prepositions:
        return None
    before = match.around.before[:1]
    definite = before and fold(before[0]).startswith(tables().arabic_article)
    if definite and match.found.article:
        return _unlikely(tr("It is an adjective of the word before it."))
    return _ambiguous(reason, open_=Open.TEXT)


def _adjective(match: Match) -> Verdict | None:
    if not match.latin or not match.adjectival or not match.around.after:
        return None
    if match.around.gap_after() not in (" ", "-") or match.around.near("places", 1):
        return None
    if match.around.gap_after() == " " and match.around.follows("links"):
        return None
    return _ambiguous(tr("It is used as an adjective."))


def _without_article(match: Match) -> Verdict | None:
    named = any(entry.article for entry in match.found.entries)
    bare = named and all(entry.article for entry in match.found.entries)
    if not bare or match.found.article or match.placed or len(match.stems) > 1:
        return None
    if match.latin and len(match.stems[0]) >= _SHORT:
        return None
    return _ambiguous(tr("The name has an article, which is missing here."), open_=Open.TEXT)


def _small_letters(match: Match) -> Verdict | None:
    if not match.latin or match.placed or match.found.article or len(match.stems) > 1:
        return None
    if match.written[:1].isupper() or not match.names[0].name[:1].isupper():
        return None
    return _ambiguous(tr("It is written with a small letter."), open_=Open.TEXT)


def _other_spelling(match: Match) -> Verdict | None:
    if match.found.loose and len(match.stems) == 1 and not match.placed:
        return _ambiguous(
            tr("It is spelt like “{}”, but not the same.").format(match.names[0].name),
            open_=Open.TEXT,
        )
    return None


_RULES: Sequence[Rule] = (
    _other_thing,
    _person,
    _longer_name,
    _elsewhere,
    _speech,
    _several_sites,
    _capital,
    _personal,
    _common,
    _adjective,
    _without_article,
    _small_letters,
    _other_spelling,
)
