"""A page of the panel that shows the open case and follows it, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QWidget

from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from imam_ali_tracker.gui.panel.context import PanelContext
    from imam_ali_tracker.gui.panel.pages import PanelPage

Page = TypeVar("Page", bound="PanelPage")


@contextmanager
def shown(
    make: Callable[[PanelContext, QWidget], Page],
    context: PanelContext,
    is_read: Callable[[Page], object],
) -> Iterator[Page]:
    """Give a page once ``is_read`` says that it has what it shows."""
    parent = QWidget()
    page = make(context, parent)
    context.editor.edited.connect(page.follow)
    page.show_case(context.controller.summary)
    wait_until(lambda: is_read(page))
    yield page
    wait_until(lambda: not QgsApplication.taskManager().countActiveTasks())
    context.editor.edited.disconnect(page.follow)
    parent.deleteLater()
