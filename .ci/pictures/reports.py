"""Journey 2: addresses become reports, are reviewed and attached."""

from __future__ import annotations

from imam_ali_tracker.core import settings
from imam_ali_tracker.gui.panel.reports.model import ReportModel
from imam_ali_tracker.gui.panel.reports.page import ReportsPage
from pictures.desk import Desk

CHOSEN = "Satellite images reveal: Iran building border crossing to smuggle weapons"
LOOPBACK = ("127.0.0.0/8",)


def walk(desk: Desk) -> None:
    """Look at the reports of the case, then fetch and review two pages."""
    page = desk.page(ReportsPage)
    page.choose(
        next(item.uuid for item in page.findChild(ReportModel).items if item.title == CHOSEN)
    )
    desk.settle()
    desk.keep("reports", desk.dock)
    before = settings.PRIVATE_NETWORKS.value()
    settings.PRIVATE_NETWORKS.choose(LOOPBACK)
    try:
        _fetch(desk, page)
    finally:
        settings.PRIVATE_NETWORKS.choose(before)


def _fetch(desk: Desk, page: ReportsPage) -> None:
    page.address_bar.put([f"{desk.publisher}/crossing", f"{desk.publisher}/arabic"])
    page.address_bar.ask()
    review = page.review
    desk.wait(lambda: not review.is_empty)
    desk.settle()
    desk.keep("report-review", desk.dock)
    body = review.fields
    body.verticalScrollBar().setValue(review.fields.suggestions.y())
    for box in review.fields.suggestions.site_boxes[:1]:
        box.tick(True)
    desk.keep("report-suggestions", desk.dock)
    review.which.setCurrentIndex(1)
    desk.settle()
    desk.keep("report-arabic", desk.dock)
    review.clear()
    review.closed.emit([])
    desk.settle()
