"""Which rows of a table are no longer as they were, told by a number per row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from imam_ali_tracker.provider.columns import Columns

_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # 2**64 divided by the golden ratio, made odd
_SHIFT = np.uint64(29)


@dataclass(frozen=True)
class Fingerprints:
    """Keys of rows, ascending, and a 64-bit number that stands for what each row says."""

    fids: npt.NDArray[np.int64]
    prints: npt.NDArray[np.uint64]

    @staticmethod
    def of(parts: Iterable[Fingerprints]) -> Fingerprints:
        """Return those of all parts, which hold different rows."""
        several = list(parts)
        fids = np.concatenate([np.empty(0, np.int64), *(part.fids for part in several)])
        prints = np.concatenate([np.empty(0, np.uint64), *(part.prints for part in several)])
        order = np.argsort(fids)
        return Fingerprints(fids[order], prints[order])

    def changed_since(self, before: Fingerprints) -> tuple[frozenset[int], frozenset[int]]:
        """Return the keys of rows that are new or different, and of those that are gone."""
        same = np.isin(self.fids, before.fids)
        common = self.fids[same]
        differ = self.prints[same] != before.prints[np.searchsorted(before.fids, common)]
        changed = np.concatenate([self.fids[~same], common[differ]])
        gone = before.fids[~np.isin(before.fids, self.fids)]
        return frozenset(changed.tolist()), frozenset(gone.tolist())


def fingerprints(columns: Columns) -> Fingerprints:
    """Return the fingerprints of rows; good within this process, whose hashes of texts are its own.

    Two different rows have the same fingerprint once in 2**64 times.
    """
    prints = np.zeros(len(columns), dtype=np.uint64)
    texts = [list(map(hash, values)) for values in columns.texts.values()]
    if columns.shapes:
        texts.append(list(map(hash, columns.shapes)))
    parts = [np.array(values, dtype=np.int64).view(np.uint64) for values in texts]
    numbers = list(columns.numbers.values())
    if len(columns.points):
        numbers += list(columns.points.T)
    parts += [np.ascontiguousarray(values, dtype=np.float64).view(np.uint64) for values in numbers]
    parts += [moments.view(np.uint64) for moments in columns.moments.values()]
    for part in parts:
        prints = (prints ^ part) * _FACTOR
        prints ^= prints >> _SHIFT
    # A database gives rows in any order: PostgreSQL puts one that was changed last.
    return Fingerprints.of([Fingerprints(columns.fids, prints)])
