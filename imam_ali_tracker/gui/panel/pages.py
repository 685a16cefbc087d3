"""The pages of the panel, in the order of their tabs; a page's code is loaded when it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable, cast

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QWidget

from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.panel.context import PanelContext

if TYPE_CHECKING:
    from imam_ali_tracker.gui.read_task import CaseSummary


class PanelPage(QWidget):
    """A page of the panel; it is told of the case while it is shown, and only then.

    ``rowRequested`` carries table and uuid of a row that the analyst wants to see on its own page;
    ``grown`` says that it has fields which it had not before.
    """

    rowRequested = pyqtSignal(str, str)
    grown = pyqtSignal()

    def show_case(self, summary: CaseSummary | None) -> None:
        """Show another case, or none."""
        raise NotImplementedError

    def follow(self, changed: Mapping[str, frozenset[str]] | None) -> None:
        """Show what has changed: table → uuids, or ``None`` where that may be anything."""
        raise NotImplementedError

    def choose(self, uuid: str) -> None:
        """Select a row, at once or when it is read; a page that lists none does nothing."""

    def focus_filter(self) -> None:
        """Put the focus where typing filters; a page without a filter does nothing."""


@dataclass(frozen=True)
class PageEntry:
    """One tab: its title, the name of its icon, what loads its page, and the tables it lists.

    ``kind`` imports the code of the page and returns its class.
    """

    title: str
    icon: str
    kind: Callable[[], type[PanelPage]]
    tables: tuple[str, ...] = ()

    def make(self, context: PanelContext, parent: QWidget) -> PanelPage:
        """Return a new page."""
        make = cast("Callable[[PanelContext, QWidget], PanelPage]", self.kind())
        return make(context, parent)


def page_entries() -> tuple[PageEntry, ...]:
    """Return the tabs. ``icon`` is one of QGIS's theme icons, or a file in ``resources/icons``."""
    return (
        PageEntry(tr("Sites"), "/mIconPointLayer.svg", _sites, ("sites",)),
        PageEntry(tr("Reports"), "reports.svg", _reports, ("reports", "citations")),
        PageEntry(tr("Claims"), "verdict_consistent.svg", _claims, ("claims",)),
        PageEntry(tr("Timeline"), "/propertyicons/temporal.svg", _timeline, ("observations",)),
        PageEntry(tr("Distances"), "/mActionMeasure.svg", _distances, ("buffers", "corridors")),
    )


def load_code() -> None:
    """Import what the pages need, and make what is made once; for a background thread.

    Of that pyproj alone takes 90 ms, which whoever chooses the first site would wait for.
    """
    import imam_ali_tracker.provider.metadata  # noqa: F401 - of which layers are made
    from imam_ali_tracker.claims.printed_quantities import vocabulary
    from imam_ali_tracker.geodesy.ellipsoid import WGS84

    for entry in page_entries():
        entry.kind()
    WGS84.geod  # noqa: B018 - it is kept
    vocabulary()


def _sites() -> type[PanelPage]:
    from imam_ali_tracker.gui.panel.sites.page import SitesPage

    return SitesPage


def _reports() -> type[PanelPage]:
    from imam_ali_tracker.gui.panel.reports.page import ReportsPage

    return ReportsPage


def _claims() -> type[PanelPage]:
    from imam_ali_tracker.gui.panel.claims.page import ClaimsPage

    return ClaimsPage


def _timeline() -> type[PanelPage]:
    from imam_ali_tracker.gui.panel.timeline.page import TimelinePage

    return TimelinePage


def _distances() -> type[PanelPage]:
    from imam_ali_tracker.gui.panel.distances.page import DistancesPage

    return DistancesPage
