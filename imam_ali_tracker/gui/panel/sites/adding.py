"""New sites from the features that are selected in a layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsCoordinateTransform,
    QgsFeatureRequest,
    QgsMapLayer,
    QgsMapLayerProxyModel,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
)
from qgis.gui import QgsFieldComboBox, QgsMapLayerComboBox
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.site_import import Outcome, Result, Rules, site_outcomes, usual_fields
from imam_ali_tracker.core.breath import Breath
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.map_shapes import EARTH
from imam_ali_tracker.gui.panel.notice import Notice
from imam_ali_tracker.gui.panel.sites.position_form import read_accuracy

if TYPE_CHECKING:
    from imam_ali_tracker.case.changes import Row
    from imam_ali_tracker.case.store import Case

_WIDTH = 460


@dataclass(frozen=True)
class Import:
    """What is to become sites; taken on the main thread, worked on in the background."""

    source: QgsVectorLayerFeatureSource
    request: QgsFeatureRequest
    rules: Rules
    to_earth: QgsCoordinateTransform

    def outcomes(self, case: Case) -> list[Outcome]:
        """Return what becomes of each feature; for a background thread."""
        features, breath, found = self.source.getFeatures(self.request), Breath(), []
        with case.reading(breath):
            known = case.rows("sites")
            for outcome in site_outcomes(features, self.rules, self.to_earth, known):
                breath()
                found.append(outcome)
        return found


def rows_to_add(outcomes: list[Outcome]) -> list[Row]:
    """Return the rows of the sites that are new."""
    return [each.row for each in outcomes if each.result is Result.ADDED]


def told(outcomes: list[Outcome]) -> tuple[str, str]:
    """Return in one sentence what became of the features, and in lines what is doubtful."""
    counts = Counter(each.result for each in outcomes)
    said = tr("Sites added: {}; known already: {}; features skipped: {}.").format(
        counts[Result.ADDED], counts[Result.KNOWN], counts[Result.SKIPPED]
    )
    lines = (
        f"{each.name or tr('without a name')}: {' '.join(filter(None, (each.reason, *each.notes)))}"
        for each in outcomes
        if each.reason or each.notes
    )
    return said, "\n".join(lines)


class ImportDialog(QDialog):
    """Asks for layer, the field with the names, and what is known of all the positions.

    ``left_out`` are layers that are no source: those of the case itself.
    """

    def __init__(
        self,
        project: QgsProject,
        layer: QgsVectorLayer | None,
        left_out: Sequence[QgsMapLayer],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New Sites from a Layer"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_WIDTH, self.sizeHint().height())
        self._project = project
        self.layer_combo = QgsMapLayerComboBox(self)
        self.layer_combo.setFilters(QgsMapLayerProxyModel.Filter.VectorLayer)
        self.layer_combo.setExceptedLayerList(left_out)
        self.selected_box = QCheckBox(tr("&Selected features only"), self)
        self.selected_box.setChecked(True)
        self.name_field = QgsFieldComboBox(self)
        self.kind_combo, self.basis_combo = QComboBox(self), QComboBox(self)
        for combo, name in ((self.kind_combo, "site_kind"), (self.basis_combo, "position_basis")):
            for key, label in vocabulary(name).items():
                combo.addItem(label, key)
            combo.setCurrentIndex(combo.findData("unknown"))
        self.accuracy_edit, self.source_edit = QLineEdit(self), QLineEdit(self)
        self.accuracy_edit.setPlaceholderText(tr("unknown"))
        self.source_edit.setPlaceholderText(tr("Who states the positions, and where"))
        self.notice = Notice("/mIconWarning.svg", self)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._lay_out()
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self.layer_combo.layerChanged.connect(self._show_layer)
        self.selected_box.toggled.connect(self._check)
        self.name_field.fieldChanged.connect(self._check)
        self.accuracy_edit.textChanged.connect(self._check)
        if layer is not None and layer not in left_out:
            self.layer_combo.setLayer(layer)
        self._show_layer(self.layer_combo.currentLayer())

    def chosen(self) -> Import:
        """Return what was chosen; for after the dialog was accepted."""
        layer = present(self._layer())
        request = QgsFeatureRequest()
        if self.selected_box.isChecked():
            request.setFilterFids(layer.selectedFeatureIds())
        fields = {**usual_fields(layer.fields()), "name": self.name_field.currentField()}
        defaults = {
            "kind": self.kind_combo.currentData(),
            "position_accuracy_m": read_accuracy(self.accuracy_edit.text()),
            "position_basis": self.basis_combo.currentData(),
            "position_source": self.source_edit.text().strip()
            or tr("Imported from {}").format(layer.name()),
        }
        return Import(
            QgsVectorLayerFeatureSource(layer),
            request,
            Rules(fields, defaults),
            QgsCoordinateTransform(layer.crs(), EARTH, self._project),
        )

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(tr("&Layer"), self.layer_combo)
        form.addRow("", self.selected_box)
        form.addRow(tr("Field with the &name"), self.name_field)
        note = QLabel(tr("Where a feature does not say it itself:"), self)
        note.setWordWrap(True)
        form.addRow(note)
        form.addRow(tr("&Kind"), self.kind_combo)
        form.addRow(tr("Position &accuracy"), self.accuracy_edit)
        form.addRow(tr("Position &basis"), self.basis_combo)
        form.addRow(tr("Position s&ource"), self.source_edit)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.notice)
        layout.addStretch(1)
        layout.addWidget(self._buttons)

    def _layer(self) -> QgsVectorLayer | None:
        layer = self.layer_combo.currentLayer()
        return layer if isinstance(layer, QgsVectorLayer) else None

    def _show_layer(self, _layer: object) -> None:
        layer = self._layer()
        self.name_field.setLayer(layer)
        if layer is not None:
            self.name_field.setField(usual_fields(layer.fields()).get("name", ""))
            self.selected_box.setChecked(layer.selectedFeatureCount() > 0)
        self._check()

    def _fault(self) -> str:
        layer = self._layer()
        if layer is None:
            return tr("The project has no vector layer but those of the case.")
        if self.selected_box.isChecked() and not layer.selectedFeatureCount():
            return tr("No feature is selected in “{}”.").format(layer.name())
        if not self.name_field.currentField():
            return tr("Choose the field that holds the names of the sites.")
        if layer.geometryType() != Qgis.GeometryType.Null and not layer.crs().isValid():
            return tr("“{}” has no CRS. Set one first.").format(layer.name())
        try:
            read_accuracy(self.accuracy_edit.text())
        except TrackerError as error:
            return str(error)
        return ""

    def _check(self) -> None:
        fault = self._fault()
        self.notice.say(fault)
        present(self._buttons.button(QDialogButtonBox.StandardButton.Ok)).setEnabled(not fault)
