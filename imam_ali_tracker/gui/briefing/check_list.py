"""What the case check found, worst first; a double click or Enter leads to the feature."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from imam_ali_tracker.briefing.case_check import counts_text
from imam_ali_tracker.case.labels import table_label
from imam_ali_tracker.case.row_rules import Problem, Severity
from imam_ali_tracker.core.i18n import tr

_PROBLEM = Qt.ItemDataRole.UserRole
_FEATURE_WIDTH = 180
_ICONS = {Severity.ERROR: "/mIconCritical.svg", Severity.WARNING: "/mIconWarning.svg"}


class CheckList(QWidget):
    """The problems of a case; ``jump`` carries the one that was activated."""

    jump = pyqtSignal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.summary = QLabel(tr("The case is being checked…"), self)
        self.tree = QTreeWidget(self)
        self.tree.setHeaderLabels([tr("Feature"), tr("What is wrong")])
        self.tree.setRootIsDecorated(False)
        self.tree.setAccessibleName(tr("Case check"))
        self.tree.setToolTip(tr("Double-click, or press Enter, to go to the feature"))
        self.tree.setWordWrap(True)
        self.tree.itemActivated.connect(self._activate)
        self.tree.currentItemChanged.connect(self._explain)
        self.what_to_do = QLabel(self)
        self.what_to_do.setTextFormat(Qt.TextFormat.PlainText)
        self.what_to_do.setWordWrap(True)
        self.what_to_do.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        self.what_to_do.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.summary)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.what_to_do)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """List the problems, which come errors first."""
        counts = Counter(problem.severity for problem in problems)
        errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
        self.summary.setText(
            counts_text(errors, warnings) if problems else tr("The case check found nothing.")
        )
        self.tree.clear()
        for problem in problems:
            feature = f"{table_label(problem.table)}: {problem.label or problem.uuid}".rstrip(": ")
            item = QTreeWidgetItem(self.tree, [feature, problem.message])
            item.setIcon(0, QgsApplication.getThemeIcon(_ICONS[problem.severity]))
            item.setData(0, _PROBLEM, problem)
            for column in range(2):
                item.setToolTip(column, item.text(column).replace("<", "&lt;"))
        self.tree.setColumnWidth(0, _FEATURE_WIDTH)
        if problems:
            self.tree.setCurrentItem(self.tree.topLevelItem(0))

    def show_error(self, text: str) -> None:
        """Say why there is no list."""
        self.summary.setText(text)

    def _explain(self, item: QTreeWidgetItem | None) -> None:
        problem = None if item is None else item.data(0, _PROBLEM)
        text = "" if problem is None else f"{problem.message} {problem.hint}"
        self.what_to_do.setText(text)

    def _activate(self, item: QTreeWidgetItem) -> None:
        self.jump.emit(item.data(0, _PROBLEM))
