"""The text that goes along with a case: what it is, what it does not support, and its sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.core.i18n import tr

_WIDTH = 78


@dataclass(frozen=True)
class Words:
    """What the reader has to know: caveats in sentences, and references to the reports."""

    caveats: Sequence[str] = ()
    sources: Sequence[str] = ()


def readme(info: Row, contents: Sequence[str], left_out: Sequence[str], words: Words) -> str:
    """Return the text, with the marking at its head and foot.

    ``info`` is the row of ``case_info``, ``contents`` and ``left_out`` are lines on what was handed
    over and what was not.
    """
    title, marking = str(info["title"]), info["marking"] or ""
    parts = [
        f"{title}\n{'=' * min(len(title), _WIDTH)}",
        str(info["description"] or ""),
        _listed(tr("What is here"), contents),
        _listed(tr("What was left out"), left_out),
        _listed(tr("Caveats"), words.caveats),
        _listed(tr("Sources"), words.sources, numbered=True),
        tr("Contact: {}").format(info["contact"]) if info["contact"] else "",
        tr(
            "The documentation records what public reports say, who said it, and how surely. "
            "Positions are those that sources state, with the accuracy that is drawn."
        ),
    ]
    return "\n\n".join(filter(None, (marking, *parts, marking))) + "\n"


def _listed(heading: str, lines: Sequence[str], *, numbered: bool = False) -> str:
    if not lines:
        return ""
    marks = (f"{number}." if numbered else "-" for number in range(1, len(lines) + 1))
    listed = "\n".join(f"{mark} {line}" for mark, line in zip(marks, lines))
    return f"{heading}\n{'-' * len(heading)}\n{listed}"
