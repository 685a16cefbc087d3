"""From a text to the mentions of sites in it."""

from __future__ import annotations

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.mentions.context import Surroundings, lexicon
from imam_ali_tracker.reports.mentions.index import NameIndex
from imam_ali_tracker.reports.mentions.judging import Match, Open, Verdict, judge
from imam_ali_tracker.reports.mentions.matching import Found, best_names, find, tokens_of
from imam_ali_tracker.reports.mentions.model import Certainty, Mention
from imam_ali_tracker.reports.mentions.sentences import Sentences


def find_mentions(text: str, index: NameIndex) -> list[Mention]:
    """Return the mentions in ``text``, in order and none overlapping.

    A word that is written like a name but certainly none (the verb "hit") is left out; whatever
    may be something else of the same name is there, marked, with the reason.
    """
    tokens = tokens_of(text)
    found = [each for each in find(text, tokens, index) if not _is_plain_word(each, text)]
    if not found:
        return []
    sentences = Sentences(text)
    spans = [sentences.around(each.start, each.end) for each in found]
    matches = [
        Match(
            each,
            best_names(each, text),
            Surroundings(text, tokens, each, span),
            text[each.stem : each.end],
        )
        for each, span in zip(found, spans)
    ]
    verdicts = [judge(match) for match in matches]
    return [
        _mention(text, match, verdict, span)
        for match, verdict, span in zip(matches, _settled(matches, verdicts, spans), spans)
    ]


def _is_plain_word(found: Found, text: str) -> bool:
    """Tell whether a match is an ordinary word in its ordinary dress."""
    entry = found.entries[0]
    if not lexicon().groups["common"].issuperset(entry.stems):
        return False
    if entry.latin:
        return text[found.stem].islower() and not found.article
    return entry.article and not found.article


def _settled(
    matches: list[Match], verdicts: list[Verdict], spans: list[tuple[int, int]]
) -> list[Verdict]:
    """Let the sure mentions of a text decide those that were left open.

    A person's name is the site where the same text names the site in full; an ordinary word, or
    the name of a capital, is a place where the sentence surely names another one.
    """
    sure = [
        (match, span)
        for match, verdict, span in zip(matches, verdicts, spans)
        if verdict.certainty is Certainty.CERTAIN
    ]
    named = {name.site for match, _ in sure for name in match.names}
    in_sentence = {span for _, span in sure}
    settled = []
    for match, verdict, span in zip(matches, verdicts, spans):
        decided = verdict
        if verdict.open is Open.TEXT and match.names[0].site in named:
            decided = Verdict(
                Certainty.CERTAIN, tr("The text names the site more clearly elsewhere.")
            )
        elif verdict.open is not Open.NO and not match.personal and span in in_sentence:
            decided = Verdict(Certainty.CERTAIN, tr("The sentence names another site."))
        settled.append(decided)
    return settled


def _mention(text: str, match: Match, verdict: Verdict, span: tuple[int, int]) -> Mention:
    start, end = match.found.start, match.found.end
    return Mention(
        start, end, text[start:end], match.names, verdict.certainty, verdict.reason, *span
    )
