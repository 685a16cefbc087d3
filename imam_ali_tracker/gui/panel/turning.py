"""Turning to another page of the panel."""

from __future__ import annotations

from typing import TypeVar

from qgis.PyQt.QtWidgets import QWidget

from imam_ali_tracker.gui.panel.pages import PanelPage

Kind = TypeVar("Kind", bound=PanelPage)


def turn_to(kind: type[Kind], within: QWidget) -> Kind | None:
    """Bring the page of this class to the front; ``None`` where ``within`` is in no panel."""
    from imam_ali_tracker.gui.panel.tabs import PanelTabs

    parent = within.parent()
    while parent is not None and not isinstance(parent, PanelTabs):
        parent = parent.parent()
    page = None if parent is None else parent.page(kind)
    return page if isinstance(page, kind) else None
