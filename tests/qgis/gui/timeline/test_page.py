"""The time axis as a widget, and its page on a copy of the reference case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from qgis.core import Qgis, QgsApplication, QgsDateTimeRange, QgsTemporalNavigationObject
from qgis.PyQt.QtCore import QDateTime, QEvent, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QKeyEvent, QWheelEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

from imam_ali_tracker.case.changes import ChangeSet, new_uuid
from imam_ali_tracker.core.dates import parse_date
from imam_ali_tracker.gui.panel.timeline.axis import DAY, seconds_of
from imam_ali_tracker.gui.panel.timeline.chart import TimelineChart
from imam_ali_tracker.gui.panel.timeline.items import TimelineItem, dates_text, span_of
from imam_ali_tracker.gui.panel.timeline.page import TimelinePage
from imam_ali_tracker.gui.panel.timeline.period import period_text
from imam_ali_tracker.project.loader import load_case
from imam_ali_tracker.provider.registration import register
from tests.qgis.gui.distances.discarding import discard
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from qgis.gui import QgsMessageBar

    from imam_ali_tracker.case.store import Case
    from imam_ali_tracker.gui.panel.context import PanelContext

PERIOD = (
    seconds_of(datetime.fromisoformat("2019-09-01")),
    seconds_of(datetime.fromisoformat("2019-10-01")),
)


def item(number: int, start: str, end: str = "", site: str = "") -> TimelineItem:
    first, last = parse_date(start), parse_date(end)
    return TimelineItem(
        table="observations",
        uuid=str(number),
        kind="closure",
        title=f"Item {number}",
        dates=dates_text(first, last),
        span=span_of(first, last),
        site=site or None,
        site_name=site,
    )


@pytest.fixture(params=[Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def chart(qgis_app: QgsApplication, request: pytest.FixtureRequest) -> Iterator[TimelineChart]:
    chart = TimelineChart()
    chart.setLayoutDirection(request.param)
    chart.resize(600, 400)
    chart.show()
    several = [
        item(1, "2019-02-01"),
        item(2, "2019-03", "2019-06"),
        item(3, "2019-08-01", site="A site"),
        item(4, "2019-08-02", site="A site"),
        item(5, "2019-12-24T10:00+03:00"),
        item(6, ""),
    ]
    chart.set_items(several, "site", keep_view=False)
    yield chart
    discard(chart)


def numbers(items: list[TimelineItem]) -> list[str]:
    return [each.uuid for each in items]


def test_a_click_chooses_what_is_there(chart: TimelineChart) -> None:
    told: list[TimelineItem | None] = []
    chart.currentChanged.connect(told.append)
    for each in chart.items:
        place = chart.place_of(each)
        assert each.uuid in numbers(chart.items_at(place))
        QTest.mouseClick(
            chart.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
        )
    assert [each.uuid for each in told if each] == ["1", "2", "3", "4", "5"]


def test_the_arrows_walk_in_the_direction_of_time(chart: TimelineChart) -> None:
    mirrored = chart.layoutDirection() == Qt.LayoutDirection.RightToLeft
    onward = Qt.Key.Key_Left if mirrored else Qt.Key.Key_Right
    seen = []
    for _ in range(6):
        QTest.keyClick(chart, onward)
        seen.append(chart.current.uuid if chart.current else "")
    assert seen == ["1", "2", "3", "4", "5", "5"]
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert chart.current is not None
    assert chart.current.uuid == "1"
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert chart.current.uuid == "5"
    QTest.keyClick(chart, Qt.Key.Key_Up)
    assert chart.current.uuid in ("3", "4")
    went: list[TimelineItem] = []
    chart.activated.connect(went.append)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert numbers(went) == [chart.current.uuid]


def test_keys_zoom_and_pan(chart: TimelineChart) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    start, end = chart.shown
    QTest.keyClick(chart, Qt.Key.Key_Plus, control)
    assert chart.shown[1] - chart.shown[0] == pytest.approx((end - start) / 1.25)
    QTest.keyClick(chart, Qt.Key.Key_Right, control)
    mirrored = chart.layoutDirection() == Qt.LayoutDirection.RightToLeft
    middle = (chart.shown[0] + chart.shown[1]) / 2
    assert (middle > (start + end) / 2) is not mirrored
    QTest.keyClick(chart, Qt.Key.Key_0, control)
    assert chart.shown == pytest.approx((start, end))


@pytest.mark.parametrize("key", [Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_0])
def test_keys_of_the_axis_do_not_zoom_the_map(chart: TimelineChart, key: Qt.Key) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.ControlModifier)
    event.ignore()
    QApplication.sendEvent(chart, event)
    assert event.isAccepted()


def test_the_wheel_zooms_around_the_mouse(chart: TimelineChart) -> None:
    before = chart._axis.seconds(100.0)
    event = QWheelEvent(
        QPointF(100, 200),
        QPointF(100, 200),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    chart.wheelEvent(event)
    assert chart._axis.seconds(100.0) == pytest.approx(before)


def drag(chart: TimelineChart, begin: QPoint, end: QPoint) -> None:
    viewport = chart.viewport()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(viewport, left, none, begin)
    QTest.mouseMove(viewport, (begin + end) / 2)
    QTest.mouseMove(viewport, end)
    QTest.mouseRelease(viewport, left, none, end)


def test_a_drag_pans(chart: TimelineChart) -> None:
    moment = chart._axis.seconds(300.0)
    drag(chart, QPoint(300, 300), QPoint(400, 300))
    assert chart._axis.seconds(400.0) == pytest.approx(moment)


def test_a_period_of_whole_days_is_drawn_on_the_scale_and_taken_by_its_ends(
    chart: TimelineChart,
) -> None:
    told: list[object] = []
    chart.brushed.connect(told.append)
    ends = sorted((chart._axis.seconds(200.0), chart._axis.seconds(400.0)))
    drag(chart, QPoint(200, 10), QPoint(400, 10))
    assert chart.period == pytest.approx(tuple(ends), abs=DAY)
    assert all(end % DAY == 0 for end in chart.period or ())
    drag(chart, QPoint(401, 10), QPoint(450, 10))
    wider = sorted((chart._axis.seconds(200.0), chart._axis.seconds(450.0)))
    assert chart.period == pytest.approx(tuple(wider), abs=DAY)
    assert len(told) == 2
    QTest.mouseDClick(
        chart.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QPoint(300, 10),
    )
    assert chart.period is None
    assert told[-1] is None


def test_a_period_is_stretched_by_keyboard(chart: TimelineChart) -> None:
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    mirrored = chart.layoutDirection() == Qt.LayoutDirection.RightToLeft
    onward = Qt.Key.Key_Left if mirrored else Qt.Key.Key_Right
    back = Qt.Key.Key_Right if mirrored else Qt.Key.Key_Left
    assert chart.select("observations", "3")
    span = chart.current.span if chart.current else None
    assert span is not None
    QTest.keyClick(chart, onward, shift)
    assert chart.period is not None
    assert chart.period[0] == span.earliest
    assert chart.period[1] > span.latest
    later = chart.period[1]
    QTest.keyClick(chart, back, shift | control)
    assert chart.period[0] < span.earliest
    assert chart.period[1] == later
    assert chart.current is not None  # what was chosen stays so
    assert chart.current.uuid == "3"
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.period is None


def test_a_group_is_folded_by_its_heading_and_by_keyboard(chart: TimelineChart) -> None:
    overlapping = [item(n, "2019-05-01", "2019-08-01", site="A site") for n in range(5)]
    chart.set_items(overlapping, "site", keep_view=False)
    told: list[tuple[str, bool]] = []
    chart.foldChanged.connect(lambda key, folded: told.append((key, folded)))
    assert len({chart.place_of(each).y() for each in chart.items}) == 5
    open_height = chart._scene().height
    heading = QPoint(50, chart._scene().metrics.scale + 3)
    QTest.mouseClick(
        chart.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, heading
    )
    assert told == [("A site", True)]
    assert len({chart.place_of(each).y() for each in chart.items}) == 1
    assert chart._scene().height < open_height
    assert chart.select("observations", "2")
    QTest.keyClick(chart, Qt.Key.Key_Space)
    assert told[-1] == ("A site", False)
    assert chart._scene().height == open_height


def test_the_choice_stays_when_rows_change(chart: TimelineChart) -> None:
    assert chart.select("observations", "4")
    chart.set_items([*chart.items, item(9, "2018")], "kind", keep_view=True)
    assert chart.current is not None
    assert chart.current.uuid == "4"
    chart.set_items([item(9, "2018")], "kind", keep_view=True)
    assert chart.current is None


def test_ten_thousand_items_are_painted(chart: TimelineChart) -> None:
    many = [
        item(n, f"20{n % 20 + 1:02d}-{n % 12 + 1:02d}-{n % 28 + 1:02d}", site=f"S{n % 50}")
        for n in range(10_000)
    ]
    chart.set_items(many, "site", keep_view=False)
    picture = chart.grab().toImage()
    tones = {picture.pixel(x, y) for x in range(0, 600, 3) for y in range(60, 400, 3)}
    assert len(tones) > 3
    assert len(chart.items) == len(many)


@pytest.fixture
def page(context: PanelContext) -> Iterator[TimelinePage]:
    context.map_canvas.setTemporalController(QgsTemporalNavigationObject(context.map_canvas))
    page = TimelinePage(context)
    context.editor.edited.connect(page.follow)
    page.show()
    page.show_case(context.controller.summary)
    wait_until(lambda: page.chart.items)
    yield page
    context.editor.edited.disconnect(page.follow)
    discard(page)


def navigation(context: PanelContext) -> QgsTemporalNavigationObject:
    found = context.map_canvas.temporalController()
    assert isinstance(found, QgsTemporalNavigationObject)
    return found


def test_all_of_a_case_is_on_the_axis_or_in_the_list(page: TimelinePage, case: Case) -> None:
    total = sum(1 for table in ("observations", "reports") for _ in case.rows(table))
    page.undated_button.setChecked(True)
    assert len(page.chart.items) + page.undated_list.count() == total
    assert page.undated_button.text() == f"Undated: {page.undated_list.count()}"


def test_the_temporal_controller_follows_and_is_followed(
    page: TimelinePage, context: PanelContext
) -> None:
    follows = navigation(context)
    page.chart.brush(PERIOD)
    assert follows.navigationMode() == Qgis.TemporalNavigationMode.FixedRange
    extents = follows.temporalExtents()
    assert extents.begin() == QDateTime.fromString("2019-09-01T00:00:00Z", Qt.DateFormat.ISODate)
    assert extents.end() == QDateTime.fromString("2019-10-01T00:00:00Z", Qt.DateFormat.ISODate)
    assert "2019-09-01 – 2019-10-01" in page.period_label.text()
    day = Qt.DateFormat.ISODate
    other = QgsDateTimeRange(
        QDateTime.fromString("2019-05-01T00:00:00Z", day),
        QDateTime.fromString("2019-05-24T12:00:00Z", day),
    )
    follows.setTemporalExtents(other)
    wanted = tuple(
        seconds_of(datetime.fromisoformat(text)) for text in ("2019-05-01", "2019-05-24T12:00")
    )
    assert page.chart.period == wanted
    page.clear_action.trigger()
    assert follows.navigationMode() == Qgis.TemporalNavigationMode.Disabled
    assert page.chart.period is None


def test_an_animation_is_kept_within_the_period(page: TimelinePage, context: PanelContext) -> None:
    follows = navigation(context)
    follows.setNavigationMode(Qgis.TemporalNavigationMode.Animated)
    page.chart.brush(PERIOD)
    assert follows.navigationMode() == Qgis.TemporalNavigationMode.Animated
    follows.next()
    assert page.chart.period == PERIOD


def test_what_is_recorded_appears(page: TimelinePage, context: PanelContext) -> None:
    context.editor.apply(
        "Record",
        ChangeSet(
            inserts={
                "observations": [
                    {
                        "uuid": new_uuid(),
                        "kind": "opening",
                        "summary": "<b>An opening</b>",
                        "date_from": parse_date("2019-09-30"),
                    }
                ]
            }
        ),
    )
    wait_until(lambda: any(each.title == "<b>An opening</b>" for each in page.chart.items))
    (new,) = [each for each in page.chart.items if each.title == "<b>An opening</b>"]
    page.chart.select(new.table, new.uuid)
    assert page.details.textFormat() == Qt.TextFormat.PlainText
    assert "<b>An opening</b>" in page.details.text()
    assert page.details.text().startswith("2019-09-30")


def test_an_item_is_shown_on_the_map(
    page: TimelinePage, context: PanelContext, bar: QgsMessageBar
) -> None:
    placed = next(each for each in page.chart.items if each.position is not None)
    before = context.map_canvas.extent()
    page.chart.select(placed.table, placed.uuid)
    page.zoom_action.trigger()
    assert context.map_canvas.extent() != before
    nowhere = [each for each in page._items if each.table == "observations" and not each.position]
    if nowhere:
        page._go_to(nowhere[0])
        assert "no source states one" in bar.currentItem().text()


def test_what_is_selected_on_the_map_is_chosen(
    page: TimelinePage, context: PanelContext, case: Case
) -> None:
    register()
    load_case(case.location, context.project)
    layers = {
        layer.source().rpartition("=")[2]: layer for layer in context.project.mapLayers().values()
    }
    context.map_canvas.setLayers([layers["observations"], layers["sites"]])
    observed = next(each for each in page.chart.items if each.table == "observations")
    layers["observations"].selectByExpression(f"\"uuid\" = '{observed.uuid}'")
    assert page.chart.current == observed
    layers["observations"].removeSelection()
    base = next(
        each for each in reversed(page.chart.items) if each.site not in (None, observed.site)
    )
    layers["sites"].selectByExpression(f"\"uuid\" = '{base.site}'")
    assert page.chart.current is not None
    assert page.chart.current.site == base.site


def test_reports_take_one_row_until_they_are_unfolded(
    page: TimelinePage, context: PanelContext
) -> None:
    def rows(of: TimelinePage) -> int:
        reports = [each for each in of.chart.items if each.table == "reports"]
        return len({of.chart.place_of(each).y() for each in reports})

    assert rows(page) == 1
    page.chart.fold("report", folded=False)
    assert rows(page) > 10
    again = TimelinePage(context)
    again.show_case(context.controller.summary)
    wait_until(lambda: again.chart.items)
    assert rows(again) == rows(page)
    page.chart.fold("report", folded=True)
    discard(again)


def test_the_rows_are_remembered(page: TimelinePage, context: PanelContext) -> None:
    page.grouping.setCurrentIndex(page.grouping.findData("kind"))
    again = TimelinePage(context)
    assert again.grouping.currentData() == "kind"
    page.grouping.setCurrentIndex(page.grouping.findData("site"))
    discard(again)


def test_without_a_case_it_says_what_to_do(page: TimelinePage) -> None:
    page.show_case(None)
    assert page.empty_label.isVisible()
    assert "Open a case" in page.empty_label.text()
    assert page.chart.items == ()


def test_periods_are_written_as_days_or_with_hours() -> None:
    assert period_text(PERIOD) == "2019-09-01 – 2019-10-01"
    hours = (PERIOD[0], PERIOD[0] + 5400)
    assert period_text(hours) == "2019-09-01 00:00 – 2019-09-01 01:30"
