"""The maps of a page, with what explains them: scale bars, graticule, legend, headings."""

from __future__ import annotations

from collections.abc import Collection

from qgis.core import (
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsMapLayer,
    QgsProject,
    QgsRectangle,
    QgsTextFormat,
)

from imam_ali_tracker.briefing import filling, maps
from imam_ali_tracker.briefing.pages import Page
from imam_ali_tracker.core.i18n import tr

_SMALL = 7.0
"""Points, where a template does not say."""
_WIDER = 1.5
"""A locator shows at least so many times as much as the main map; else there is none."""


class PageMaps:
    """Fills the maps of pages with what a project shows.

    Where that is nothing but the case, QGIS's world map is beneath it.
    """

    def __init__(
        self, project: QgsProject, case_layers: Collection[QgsMapLayer], *, graticule: bool
    ) -> None:
        of_case = {layer.id() for layer in case_layers}
        visible = maps.visible_layers(project)
        self._project = project
        self._graticule = graticule
        self._of_case = [layer for layer in visible if layer.id() in of_case]
        self._layers = visible
        if len(self._of_case) == len(visible):
            self._layers = [*visible, *maps.world_map(project)]
        self._basemap = [each for each in self._layers if each.id() not in of_case]

    def credits(self) -> str:
        """Return whom the basemap asks to be named."""
        return maps.credits_of(self._basemap)

    def show(self, page: Page, shown: QgsRectangle, inset: QgsRectangle, title: str) -> None:
        """Fill the maps of a page, whose extents are in degrees, and what explains them.

        An inset that shows less than the main map has all layers; a locator has only the basemap
        and is left out where it would show hardly more.
        """
        is_detail = inset.width() < shown.width()
        self._show_main(page, shown)
        if is_detail or inset.width() >= _WIDER * shown.width():
            self._show_inset(page, inset, is_detail=is_detail)
        else:
            _leave_inset_out(page)
        filling.set_texts(page, {"inset_title": title, "legend_title": self._legend(page)})
        for identifier in ("map_main", "map_inset"):
            shown_map = page.item(identifier, QgsLayoutItemMap)
            if shown_map is not None:
                maps.keep_labels_off(shown_map, page.items.values())

    def _show_main(self, page: Page, shown: QgsRectangle) -> None:
        main = page.item("map_main", QgsLayoutItemMap)
        if main is not None:
            maps.show(main, maps.view(self._project, shown, self._layers))
            _fit_scale_bar(page, "scale_main")
            if self._graticule:
                maps.add_graticule(main, small_type(page))

    def _show_inset(self, page: Page, extent: QgsRectangle, *, is_detail: bool) -> None:
        inset = page.item("map_inset", QgsLayoutItemMap)
        main = page.item("map_main", QgsLayoutItemMap)
        bar = page.items.get("scale_inset")
        if bar is not None:
            bar.setVisibility(is_detail)
        if inset is not None:
            layers = self._layers if is_detail else self._basemap or self._layers
            maps.show(inset, maps.view(self._project, extent, layers))
            _fit_scale_bar(page, "scale_inset")
        if inset is not None and main is not None:
            maps.show_extent_of(*((inset, main) if is_detail else (main, inset)))

    def _legend(self, page: Page) -> str:
        legend = page.item("legend", QgsLayoutItemLegend)
        main = page.item("map_main", QgsLayoutItemMap)
        if legend is None or main is None:
            return tr("Legend")
        return filling.fill_legend(legend, main, self._of_case)


def _leave_inset_out(page: Page) -> None:
    """Hide the inset; a legend in its column begins where it would."""
    for identifier in ("map_inset", "scale_inset", "inset_title"):
        item = page.items.get(identifier)
        if item is not None:
            item.setVisibility(False)
    above, heading = page.items.get("inset_title"), page.items.get("legend_title")
    if above is None or heading is None or above.pagePos().x() != heading.pagePos().x():
        return
    rise = heading.pagePos().y() - above.pagePos().y()
    for item in (heading, page.items.get("legend")):
        if item is not None:
            at = item.pagePos()
            item.attemptMove(QgsLayoutPoint(at.x(), at.y() - rise), page=page.number)


def small_type(page: Page) -> QgsTextFormat:
    """Return the type of what stands beside the matter of a page."""
    credit = page.item("credits", QgsLayoutItemLabel)
    if credit is not None:
        return credit.textFormat()
    plain = QgsTextFormat()
    plain.setSize(_SMALL)
    return plain


def _fit_scale_bar(page: Page, identifier: str) -> None:
    bar = page.item(identifier, QgsLayoutItemScaleBar)
    if bar is not None:
        maps.fit_scale_bar(bar)
