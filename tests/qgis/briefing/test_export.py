"""Exported briefings: what the files hold, and that there are whole files or none."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lxml import etree
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
from imam_ali_tracker.core.paths import resource
from tests.qgis.briefing.ready import Ready

LABEL = "{http://www.inkscape.org/namespaces/inkscape}label"
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


@pytest.mark.parametrize("dpi", [72, 150, 300])
def test_no_letter_is_printed_beyond_the_margin(ready: Ready, tmp_path: Path, dpi: int) -> None:
    path = tmp_path / "b.pdf"
    export([ready.make("a3_landscape")], path, dpi=dpi)
    ends = re.findall(r'xMax="([\d.]+)"', told("pdftotext", "-bbox", str(path), "-"))
    assert max(float(end) for end in ends) * 25.4 / 72 < 420 - 12 + 0.1


@pytest.mark.parametrize("layers", [False, True])
def test_arabic_and_hebrew_are_found_as_they_are_typed(
    new_project: QgsProject, crowded_file: Path, tmp_path: Path, layers: bool
) -> None:
    ready = Ready(new_project, crowded_file)
    path = tmp_path / "b.pdf"
    export([ready.make("a4_portrait")], path, dpi=60, layers=layers)
    printed = told("pdftotext", str(path), "-")
    wanted = {word for row in ready.data.rows["reports"].values() for word in title_words(row)}
    assert len(wanted) > 30
    assert wanted - set(re.findall(r"\w+", printed)) == set()


def title_words(report: dict[str, Any]) -> list[str]:
    """Words of a title, but for those with a lam-alef, which has one shape for two letters."""
    words = re.findall(r"\w+", report["title"] or "")
    return [word for word in words if not re.search("\u0644[\u0622\u0623\u0625\u0627]", word)]


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


def test_a_pdf_with_layers_is_one_file_with_all_that_others_have(
    ready: Ready, tmp_path: Path
) -> None:
    path = tmp_path / "b.pdf"
    layouts = ready.make_all(ATLAS, sites=(ready.site("Imam Ali base"),), graticule=True)
    assert export(layouts, path, dpi=60, layers=True) == [path]
    assert [each.name for each in tmp_path.iterdir()] == ["b.pdf"]
    pages = sum(layout.pageCollection().pageCount() for layout in layouts)
    about = told("pdfinfo", str(path))
    assert re.search(rf"Pages: +{pages}$", about, re.MULTILINE)
    assert "Public reporting on “Imam Ali”, near Al-Bukamal, 2019" in about
    words = told("pdftotext", str(path), "-")
    assert "Reported and measured distances" in words
    fonts = told("pdffonts", str(path)).splitlines()[2:]
    assert fonts
    assert all(re.search(r"\byes (yes|no) +yes\b", line) for line in fonts)
    linked = set(re.findall(r"https?://\S+", told("pdfinfo", "-url", str(path))))
    assert {
        row["url"] for row in ready.data.sources(ready.data.about((ready.site("Imam Ali base"),)))
    } <= linked
    item = layouts[0].itemById("map_main")
    page = gdal.Open(f"PDF:1:{path}")
    west, across, _, _, _, _ = page.GetGeoTransform()
    paper = layouts[0].pageCollection().page(0).rect()
    middle = item.pagePos() + item.rect().center()
    x = west + across * page.RasterXSize * middle.x() / paper.width()
    assert x == pytest.approx(item.extent().center().x(), abs=item.extent().width() / 500)


def test_each_layer_has_one_switch_that_works(ready: Ready, tmp_path: Path) -> None:
    path = tmp_path / "b.pdf"
    (layout,) = ready.make_all("a4_landscape", graticule=True)
    export([layout], path, dpi=60, layers=True)
    names = [*gdal.Open(f"PDF:1:{path}").GetMetadata("LAYERS").values()]
    shown = [layer.name().replace(" ", "_") for layer in layout.itemById("map_main").layers()]
    assert names == ["Graticule", *shown]  # each once for both maps, from the top down
    whole = _page(path)
    without = _page(path, off="Claims_on_the_map")
    assert not np.array_equal(whole, without)
    outside = layout.itemById("legend")
    box, paper = outside.rect(), layout.pageCollection().page(0).rect()
    across, down = whole.shape[1] / paper.width(), whole.shape[0] / paper.height()
    left, top = int(outside.pagePos().x() * across), int(outside.pagePos().y() * down)
    part = np.s_[top : int(top + box.height() * down), left : int(left + box.width() * across)]
    assert np.array_equal(whole[part], without[part])


def test_a_page_with_layers_looks_like_one_without(ready: Ready, tmp_path: Path) -> None:
    (layout,) = ready.make_all("a4_landscape", graticule=True)
    pages = []
    for layers in (False, True):
        path = tmp_path / f"{layers}.pdf"
        export([layout], path, dpi=100, layers=layers)
        pages.append(_page(path))
    assert float((np.abs(pages[0] - pages[1]) > 0.25).mean()) < 0.01
    assert all(item.isVisible() for item in layout.pageCollection().itemsOnPage(0))


def _page(path: Path, off: str = "") -> np.ndarray:
    """The first page in grey, with one layer switched off."""
    options = [f"LAYERS_OFF={off}"] if off else []
    opened = gdal.OpenEx(f"PDF:1:{path}", open_options=["DPI=60", *options])
    return opened.ReadAsArray()[:3].mean(axis=0) / 255


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


def test_in_an_svg_maps_end_at_their_frames_and_layers_are_groups(
    ready: Ready, tmp_path: Path
) -> None:
    layout = ready.make()
    made = export([layout], tmp_path / "b.svg", dpi=100)
    root = etree.parse(str(made[0])).getroot()
    scale = float(root.get("viewBox").split()[2]) / 297
    groups = {str(part.get(LABEL)): part for part in root if part.get(LABEL)}
    shown = [layer.name() for layer in layout.itemById("map_main").layers()]
    assert set(groups) <= set(shown)
    assert {"Sites", "Buffers", "World map (Natural Earth)"} <= set(groups)
    frames = [layout.itemById(name) for name in ("map_main", "map_inset")]
    wanted = {(round(item.pagePos().x()), round(item.rect().width())) for item in frames}
    found = set()
    for part in groups.values():
        (rect,) = part.findall("{*}clipPath/{*}rect")
        assert part.get("clip-path") == f"url(#{rect.getparent().get('id')})"
        found.add((round(float(rect.get("x")) / scale), round(float(rect.get("width")) / scale)))
    assert found <= wanted
    names = [element.get("id") for element in root.iter("*") if element.get("id")]
    assert len(names) == len(set(names))


def test_what_an_svg_says_of_itself_is_the_title_and_no_user(ready: Ready, tmp_path: Path) -> None:
    (made, *_) = export([ready.make()], tmp_path / "b.svg", dpi=60)
    root = etree.parse(str(made)).getroot()
    assert root.findtext("{*}title") == ready.data.info["title"]
    assert root.find(".//{*}metadata") is None


def test_no_fill_relies_on_clipping_which_an_svg_does_not_have() -> None:
    styles = [path.read_text(encoding="utf-8") for path in resource("styles").glob("*.qml")]
    assert styles
    assert not any('value="during_render"' in style for style in styles)


def test_what_was_there_stays_where_the_export_is_cancelled(ready: Ready, tmp_path: Path) -> None:
    path = tmp_path / "b.pdf"
    path.write_text("the former one")
    for name, layers in (("b.pdf", False), ("b.pdf", True), ("c.png", False), ("c.svg", False)):
        feedback = QgsFeedback()
        feedback.progressChanged.connect(lambda _share, ended=feedback: ended.cancel())
        layout = ready.make()
        target = tmp_path / name
        assert export([layout], target, dpi=40, layers=layers, feedback=feedback) == []
        assert not any(page.excludeFromExports() for page in layout.pageCollection().pages())
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
