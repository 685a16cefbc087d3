"""A position, how well it is known and where it comes from: asked for together, never made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qgis.core import QgsGeometry, QgsPointXY
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QWidget

from imam_ali_tracker.case.notations import DECIMAL, accuracy_text, written
from imam_ali_tracker.claims.distance_lists import parse_distances
from imam_ali_tracker.core.coordinates.reading import read_position
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.numbers import field_text, has_decimal_comma
from imam_ali_tracker.gui.panel.calm_wheel import CalmWheel

_UNPLACED = "unknown"


def read_accuracy(text: str) -> float | None:
    """Return an accuracy in metres from text such as "500 m" or "2 km"; ``None`` where it is empty.

    Raises :class:`TrackerError` where it is no single distance, or less than 0.
    """
    if not text.strip():
        return None
    found = parse_distances(text, "m", decimal_comma=has_decimal_comma())
    if len(found) != 1:
        raise TrackerError(
            tr("“{}” is more than one distance.").format(text), tr("Give one, such as 500 m.")
        )
    if found[0].metres < 0:
        raise TrackerError(
            tr("“{}” is less than no distance.").format(text), tr("Give one, such as 500 m.")
        )
    return found[0].metres


def accuracy_edit_text(accuracy_m: float | None) -> str:
    """Return an accuracy as the field shows it, empty where it is unknown."""
    if accuracy_m is None:
        return ""
    if accuracy_m >= 1000:
        return f"{field_text(accuracy_m / 1000)} km"
    return f"{field_text(accuracy_m)} m"


class PositionForm(QWidget):
    """Fields for position, accuracy, basis and source.

    ``unplaced`` is what an empty position means. ``changed`` carries the position and accuracy as
    they are now, for a preview: longitude and latitude, or ``None``; metres, or ``None``. A
    position that was filled in is given back with all its digits, unless its text is changed. What
    was known of a stored position goes with it: a source says nothing of another place.
    """

    changed = pyqtSignal(object, object)

    def __init__(self, parent: QWidget | None = None, unplaced: str = "") -> None:
        super().__init__(parent)
        self._unplaced = unplaced or tr("Without a position: no source states one.")
        self._filled_in: dict[str, tuple[float, float]] = {}
        self._is_stored = False
        self.position_edit = QLineEdit(self)
        self.position_edit.setPlaceholderText(tr("Latitude, longitude; MGRS; plus code …"))
        self.position_edit.setToolTip(
            tr("In any notation, typed or pasted. Empty where no source states a position.")
        )
        self.position_edit.setClearButtonEnabled(True)
        self.read_label = _note(self)
        self.accuracy_edit = QLineEdit(self)
        self.accuracy_edit.setPlaceholderText(tr("unknown"))
        self.accuracy_edit.setToolTip(
            tr("How far off the position may be: 500 m, 2 km. Empty: unknown.")
        )
        self.basis_combo = QComboBox(self)
        self.basis_combo.addItem(tr("Choose…"), "")
        for key, label in vocabulary("position_basis").items():
            self.basis_combo.addItem(label, key)
        CalmWheel(self.basis_combo)
        self.source_edit = QLineEdit(self)
        self.source_edit.setPlaceholderText(tr("Who states the position, and where"))
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.addRow(tr("&Position"), self.position_edit)
        self._form.addRow("", self.read_label)
        self._form.addRow(tr("&Accuracy"), self.accuracy_edit)
        self._form.addRow(tr("&Basis"), self.basis_combo)
        self._form.addRow(tr("&Source"), self.source_edit)
        self.position_edit.textChanged.connect(self._forget_stored)
        self.position_edit.textChanged.connect(self._read)
        self.accuracy_edit.textChanged.connect(self._read)
        self.basis_combo.currentIndexChanged.connect(self._read)
        self._read()

    def put_above(self, rows: Sequence[tuple[str, QWidget]]) -> None:
        """Put labels and fields above the position, in line with the rest."""
        for number, (label, field) in enumerate(rows):
            self._form.insertRow(number, label, field)
        own = (self.position_edit, self.accuracy_edit, self.basis_combo, self.source_edit)
        in_order = [*(field for _, field in rows), *own]
        for field, following in zip(in_order, in_order[1:]):
            QWidget.setTabOrder(field, following)

    def set_position(self, longitude: float, latitude: float, accuracy_m: float | None) -> None:
        """Fill in what was clicked on the map."""
        self._fill_in(longitude, latitude)
        self.accuracy_edit.setText(accuracy_edit_text(accuracy_m))

    def fault(self) -> str:
        """Return what is missing or not understood, empty where nothing is."""
        try:
            position = self._position()
            read_accuracy(self.accuracy_edit.text())
        except TrackerError as error:
            return str(error)
        basis = self.basis_combo.currentData()
        if position is not None and not basis:
            return tr("Say what the position is based on; “Unknown” is an answer.")
        return ""

    def values(self) -> dict[str, Any]:
        """Return the columns of the site; raises :class:`TrackerError` where :meth:`fault` is."""
        position = self._position()
        if position is None:
            return {
                "geometry": None,
                "position_accuracy_m": None,
                "position_basis": _UNPLACED,
                "position_source": self.source_edit.text().strip() or None,
            }
        return {
            "geometry": QgsGeometry.fromPointXY(QgsPointXY(*position)),
            "position_accuracy_m": read_accuracy(self.accuracy_edit.text()),
            "position_basis": self.basis_combo.currentData(),
            "position_source": self.source_edit.text().strip() or None,
        }

    def show_values(self, row: Mapping[str, Any]) -> None:
        """Fill in what a site has."""
        point = row["geometry"]
        if point is not None and not point.isEmpty():
            where = point.asPoint()
            self._fill_in(where.x(), where.y())
        self.accuracy_edit.setText(accuracy_edit_text(row["position_accuracy_m"]))
        basis = self.basis_combo.findData(row["position_basis"])
        self.basis_combo.setCurrentIndex(max(0, basis))
        self.source_edit.setText(row["position_source"] or "")
        self.source_edit.setCursorPosition(0)
        self._is_stored = True

    def _forget_stored(self, text: str) -> None:
        if self._is_stored and text.strip() not in self._filled_in:
            self._is_stored = False
            self.accuracy_edit.clear()
            self.basis_combo.setCurrentIndex(0)
            self.source_edit.clear()

    def _fill_in(self, longitude: float, latitude: float) -> None:
        text = written(longitude, latitude, DECIMAL)
        self._filled_in = {text: (longitude, latitude)}
        self.position_edit.setText(text)

    def _position(self) -> tuple[float, float] | None:
        text = self.position_edit.text().strip()
        if not text:
            return None
        if text in self._filled_in:
            return self._filled_in[text]
        found = read_position(text)
        return found.longitude, found.latitude

    def _read(self) -> None:
        """Say how the text is understood, and what is wrong with it."""
        position, accuracy = None, None
        text = self.position_edit.text().strip()
        try:
            accuracy = read_accuracy(self.accuracy_edit.text())
            if text:
                found = read_position(text)
                position = found.longitude, found.latitude
                said = written(*position, "dms")
                if found.cell_m is not None:
                    said = tr("{}, the centre of an area that reaches {} from it").format(
                        said, accuracy_text(round(found.cell_m)).lstrip("\u00b1 ")
                    )
            else:
                said = self._unplaced
        except TrackerError as error:
            said = str(error)
        self.read_label.setText(said)
        for field in (self.accuracy_edit, self.basis_combo):
            field.setEnabled(bool(text))
        self.changed.emit(position, accuracy)


def _note(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    # A dialog does not grow with a text that wraps; what is said has two lines at most.
    label.setMinimumHeight(2 * label.fontMetrics().lineSpacing())
    return label
