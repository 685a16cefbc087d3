"""A page of reports, and a server to fetch from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.qgis.gui.reports.pages import site
from tests.qgis.gui.showing import shown
from tests.support.http_server import RunningServer, serving

if TYPE_CHECKING:
    from imam_ali_tracker.gui.panel.context import PanelContext
    from imam_ali_tracker.gui.panel.reports.page import ReportsPage


@pytest.fixture
def server() -> Iterator[RunningServer]:
    """Serve a news site on loopback, which may be asked."""
    # Not at the top: this file is read before the staged plugin can be imported.
    from imam_ali_tracker.core import settings

    settings.PRIVATE_NETWORKS.choose(("127.0.0.0/8",))
    with serving(site) as running:
        yield running
    settings.PRIVATE_NETWORKS.choose(())


@pytest.fixture
def page(context: PanelContext) -> Iterator[ReportsPage]:
    """Return the page with the reports of the reference case."""
    from imam_ali_tracker.gui.panel.reports.page import ReportsPage

    with shown(ReportsPage, context, lambda page: page.list.model.items) as page:
        yield page
        page.fetching.forget()
