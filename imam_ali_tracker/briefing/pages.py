"""Pages of a template, put into a layout as often as they are needed."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from qgis.core import (
    QgsLayoutFrame,
    QgsLayoutItem,
    QgsLayoutItemGroup,
    QgsLayoutItemLegend,
    QgsLayoutItemManualTable,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
    QgsTextFormat,
)
from qgis.PyQt.QtXml import QDomDocument

from imam_ali_tracker.briefing.flow import Area
from imam_ali_tracker.briefing.templates import FLOW, SUFFIX
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.unwatched import unwatch_all

_UUID = re.compile(r"\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}")
_MARGIN = 10.0
Item = TypeVar("Item", bound=QgsLayoutItem)


@dataclass(frozen=True)
class ColumnStyle:
    """The type of the columns that texts flow into; ``margin`` is around cells, in mm."""

    body: QgsTextFormat
    heading: QgsTextFormat
    margin: float


@dataclass
class Page:
    """One page of a layout: its number, and its items by their ids."""

    number: int
    items: dict[str, QgsLayoutItem] = field(default_factory=dict)
    areas: list[Area] = field(default_factory=list)

    def item(self, identifier: str, kind: type[Item]) -> Item | None:
        """Return the item with this id, ``None`` where there is none of that kind."""
        item = self.items.get(identifier)
        return item if isinstance(item, kind) else None


@dataclass(frozen=True)
class _Pattern:
    """One page of a template: its size, the text of its items, where they stand, its columns."""

    size: QgsLayoutSize
    xml: str
    places: tuple[QgsLayoutPoint, ...]
    areas: tuple[Area, ...]
    ids: frozenset[str]


class TemplatePages:
    """The pages of a template file.

    The last of several pages is that of what continues; of three or more the second is that of a
    site. Where that has no columns, texts continue on plain pages of the size of the first.
    """

    def __init__(self, path: Path, project: QgsProject) -> None:
        layout = _read(path, project)
        pages = present(layout.pageCollection())
        self.column_style = _column_style(layout)
        self._patterns = [_pattern(layout, number) for number in range(pages.pageCount())]
        if not self._patterns:
            raise _no_template(path)
        last = self._patterns[-1]
        self._further = last if len(self._patterns) > 1 and last.areas else self._plain()
        let_end(layout)

    @property
    def is_atlas(self) -> bool:
        """Whether there is a page for each site."""
        return len(self._patterns) > 2

    @property
    def ids(self) -> set[str]:
        """All ids of the template."""
        return set().union(*(pattern.ids for pattern in self._patterns))

    def add_first(self, layout: QgsPrintLayout) -> Page:
        """Append the first page of the template."""
        return _added(layout, self._patterns[0])

    def add_site(self, layout: QgsPrintLayout) -> Page:
        """Append the page of a site."""
        return _added(layout, self._patterns[1])

    def add_continuation(self, layout: QgsPrintLayout) -> Page:
        """Append a page for what continues."""
        return _added(layout, self._further)

    def continuation_areas(self) -> tuple[Area, ...]:
        """Return the columns of a page for what continues."""
        return self._further.areas

    def _plain(self) -> _Pattern:
        size = self._patterns[0].size
        wide, high = size.width() - 2 * _MARGIN, size.height() - 2 * _MARGIN
        return _Pattern(size, "", (), (Area(0, _MARGIN, _MARGIN, wide, high),), frozenset())


def _read(path: Path, project: QgsProject) -> QgsPrintLayout:
    document = QDomDocument()
    try:
        document.setContent(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise TrackerError(
            tr("The template {} cannot be read.").format(path), details=str(error)
        ) from error
    layout = QgsPrintLayout(project)
    _, loaded = layout.loadFromTemplate(document, QgsReadWriteContext())
    if not loaded:
        raise _no_template(path)
    return layout


def let_end(layout: QgsPrintLayout) -> None:
    """Prepare a layout for its end in the thread that made it; nothing is done with it then."""
    parts = [part for part in layout.items() if isinstance(part, QgsLayoutItem)]
    for part in parts:
        if isinstance(part, QgsLayoutItemLegend):
            unwatch_all(present(present(part.model()).rootGroup()))
        if isinstance(part, QgsLayoutItemMap):
            for overview in present(part.overviews()).asList():
                unwatch_all(overview)
    for each in (*parts, *layout.multiFrames(), layout):
        unwatch_all(each)


def _no_template(path: Path) -> TrackerError:
    return TrackerError(
        tr("{} is not a layout template of QGIS.").format(path),
        tr("Save it again from QGIS's layout window, as a {} file.").format(SUFFIX),
    )


def _column_style(layout: QgsPrintLayout) -> ColumnStyle:
    for frame in layout.multiFrames():
        names = [each.id() for each in frame.frames()]
        if isinstance(frame, QgsLayoutItemManualTable) and any(map(_is_flow, names)):
            body, heading = frame.contentTextFormat(), frame.headerTextFormat()
            return ColumnStyle(body, heading, frame.cellMargin())
    body = QgsTextFormat()
    body.setSize(8)
    heading = QgsTextFormat(body)
    heading.setSize(9)
    heading.setForcedBold(True)
    return ColumnStyle(body, heading, 0.6)


def _is_flow(identifier: str) -> bool:
    return identifier.startswith(FLOW)


def _pattern(layout: QgsPrintLayout, number: int) -> _Pattern:
    pages = present(layout.pageCollection())
    document = QDomDocument()
    root = document.createElement("Layout")
    document.appendChild(root)
    places, areas, ids = [], [], set()
    for item in sorted(pages.itemsOnPage(number), key=lambda item: item.zValue()):
        if isinstance(item, (QgsLayoutItemPage, QgsLayoutItemGroup)):
            continue
        ids.add(item.id())
        if isinstance(item, QgsLayoutFrame):
            if _is_flow(item.id()):
                areas.append(_area(item))
            continue
        item.writeXml(root, document, QgsReadWriteContext())
        places.append(item.pagePositionWithUnits())
    areas.sort(key=lambda area: area.item)
    size = present(pages.page(number)).pageSize()
    return _Pattern(size, document.toString(-1), tuple(places), tuple(areas), frozenset(ids))


def _area(item: QgsLayoutItem) -> Area:
    at, box = item.pagePos(), item.rect()
    return Area(0, at.x(), at.y(), box.width(), box.height(), item.id())


def _added(layout: QgsPrintLayout, pattern: _Pattern) -> Page:
    """Append a page with copies of the items of a pattern."""
    paper = QgsLayoutItemPage(layout)
    paper.setPageSize(pattern.size)
    pages = present(layout.pageCollection())
    pages.addPage(paper)
    made = Page(pages.pageCount() - 1, {}, [*pattern.areas])
    if not pattern.xml:
        return made
    fresh: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        return fresh.setdefault(match.group(), f"{{{uuid.uuid4()}}}")

    document = QDomDocument()
    document.setContent(_UUID.sub(other, pattern.xml))
    root = document.documentElement()
    items = layout.addItemsFromXml(root, document, QgsReadWriteContext())
    by_uuid = {item.uuid(): item for item in items}
    elements = root.childNodes()
    for number, place in enumerate(pattern.places):
        copied = by_uuid.get(elements.at(number).toElement().attribute("uuid"))
        if copied is None:
            continue
        copied.attemptMove(place, True, False, made.number)
        if copied.id():
            made.items[copied.id()] = copied
    return made
