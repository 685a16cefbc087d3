"""What an analyst chooses once: network, units, what new positions and cases begin with."""

from __future__ import annotations

from qgis.gui import QgsDoubleSpinBox, QgsFileWidget, QgsOptionsPageWidget, QgsScrollArea
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.core import settings
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.panel.tick_box import TickBox
from imam_ali_tracker.reports.fetch.settings import PRIVATE_NETWORKS, FetchPolicy

_FARTHEST_M = 1_000_000.0


class OptionsPage(QgsOptionsPageWidget):
    """Shows the settings as they are; they change when the options are accepted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inner = QWidget(self)
        boxes = QVBoxLayout(inner)
        boxes.setContentsMargins(0, 0, 0, 0)
        for box in (self._network(), self._positions(), self._cases()):
            boxes.addWidget(box)
        boxes.addStretch(1)
        scrolling = QgsScrollArea(self)  # which keeps the wheel from what it scrolls past
        scrolling.setWidgetResizable(True)
        scrolling.setFrameShape(QFrame.Shape.NoFrame)
        scrolling.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling)

    def isValid(self) -> bool:
        """Return whether the address ranges can be read; the note beside them says which cannot."""
        return not self._fault()

    def apply(self) -> None:
        """Keep what was chosen."""
        settings.PRIVATE_NETWORKS.choose(self._networks())
        settings.ARCHIVE_LOOKUPS.choose(value=self.archive_box.is_ticked())
        settings.LENGTH_UNIT.choose(str(self.unit_combo.currentData()))
        settings.POSITION_ACCURACY_M.choose(float(self.accuracy_spin.value()))
        settings.POSITION_BASIS.choose(str(self.basis_combo.currentData()))
        settings.MARKING.choose(self.marking_edit.text().strip())
        settings.CONTRIBUTOR.choose(self.contributor_edit.text().strip())
        settings.TEMPLATES_FOLDER.choose(self.templates_widget.filePath().strip())

    def _network(self) -> QGroupBox:
        box, form = _group(tr("Network"))
        self.networks_edit = QLineEdit(", ".join(settings.PRIVATE_NETWORKS.value()), self)
        self.networks_edit.setPlaceholderText(tr("none"))
        self.networks_edit.setToolTip(
            tr(
                "Address ranges such as 10.1.2.0/24 that may be contacted although they are not "
                "public: an archive of your own, for example"
            )
        )
        self.networks_edit.setAccessibleName(tr("Private networks that may be contacted"))
        every = QPushButton(tr("All Private"), self)
        every.setToolTip(tr("Fill in all private and loopback address ranges"))
        every.clicked.connect(lambda: self.networks_edit.setText(", ".join(PRIVATE_NETWORKS)))
        row = QHBoxLayout()
        row.addWidget(self.networks_edit)
        row.addWidget(every)
        self.fault_label = _note("")
        self.networks_edit.textChanged.connect(lambda _: self._say_fault())
        name = QLabel(tr("&Private networks"), self)
        name.setBuddy(self.networks_edit)
        form.addRow(name, row)
        form.addRow(self.fault_label)
        self.archive_box = TickBox(
            tr("Look up stored copies in the Internet Archive"),
            tr("The archive then learns which pages are of interest to you."),
            self,
        )
        self.archive_box.tick(settings.ARCHIVE_LOOKUPS.value())
        form.addRow(self.archive_box)
        self._say_fault()
        return box

    def _positions(self) -> QGroupBox:
        box, form = _group(tr("Units and Positions"))
        self.unit_combo = _combo("length_unit", settings.LENGTH_UNIT.value())
        self.unit_combo.setToolTip(tr("Offered first where a distance or width is given"))
        self.accuracy_spin = QgsDoubleSpinBox(self)
        self.accuracy_spin.setRange(0.0, _FARTHEST_M)
        self.accuracy_spin.setDecimals(0)
        self.accuracy_spin.setSuffix(tr(" m"))
        self.accuracy_spin.setSpecialValueText(tr("to be stated"))
        self.accuracy_spin.setShowClearButton(False)  # see FilterEdit; 0 is what it cleared to
        self.accuracy_spin.setValue(settings.POSITION_ACCURACY_M.value())
        self.accuracy_spin.setToolTip(tr("Offered where a new site is placed"))
        self.basis_combo = _combo("position_basis", settings.POSITION_BASIS.value())
        self.basis_combo.setToolTip(tr("Offered where a new site is placed"))
        form.addRow(tr("&Unit of length"), self.unit_combo)
        form.addRow(tr("Position &accuracy"), self.accuracy_spin)
        form.addRow(tr("Position &basis"), self.basis_combo)
        return box

    def _cases(self) -> QGroupBox:
        box, form = _group(tr("New Cases and Briefings"))
        self.marking_edit = QLineEdit(settings.MARKING.value(), self)
        self.marking_edit.setPlaceholderText(tr("Printed at head and foot of briefings"))
        self.contributor_edit = QLineEdit(settings.CONTRIBUTOR.value(), self)
        self.contributor_edit.setPlaceholderText(tr("Who you are: the contact of new cases"))
        self.templates_widget = QgsFileWidget(self)
        self.templates_widget.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.templates_widget.setFilePath(settings.TEMPLATES_FOLDER.value())
        self.templates_widget.setToolTip(
            tr("Where your own templates (.qpt) of briefings are; empty: in the profile")
        )
        form.addRow(tr("&Marking"), self.marking_edit)
        form.addRow(tr("&Contributor"), self.contributor_edit)
        form.addRow(tr("&Templates"), self.templates_widget)
        return box

    def _networks(self) -> tuple[str, ...]:
        return tuple(self.networks_edit.text().replace(",", " ").replace(";", " ").split())

    def _fault(self) -> str:
        try:
            FetchPolicy(allowed_networks=self._networks())
        except TrackerError as error:
            return str(error)
        return ""

    def _say_fault(self) -> None:
        fault = self._fault()
        self.fault_label.setText(fault)
        self.fault_label.setVisible(bool(fault))


def _group(title: str) -> tuple[QGroupBox, QFormLayout]:
    box = QGroupBox(title)
    form = QFormLayout(box)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return box, form


def _combo(name: str, chosen: str) -> QComboBox:
    combo = QComboBox()
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(8)
    for key, label in vocabulary(name).items():
        combo.addItem(label, key)
    combo.setCurrentIndex(max(combo.findData(chosen), 0))
    return combo


def _note(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
