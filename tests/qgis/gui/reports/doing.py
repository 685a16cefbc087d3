"""What tests of the page of reports do again and again."""

from __future__ import annotations

from qgis.gui import QgsMessageBar
from qgis.PyQt.QtWidgets import QLabel

from imam_ali_tracker.case.store import Case
from imam_ali_tracker.gui.panel.reports.page import ReportsPage
from tests.support.waiting import wait_until


def said(bar: QgsMessageBar) -> str:
    item = bar.currentItem()
    return (
        "" if item is None else item.text() or " ".join(x.text() for x in item.findChildren(QLabel))
    )


def all_said(bar: QgsMessageBar) -> list[str]:
    return [item.text() for item in bar.items()]


def fetch(page: ReportsPage, *urls: str) -> None:
    page.address_bar.edit.setPlainText("\n".join(urls))
    page.address_bar.fetch_button.click()
    wait_until(lambda: not page.fetching.busy)


def save(page: ReportsPage, case: Case) -> None:
    before = len(page.list.model.items)
    page.review.save()
    wait_until(lambda: len(page.list.model.items) != before)
