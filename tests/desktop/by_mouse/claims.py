"""Journey 5 by mouse: a claim by two clicks on the map, its verdict, and a walk to a variant."""

from __future__ import annotations

from typing import Any

from tests.desktop.by_mouse.map import at, canvas
from tests.desktop.journeys import (
    KAMAL,
    PARENT,
    REASON,
    STATEMENT,
    TEHRAN,
    chosen_claim,
    map_extent,
    recorded_claim,
    rows,
    until_rows,
    until_said,
)
from tests.desktop.mouse import Mouse

_FAMILY = "Variants of this claim, each below the one that it varies"


def claim(mouse: Mouse) -> Any:
    """Journey 5: record a claim, read its verdict, and follow a claim through its variants."""
    before = len(rows(mouse, "claims"))
    mouse.turn_to("Claims")
    mouse.push("Record a claim")
    mouse.choose_from("Report", "Images show Iran")
    mouse.write("Statement, in our words", STATEMENT)
    mouse.push("Choose both on the map")
    mouse.move(canvas(), at(mouse, TEHRAN))
    mouse.picture("subject")
    mouse.on_map(at(mouse, TEHRAN))
    mouse.move(canvas(), at(mouse, KAMAL))
    mouse.picture("measured")
    mouse.on_map(at(mouse, KAMAL))
    mouse.choose_from("Comparator", "less than")
    mouse.write("Value", "300")
    mouse.write("Unit", "km")
    until_said(mouse, REASON)
    mouse.picture("claim")
    shown = mouse.ask(map_extent)
    mouse.push("Save the claim")
    until_rows(mouse, "claims", before + 1)
    mouse.wait(lambda: STATEMENT in chosen_claim(), "the claim in its list")
    reason = mouse.seen("Reason of the verdict")
    mouse.picture("verdict")
    return {
        **recorded_claim(mouse),
        "verdict": mouse.ask(chosen_claim),
        "reason": mouse.ask(reason.text),
        "stayed": shown == mouse.ask(map_extent),
        "family": _family(mouse),
    }


def _family(mouse: Mouse) -> list[str]:
    """Click from a claim to one that varies it, and back; return what was chosen each time."""
    mouse.row("Claims", PARENT)
    mouse.settle()
    chosen = [mouse.ask(chosen_claim)]
    for text in ("a few kilometers", "approximately five kilometers"):
        mouse.seen(_FAMILY)
        mouse.picture("family")
        mouse.row(_FAMILY, text)
        mouse.settle()
        chosen.append(mouse.ask(chosen_claim))
    return chosen
