"""Exported briefings: what the files hold, and that there are whole files or none."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from osgeo import gdal, osr
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeedback,
    QgsPointXY,
    QgsProject,
)
from qgis.PyQt.QtGui import QImage

from imam_ali_tracker.briefing.export import export
from imam_ali_tracker.briefing.maps import EARTH
from imam_ali_tracker.briefing.snapshot import copy_of, project_from
from imam_ali_tracker.core.errors import TrackerError
from tests.qgis.briefing.ready import Ready

ATLAS = "site_atlas_a4_portrait"


def told(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_a_pdf_has_text_fonts_and_metadata(ready: Ready, tmp_path: Path) -> None:
    path = tmp_path / "b.pdf"
    assert export([ready.make()], path, dpi=100) == [path]
    about = told("pdfinfo", str(path))
    assert "Public reporting on “Imam Ali”, near Al-Bukamal, 2019" in about
    assert re.search(r"Author: +\S", about) is None  # not the name of whoever is logged in
    fonts = told("pdffonts", str(path)).splitlines()[2:]
    assert fonts
    assert all(re.search(r"\byes (yes|no) +yes\b", line) for line in fonts)
    assert "Reported and measured distances" in told("pdftotext", str(path), "-")


def test_every_source_is_a_live_link(ready: Ready, tmp_path: Path) -> None:
    path = tmp_path / "b.pdf"
    export([ready.make()], path, dpi=60)
    found = set(re.findall(rb"/URI \((.*?)\) >>", path.read_bytes()))
    wanted = {row["url"] for row in ready.data.sources(ready.data.everything())}
    assert {re.sub(r"\\(.)", r"\1", url.decode()) for url in found} == wanted
    read = subprocess.run(["pdfinfo", str(path)], check=True, capture_output=True, text=True)
    assert read.stderr == ""


def test_each_page_with_a_map_is_georeferenced(ready: Ready, tmp_path: Path) -> None:
    path = tmp_path / "b.pdf"
    site = ready.site("Beirut")
    layouts = ready.make_all(ATLAS, sites=(site,))
    export(layouts, path, dpi=100)
    first = 1 + layouts[0].pageCollection().pageCount()
    for number, layout in ((1, layouts[0]), (first, layouts[1])):
        item = layout.itemById("map_main")
        page = gdal.Open(f"PDF:{number}:{path}")
        west, across, _, north, _, down = page.GetGeoTransform()
        middle = item.pagePos() + item.rect().center()
        paper = layout.pageCollection().page(0).rect()
        x = west + across * page.RasterXSize * middle.x() / paper.width()
        y = north + down * page.RasterYSize * middle.y() / paper.height()
        wanted = item.extent().center()
        near = item.extent().width() / 500
        assert QgsPointXY(x, y).distance(wanted) < near
        assert osr.SpatialReference(page.GetProjection()).IsProjected()
    shown = layouts[1].itemById("map_main")
    earth = QgsCoordinateReferenceSystem(EARTH)
    to_map = QgsCoordinateTransform(earth, shown.crs(), QgsProject())
    place = to_map.transform(ready.data.rows["sites"][site]["geometry"].asPoint())
    assert shown.extent().contains(place)


def test_layers_on_request(ready: Ready, tmp_path: Path) -> None:
    made = export([ready.make()], tmp_path / "b.pdf", dpi=60, layers=True)
    assert made[0] == tmp_path / "b.pdf"
    assert b"/OCProperties" in made[0].read_bytes()
    layers = gdal.Open(str(made[0])).GetMetadata("LAYERS").values()
    assert any("Sites" in name for name in layers)


def test_images_have_a_file_for_each_page(ready: Ready, tmp_path: Path) -> None:
    layout = ready.make("slide_16_9")
    pages = layout.pageCollection().pageCount()
    made = export([layout], tmp_path / "b.png", dpi=40)
    assert [path.name for path in made] == [
        "b.png",
        *(f"b_{number}.png" for number in range(2, pages + 1)),
    ]
    assert sorted(tmp_path.iterdir()) == sorted(made)
    image = QImage(str(made[0]))
    assert image.width() / image.height() == pytest.approx(16 / 9, rel=0.01)


def test_svg_keeps_text_as_text(ready: Ready, tmp_path: Path) -> None:
    made = export([ready.make()], tmp_path / "b.svg", dpi=60)
    assert ">Caveats<" in made[0].read_text(encoding="utf-8")


def test_what_was_there_stays_where_the_export_is_cancelled(ready: Ready, tmp_path: Path) -> None:
    path = tmp_path / "b.pdf"
    path.write_text("the former one")
    for name in ("b.pdf", "c.png"):
        feedback = QgsFeedback()
        feedback.progressChanged.connect(lambda _share, ended=feedback: ended.cancel())
        assert export([ready.make()], tmp_path / name, dpi=40, feedback=feedback) == []
    assert path.read_text() == "the former one"
    assert [each.name for each in tmp_path.iterdir()] == ["b.pdf"]


def test_progress_is_told_page_by_page(ready: Ready, tmp_path: Path) -> None:
    layout = ready.make()
    feedback = QgsFeedback()
    shares: list[float] = []
    feedback.progressChanged.connect(shares.append)
    export([layout], tmp_path / "b.pdf", dpi=40, feedback=feedback)
    assert len(shares) == layout.pageCollection().pageCount()
    assert not any(page.excludeFromExports() for page in layout.pageCollection().pages())


def test_a_folder_that_cannot_be_written_is_said(ready: Ready, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    layout = ready.make()
    for name in ("b.pdf", "b.png", "b.svg"):
        with pytest.raises(TrackerError, match="cannot be written"):
            export([layout], tmp_path / "file" / name, dpi=40)
    with pytest.raises(TrackerError, match=r"\.pdf"):
        export([layout], tmp_path / "b.docx")


def test_a_copy_of_a_project_shows_what_the_project_shows(ready: Ready) -> None:
    root = ready.project.layerTreeRoot()
    hidden = ready.loaded.layers["buffers"]
    root.findLayer(hidden).setItemVisibilityChecked(False)
    copy = project_from(copy_of(ready.project))
    there = copy.layerTreeRoot()
    order = [layer.id() for layer in root.layerOrder() if root.findLayer(layer).isVisible()]
    assert [each.id() for each in there.layerOrder() if there.findLayer(each).isVisible()] == order
    assert not there.findLayer(copy.mapLayer(hidden.id())).isVisible()
    assert copy.crs() == ready.project.crs()
