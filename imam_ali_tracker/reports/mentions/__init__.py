"""Mentions of tracked sites in the text of a report: pure, without QGIS.

    index = NameIndex(SiteName(row["site"], row["name"]) for row in site_names)
    for mention in find_mentions(text, index):
        ...

Nothing is attached here: every mention is a suggestion, with how sure it is and why not surer.
"""

from __future__ import annotations

from imam_ali_tracker.reports.mentions.index import NameIndex
from imam_ali_tracker.reports.mentions.model import Certainty, Mention, SiteName
from imam_ali_tracker.reports.mentions.search import find_mentions
from imam_ali_tracker.reports.mentions.sentences import Sentences

__all__ = ["Certainty", "Mention", "NameIndex", "Sentences", "SiteName", "find_mentions"]
