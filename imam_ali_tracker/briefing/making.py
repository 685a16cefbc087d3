"""Make a briefing: a layout of the project, from a template, filled from a case."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Callable

from qgis.core import (
    QgsExpressionContextUtils,
    QgsLayoutItemPicture,
    QgsMapLayer,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
)

from imam_ali_tracker.briefing import blocks as texts
from imam_ali_tracker.briefing import filling, maps
from imam_ali_tracker.briefing.case_data import CaseData, Feature
from imam_ali_tracker.briefing.content import date_of_information
from imam_ali_tracker.briefing.directions import kept_apart
from imam_ali_tracker.briefing.flow import Area, Block, Piece, Row, flow
from imam_ali_tracker.briefing.page_maps import PageMaps, small_type
from imam_ali_tracker.briefing.pages import Page, TemplatePages, let_end
from imam_ali_tracker.briefing.templates import Template, missing_ids
from imam_ali_tracker.briefing.timeline import strip_note, timeline
from imam_ali_tracker.briefing.type_measure import TableMeasure, Typeface
from imam_ali_tracker.case.changes import Row as CaseRow
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.vocabularies import label

ABOUT = "imam_ali_tracker/about"
"""Custom property of a layout: what a PDF of the briefing says of itself, as JSON."""
PART_OF = "imam_ali_tracker/briefing"
"""Custom property of a layout: the name of the briefing that it is a part of."""
_BEFORE, _ALL = "briefing_pages_before", "briefing_pages"
"""Variables of a layout: how many pages of the briefing come before it, and how many it has."""
_NEAR = 6.0
"""A main map so many times wider than the tracked sites has an inset of these; others a locator."""
_REFERENCE = "reference"


@dataclass(frozen=True)
class Request:
    """What an analyst asks for.

    ``sites`` are uuids in the order of the pages, ``None`` for all by name. ``title`` and
    ``marking`` stand in for those of the case where they are not ``None``. ``extent`` of the main
    map is in EPSG:4326; without one it follows from the sites.
    """

    template: Template
    name: str
    sites: tuple[str, ...] | None = None
    title: str | None = None
    subtitle: str = ""
    marking: str | None = None
    graticule: bool = False
    extent: QgsRectangle | None = None


@dataclass(frozen=True)
class Briefing:
    """The made layouts in order, and the documented ids that their template lacks.

    An atlas has a layout for the overview and one for each site: QGIS takes a time that grows with
    the square of its items for a single one of hundreds of pages.
    """

    layouts: tuple[QgsPrintLayout, ...]
    missing: tuple[str, ...]


def make_briefing(
    project: QgsProject,
    case_layers: Collection[QgsMapLayer],
    data: CaseData,
    request: Request,
    go_on: Callable[[float], bool] = lambda _share: True,
) -> Briefing | None:
    """Add the layouts of a briefing to ``project``, which holds ``case_layers``.

    Those of a briefing of the same name are replaced. ``go_on`` is told the share that is done and
    may end it all by returning ``False``: then nothing is added, and ``None`` is returned. Raises
    :class:`TrackerError` where the template cannot be used, or a site is not in the case; the
    project is then as before.
    """
    _check_sites(data, request.sites or ())
    pages = TemplatePages(request.template.path, project)
    maker = _Maker(project, pages, case_layers, data, request)
    made = False
    try:
        made = all(go_on(share) for share in maker.make())
    finally:
        if not made:
            for layout in maker.layouts:
                let_end(layout)
    if not made:
        return None
    _number_pages(maker.layouts)
    _add(project, maker.layouts, request.name, maker.about())
    missing = missing_ids(pages.ids, atlas=pages.is_atlas)
    return Briefing(tuple(maker.layouts), tuple(missing))


def _number_pages(layouts: list[QgsPrintLayout]) -> None:
    """Let pages be numbered through all layouts of a briefing."""
    counts = [_page_count(layout) for layout in layouts]
    for number, layout in enumerate(layouts):
        QgsExpressionContextUtils.setLayoutVariable(layout, _BEFORE, sum(counts[:number]))
        QgsExpressionContextUtils.setLayoutVariable(layout, _ALL, sum(counts))


def _page_count(layout: QgsPrintLayout) -> int:
    return present(layout.pageCollection()).pageCount()


def _add(
    project: QgsProject, layouts: list[QgsPrintLayout], name: str, about: Mapping[str, str]
) -> None:
    for layout in layouts:
        layout.setCustomProperty(ABOUT, json.dumps(about))
        layout.setCustomProperty(PART_OF, name)
    put_into(project, layouts, name)


def put_into(project: QgsProject, layouts: Iterable[QgsPrintLayout], name: str) -> None:
    """Add the layouts of a briefing to a project, which owns them then, instead of former ones."""
    manager = present(project.layoutManager())
    for former in manager.printLayouts():
        if former.name() == name or former.customProperty(PART_OF) == name:
            manager.removeLayout(former)
    for layout in layouts:
        manager.addLayout(layout)


def sites_by_name(data: CaseData) -> tuple[str, ...]:
    """Return all sites of a case in the order of their names."""
    rows = data.rows["sites"]
    return tuple(sorted(rows, key=lambda uuid: (str(rows[uuid]["name"]).casefold(), uuid)))


class _Maker:
    """Makes and fills the layouts of one briefing."""

    def __init__(
        self,
        project: QgsProject,
        pages: TemplatePages,
        case_layers: Collection[QgsMapLayer],
        data: CaseData,
        request: Request,
    ) -> None:
        self.layouts: list[QgsPrintLayout] = []
        self._project = project
        self._pages = pages
        self._data = data
        self._request = request
        self._style = pages.column_style
        self._measure = TableMeasure(self._style.body, self._style.heading, self._style.margin)
        self.sites = sites_by_name(data) if request.sites is None else request.sites
        self.title = str(data.info["title"] if request.title is None else request.title)
        marking = data.info["marking"] if request.marking is None else request.marking
        self._marking = str(marking or "")
        self._maps = PageMaps(project, case_layers, graticule=request.graticule)
        everywhere = maps.around_sites(data, self.sites, corridors=True)
        self._everywhere = request.extent or everywhere or QgsRectangle(-180, -60, 180, 75)

    def make(self) -> Iterator[float]:
        """Make all pages, yielding the share that is done."""
        features = self._features()
        sources = self._data.sources(features)
        numbers = texts.numbered(sources)
        self._begin(self._request.name)
        page = self._first_page()
        heads = self._heads(self.title, sources)
        full = self._texts(page, heads)
        blocks = [
            texts.caveats_block(self._data, features, numbers),
            *texts.distances_blocks(self._data, features, numbers),
            texts.sources_block(sources),
        ]
        if not self._pages.is_atlas:
            self._set(page, [*full, *blocks], heads)
            yield 1.0
            return
        index = texts.index_block(self._data, self.sites, {})
        areas = filling.free_columns(page)
        further = self._further(self._plan(areas, [*full, index, *blocks]), heads)
        first, starts = self._layout, {}
        count = _page_count(first)
        for number, uuid in enumerate(self.sites):
            starts[uuid] = count + 1
            self._begin(f"{self._request.name} {count + 1:03d}")
            self._site_page(uuid)
            count += _page_count(self._layout)
            yield (number + 1) / (len(self.sites) + 1)
        index = texts.index_block(self._data, self.sites, starts)
        self._draw(first, [page, *further], self._plan(areas, [*full, index, *blocks]))
        yield 1.0

    def about(self) -> dict[str, str]:
        """Return what a file of the briefing says of itself: nothing that its pages do not say."""
        features = self._features()
        names = [str(row["name"]) for row in self._data.chosen("sites", features)]
        subject = self._request.subtitle or date_of_information(self._data.sources(features))
        return {
            "TITLE": self.title,
            "SUBJECT": subject,
            "AUTHOR": str(self._data.info["contact"] or ""),
            "KEYWORDS": "; ".join(filter(None, (self._marking, *names))),
        }

    def _features(self) -> frozenset[Feature]:
        """Return what the briefing is of."""
        every = self._request.sites is None
        return self._data.everything() if every else self._data.about(self.sites)

    @property
    def _layout(self) -> QgsPrintLayout:
        """The layout that is being filled."""
        return self.layouts[-1]

    def _begin(self, name: str) -> None:
        layout = QgsPrintLayout(self._project)
        layout.setName(name)
        layout.renderContext().setDpi(300)
        self.layouts.append(layout)

    def _heads(self, title: str, sources: list[CaseRow], subtitle: str = "") -> dict[str, str]:
        return {
            "title": title,
            "subtitle": subtitle or self._request.subtitle,
            "date_of_information": date_of_information(sources),
            "marking_head": self._marking,
            "marking_foot": self._marking,
            "credits": self._credits(),
        }

    def _credits(self) -> str:
        contact = self._data.info["contact"]
        parts = (
            tr("Contact: {}.").format(kept_apart(str(contact))) if contact else "",
            self._maps.credits(),
            tr("Geodesics and buffers on the WGS 84 ellipsoid. Made with Imam Ali Tracker."),
        )
        return " ".join(filter(None, parts))

    def _first_page(self) -> Page:
        page = self._pages.add_first(self._layout)
        rows = [self._data.rows["sites"][uuid] for uuid in self.sites]
        tracked = [row["uuid"] for row in rows if row["status"] != _REFERENCE]
        near = maps.around_sites(self._data, tracked, corridors=False)
        wide = self._everywhere.width()
        if near is not None and near.width() * _NEAR < wide:
            inset, title = maps.widened(near, 1.25), tr("The tracked sites in detail")
        else:
            inset, title = self._wide(), tr("Where this is")
        shown = maps.widened(self._everywhere, 1.2)
        self._maps.show(page, shown, inset, title)
        return page

    def _wide(self) -> QgsRectangle:
        """Return the extent that shows where all of it is."""
        return maps.widened(self._everywhere, 5.0, 800_000.0)

    def _site_page(self, uuid: str) -> None:
        data = self._data
        row = data.rows["sites"][uuid]
        features = data.about((uuid,))
        sources = data.sources(features)
        numbers = texts.numbered(sources)
        page = self._pages.add_site(self._layout)
        near = maps.around_sites(data, (uuid,), corridors=False)
        kind = label("site_kind", row["kind"])
        if near is None:
            kind = tr("{}. Not drawn: no source states a position.").format(kind)
            around = maps.widened(self._everywhere, 1.2)
            locator = self._wide()
        else:
            around = maps.widened(near, 3.0)
            locator = maps.widened(self._everywhere, 1.5, 600_000.0)
        self._maps.show(page, around, locator, tr("Where this is"))
        self._timeline(page, data.chosen("observations", features))
        heads = self._heads(kept_apart(str(row["name"])), sources, kind)
        blocks = [
            *self._texts(page, heads),
            texts.facts_block(data, uuid, numbers),
            texts.observations_block(data, features, numbers),
            *texts.claims_blocks(data, features, numbers),
            texts.caveats_block(data, features, numbers),
            texts.sources_block(sources),
        ]
        self._set(page, blocks, heads)

    def _timeline(self, page: Page, observations: list[CaseRow]) -> None:
        picture = page.item("timeline", QgsLayoutItemPicture)
        if picture is None:
            return
        box = picture.rect()
        face = Typeface(small_type(page))
        strip = timeline(observations, box.width(), box.height(), face)
        svg, high = ("", 0.0) if strip is None else (strip.svg, strip.height)
        filling.set_drawing(picture, svg or None, high)
        note = strip_note(strip, len(observations))
        title = tr("Observations in time")
        filling.set_texts(page, {"timeline_title": f"{title}: {note}" if note else title})

    def _set(self, page: Page, blocks: list[Block], heads: Mapping[str, str]) -> None:
        pieces = self._plan(filling.free_columns(page), blocks)
        self._draw(self._layout, [page, *self._further(pieces, heads)], pieces)

    def _texts(self, page: Page, heads: Mapping[str, str]) -> list[Block]:
        """Fill the labels; what fits only when cut comes back, to be printed in full."""
        too_long = filling.set_texts(page, heads)
        return [Block(tr("In full"), (1,), (Row((text,)),)) for text in too_long.values()]

    def _plan(self, areas: list[Area], blocks: list[Block]) -> list[Piece]:
        """Let blocks flow through the columns of a page and of pages that continue it."""

        def columns() -> Iterator[Area]:
            yield from areas
            number = 0
            while True:
                number += 1
                for area in self._pages.continuation_areas():
                    yield replace(area, page=number)

        return flow(blocks, columns(), self._measure)

    def _further(self, pieces: list[Piece], heads: Mapping[str, str]) -> list[Page]:
        """Append the pages that texts continue on."""
        made = []
        for _ in range(max((piece.area.page for piece in pieces), default=0)):
            page = self._pages.add_continuation(self._layout)
            filling.set_texts(page, heads)
            made.append(page)
        return made

    def _draw(self, layout: QgsPrintLayout, pages: list[Page], pieces: list[Piece]) -> None:
        for piece in pieces:
            number = pages[piece.area.page].number
            filling.set_piece(layout, number, piece, self._style, self._measure)


def _check_sites(data: CaseData, sites: tuple[str, ...]) -> None:
    """Refuse sites that are not there: the analyst may choose while somebody deletes."""
    unknown = [uuid for uuid in sites if uuid not in data.rows["sites"]]
    if unknown:
        raise TrackerError(
            tr("{} is not a site of the case.").format(unknown[0]), tr("Choose the sites again.")
        )
