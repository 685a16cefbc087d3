"""The journeys of the user guide, walked in a real QGIS window; each takes its own pictures."""

from __future__ import annotations

from collections.abc import Callable

from pictures import (
    appearance,
    briefing,
    cases,
    claims,
    distances,
    forms,
    hand_over,
    places,
    reports,
    sites,
    timeline,
)
from pictures.desk import Desk

JOURNEYS: dict[str, Callable[[Desk], None]] = {
    "cases": cases.walk,
    "sites": sites.walk,
    "reports": reports.walk,
    "claims": claims.walk,
    "distances": distances.walk,
    "timeline": timeline.walk,
    "briefing": briefing.walk,
    "hand_over": hand_over.walk,
    "places": places.walk,
    "forms": forms.walk,
    "appearance": appearance.walk,
    "night": appearance.night,
}
"""In the order of the guide; each begins with the reference case open, and leaves it so."""
