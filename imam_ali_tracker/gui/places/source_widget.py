"""Choosing a case, and which of its layers to add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import Qgis, QgsIconUtils, QgsProviderRegistry, QgsProviderSublayerDetails
from qgis.gui import QgsAbstractDataSourceWidget, QgsFileWidget
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.labels import table_label
from imam_ali_tracker.case.stored_connections import recalled, remembered
from imam_ali_tracker.core import settings
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui import team
from imam_ali_tracker.gui.latest import LatestRead
from imam_ali_tracker.project.catalogue import LAYERS, MAP, TABLES, group_title
from imam_ali_tracker.provider.sublayers import query_sublayers

if TYPE_CHECKING:
    from imam_ali_tracker.gui.places.case_actions import CaseActions

_KEY = int(Qt.ItemDataRole.UserRole)


class CaseSourceWidget(QgsAbstractDataSourceWidget):
    """A file or a schema of a team's database, and the layers of the case in it.

    A database is asked only when the analyst presses the button for it.
    """

    def __init__(
        self,
        actions: CaseActions,
        parent: QWidget | None = None,
        mode: QgsProviderRegistry.WidgetMode = QgsProviderRegistry.WidgetMode.Embedded,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Widget, mode)
        self._actions = actions
        self._case = ""
        self._schemas: LatestRead = LatestRead(tr("Listing the cases of a database"), self)
        self._layers: LatestRead = LatestRead(tr("Listing the layers of a case"), self)
        self.file_widget = QgsFileWidget(self)
        self.file_widget.setFilter(tr("Cases (*.gpkg)"))
        self.file_widget.setDefaultRoot(settings.last_folder())
        self.file_widget.setDialogTitle(tr("Open a Case"))
        self.connection_combo = QComboBox(self)
        self.schema_combo = QComboBox(self)
        self.list_button = QPushButton(tr("&List Cases"), self)
        self.list_button.setToolTip(tr("Ask the database which of its schemas hold a case"))
        self.tree = QTreeWidget(self)
        self.tree.setHeaderLabels([tr("Layer"), tr("Rows")])
        present(self.tree.headerItem()).setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
        self.tree.setAccessibleName(tr("Layers of the case"))
        self.note_label = QLabel(self)
        self.note_label.setTextFormat(Qt.TextFormat.PlainText)
        self.note_label.setWordWrap(True)
        self._lay_out()
        self.file_widget.fileChanged.connect(self._choose)
        self.list_button.clicked.connect(self._list_schemas)
        self.schema_combo.activated.connect(lambda _: self._choose_schema())
        self.connection_combo.currentTextChanged.connect(lambda _: self.schema_combo.clear())
        self.tree.itemChanged.connect(lambda *_: self._check())
        for read, show in ((self._schemas, self._show_schemas), (self._layers, self._show_layers)):
            read.done.connect(show)
            read.failed.connect(lambda error: self.note_label.setText(str(error)))
        self.refresh()
        self._choose("")

    def refresh(self) -> None:
        """Offer the connections as QGIS has them now; none is opened."""
        self.connection_combo.clear()
        self.connection_combo.addItems(team.connection_names())
        self.list_button.setEnabled(self.connection_combo.count() > 0)

    def addButtonClicked(self) -> None:
        """Add the ticked layers to the project."""
        self._actions.add_layers(self._case, self.chosen())

    def chosen(self) -> list[str]:
        """Return the keys of the ticked layers."""
        return [
            str(item.data(0, _KEY))
            for item in self._items()
            if item.checkState(0) == Qt.CheckState.Checked
        ]

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("&File"), self.file_widget)
        database = QHBoxLayout()
        database.addWidget(self.connection_combo, 1)
        database.addWidget(self.list_button)
        database.addWidget(self.schema_combo, 1)
        name = QLabel(tr("Team &database"), self)
        name.setBuddy(self.connection_combo)
        form.addRow(name, database)
        buttons = QDialogButtonBox(self)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.note_label)
        layout.addWidget(buttons)
        self.setupButtons(buttons)
        helping = buttons.button(QDialogButtonBox.StandardButton.Help)
        if helping is not None:  # there is no page for it
            buttons.removeButton(helping)
        self.connection_combo.setAccessibleName(tr("Connection"))
        self.schema_combo.setAccessibleName(tr("Case"))

    def _list_schemas(self) -> None:
        name = self.connection_combo.currentText()
        self.schema_combo.clear()
        self.note_label.setText(tr("Asking the server…"))
        self._schemas.start(lambda: team.schemas(name))

    def _show_schemas(self, found: dict[str, bool]) -> None:
        self.schema_combo.addItems(schema for schema, is_case in found.items() if is_case)
        if self.schema_combo.count():
            self._choose_schema()
        else:
            self.note_label.setText(tr("No schema of this database holds a case."))

    def _choose_schema(self) -> None:
        name, schema = self.connection_combo.currentText(), self.schema_combo.currentText()
        self._choose(remembered(team.team_location(name, schema)))

    def _choose(self, case: str) -> None:
        """List the layers of a case; they are read in the background."""
        self._case = case
        self.tree.clear()
        self._check()
        if not case:
            self.note_label.setText(tr("Choose the file of a case, or a case of your team."))
            return
        self.note_label.setText(tr("Reading the case…"))
        counted = Qgis.SublayerQueryFlag.CountFeatures
        self._layers.start(lambda: query_sublayers(recalled(case), counted))

    def _show_layers(self, found: list[QgsProviderSublayerDetails]) -> None:
        if not found:
            self.note_label.setText(tr("There is no case here that can be read."))
            return
        self.note_label.setText("")
        self.tree.blockSignals(True)
        groups = {name: self._group(name) for name in (MAP, TABLES)}
        known = {each.uri().partition("|layer=")[2]: each for each in found}
        for spec in LAYERS:
            details = known.get(f"{spec.layer}{'|rows=stored' if spec.hidden_rows else ''}")
            if details is not None:
                item = QTreeWidgetItem(groups[spec.group], [table_label(spec.key), _rows(details)])
                item.setData(0, _KEY, spec.key)
                item.setCheckState(0, Qt.CheckState.Checked)
                item.setIcon(0, QgsIconUtils.iconForWkbType(details.wkbType()))
                item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
        self.tree.expandAll()
        self.tree.resizeColumnToContents(0)
        # Of a database no rows are counted: that may take long.
        self.tree.setColumnHidden(1, all(each.featureCount() < 0 for each in found))
        self.tree.blockSignals(False)
        self._check()

    def _group(self, name: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self.tree, [group_title(name)])
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsAutoTristate)
        item.setCheckState(0, Qt.CheckState.Checked)
        return item

    def _items(self) -> list[QTreeWidgetItem]:
        groups = (present(self.tree.topLevelItem(n)) for n in range(self.tree.topLevelItemCount()))
        return [present(group.child(n)) for group in groups for n in range(group.childCount())]

    def _check(self) -> None:
        self.enableButtons.emit(bool(self.chosen()))


def _rows(details: QgsProviderSublayerDetails) -> str:
    return "" if details.featureCount() < 0 else f"{details.featureCount():,}"
