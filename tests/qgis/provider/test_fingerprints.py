"""Rows that changed are told apart from those that did not, in whatever order they are read."""

from __future__ import annotations

import random

import numpy as np


def test_changes_are_found_in_any_order() -> None:
    """Databases give rows in any order, and in another one after a change."""
    from imam_ali_tracker.provider.columns import Columns
    from imam_ali_tracker.provider.fingerprints import Fingerprints, fingerprints

    def read(names: dict[int, str]) -> Fingerprints:
        rows = list(names.items())
        random.Random(3).shuffle(rows)
        fids = np.array([fid for fid, _ in rows], dtype=np.int64)
        texts = {"name": [name for _, name in rows]}
        return fingerprints(Columns(fids, texts, {}, {}, np.empty((0, 2))))

    before = {fid: f"row {fid}" for fid in range(1, 40)}
    after = {**before, 7: "other", 50: "new"}
    del after[20], after[39]
    changed, gone = read(after).changed_since(read(before))
    assert changed == {7, 50}
    assert gone == {20, 39}
