"""What the case check found: by severity, then by rule, then by feature; filtered, copied."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QEvent, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent, QKeySequence
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.briefing.case_check import counts_text
from imam_ali_tracker.case.labels import table_label
from imam_ali_tracker.case.row_rules import Problem, Severity
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.filter_edit import FilterEdit
from imam_ali_tracker.gui.panel.own_keys import keeps
from imam_ali_tracker.gui.plain_text import as_plain
from imam_ali_tracker.reports.mentions.folding import fold

_PROBLEMS = Qt.ItemDataRole.UserRole
"""The problems that an item stands for: one of a feature, all of a rule or a severity."""
_ICONS = {Severity.ERROR: "/mIconCritical.svg", Severity.WARNING: "/mIconWarning.svg"}
_FEW = 12
"""A rule with so many features, or a filter that leaves so many, is unfolded."""


class CheckList(QWidget):
    """The problems of a case; ``jump`` carries the one that was activated."""

    jump = pyqtSignal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._problems: Sequence[Problem] = ()
        self._folded: Sequence[str] = ()
        self.summary = QLabel(self)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setWordWrap(True)
        self.filter = FilterEdit(tr("Filter by feature, rule or text"), self)
        self.tree = _Tree(self)
        self.what_to_do = QLabel(self)
        self.what_to_do.setTextFormat(Qt.TextFormat.PlainText)
        self.what_to_do.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.what_to_do.setWordWrap(True)
        self.what_to_do.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        self.what_to_do.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.jump_button = QPushButton(tr("Go to"), self)
        self.jump_button.setToolTip(tr("Show it in the panel and on the map (double click, Enter)"))
        self.copy_button = QPushButton(tr("Copy"), self)
        self.copy_button.setToolTip(
            tr("Copy what is selected (Ctrl+C), or the whole list, as a table for a spreadsheet")
        )
        buttons = QHBoxLayout()
        buttons.addWidget(self.jump_button)
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.summary)
        layout.addWidget(self.filter)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.what_to_do)
        layout.addLayout(buttons)
        self.filter.textChanged.connect(lambda _text: self._show())
        self.tree.itemActivated.connect(self._activate)
        self.tree.currentItemChanged.connect(self._explain)
        self.tree.copyRequested.connect(self.copy)
        self.jump_button.clicked.connect(lambda: self._activate(self.tree.currentItem()))
        self.copy_button.clicked.connect(self.copy)
        self.show_waiting()

    def show_waiting(self) -> None:
        """Say that the case is being checked."""
        self.summary.setText(tr("The case is being checked…"))

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """List the problems, which come errors first, as far as they pass the filter."""
        self._problems = problems
        self._folded = [fold("\n".join(_cells(problem))) for problem in problems]
        self._show()

    def show_error(self, text: str) -> None:
        """Say why there is no list."""
        self.show_problems(())
        self.summary.setText(text)

    def copy(self) -> None:
        """Copy the selected problems, else all that are listed, as cells with tabs between them."""
        chosen = dict.fromkeys(
            problem for item in self.tree.selectedItems() for problem in item.data(0, _PROBLEMS)
        )
        rows = [_head(), *(_cells(problem) for problem in chosen or self._passing())]
        lines = ("\t".join(" ".join(cell.split()) for cell in row) for row in rows)
        present(QgsApplication.clipboard()).setText("\n".join(lines))

    def _passing(self) -> list[Problem]:
        needle = fold(self.filter.text())
        return [each for each, folded in zip(self._problems, self._folded) if needle in folded]

    def _show(self) -> None:
        listed = self._passing()
        self.summary.setText(self._sums(listed))
        self.tree.show_problems(listed)
        for widget in (self.filter, self.copy_button):
            widget.setEnabled(bool(self._problems))

    def _sums(self, listed: Sequence[Problem]) -> str:
        if not self._problems:
            return tr("The case check found nothing.")
        counts = Counter(problem.severity for problem in self._problems)
        text = counts_text(counts[Severity.ERROR], counts[Severity.WARNING])
        if len(listed) == len(self._problems):
            return text
        return tr("{}; the filter leaves {}").format(text, len(listed))

    def _explain(self, item: QTreeWidgetItem | None) -> None:
        problems = _problems_of(item)
        alone = len(problems) == 1
        self.jump_button.setEnabled(alone)
        hints = {problem.hint for problem in problems}
        said = problems[0].message if alone else ""
        self.what_to_do.setText(f"{said} {hints.pop() if len(hints) == 1 else ''}".strip())

    def _activate(self, item: QTreeWidgetItem | None) -> None:
        problems = _problems_of(item)
        if len(problems) == 1:
            self.jump.emit(problems[0])


class _Tree(QTreeWidget):
    """Severities, rules and features; the features of a rule are made when it is unfolded."""

    copyRequested = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setAccessibleName(tr("Case check"))
        self.setToolTip(tr("Double-click, or press Enter, to go to the feature"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.itemExpanded.connect(_fill)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show these problems instead of those before."""
        self.clear()
        for severity in Severity:
            same = [problem for problem in problems if problem.severity is severity]
            if same:
                top = _item(self, _severity_text(severity, len(same)), same)
                top.setIcon(0, QgsApplication.getThemeIcon(_ICONS[severity]))
                for heading, of_rule in _by_rule(same):
                    rule = _item(top, f"{heading} ({len(of_rule)})", of_rule)
                    rule.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
                    rule.setExpanded(len(of_rule) == 1 or len(problems) <= _FEW)
                top.setExpanded(True)
        first = self.topLevelItem(0)
        if first is not None:
            self.setCurrentItem(first.child(0))

    def event(self, event: QEvent | None) -> bool:
        """Take Ctrl+C before QGIS does."""
        copying = QKeySequence.StandardKey.Copy
        return keeps(event, lambda key: key.matches(copying)) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Copy what is selected."""
        if event is not None and event.matches(QKeySequence.StandardKey.Copy):
            self.copyRequested.emit()
        else:
            super().keyPressEvent(event)


def _problems_of(item: QTreeWidgetItem | None) -> Sequence[Problem]:
    problems: Sequence[Problem] = () if item is None else item.data(0, _PROBLEMS)
    return problems


def _by_rule(problems: Sequence[Problem]) -> Iterator[tuple[str, list[Problem]]]:
    rules: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        rules[problem.heading].append(problem)
    yield from rules.items()


def _fill(rule: QTreeWidgetItem) -> None:
    """Make the features of a rule; severities have their rules already."""
    if rule.childCount() or rule.parent() is None:
        return
    for problem in rule.data(0, _PROBLEMS):
        text = _feature(problem)
        if problem.rule:
            text = f"{text} – {problem.message}"
        child = _item(rule, text, [problem])
        child.setToolTip(0, as_plain(f"{_feature(problem)}\n{problem.message}\n{problem.hint}"))


def _item(
    parent: QTreeWidget | QTreeWidgetItem, text: str, problems: Sequence[Problem]
) -> QTreeWidgetItem:
    item = QTreeWidgetItem(parent, [text])
    item.setData(0, _PROBLEMS, tuple(problems))
    item.setToolTip(0, as_plain(text))
    return item


def _severity_text(severity: Severity, count: int) -> str:
    if severity is Severity.ERROR:
        return tr("Errors ({})").format(count)
    return tr("Warnings ({})").format(count)


def _feature(problem: Problem) -> str:
    return f"{table_label(problem.table)}: {problem.label or problem.uuid}".rstrip(": ")


def _head() -> tuple[str, ...]:
    return (
        *(tr("Severity"), tr("Rule"), tr("Table"), tr("Feature"), tr("Field")),
        *(tr("What is wrong"), tr("What to do"), tr("Identifier")),
    )


def _cells(problem: Problem) -> tuple[str, ...]:
    """Return a problem as a row of a spreadsheet."""
    return (
        *(tr("Error") if problem.severity is Severity.ERROR else tr("Warning"), problem.heading),
        *(table_label(problem.table), problem.label, problem.field),
        *(problem.message, problem.hint, problem.uuid),
    )
