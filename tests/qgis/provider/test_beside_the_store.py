"""Layers and the store work on the same file at the same time."""

from __future__ import annotations

import shutil
from pathlib import Path

from qgis.core import QgsVectorLayer

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.provider.registration import PROVIDER_KEY, register
from imam_ali_tracker.provider.uri import layer_uri


def test_a_case_opens_beside_a_layer_that_was_filtered(
    tmp_path: Path, reference_file: Path
) -> None:
    register()
    location = CaseLocation.parse(shutil.copy(reference_file, tmp_path / "case.gpkg"))
    whole, filtered = (
        QgsVectorLayer(layer_uri(location, "sites"), "sites", PROVIDER_KEY) for _ in range(2)
    )
    total = whole.featureCount()
    assert filtered.setSubsetString("kind = 'city'")
    for read_only in (True, False):
        with Case.open(location, read_only=read_only) as case:
            assert len(list(case.rows("sites"))) == total
    assert 0 < filtered.featureCount() < total
