"""Choosing a site on its page, and finding the dialog that opens there."""

from __future__ import annotations

from typing import Any

from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.sites.page import SitesPage
from tests.support.waiting import wait_until

BASE = "Imam Ali base"


def uuid_of(context: PanelContext, name: str) -> str:
    return next(i.uuid for i in context.controller.sites.sites.items if i.name == name)


def choose(page: SitesPage, context: PanelContext, name: str) -> str:
    uuid = uuid_of(context, name)
    assert page.select_site(uuid)
    wait_until(lambda: page.details._content is not None and page.details.uuid == uuid)
    return uuid


def dialog(page: SitesPage, kind: type[Any]) -> Any:
    """Return the open dialog of exactly this class."""
    found: list[Any] = []

    def there() -> bool:
        found[:] = [each for each in page.findChildren(kind) if type(each) is kind]
        return bool(found) and found[0].isVisible()

    wait_until(there)
    return found[0]
