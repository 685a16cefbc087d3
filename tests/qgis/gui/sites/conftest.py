"""The page of the sites, as the panel shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from qgis.PyQt import sip

if TYPE_CHECKING:
    from imam_ali_tracker.gui.panel.context import PanelContext
    from imam_ali_tracker.gui.panel.sites.page import SitesPage


@pytest.fixture
def page(context: PanelContext) -> Iterator[SitesPage]:
    """Return the page with the case of ``context``."""
    # Not at the top: this file is read before the staged plugin can be imported.
    from imam_ali_tracker.gui.panel.sites.page import SitesPage

    page = SitesPage(context)
    page.resize(320, 700)
    page.show_case(context.controller.summary)
    context.editor.edited.connect(page.follow)
    page.show()
    yield page
    sip.delete(page)
