"""The form for a corridor: its waypoints in order, its name, and how wide its zone is."""

from __future__ import annotations

from typing import Any

from qgis.gui import QgsMapTool
from qgis.PyQt import sip
from qgis.PyQt.QtGui import QHideEvent
from qgis.PyQt.QtWidgets import QLabel, QWidget

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.courses import (
    changed_corridor,
    check_course,
    check_name,
    new_corridor,
)
from imam_ali_tracker.case.schema import UUID
from imam_ali_tracker.core import settings
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.units import length_units
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.map_tools.corridor_tool import Clicked, CorridorTool
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.distances.fields import (
    NumberField,
    choice,
    choose,
    form_layout,
    text_field,
)
from imam_ali_tracker.gui.panel.distances.form import Form
from imam_ali_tracker.gui.panel.distances.listing import (
    CONSTRUCT,
    CORRIDORS,
    WAYPOINTS,
    length_text,
)
from imam_ali_tracker.gui.panel.distances.shapes import corridor_shapes
from imam_ali_tracker.gui.panel.distances.waypoints import WaypointList


class CorridorForm(Form):
    """Adds a corridor, or changes one; its line and zone are on the map before it is saved."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(context, parent)
        self._row: Row | None = None
        self._before: list[Row] = []
        self._undone: list[Row] = []
        self._tool: CorridorTool | None = None
        self._tool_before: QgsMapTool | None = None
        self.waypoints = WaypointList(context.controller.sites, self)
        self.name = text_field(tr("Name"), tr("What the corridor is called"), self)
        self.kind = choice(vocabulary("corridor_kind"), tr("Kind"), self)
        self.status = choice(vocabulary("corridor_status"), tr("Status"), self)
        self.status.setToolTip(
            tr("Where no report gives the course: drawn by the analyst for comparison")
        )
        self.full_width = NumberField(
            tr("Full width"), tr("Of the zone, from edge to edge; empty: no zone"), self
        )
        self.unit = choice(dict(zip(length_units(), length_units())), tr("Unit"), self)
        self.unit.setToolTip(tr("The unit of the report: of the width, and of the length below"))
        self.source = text_field(tr("Source"), tr("Which report describes the corridor"), self)
        form = form_layout()
        for label, field in (
            (tr("Name"), self.name),
            (tr("Kind"), self.kind),
            (tr("Status"), self.status),
            (tr("Full width"), self.full_width),
            (tr("Unit"), self.unit),
            (tr("Source"), self.source),
        ):
            form.addRow(label, field)
        self.body.addWidget(QLabel(tr("Waypoints in order"), self))
        self.body.addWidget(self.waypoints)
        self.body.addLayout(form)
        self.body.addStretch(1)
        self._connect()

    def begin(self) -> None:
        """Offer to add a corridor."""
        self._row, self._before = None, []
        self.set_title(tr("Add a corridor"))
        self.waypoints.set_rows([])
        for field in (self.name, self.full_width, self.source):
            field.clear()
        choose(self.kind, "land")
        choose(self.status, CONSTRUCT)
        choose(self.unit, settings.CORRIDOR_UNIT.value() or settings.LENGTH_UNIT.value())
        self.waypoints.search.edit.setFocus()
        self.start()

    def begin_change(self, row: Row) -> None:
        """Offer to change a stored corridor."""
        found = self._context.editor.rows(WAYPOINTS, where={"corridor": row[UUID.name]})
        self._row = row
        self._before = sorted(found, key=lambda each: (each["sequence"] or 0, each["fid"]))
        self.set_title(tr("Change a corridor"))
        kept = (UUID.name, "site", "name", "width", "geometry")
        self.waypoints.set_rows([{key: each[key] for key in kept} for each in self._before])
        self.name.setText(row["name"] or "")
        choose(self.kind, row["kind"])
        choose(self.status, row["status"] or "unknown")
        self.full_width.set_number(row["width"])
        choose(self.unit, row["width_unit"] or settings.LENGTH_UNIT.value())
        self.source.setText(row["source"] or "")
        self.name.setFocus()
        self.start()

    def values(self) -> Row:
        """Return the columns of the corridor; raises :class:`TrackerError` for a bad width."""
        width = self.full_width.number()
        kept = None if self._row is None else self._row["width_unit"]
        return {
            "name": self.name.text().strip(),
            "kind": self.kind.currentData(),
            "status": self.status.currentData(),
            "width": width,
            "width_unit": kept if width is None else self.unit.currentData(),
            "source": self.source.text().strip() or None,
        }

    def preview(self) -> str:
        """Draw line and zone, and return how long the line is."""
        rows = self.waypoints.rows()
        unit = self.unit.currentData()
        self._steer()
        if not rows:
            raise TrackerError(
                tr("The corridor has no waypoints yet."),
                tr("Add sites by name, or click them on the map."),
            )
        uuid = "preview"
        numbered: list[Row] = [
            {**row, "corridor": uuid, "sequence": number} for number, row in enumerate(rows, 1)
        ]
        corridor: dict[str, Any] = {**self.values(), UUID.name: uuid}
        lines, zones = corridor_shapes(self._context, [corridor], numbered)
        drawn_for_comparison = self.status.currentData() == CONSTRUCT
        shapes = [one.shape for one in (*zones, *lines)]
        self._canvas_preview.show(shapes, dashed=drawn_for_comparison)
        check_course([row.get("site") for row in rows], self.waypoints.names())
        said = plural("{} waypoint", "{} waypoints", len(rows)).format(len(rows))
        if not lines:
            return f"{said}\n" + tr("Nothing is drawn: too few of them have a position.")
        said += ", " + length_text(lines[0].values["length_m"], unit)
        if lines[0].values["unplaced_waypoints"]:
            said += "\n" + tr("A waypoint has no position: the line is interrupted there.")
        return said

    def store(self) -> str:
        """Write the corridor with its waypoints, and return its uuid, empty where it was not done.

        Raises :class:`TrackerError` where something is missing or cannot be read.
        """
        values, rows = self.values(), self.waypoints.rows()
        own = None if self._row is None else self._row[UUID.name]
        others = self._context.editor.rows(CORRIDORS, geometry=False)
        check_name(values["name"], [row["name"] for row in others if row[UUID.name] != own])
        check_course([row.get("site") for row in rows], self.waypoints.names())
        if own is None:
            changes = new_corridor(values, rows)
            uuid = changes.inserts[CORRIDORS][0][UUID.name]
            title = tr("Add the corridor “{}”").format(values["name"])
        else:
            changes, uuid = changed_corridor(own, values, rows, self._before), own
            title = tr("Change the corridor “{}”").format(values["name"])
        if not self._context.editor.apply(title, changes):
            return ""
        settings.CORRIDOR_UNIT.choose(self.unit.currentData())
        return str(uuid)

    def draw_on_map(self) -> None:
        """Let the analyst click waypoints on the map."""
        self.waypoints.map_button.setChecked(True)

    def close_form(self) -> None:
        """Put the map tool away too."""
        self.waypoints.map_button.setChecked(False)
        super().close_form()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Give the map back."""
        super().hideEvent(event)
        self.waypoints.map_button.setChecked(False)
        if self._tool is not None:
            self._tool.discard()
            self._tool = None

    def _connect(self) -> None:
        self.waypoints.changed.connect(self.touch)
        self.waypoints.changed.connect(self._steer)
        self.waypoints.map_button.toggled.connect(self._take_map)
        for edit in (self.name, self.full_width, self.source):
            edit.textChanged.connect(self.touch)
        for combo in (self.kind, self.status, self.unit):
            combo.currentIndexChanged.connect(self.touch)

    def _take_map(self, on: bool) -> None:
        """Take the map for clicking waypoints, or give it back."""
        canvas = self._context.map_canvas
        if not on:
            if self._tool is not None and canvas.mapTool() is self._tool:
                canvas.unsetMapTool(self._tool)
                if self._tool_before is not None and not sip.isdeleted(self._tool_before):
                    canvas.setMapTool(self._tool_before)
            return
        if self._tool is None:
            self._tool = CorridorTool(canvas, self._context.project, self._context.controller.sites)
            self._tool.clicked.connect(self._click)
            self._tool.takenBack.connect(self.waypoints.remove_last)
            self._tool.ended.connect(self._end_clicking)
            self._tool.cancelled.connect(self._cancel_clicking)
            self._tool.deactivated.connect(lambda: self.waypoints.map_button.setChecked(False))
        self._undone = self.waypoints.rows()
        self._tool_before = canvas.mapTool()
        self._steer()
        canvas.setMapTool(self._tool)

    def _steer(self) -> None:
        if self._tool is not None:
            self._tool.unit = self.unit.currentData()
            self._tool.set_course(self.waypoints.positions())

    def _click(self, clicked: Clicked) -> None:
        rows = self.waypoints.rows()
        site = None if clicked.site is None else clicked.site.uuid
        positions = self.waypoints.positions()
        again = bool(rows) and rows[-1].get("site") == site and positions[-1] == clicked.position
        if not again:  # a double click is one waypoint
            self.waypoints.add_clicked(clicked)

    def _end_clicking(self) -> None:
        self.waypoints.map_button.setChecked(False)
        self.name.setFocus()

    def _cancel_clicking(self) -> None:
        """Give the waypoints back as they were before the map was taken."""
        self.waypoints.map_button.setChecked(False)
        self.waypoints.set_rows(self._undone)
        self.waypoints.search.edit.setFocus()
