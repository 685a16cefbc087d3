"""The menu that copies a site's position in any notation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QMenu

from imam_ali_tracker.case.notations import attribution, notation_titles, written
from imam_ali_tracker.core import settings
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present


def shown_notation() -> str:
    """Return the notation that the analyst used last."""
    return settings.POSITION_NOTATION.value()


def fill_copy_menu(menu: QMenu, row: Mapping[str, Any], chosen: Callable[[], None]) -> None:
    """Offer the position of a site, which has one, in every notation, and with its attribution.

    The notation that is copied becomes the one in which positions are shown; ``chosen`` follows.
    """
    menu.clear()
    point = row["geometry"].asPoint()
    for notation, title in notation_titles().items():
        text = written(point.x(), point.y(), notation)
        action = present(menu.addAction(tr("{}: {}").format(title, text)))
        action.triggered.connect(partial(_copy_as, notation, text, chosen))
    menu.addSeparator()
    text = attribution(row, shown_notation())
    action = present(menu.addAction(tr("With name, accuracy and source")))
    action.setToolTip(text)
    action.triggered.connect(lambda _checked: copy(text))


def copy(text: str) -> None:
    """Put a text on the clipboard."""
    present(QgsApplication.clipboard()).setText(text)


def _copy_as(notation: str, text: str, chosen: Callable[[], None], _checked: bool) -> None:
    settings.POSITION_NOTATION.choose(notation)
    copy(text)
    chosen()
