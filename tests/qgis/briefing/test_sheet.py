"""Sheets made from a template, and their export."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from qgis.core import QgsLayoutItemLabel, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtGui import QImage

from imam_ali_tracker.briefing.sheet import (
    MapView,
    SheetContent,
    export_image,
    export_pdf,
    make_sheet,
)
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.paths import resource

TEMPLATE = "overview_a3_landscape.qpt"
MARKUP = "<b>Bold</b> & <img src='http://192.0.2.1/x.png'>"


@pytest.fixture
def layer(new_project: QgsProject) -> QgsVectorLayer:
    layer = QgsVectorLayer("Point?crs=EPSG:4326&field=name:string", "Places", "memory")
    new_project.addMapLayer(layer)
    return layer


def content(layer: QgsVectorLayer, **texts: str) -> SheetContent:
    return SheetContent(
        texts={"title": "A title", **texts},
        tables={"sources": [f"Source number {number}" for number in range(1, 61)]},
        maps={"map_main": MapView(QgsRectangle(30, 28, 54, 40), [layer])},
    )


def pdf_text(path: Path) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True
    ).stdout


def test_texts_tables_and_maps_are_filled_by_id(
    new_project: QgsProject, layer: QgsVectorLayer
) -> None:
    layout = make_sheet(new_project, resource("templates", TEMPLATE), "Sheet", content(layer))
    assert layout.itemById("title").text() == "A title"
    assert layout.itemById("map_main").layers() == [layer]
    extent = layout.itemById("map_main").extent()
    assert extent.contains(QgsRectangle(31, 29, 53, 39))
    assert len(layout.itemById("sources").multiFrame().tableContents()) == 60


def test_a_sheet_of_the_same_name_is_replaced(
    new_project: QgsProject, layer: QgsVectorLayer
) -> None:
    for _ in range(2):
        make_sheet(new_project, resource("templates", TEMPLATE), "Sheet", content(layer))
    assert [layout.name() for layout in new_project.layoutManager().layouts()] == ["Sheet"]


def test_ids_that_the_template_does_not_have_are_left_out(
    new_project: QgsProject, layer: QgsVectorLayer
) -> None:
    layout = make_sheet(
        new_project, resource("templates", TEMPLATE), "Sheet", content(layer, nowhere="?")
    )
    assert layout.itemById("nowhere") is None


def test_a_file_that_is_no_template_is_named(
    new_project: QgsProject, layer: QgsVectorLayer, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.qpt"
    bad.write_text("<html/>")
    with pytest.raises(TrackerError, match=r"bad\.qpt"):
        make_sheet(new_project, bad, "Sheet", content(layer))
    with pytest.raises(TrackerError, match=r"missing\.qpt"):
        make_sheet(new_project, tmp_path / "missing.qpt", "Sheet", content(layer))
    assert new_project.layoutManager().layouts() == []


def test_markup_in_texts_stays_text(new_project: QgsProject, layer: QgsVectorLayer) -> None:
    layout = make_sheet(
        new_project, resource("templates", TEMPLATE), "Sheet", content(layer, subtitle=MARKUP)
    )
    label = layout.itemById("subtitle")
    assert label.mode() == QgsLayoutItemLabel.Mode.ModeFont
    assert label.text() == MARKUP


def test_the_pdf_holds_every_source_as_text(
    new_project: QgsProject, layer: QgsVectorLayer, tmp_path: Path
) -> None:
    layout = make_sheet(new_project, resource("templates", TEMPLATE), "Sheet", content(layer))
    export_pdf(layout, tmp_path / "sheet.pdf")
    text = pdf_text(tmp_path / "sheet.pdf")
    assert "A title" in text
    assert [n for n in range(1, 61) if f"Source number {n}" not in text] == []


def test_the_image_is_the_first_page(
    new_project: QgsProject, layer: QgsVectorLayer, tmp_path: Path
) -> None:
    layout = make_sheet(new_project, resource("templates", TEMPLATE), "Sheet", content(layer))
    export_image(layout, tmp_path / "sheet.png")
    image = QImage(str(tmp_path / "sheet.png"))
    assert image.width() / image.height() == pytest.approx(420 / 297, rel=1e-3)
    assert [path.name for path in tmp_path.glob("*.png")] == ["sheet.png"]


def test_a_folder_that_cannot_be_written_is_said(
    new_project: QgsProject, layer: QgsVectorLayer, tmp_path: Path
) -> None:
    layout = make_sheet(new_project, resource("templates", TEMPLATE), "Sheet", content(layer))
    (tmp_path / "file").write_text("no folder")
    for export, name in ((export_pdf, "sheet.pdf"), (export_image, "sheet.png")):
        with pytest.raises(TrackerError, match="cannot be written"):
            export(layout, tmp_path / "file" / name)
