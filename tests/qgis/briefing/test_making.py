"""Briefings made from templates: what stands on their pages, and that nothing is lost."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from itertools import combinations
from pathlib import Path

import pytest
from qgis.core import (
    QgsLayoutFrame,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemManualTable,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutItemScaleBar,
    QgsPrintLayout,
    QgsProject,
)
from qgis.PyQt.QtCore import QRectF

from imam_ali_tracker.briefing.export import export
from imam_ali_tracker.briefing.making import Request, make_briefing, sites_by_name
from imam_ali_tracker.briefing.templates import Template, own_folder, template, templates
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.paths import resource
from tests.qgis.briefing.ready import Ready

ATLAS = "site_atlas_a4_portrait"
ONE_PAGERS = ["a4_landscape", "a4_portrait", "a3_landscape", "a3_portrait", "slide_16_9"]
MARKUP = "<b>Bold</b> & <img src='http://192.0.2.1/x.png'> [% 1 + 1 %]"


def labels(layout: QgsPrintLayout, page: int = 0) -> dict[str, str]:
    items = layout.pageCollection().itemsOnPage(page)
    return {item.id(): item.currentText() for item in items if isinstance(item, QgsLayoutItemLabel)}


def tables(layout: QgsPrintLayout) -> list[list[list[str]]]:
    """The cells of all tables of a layout, row by row, without what marks direction."""
    return [
        [
            [str(cell.content()).replace("\u200e", "").replace("\n", " ") for cell in row]
            for row in frame.tableContents()
        ]
        for frame in layout.multiFrames()
        if isinstance(frame, QgsLayoutItemManualTable)
    ]


def overlapping(layout: QgsPrintLayout) -> list[tuple[str, str]]:
    """Texts that stand on something else, or beyond the edge of their page."""
    found = []
    for number, page in enumerate(layout.pageCollection().pages()):
        items = [
            item
            for item in layout.pageCollection().itemsOnPage(number)
            if not isinstance(item, QgsLayoutItemPage) and item.isVisible()
        ]
        texts = (QgsLayoutFrame, QgsLayoutItemLabel, QgsLayoutItemLegend, QgsLayoutItemMap)
        items = [item for item in items if isinstance(item, texts)]
        boxes = [(item.id(), _inside(item.sceneBoundingRect())) for item in items]
        paper = page.sceneBoundingRect()
        found += [(name, "page") for name, box in boxes if not paper.contains(box)]
        found += [(a[0], b[0]) for a, b in combinations(boxes, 2) if a[1].intersects(b[1])]
    return found


def _inside(box: QRectF) -> QRectF:
    return box.adjusted(0.4, 0.4, -0.4, -0.4)


def pdf_words(path: Path) -> str:
    done = subprocess.run(
        ["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True, text=True
    )
    return squeezed(done.stdout)


def squeezed(text: str) -> str:
    """A text without blanks, marks of direction, ligatures, and hyphens, which pdftotext drops."""
    return re.sub(r"[-\s\u200e\u202a-\u202e]+", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("name", [*ONE_PAGERS, ATLAS])
def test_shipped_templates_have_every_documented_id(ready: Ready, name: str) -> None:
    request = Request(template(name), "B", sites=())
    made = make_briefing(ready.project, ready.loaded.layers.values(), ready.data, request)
    assert made is not None
    assert made.missing == ()


def test_a_site_that_is_gone_is_named_before_anything_is_made(ready: Ready) -> None:
    request = Request(template(ATLAS), "B", sites=(ready.site("Beirut"), "gone"))
    with pytest.raises(TrackerError, match="gone is not a site of the case"):
        make_briefing(ready.project, ready.loaded.layers.values(), ready.data, request)
    assert ready.project.layoutManager().layouts() == []


@pytest.mark.parametrize("name", ONE_PAGERS)
def test_a_page_of_the_reference_case(ready: Ready, name: str, tmp_path: Path) -> None:
    layout = ready.make(name, subtitle="A subtitle")
    said = labels(layout)
    assert said["title"] == ready.data.info["title"]
    assert said["marking_head"] == said["marking_foot"] == "Public sources only"
    assert said["date_of_information"] == "Reports published 11 April 2018 to 21 December 2025"
    assert overlapping(layout) == []
    export([layout], tmp_path / "b.pdf", dpi=150)
    words = pdf_words(tmp_path / "b.pdf")
    for row in ready.data.sources(ready.data.everything()):
        assert squeezed(row["url"]) in words
    for table in tables(layout):
        for row in table:
            for cell in row:
                assert squeezed(cell) in words, cell


@pytest.mark.parametrize("name", ["a4_landscape", ATLAS])
def test_a_case_of_one_site_without_anything_else(
    new_project: QgsProject, lonely_file: Path, name: str
) -> None:
    layouts = Ready(new_project, lonely_file).make_all(name)
    assert [overlapping(layout) for layout in layouts] == [[] for _ in layouts]
    said = labels(layouts[0])
    assert said["title"] == "One site"
    assert said["marking_head"] == ""
    assert said["date_of_information"] == "Date of information: unknown"
    assert said["legend_title"] == "Nothing of the case is on the map."
    assert not layouts[0].itemById("map_inset").isVisible()  # it would show the world again
    heading, above = (layouts[0].itemById(name) for name in ("legend_title", "inset_title"))
    assert heading.pagePos().y() == pytest.approx(above.pagePos().y(), abs=0.01)


@pytest.mark.parametrize("name", ["a4_portrait"])
def test_a_crowded_case_loses_nothing(
    new_project: QgsProject, crowded_file: Path, name: str, tmp_path: Path
) -> None:
    ready = Ready(new_project, crowded_file)
    layout = ready.make(name)
    assert overlapping(layout) == []
    printed = " ".join(cell for table in tables(layout) for row in table for cell in row)
    printed = squeezed(printed)
    for row in ready.data.rows["reports"].values():
        assert squeezed(row["url"]) in printed
        assert squeezed(row["title"] or "") in printed
    assert squeezed(ready.data.info["title"]) in printed  # cut above, in full here
    export([layout], tmp_path / "b.pdf", dpi=150)
    words = pdf_words(tmp_path / "b.pdf")
    for row in ready.data.rows["reports"].values():
        assert squeezed(row["url"]) in words


def test_an_atlas_has_an_overview_and_pages_for_each_site(ready: Ready) -> None:
    chosen = tuple(ready.site(name) for name in ("Imam Ali base", "Beirut", "Tehran"))
    layouts = ready.make_all(ATLAS, sites=chosen)
    assert [labels(layout)["title"] for layout in layouts[1:]] == [
        *("Imam Ali base", "Beirut", "Tehran")
    ]
    assert [overlapping(layout) for layout in layouts] == [[], [], [], []]
    index = next(t for t in tables(layouts[0]) if t[0][1] == "Imam Ali base")
    starts = [int(row[0]) for row in index]
    counts = [layout.pageCollection().pageCount() for layout in layouts]
    assert starts == [1 + sum(counts[: number + 1]) for number in range(3)]
    shown = labels(layouts[2])["page_number"]
    assert shown == f"{starts[1]} / {sum(counts)}"


def test_sources_are_those_of_the_page_numbered_from_one(ready: Ready) -> None:
    beirut = ready.site("Beirut")
    (_, layout) = ready.make_all(ATLAS, sites=(beirut,))
    cells = [row for table in tables(layout) for row in table if re.fullmatch(r"\d+\.", row[0])]
    sources = ready.data.sources(ready.data.about((beirut,)))
    assert [row[0] for row in cells] == [f"{n}." for n in range(1, len(sources) + 1)]
    assert 0 < len(sources) < len(ready.data.rows["reports"])


def test_distances_stand_beside_what_was_measured(ready: Ready) -> None:
    rows = [row for table in tables(ready.make("a3_landscape")) for row in table]
    land_bridge = [row for row in rows if len(row) == 4 and row[1] == "1,200 km"]
    assert any("1,370.6 km" in row[2] and row[3] == "Inconsistent" for row in land_bridge)


def test_the_legend_shows_what_is_on_the_map(ready: Ready) -> None:
    layout = ready.make("a4_landscape", sites=(ready.site("Beirut"),))
    model = layout.itemById("legend").model()
    shown = {
        node.data(0)
        for layer in model.rootGroup().findLayers()
        for node in model.layerLegendNodes(layer)
    }
    assert "Reference place" in shown
    assert not any("Footprint" in text for text in shown)


def test_scale_bars_have_units_that_fit(ready: Ready) -> None:
    wide, near = ready.make_all(ATLAS, sites=(ready.site("Beirut"),))
    assert wide.itemById("scale_main").unitLabel() == "km"
    bar = near.itemById("scale_main")
    assert isinstance(bar, QgsLayoutItemScaleBar)
    assert bar.unitsPerSegment() <= 20


def test_a_graticule_is_drawn_on_request(ready: Ready) -> None:
    assert ready.make(graticule=True).itemById("map_main").grids().size() == 1
    assert ready.make(graticule=False).itemById("map_main").grids().size() == 0


def test_without_a_basemap_the_world_map_is_used_and_the_tree_does_not_show_it(
    ready: Ready,
) -> None:
    layout = ready.make()
    base = layout.itemById("map_main").layers()[-1]
    assert "world_map" in base.source()
    assert not ready.project.layerTreeRoot().findLayer(base).isVisible()
    assert "Natural Earth" in labels(layout)["credits"]


def test_markup_and_expressions_in_texts_stay_text(ready: Ready) -> None:
    layout = ready.make(subtitle=MARKUP)
    label = layout.itemById("subtitle")
    assert label.mode() == QgsLayoutItemLabel.Mode.ModeFont
    assert label.currentText().replace("\n", " ") == MARKUP


def test_a_briefing_of_the_same_name_is_replaced(ready: Ready) -> None:
    manager = ready.project.layoutManager()
    manager.addLayout(_named(ready.project, "Mine"))
    ready.make_all(ATLAS, sites=sites_by_name(ready.data)[:3])
    ready.make("a4_landscape")
    assert sorted(layout.name() for layout in manager.layouts()) == ["Briefing", "Mine"]


def _named(project: QgsProject, name: str) -> QgsPrintLayout:
    layout = QgsPrintLayout(project)
    layout.setName(name)
    return layout


def test_making_can_be_ended_and_then_changes_nothing(ready: Ready) -> None:
    request = Request(template(ATLAS), "Briefing")
    ended = make_briefing(
        ready.project, ready.loaded.layers.values(), ready.data, request, lambda share: share < 0.3
    )
    assert ended is None
    assert ready.project.layoutManager().layouts() == []


def test_labels_keep_off_what_stands_on_a_map(ready: Ready) -> None:
    layout = ready.make("a4_landscape")
    assert blocking(layout, "map_main") == ["north_arrow", "scale_main"]
    assert blocking(layout, "map_inset") == ["scale_inset"]


def blocking(layout: QgsPrintLayout, name: str) -> list[str]:
    items = [each for each in layout.items() if isinstance(each, QgsLayoutItem)]
    return sorted(each.id() for each in items if layout.itemById(name).isLabelBlockingItem(each))


def test_a_made_layout_is_the_same_when_the_project_is_opened_again(
    ready: Ready, tmp_path: Path
) -> None:
    before = _said(ready.make("a4_landscape"))
    assert ready.project.write(str(tmp_path / "p.qgz"))
    ready.project.clear()
    assert ready.project.read(str(tmp_path / "p.qgz"))
    (layout,) = ready.project.layoutManager().printLayouts()
    assert _said(layout) == before
    assert overlapping(layout) == []


def _said(layout: QgsPrintLayout) -> list[object]:
    item = layout.itemById("map_main")
    shown = [layer.name() for layer in item.layers()]
    free = blocking(layout, "map_main")
    return [labels(layout), tables(layout), shown, free, item.extent().toString(0)]


def test_an_own_template_appears_and_its_missing_ids_are_listed(ready: Ready) -> None:
    own_folder().mkdir(parents=True, exist_ok=True)
    own = own_folder() / "my_house.qpt"
    text = resource("templates", "a4_landscape.qpt").read_text(encoding="utf-8")
    own.write_text(text.replace('id="subtitle"', 'id="motto"').replace('"flow_', '"text_'))
    try:
        found = {each.name: each for each in templates()}
        assert found["my_house"] == Template("my_house", own, True)
        made = make_briefing(
            ready.project, ready.loaded.layers.values(), ready.data, Request(found["my_house"], "B")
        )
    finally:
        shutil.rmtree(own_folder())
    assert made is not None
    assert made.missing == ("subtitle", "flow_1")
    assert labels(made.layouts[0])["title"] == ready.data.info["title"]
    assert any("Silk Road" in cell for t in tables(made.layouts[0]) for row in t for cell in row)


def test_what_is_no_template_is_named(ready: Ready, tmp_path: Path) -> None:
    bad = tmp_path / "bad.qpt"
    bad.write_text("<html/>")
    for path in (bad, tmp_path / "missing.qpt"):
        with pytest.raises(TrackerError, match=path.name):
            ready.make(template=Template("bad", path, True))
    assert ready.project.layoutManager().layouts() == []
    with pytest.raises(TrackerError, match="a4_landscape"):
        template("a5")
