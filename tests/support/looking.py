"""Looking at many widgets of QGIS again and again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QWidget

Widget = TypeVar("Widget", bound=QWidget)

_seen: set[QWidget] = set()


def seen(widgets: Iterable[Widget]) -> list[Widget]:
    """Return widgets that Qt made, and let Python see each of them once only.

    PyQt listens to the end of such a widget each time that Python sees it anew, and changes its
    list of them without Python's lock when they end. Where another thread is just being added to
    that list, QGIS crashes: seldom, unless a script looks at thousands of widgets a second.
    """
    found = list(widgets)
    _seen.update(widget for widget in found if not sip.ispyowned(widget))
    for gone in [widget for widget in _seen if sip.isdeleted(widget)]:
        _seen.discard(gone)
    return found
