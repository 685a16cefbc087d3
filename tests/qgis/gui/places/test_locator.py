"""The locator's filter, run by QGIS's own locator in its threads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.core import QgsGeometry, QgsLocator, QgsLocatorContext, QgsLocatorResult, QgsPointXY
from qgis.gui import QgsMessageBar

from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.places import finding
from imam_ali_tracker.gui.places.locator import CaseLocator
from imam_ali_tracker.gui.site_list import SiteList
from imam_ali_tracker.provider.registration import register
from tests.support.waiting import wait_until

ARABIC = "\u0627\u0644\u0628\u0648\u0643\u0645\u0627\u0644"


@pytest.fixture
def locator(context: PanelContext) -> Iterator[QgsLocator]:
    register()
    locator = QgsLocator()
    locator.registerFilter(CaseLocator(context))
    yield locator
    locator.cancel()
    finding.forget()


def found(locator: QgsLocator, text: str) -> list[QgsLocatorResult]:
    """Search as the locator bar does."""
    results: list[QgsLocatorResult] = []
    ended: list[bool] = []
    # What the signal carries ends with it.
    locator.foundResult.connect(lambda result: results.append(QgsLocatorResult(result)))
    locator.finished.connect(lambda: ended.append(True))
    locator.fetchResults(text, QgsLocatorContext())
    wait_until(lambda: bool(ended) and not locator.isRunning())
    locator.foundResult.disconnect()
    locator.finished.disconnect()
    return results


def by_group(results: list[QgsLocatorResult]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for result in results:
        groups.setdefault(result.group, []).append(result.displayString)
    return groups


def test_sites_reports_and_claims_are_found(locator: QgsLocator) -> None:
    groups = by_group(found(locator, "iat bukamal"))
    assert "Al-Bukamal" in groups["Sites"]
    assert any("Bukamal" in title for title in groups["Reports"])
    assert any("Al-Bukamal" in statement for statement in groups["Claims"])


@pytest.mark.parametrize("text", [f"iat {ARABIC}", "iat al bukamal", "iat AL-BUKAMAL", "iat kamal"])
def test_names_are_found_in_any_script_and_spelling(locator: QgsLocator, text: str) -> None:
    assert "Al-Bukamal" in by_group(found(locator, text))["Sites"]


def test_what_is_too_short_or_of_another_filter_finds_nothing(locator: QgsLocator) -> None:
    assert found(locator, "iat k") == []
    assert found(locator, "iat   ") == []
    assert found(locator, "pc bukamal") == []


def test_without_a_case_nothing_is_found(locator: QgsLocator, context: PanelContext) -> None:
    context.controller.close_case()
    assert found(locator, "iat bukamal") == []


def test_what_was_changed_is_found(locator: QgsLocator, context: PanelContext) -> None:
    assert "Reports" not in by_group(found(locator, "iat zanzibar"))
    row = {"url": "https://example.org/z", "title": "News from Zanzibar"}
    assert context.editor.apply("add", ChangeSet(inserts={"reports": [row]}))
    assert by_group(found(locator, "iat zanzibar"))["Reports"] == ["News from Zanzibar"]


def test_a_report_without_a_title_is_found_by_its_address(
    locator: QgsLocator, context: PanelContext
) -> None:
    row = {"url": "https://www.example.org/zanzibar", "publisher": "A paper"}
    assert context.editor.apply("add", ChangeSet(inserts={"reports": [row]}))
    assert by_group(found(locator, "iat zanzibar"))["Reports"] == ["A paper, example.org"]


def test_a_site_is_zoomed_to(locator: QgsLocator, context: PanelContext) -> None:
    result = next(r for r in found(locator, "iat tehran") if r.group == "Sites")
    result.filter.triggerResult(result)
    centre = context.map_canvas.extent().center()
    assert QgsGeometry.fromPointXY(centre).distance(
        QgsGeometry.fromPointXY(QgsPointXY(51.42151, 35.69439))
    ) == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("iat airstrikes at al bukamal", "Reports"),
        ("iat 430 km from damascus", "Claims"),
        ("iat the road by al-bukamal", "Claims"),  # of a corridor, without a line of its own
    ],
)
def test_a_report_and_a_claim_are_zoomed_to(
    locator: QgsLocator, context: PanelContext, text: str, group: str
) -> None:
    before = context.map_canvas.extent()
    result = next(each for each in found(locator, text) if each.group == group)
    result.filter.triggerResult(result)
    wait_until(lambda: context.map_canvas.extent() != before)
    assert context.map_canvas.extent().contains(QgsPointXY(40.91861, 34.45))


def test_what_has_no_place_is_said(
    locator: QgsLocator, context: PanelContext, bar: QgsMessageBar
) -> None:
    row = {"url": "https://example.org/z", "title": "News from Zanzibar"}
    assert context.editor.apply("add", ChangeSet(inserts={"reports": [row]}))
    (result,) = found(locator, "iat zanzibar")
    result.filter.triggerResult(result)
    wait_until(lambda: bar.currentItem() is not None and "Zanzibar" in bar.currentItem().text())


def test_a_case_that_is_gone_has_sites_only(case: Case, context: PanelContext) -> None:
    sites = context.controller.sites.sites
    case.location.path.rename(case.location.path.with_name("elsewhere.gpkg"))
    groups = {each.group for each in finding.search(case.location, sites, "bukamal")}
    assert groups == {"Sites"}


def test_no_more_than_a_screenful_of_each_kind(case: Case, context: PanelContext) -> None:
    with Case.open(case.location) as opened:
        rows = [{"url": f"https://example.org/{n}", "title": f"Kamal {n}"} for n in range(200)]
        opened.apply(ChangeSet(inserts={"reports": rows}))
    results = list(finding.search(case.location, SiteList(), "kamal"))
    assert sum(each.group == "Reports" for each in results) == 30
