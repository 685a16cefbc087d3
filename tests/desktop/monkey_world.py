"""What a monkey does beside the panel: cases, the project, tasks, forms, themes, and files.

Each action returns what it did, in a word or two for the journal, or nothing where there was
nothing to do.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsProject, QgsTask, QgsVectorLayer
from qgis.PyQt.QtCore import QItemSelectionModel, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QWidget,
)

from tests.support.looking import seen
from tests.support.waiting import rest, wait_until

PROVIDER = "imam_ali_tracker"
_LOCATING_S = 0.6
THEMES = ("default", "Night Mapping", "Blend of Gray")
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class World:
    """The desktop around the panel, with ``cases`` to switch between and a ``server`` to ask."""

    def __init__(
        self, iface: Any, plugin: Any, dock: QWidget, cases: list[str], project: str, server: str
    ) -> None:
        self._iface = iface
        self._plugin = plugin
        self._dock = dock
        self._project = project
        self._server = server
        self.cases = cases
        self.folder = Path(cases[0]).parent
        self._files = 0
        self.actions: tuple[tuple[Callable[[random.Random], str], int], ...] = (
            (self.undo, 30),
            (self.redo, 15),
            (self.delete, 25),
            (self.fetch, 10),
            (self.edit_feature, 10),
            (self.open_briefing, 4),
            (self.locate, 6),
            (self.identify, 4),
            (self.cancel_task, 8),
            (self.switch_case, 1),
            (self.reopen_panel, 2),
            (self.change_project, 2),
            (self.change_theme, 1),
        )

    def undo(self, _chance: random.Random) -> str:
        """Take the last step back by the keyboard."""
        text = str(self._plugin.controller.editor.undo_stack.undoText())
        QTest.keyClick(self._dock.widget(), Qt.Key.Key_Z, _CONTROL)
        return text

    def redo(self, _chance: random.Random) -> str:
        """Repeat the step that was taken back."""
        text = str(self._plugin.controller.editor.undo_stack.redoText())
        QTest.keyClick(self._dock.widget(), Qt.Key.Key_Z, _CONTROL | _SHIFT)
        return text

    def delete(self, chance: random.Random) -> str:
        """Choose rows of a list and press Delete."""
        views = [
            view
            for view in seen(self._dock.findChildren(QAbstractItemView))
            if view.isVisible() and view.model() is not None and view.model().rowCount()
        ]
        if not views:
            return ""
        view = chance.choice(views)
        flags = QItemSelectionModel.SelectionFlag
        for number in range(chance.randint(1, 2)):
            index = view.model().index(chance.randrange(view.model().rowCount()), 0)
            how = flags.ClearAndSelect if not number else flags.Select
            view.selectionModel().select(index, how | flags.Rows)
            view.selectionModel().setCurrentIndex(index, flags.NoUpdate)
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_Delete)
        return str(view.accessibleName())

    def fetch(self, chance: random.Random) -> str:
        """Put addresses of the server into the line, and fetch them."""
        from imam_ali_tracker.gui.panel.reports.page import ReportsPage
        from imam_ali_tracker.gui.panel.tabs import PanelTabs

        if self._plugin.controller.summary is None:
            return ""
        bar = self._dock.findChild(PanelTabs).page(ReportsPage).address_bar
        if not bar.isVisible():
            return ""
        names = ("report", "gone", "same", "slow", "arabic", "nothing")
        urls = [
            f"{self._server}/{chance.choice(names)}-{chance.randint(1, 40)}"
            for _ in range(chance.randint(1, 4))
        ]
        bar.edit.clear()
        QTest.keyClicks(bar.edit, urls[0])
        bar.put([*urls[1:], *([f"{self._server}/feed.xml"] if chance.random() < 0.2 else [])])
        if not bar.fetch_button.isEnabled():
            return ""
        QTest.mouseClick(bar.fetch_button, Qt.MouseButton.LeftButton)
        return " ".join(urls)

    def edit_feature(self, chance: random.Random) -> str:
        """Edit a feature in QGIS's attribute form; the monkey fills it in as a window."""
        layers = self._layers()
        if not layers:
            return ""
        layer = chance.choice(layers)
        ids = sorted(layer.allFeatureIds())
        if not layer.isEditable() and chance.random() < 0.8:
            layer.startEditing()
        if not ids:
            return ""
        fid = chance.choice(ids)
        # While a write begins a layer may list what it cannot read a moment later; QGIS crashes on
        # the form of a feature that is none.
        wait_until(lambda: fid not in layer.allFeatureIds() or layer.getFeature(fid).isValid())
        feature = layer.getFeature(fid)
        if not feature.isValid():
            return ""
        self._iface.openFeatureForm(layer, feature, False, True)
        ended = ""
        if layer.isEditable():
            ended = "saved" if layer.isModified() and layer.commitChanges() else "left"
            layer.rollBack()
        return f"{layer.name()} {ended}"

    @staticmethod
    def _layers() -> list[QgsVectorLayer]:
        """Return the layers of cases that have features, by their names."""
        layers = [
            layer
            for layer in QgsProject.instance().mapLayers().values()
            if isinstance(layer, QgsVectorLayer)
            and layer.isValid()
            and layer.providerType() == PROVIDER
            and layer.featureCount()
        ]
        return sorted(layers, key=lambda each: each.name())

    def open_briefing(self, _chance: random.Random) -> str:
        """Open the briefing window, where none is open."""
        from imam_ali_tracker.gui.briefing.dialog import BriefingDialog

        windows = seen(QApplication.topLevelWidgets())
        if any(isinstance(each, BriefingDialog) and each.isVisible() for each in windows):
            return ""
        action = self._dock.widget().header.briefing_action
        if not action.isEnabled():
            return ""
        action.trigger()
        return "opened"

    def locate(self, chance: random.Random) -> str:
        """Look something of the case up in the locator, and take what it finds."""
        words = f"iat {chance.choice(('Tehran', 'kamal', 'bridge', 'Imam', 'x'))}"
        self._iface.locatorSearch(words)
        rest(_LOCATING_S)
        line = QApplication.focusWidget()
        if not isinstance(line, QLineEdit):
            return ""
        QTest.keyClick(line, Qt.Key.Key_Down)
        QTest.keyClick(line, chance.choice((Qt.Key.Key_Return, Qt.Key.Key_Escape)))
        return words

    def identify(self, chance: random.Random) -> str:
        """Choose a layer of the case and QGIS's tool that shows features in forms."""
        layers = self._layers()
        if not layers:
            return ""
        layer = chance.choice(layers)
        self._iface.setActiveLayer(layer)
        self._iface.actionIdentify().trigger()
        return layer.name()

    def cancel_task(self, chance: random.Random) -> str:
        """Cancel one of the tasks that QGIS lists."""
        tasks = [
            task
            for task in QgsApplication.taskManager().activeTasks()
            if task.flags() & QgsTask.Flag.CanCancel and not task.flags() & QgsTask.Flag.Hidden
        ]
        if not tasks:
            return ""
        task = chance.choice(tasks)
        said = str(task.description())
        task.cancel()
        return said

    def switch_case(self, chance: random.Random) -> str:
        """Open another case, or the same anew, while anything may be going on."""
        path = chance.choice(self.cases)
        self._plugin.controller.open_case(path)
        return Path(path).name

    def reopen_panel(self, chance: random.Random) -> str:
        """Close the panel by its button, or float it, and bring it back."""
        if chance.random() < 0.3:
            self._dock.setFloating(not self._dock.isFloating())
            return "float"
        self._plugin.panel_action.trigger()
        QgsApplication.processEvents()
        self._plugin.panel_action.trigger()
        return "reopened"

    def change_project(self, chance: random.Random) -> str:
        """Empty the project, open one, or take a layer away, as an analyst may at any time."""
        project = QgsProject.instance()
        what = chance.choice(("empty", "open", "remove", "remove", "layers", "layers"))
        if what == "empty":
            project.clear()
        elif what == "open":
            project.read(self._project)
        elif what == "remove" and project.mapLayers():
            project.removeMapLayer(chance.choice(sorted(project.mapLayers())))
        self._plugin.controller.load_layers()
        return what

    def change_theme(self, chance: random.Random) -> str:
        """Change the look of QGIS."""
        theme = chance.choice(THEMES)
        QgsApplication.setUITheme(theme)
        return theme

    def answer_file_dialog(self, dialog: QFileDialog, chance: random.Random) -> str:
        """Name a file or folder and press the button; files to open are there, others are new."""
        if dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave:
            self._files += 1
            number = self._files if chance.random() < 0.8 else 1
            path = self.folder / "made" / f"file-{number}"
        else:
            path = chance.choice(sorted(each for each in self.folder.iterdir() if each.is_file()))
            if dialog.fileMode() == QFileDialog.FileMode.Directory:
                path = self.folder / "made"
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        line.setText(str(path))
        box = dialog.findChild(QDialogButtonBox)
        kind = QDialogButtonBox.StandardButton
        button = box.button(kind.Save) or box.button(kind.Open)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return str(path.name)
