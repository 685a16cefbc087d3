"""The order in which the Tab key goes through a window."""

from __future__ import annotations

from collections.abc import Iterator

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QFormLayout,
    QLayout,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QToolBar,
    QWidget,
)

_TAB = Qt.FocusPolicy.TabFocus
_ROLES = (
    QFormLayout.ItemRole.SpanningRole,
    QFormLayout.ItemRole.LabelRole,
    QFormLayout.ItemRole.FieldRole,
)


def follow_layout(root: QWidget) -> None:
    """Let Tab go through what stands within ``root`` in the order in which it stands there.

    Qt goes by the order in which widgets were made, over the whole window of QGIS; those that are
    made later come after everything else. To be called again when some were.
    """
    fields = list(dict.fromkeys(_fields(root)))
    # Qt moves neither what hands its focus on nor what takes none.
    handing_on = [
        (field, field.focusProxy(), field.focusPolicy())
        for field in fields
        if field.focusProxy() is not None
    ]
    for field, _proxy, _policy in handing_on:
        field.setFocusProxy(None)
        field.setFocusPolicy(_TAB)
    for before, field in zip(fields, fields[1:]):
        QWidget.setTabOrder(before, field)
    for field, proxy, policy in handing_on:
        field.setFocusPolicy(policy)
        field.setFocusProxy(proxy)


def _fields(widget: QWidget) -> Iterator[QWidget]:
    proxy = widget.focusProxy()
    # What hands the focus to a part of itself has to come before it, or Tab would come back there.
    if widget.isAncestorOf(proxy) if proxy is not None else widget.focusPolicy() & _TAB == _TAB:
        yield widget
    for child in _children(widget):
        yield from _fields(child)


def _children(widget: QWidget) -> Iterator[QWidget]:
    found: list[QWidget | None] = []
    if isinstance(widget, QScrollArea):
        found = [widget.widget()]
    elif isinstance(widget, QSplitter):
        found = [widget.widget(number) for number in range(widget.count())]
    elif isinstance(widget, QTabWidget):
        pages = (widget.widget(number) for number in range(widget.count()))
        found = [widget.tabBar(), *pages]
    elif isinstance(widget, QToolBar):
        found = [widget.widgetForAction(action) for action in widget.actions()]
    elif widget.layout() is not None:
        found = list(_laid_out(widget.layout()))
    yield from (each for each in found if each is not None)


def _laid_out(layout: QLayout | None) -> Iterator[QWidget | None]:
    if layout is None:
        return
    if isinstance(layout, QFormLayout):  # whose items are numbered as they came
        items = [layout.itemAt(row, role) for row in range(layout.rowCount()) for role in _ROLES]
    else:
        items = [layout.itemAt(number) for number in range(layout.count())]
    for item in items:
        if item is not None:
            yield item.widget()
            yield from _laid_out(item.layout())
