"""What the search for mentions takes and gives: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Certainty(str, Enum):
    """How surely a mention is one of the site.

    ``AMBIGUOUS`` may be the site or something else, ``UNLIKELY`` is most probably something else
    of the same name; both are for the analyst to decide, with the reason beside them.
    """

    CERTAIN = "certain"
    AMBIGUOUS = "ambiguous"
    UNLIKELY = "unlikely"


@dataclass(frozen=True)
class SiteName:
    """One name of a site, as ``site_names`` or ``sites`` have it; ``site`` is the uuid.

    ``country`` is the site's country in English, as far as it is known: it tells namesakes apart.
    """

    site: str
    name: str
    country: str = ""


@dataclass(frozen=True)
class Mention:
    """A name found in a text.

    ``start`` and ``end`` are offsets into the text as it was given, and ``text`` is what stands
    there: with the article, without joined prepositions and conjunctions. ``names`` are the
    recorded names that match, one for each site; several sites make the mention ambiguous.
    ``reason`` is a sentence, empty where nothing speaks against a mention. The sentence around it
    is ``sentence_start`` to ``sentence_end``.
    """

    start: int
    end: int
    text: str
    names: tuple[SiteName, ...]
    certainty: Certainty
    reason: str
    sentence_start: int
    sentence_end: int

    @property
    def sites(self) -> tuple[str, ...]:
        """The uuids of the sites that may be meant."""
        return tuple(name.site for name in self.names)
