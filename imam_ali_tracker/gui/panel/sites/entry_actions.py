"""What is done with the rows that hang on a site: its names, observations and footprints."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtWidgets import QWidget

from imam_ali_tracker.case.changes import ChangeSet, new_uuid
from imam_ali_tracker.case.dependents import deletion
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.gui.latest import LatestRead
from imam_ali_tracker.gui.map_shapes import zoom_to
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.deletion_dialog import DeletionDialog
from imam_ali_tracker.gui.panel.sites.actions import SiteActions
from imam_ali_tracker.gui.panel.sites.name_dialog import NameDialog
from imam_ali_tracker.gui.panel.sites.observation_dialog import ObservationDialog
from imam_ali_tracker.gui.panel.sites.related import FOOTPRINTS, NAMES, OBSERVATIONS, Entry
from imam_ali_tracker.gui.panel.sites.report_field import KnownReport, known_report, read_reports
from imam_ali_tracker.gui.position_mark import PositionMark

if TYPE_CHECKING:
    from imam_ali_tracker.case.changes import Row
    from imam_ali_tracker.case.store import Case

EDITED = (NAMES, OBSERVATIONS)
"""The tables whose rows are added, changed and deleted with their site."""
PLACED = (OBSERVATIONS, FOOTPRINTS)
"""The tables whose rows are shown on the map."""


class EntryActions(QObject):
    """Asks what has to be asked, and changes the case, each time by one step to undo."""

    def __init__(self, context: PanelContext, sites: SiteActions, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._sites = sites
        self._window = window
        self._mark = PositionMark(context.map_canvas, context.project)

    @property
    def is_writable(self) -> bool:
        """Whether anything can be changed."""
        return self._context.editor.is_writable

    def add(self, table: str, site: Row) -> None:
        """Ask for a new name or observation of a site."""
        if not self._context.editor.is_writable:
            return
        if table == NAMES:
            self._ask_name(site, None)
        elif table == OBSERVATIONS:
            self._ask_observation(site, None)

    def change(self, entry: Entry, site: Row) -> None:
        """Ask for what a name or observation shall be instead."""
        editor = self._context.editor
        row = editor.row(entry.table, entry.uuid) if editor.is_writable else None
        if row is None:
            return
        if entry.table == NAMES:
            self._ask_name(site, row)
        elif entry.table == OBSERVATIONS:
            self._ask_observation(site, row)

    def delete(self, entry: Entry) -> None:
        """Delete a name or observation; where something hangs on it the analyst is asked first."""
        editor = self._context.editor
        if not editor.is_writable or entry.table not in EDITED:
            return
        try:
            plan = deletion(editor.case, {entry.table: [entry.uuid]})
        except TrackerError as error:
            self._context.messages.error(error)
            return
        step = tr("Delete name “{}”") if entry.table == NAMES else tr("Delete observation “{}”")
        write = partial(editor.apply, step.format(entry.text), plan.changes)
        if plan.dependents:
            dialog = DeletionDialog([entry.text], plan, self._window)
            dialog.accepted.connect(write)
            dialog.open()
        else:
            write()

    def show_on_map(self, entry: Entry, site: Row) -> None:
        """Show a footprint, or an observation where it is or its site is."""
        row = self._context.editor.row(entry.table, entry.uuid)
        if row is None:
            return
        shape = row["geometry"]
        if shape is None and entry.table == OBSERVATIONS:
            shape = site["geometry"]
        shapes = [] if shape is None or shape.isEmpty() else [shape]
        context = self._context
        zoom_to(context.map_canvas, context.project, context.messages, shapes, entry.text)

    def _ask_name(self, site: Row, row: Row | None) -> None:
        dialog = NameDialog(row, self._window)

        def write() -> None:
            values = dialog.values()
            if row is None:
                text = tr("Add name “{}”").format(values["name"])
                changes = ChangeSet(inserts={NAMES: [{"site": site["uuid"], **values}]})
            else:
                text = tr("Change name “{}”").format(row["name"])
                changes = ChangeSet(updates={NAMES: {row["uuid"]: values}})
            self._context.editor.apply_soon(text, changes)

        dialog.accepted.connect(write)
        dialog.open()

    def _ask_observation(self, site: Row, row: Row | None) -> None:
        title = tr("Observation at “{}”").format(site["name"])
        dialog = ObservationDialog(title, self._mark, self._window)
        editor = self._context.editor
        if row is not None:
            dialog.show_row(row, self._reports_of(row["uuid"]))
        reading = LatestRead(tr("Reading the reports of a case"), dialog)
        reading.done.connect(dialog.report_field.offer)
        reading.failed.connect(self._context.messages.error)
        reading.start(partial(read_reports, editor.case.location))
        dialog.accepted.connect(lambda: self._write_observation(dialog, site, row))
        dialog.mapRequested.connect(
            lambda: self._sites.take_place(dialog.set_position, dialog.come_back)
        )
        self._context.controller.caseChanged.connect(dialog.give_up)
        dialog.open()

    def _reports_of(self, observation: str) -> list[KnownReport]:
        editor = self._context.editor
        cited = dict.fromkeys(
            row["report"] for row in editor.rows("citations", where=_citing(observation))
        )
        rows = {row["uuid"]: row for row in editor.rows("reports", uuids=list(cited))}
        return [known_report(rows[uuid]) for uuid in cited if uuid in rows]

    def _write_observation(self, dialog: ObservationDialog, site: Row, row: Row | None) -> None:
        values, reports = dialog.values(), dialog.report_field.uuids()
        editor = self._context.editor
        try:
            if row is None:
                changes = _insertion({"site": site["uuid"], **values}, reports)
            else:
                changes = _update(editor.case, row, values, reports)
        except TrackerError as error:
            self._context.messages.error(error)
            return
        step = tr("Add observation “{}”") if row is None else tr("Change observation “{}”")
        if changes:
            editor.apply_soon(step.format(values["summary"]), changes)


def _citing(observation: str) -> dict[str, str]:
    return {"feature_table": OBSERVATIONS, "feature_uuid": observation}


def _insertion(row: Row, reports: list[str]) -> ChangeSet:
    uuid = new_uuid()
    citations = [{"report": report, **_citing(uuid)} for report in reports]
    return ChangeSet(inserts={OBSERVATIONS: [{"uuid": uuid, **row}], "citations": citations})


def _update(case: Case, row: Row, values: Row, reports: list[str]) -> ChangeSet:
    """Return what changes: columns, reports that were attached, and those that were taken off."""
    uuid = row["uuid"]
    changed = {name: value for name, value in values.items() if not _same(value, row[name])}
    cited: dict[str, list[str]] = {}
    for citation in case.rows("citations", where=_citing(uuid)):
        cited.setdefault(citation["report"], []).append(citation["uuid"])
    gone = [each for report, uuids in cited.items() if report not in reports for each in uuids]
    plan = deletion(case, {"citations": gone}).changes
    new = [{"report": report, **_citing(uuid)} for report in reports if report not in cited]
    return ChangeSet(
        inserts={"citations": new} if new else {},
        updates={**plan.updates, **({OBSERVATIONS: {uuid: changed}} if changed else {})},
        deletes=plan.deletes,
    )


def _same(value: Any, stored: Any) -> bool:
    if hasattr(value, "equals") and stored is not None:
        return bool(value.equals(stored))
    return bool(value == stored)
