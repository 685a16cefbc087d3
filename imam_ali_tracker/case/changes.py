"""What is to change in a case, as plain data."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
"""A row keyed by field names; see :mod:`imam_ali_tracker.case.values` for the types."""


def new_uuid() -> str:
    """Return a fresh uuid for a row that others in the same change set refer to."""
    import uuid  # which takes its time, and QGIS starts with the algorithms

    return str(uuid.uuid4())


@dataclass(frozen=True)
class ChangeSet:
    """Rows to insert, update and delete, per table; applied as one whole.

    Deletes come first, then updates, then inserts, so a row can be replaced. References are
    checked against the case as it is after all of them.

    Parameters
    ----------
    inserts:
        Table → rows. A row without ``uuid`` gets one; one without ``created`` and ``modified``
        is created now.
    updates:
        Table → uuid → the fields that change. ``modified`` becomes now unless it is given.
    deletes:
        Table → uuids.
    restores:
        The set brings back what a case held before, so values, references and keys are taken as
        they were, even where they break a rule (another program may have written them).
    """

    inserts: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    updates: Mapping[str, Mapping[str, Row]] = field(default_factory=dict)
    deletes: Mapping[str, Collection[str]] = field(default_factory=dict)
    restores: bool = False

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that change, each once, in no meaningful order."""
        changed = [
            name
            for part in (self.inserts, self.updates, self.deletes)
            for name, rows in part.items()
            if rows
        ]
        return tuple(dict.fromkeys(changed))

    def __bool__(self) -> bool:
        return bool(self.tables)
