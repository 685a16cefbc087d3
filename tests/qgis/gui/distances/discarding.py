"""Ending a page as the panel does: all of it is gone before QGIS ends."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QWidget

from tests.support.qgis_session import flush_events


def discard(page: QWidget) -> None:
    """Close and delete a page, and what waits for it."""
    page.close()
    page.deleteLater()
    flush_events()
