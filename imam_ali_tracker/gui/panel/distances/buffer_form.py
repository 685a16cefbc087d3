"""The form for buffers: distances in the unit of the report, around sites and corridors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from imam_ali_tracker.case.changes import ChangeSet, Row
from imam_ali_tracker.case.new_buffers import COLUMN_OF, check_sector, new_buffers
from imam_ali_tracker.case.schema import UUID
from imam_ali_tracker.claims.distance_lists import Size, parse_sizes, rings_of
from imam_ali_tracker.core import settings
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.units import length_units
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.numbers import field_text, has_decimal_comma
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.distances.fields import (
    NumberField,
    choice,
    choose,
    form_layout,
    text_field,
)
from imam_ali_tracker.gui.panel.distances.form import Form
from imam_ali_tracker.gui.panel.distances.listing import BUFFERS, size_text
from imam_ali_tracker.gui.panel.distances.shapes import buffer_shapes, target_of
from imam_ali_tracker.gui.panel.distances.targets import TargetList

MOST_PREVIEWED = 300
_COMPARATORS = (
    *("none", "equal", "about", "less_than", "at_most", "more_than", "at_least", "near"),
)
_PLAIN = ("comparator", "label", "source")


class BufferForm(Form):
    """Adds buffers, or changes one; what it would draw is on the map before it is saved."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(context, parent)
        self._row: Row | None = None
        self._known: list[Row] = []
        self._known_around: list[tuple[str, str]] | None = None
        self.targets = TargetList(context, self)
        self.distances = text_field(
            tr("Distances"),
            tr("Such as “50, 100, 300 km”, “less than 300 km” or “100–300 km” for a ring"),
            self,
        )
        self.distances.setPlaceholderText(tr("50, 100, 300 km"))
        self.unit = choice(dict(zip(length_units(), length_units())), tr("Unit"), self)
        self.unit.setToolTip(tr("The unit of numbers without one"))
        listed = vocabulary("comparator")
        self.comparator = choice({key: listed[key] for key in _COMPARATORS}, tr("Comparator"), self)
        self.comparator.setToolTip(
            tr("How the report words the distance; words before a distance go before")
        )
        self.label = text_field(tr("Label"), tr("What the map shows; empty: the distance"), self)
        self.source = text_field(tr("Source"), tr("Which report states the distance"), self)
        self.rings = QCheckBox(tr("Rings between the distances"), self)
        self.inner = NumberField(
            tr("Inner distance"), tr("What is nearer than this is left out; in the unit"), self
        )
        self.azimuth_from = NumberField(
            tr("From azimuth"), tr("Where a sector begins, degrees clockwise from north"), self, 360
        )
        self.azimuth_to = NumberField(
            tr("To azimuth"), tr("Where a sector ends, degrees clockwise from north"), self, 360
        )
        self._lay_out()
        self._connect()

    def begin(self, targets: Sequence[tuple[str, str]]) -> None:
        """Offer to add buffers around targets (table and uuid)."""
        self._row = self._known_around = None
        self.set_title(tr("Add buffers"))
        self.targets.set_targets(targets)
        self.distances.clear()
        choose(self.unit, settings.DISTANCES_UNIT.value() or settings.LENGTH_UNIT.value())
        choose(self.comparator, settings.DISTANCES_COMPARATOR.value())
        for field in (self.label, self.source, self.inner, self.azimuth_from, self.azimuth_to):
            field.clear()
        self.rings.setChecked(False)
        self.rings.setEnabled(True)
        self.distances.setFocus()
        self.start()

    def begin_change(self, row: Row) -> None:
        """Offer to change a stored buffer."""
        self._row = row
        self.set_title(tr("Change a buffer"))
        target = target_of(row)
        self.targets.set_targets([] if target is None else [target])
        self.distances.setText(f"{field_text(row['distance'])} {row['unit']}")
        choose(self.unit, row["unit"])
        choose(self.comparator, row["comparator"] or "none")
        self.label.setText(row["label"] or "")
        self.source.setText(row["source"] or "")
        self.inner.set_number(row["inner_distance"])
        self.azimuth_from.set_number(row["azimuth_from"])
        self.azimuth_to.set_number(row["azimuth_to"])
        self.rings.setChecked(False)
        self.rings.setEnabled(False)
        self.distances.setFocus()
        self.start()

    def sizes(self) -> list[Row]:
        """Return what the typed distances are: columns of a row each.

        Raises :class:`TrackerError` for what cannot be read.
        """
        sizes = parse_sizes(
            self.distances.text(), self.unit.currentData(), decimal_comma=has_decimal_comma()
        )
        if self.rings.isChecked():
            outer = {size.ring.outer: size.comparator for size in sizes}
            sizes = [Size(outer[ring.outer], ring) for ring in rings_of([*outer], between=True)]
        inner = self.inner.number() if self.inner.isEnabled() else None
        return [self._columns(size, inner) for size in sizes]

    def _columns(self, size: Size, inner: float | None) -> Row:
        columns = size.ring.columns
        if inner and columns["inner_distance"] is None:
            columns["inner_distance"] = inner
        if (columns["inner_distance"] or 0.0) >= columns["distance"]:
            raise TrackerError(
                tr("The inner distance is not less than {:g} {}.").format(*size.ring.outer),
                tr("Give a smaller one, or leave it out."),
            )
        columns["comparator"] = size.comparator or self.comparator.currentData()
        return columns

    def common(self) -> Row:
        """Return what all rows state; raises :class:`TrackerError` for half a sector."""
        start, end = self.azimuth_from.number(), self.azimuth_to.number()
        check_sector(start, end, {table for table, _ in self.targets.targets()})
        return {
            "azimuth_from": start,
            "azimuth_to": end,
            "label": self.label.text().strip() or None,
            "source": self.source.text().strip() or None,
        }

    def rows(self, known: Sequence[Row] = ()) -> list[Row]:
        """Return a row for each distance around each target, but those that are ``known``.

        Raises :class:`TrackerError` where something is missing or cannot be read.
        """
        targets = self.targets.targets()
        if not targets:
            raise TrackerError(
                tr("Nothing is chosen to put buffers around."),
                tr("Add a site or corridor by name, or select one on the map."),
            )
        return new_buffers(targets, self.sizes(), self.common(), known)

    def preview(self) -> str:
        """Draw what would be added and return it in words."""
        if self._row is None:
            self._look_up_known()
        rows = self.rows()
        shapes = buffer_shapes(self._context, rows[:MOST_PREVIEWED])
        self._canvas_preview.show([one.shape for one in shapes])
        words = vocabulary("comparator")
        sizes = ", ".join(dict.fromkeys(size_text(row, words) for row in rows))
        said = [tr("Areas: {} ({})").format(len(rows), sizes)]
        without = min(len(rows), MOST_PREVIEWED) - len(shapes)
        if without:
            said.append(
                tr("{} cannot be drawn: no position, or too large around a corridor.").format(
                    without
                )
            )
        if len(rows) > MOST_PREVIEWED:
            said.append(tr("The map previews the first {}.").format(MOST_PREVIEWED))
        return "\n".join(said)

    def store(self) -> str:
        """Write what was entered and return the uuid of the first buffer, empty where not done.

        Raises :class:`TrackerError` where something is missing or cannot be read.
        """
        done = self._store_new() if self._row is None else self._store_change(self._row)
        if done:
            settings.DISTANCES_UNIT.choose(self.unit.currentData())
            settings.DISTANCES_COMPARATOR.choose(self.comparator.currentData())
        return done

    def _store_new(self) -> str:
        editor = self._context.editor
        if self._known_around != self.targets.targets():
            self._look_up_known()
        rows = self.rows(self._known)
        if not rows:
            raise TrackerError(
                tr("The case has these buffers already."), tr("Change the distances.")
            )
        title = plural("Add {} buffer", "Add {} buffers", len(rows)).format(len(rows))
        added = ChangeSet(inserts={BUFFERS: rows})
        return str(rows[0][UUID.name]) if editor.apply(title, added) else ""

    def _look_up_known(self) -> None:
        """Read the buffers that the targets have; with each preview, so that saving need not."""
        self._known, self._known_around = [], self.targets.targets()
        for table, column in COLUMN_OF.items():
            uuids = {uuid for its, uuid in self._known_around if its == table}
            if uuids:
                self._known += self._context.editor.rows(BUFFERS, where={column: uuids})

    def _store_change(self, before: Row) -> str:
        rows = self.rows()
        if len(rows) != 1:
            raise TrackerError(
                tr("A buffer has one distance around one place."),
                tr("Leave one of each, or add the others as new buffers."),
            )
        after = {**dict.fromkeys(COLUMN_OF.values()), **rows[0]}
        changed = {
            key: value for key, value in after.items() if key != UUID.name and before[key] != value
        }
        uuid = str(before[UUID.name])
        title = tr("Change the buffer “{}”").format(self._name(before))
        changes = ChangeSet(updates={BUFFERS: {uuid: changed}})
        return uuid if not changed or self._context.editor.apply(title, changes) else ""

    @staticmethod
    def _name(row: Mapping[str, Any]) -> str:
        return row["label"] or f"{row['distance']:g} {row['unit']}"

    def _lay_out(self) -> None:
        form = form_layout()
        form.addRow(tr("Distances"), self.distances)
        form.addRow(tr("Unit"), self.unit)
        form.addRow(tr("Comparator"), self.comparator)
        form.addRow(tr("Label"), self.label)
        form.addRow(tr("Source"), self.source)
        more = QgsCollapsibleGroupBox(tr("Ring and sector"), self)
        more.setSettingGroup("imam_ali_tracker")
        more.setObjectName("ring_and_sector")
        more.setCollapsed(True)
        inner = form_layout()
        inner.addRow(self.rings)
        inner.addRow(tr("Inner distance"), self.inner)
        inner.addRow(tr("From azimuth (°)"), self.azimuth_from)
        inner.addRow(tr("To azimuth (°)"), self.azimuth_to)
        box = QVBoxLayout(more)
        box.addLayout(inner)
        self.body.addWidget(QLabel(tr("Around"), self))
        self.body.addWidget(self.targets)
        self.body.addLayout(form)
        self.body.addWidget(more)
        self.body.addStretch(1)

    def _connect(self) -> None:
        self.targets.changed.connect(self.touch)
        for edit in (self.distances, self.label, self.source, self.inner):
            edit.textChanged.connect(self.touch)
        for edit in (self.azimuth_from, self.azimuth_to):
            edit.textChanged.connect(self.touch)
        for combo in (self.unit, self.comparator):
            combo.currentIndexChanged.connect(self.touch)
        self.rings.toggled.connect(self.touch)
        self.rings.toggled.connect(lambda on: self.inner.setEnabled(not on))
