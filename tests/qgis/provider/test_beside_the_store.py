"""Layers and the store work on the same file at the same time."""

from __future__ import annotations

import shutil
from pathlib import Path

from qgis.core import QgsVectorLayer

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.own_names import own_name
from imam_ali_tracker.provider.registration import PROVIDER_KEY, register
from imam_ali_tracker.provider.uri import layer_uri
from tests.support.waiting import wait_until


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


def test_layers_show_rows_while_another_program_keeps_editing(
    tmp_path: Path, reference_file: Path
) -> None:
    """QGIS's readers, opened without locks, see nothing as long as another QGIS is in edit mode."""
    register()
    location = CaseLocation.parse(shutil.copy(reference_file, tmp_path / "case.gpkg"))
    layers = [
        QgsVectorLayer(layer_uri(location, name), name, PROVIDER_KEY)
        for name in ("sites", "reports")
    ]
    before = [len(list(layer.getFeatures())) for layer in layers]
    assert min(before) > 0
    # Another name of the file shares nothing with the layers, as another process does.
    other = QgsVectorLayer(f"{own_name(tmp_path / 'case.gpkg')}|layername=sites", "", "ogr")
    assert other.startEditing()
    site = next(other.getFeatures())
    assert other.changeAttributeValue(site.id(), other.fields().indexOf("remarks"), "seen")
    assert other.commitChanges(stopEditing=False)
    wait_until(lambda: [len(list(layer.getFeatures())) for layer in layers] == before, seconds=20)
    wait_until(lambda: "seen" in {each["remarks"] for each in layers[0].getFeatures()}, seconds=20)
    assert other.rollBack()
