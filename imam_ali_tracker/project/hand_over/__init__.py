"""Handing a case over to people without this plugin, and what goes along."""

from imam_ali_tracker.project.hand_over.package import FORMATS, Choice, hand_over
from imam_ali_tracker.project.hand_over.readme import Words

__all__ = ["FORMATS", "Choice", "Words", "hand_over"]
