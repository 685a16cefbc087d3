"""What the schema asks of a single value, whoever wrote it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from imam_ali_tracker.case.schema import Field
from imam_ali_tracker.core import vocabularies
from imam_ali_tracker.core.i18n import tr

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL, at which databases and QGIS cut a text off, and halves of a UTF-16 pair."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a value, and what to do about it."""

    message: str
    hint: str


def field_fault(field: Field, value: Any) -> Fault | None:
    """Return what is wrong with ``value`` in the column ``field``, ``None`` where it may stand."""
    if value is None or value in ("", ()):
        if field.required:
            return Fault(tr("The value is missing."), tr("Every row needs one here."))
        return None
    if field.vocabulary:
        known = _keys(field.vocabulary)
        if value not in known:
            message = tr("“{}” is not in the list “{}”.").format(value, field.vocabulary)
            return Fault(message, tr("Use one of: {}.").format(", ".join(known)))
    if isinstance(value, (int, float)):
        return _number_fault(field, value)
    texts = value if isinstance(value, (tuple, list)) else (value,)
    if any(isinstance(text, str) and _UNSTORABLE.search(text) for text in texts):
        message = tr("The text holds a character that cannot be stored.")
        return Fault(message, tr("Remove the NUL or half character."))
    return None


def _number_fault(field: Field, value: float) -> Fault | None:
    low = -math.inf if field.minimum is None else field.minimum
    high = math.inf if field.maximum is None else field.maximum
    if not math.isfinite(value):
        return Fault(tr("{} is not a number.").format(value), tr("Leave it empty if unknown."))
    if value < low:
        return Fault(tr("{} is too small.").format(value), tr("The least is {:g}.").format(low))
    if value > high:
        return Fault(tr("{} is too large.").format(value), tr("The most is {:g}.").format(high))
    return None


@cache
def _keys(name: str) -> tuple[str, ...]:
    return vocabularies.keys(name)
