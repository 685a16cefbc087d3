"""What is known of the chosen site, changed where it stands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.case.labels import field_label
from imam_ali_tracker.case.notations import accuracy_text, written
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.gui.latest import LatestRead
from imam_ali_tracker.gui.panel.context import PanelContext
from imam_ali_tracker.gui.panel.sites.actions import SiteActions
from imam_ali_tracker.gui.panel.sites.copying import fill_copy_menu, shown_notation
from imam_ali_tracker.gui.panel.sites.entries import EntryBar, EntryTree
from imam_ali_tracker.gui.panel.sites.entry_actions import EntryActions
from imam_ali_tracker.gui.panel.sites.related import SiteContent, read_content
from imam_ali_tracker.gui.panel.sites.site_fields import SiteFields
from imam_ali_tracker.gui.panel.writing_pause import WritingPause
from imam_ali_tracker.gui.reading_stop import make_reading_stop

if TYPE_CHECKING:
    from imam_ali_tracker.case.changes import Row


class SiteDetails(QScrollArea):
    """Position, fields and what hangs on a site; each field is written when it is left."""

    entryActivated = pyqtSignal(object)
    """Carries the :class:`Entry` that the analyst wants to see."""

    def __init__(self, context: PanelContext, actions: SiteActions, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._actions = actions
        self._content: SiteContent | None = None
        self._uuid = ""
        self._wants_name = False
        self._read = LatestRead(tr("Reading a site"), self)
        self._read.done.connect(self._show)
        self._read.failed.connect(context.messages.error)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget(self)
        self.hint_label = QLabel(inner)
        self.hint_label.setWordWrap(True)
        self.hint_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._body = QWidget(inner)
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.addWidget(self.hint_label)
        layout.addWidget(self._body)
        layout.addStretch(1)
        self._fill_body()
        self.setWidget(inner)
        self.show_none(0)

    def show_site(self, uuid: str) -> None:
        """Show a site as it is stored now."""
        self._uuid, self._wants_name = uuid, False
        try:
            location = self._context.editor.case.location
        except TrackerError:
            return
        self._read.start(partial(read_content, location, uuid))

    def show_none(self, selected: int) -> None:
        """Say what to do while not one site is chosen."""
        self._uuid, self._content, self._wants_name = "", None, False
        self._read.forget()
        self._body.hide()
        self.hint_label.setText(
            plural("{} site is selected.", "{} sites are selected.", selected).format(selected)
            if selected > 1
            else tr("Choose a site to see what is known of it.")
        )
        self.hint_label.show()

    @property
    def uuid(self) -> str:
        """The site that is shown, empty where none is."""
        return self._uuid

    def edit_name(self) -> None:
        """Put the focus into the name, once it is read."""
        self._wants_name = self._content is None or self._content.row["uuid"] != self._uuid
        if not self._wants_name:
            self.form.enter("name")
            self.ensureWidgetVisible(self.form.fields["name"])

    def is_name_edited(self) -> bool:
        """Whether the name has the focus."""
        return bool(self.form.fields["name"].hasFocus())

    def _fill_body(self) -> None:
        layout = QVBoxLayout(self._body)
        layout.setContentsMargins(0, 0, 0, 0)
        self.position_label = QLabel(self._body)
        self.position_label.setTextFormat(Qt.TextFormat.PlainText)
        self.position_label.setWordWrap(True)
        make_reading_stop(self.position_label)
        self.position_label.setAccessibleName(tr("Position"))
        self.copy_button = self._button("/mActionEditCopy.svg", tr("Copy the position"))
        self.copy_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.copy_button)
        menu.aboutToShow.connect(lambda: self._fill_copy_menu(menu))
        self.copy_button.setMenu(menu)
        self.position_button = self._button("/mActionToggleEditing.svg", tr("Change the position…"))
        self.position_button.clicked.connect(lambda: self._actions.ask_position(self._uuid))
        row = QHBoxLayout()
        row.addWidget(self.position_label, 1)
        row.addWidget(self.copy_button)
        row.addWidget(self.position_button)
        layout.addLayout(row)
        self.form = SiteFields(self._body)
        self.form.edited.connect(self._write)
        self.form.failed.connect(self._context.messages.error)
        layout.addWidget(self.form)
        commands = EntryActions(self._context, self._actions, self)
        self.entries = EntryTree(commands, self._body)
        self.entries.activatedEntry.connect(self.entryActivated)
        self.entry_bar = EntryBar(self.entries, self._body)
        listed = self.entries
        writing = (self.position_button, listed.add_name, listed.add_observation)
        changing = (listed.change, listed.delete)
        fields = self.form.inputs()
        WritingPause(self._context.editor, (*writing, *changing, *fields), self._enable, self)
        layout.addWidget(self.entry_bar)
        layout.addWidget(self.entries)

    def _button(self, icon: str, text: str) -> QToolButton:
        button = QToolButton(self._body)
        button.setIcon(QgsApplication.getThemeIcon(icon))
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setAutoRaise(True)
        return button

    def _show(self, content: SiteContent | None) -> None:
        if content is None or content.row["uuid"] != self._uuid:
            self.show_none(0)
            return
        self._content = content
        self.hint_label.hide()
        self._body.show()
        self.form.show_row(content.row)
        self._enable()
        self._show_position(content.row)
        self.entries.show_content(content)
        if self._wants_name:
            self.edit_name()

    def _enable(self) -> None:
        writable = self._context.editor.is_writable
        self.form.set_writable(writable=writable)
        self.position_button.setEnabled(writable)
        self.entries.enable()

    def _show_position(self, row: Row) -> None:
        point = row["geometry"]
        placed = point is not None and not point.isEmpty()
        self.copy_button.setEnabled(placed)
        if not placed:
            self.position_label.setText(tr("No position: no source states one."))
            return
        where = written(point.asPoint().x(), point.asPoint().y(), shown_notation())
        accuracy = accuracy_text(row["position_accuracy_m"])
        self.position_label.setText(tr("{} ({})").format(where, accuracy))

    def _fill_copy_menu(self, menu: QMenu) -> None:
        if self._content is not None:
            row = self._content.row
            fill_copy_menu(menu, row, lambda: self._show_position(row))

    def _write(self, name: str, value: Any) -> None:
        content = self._content
        if content is None:
            return
        text = tr("Change {} of “{}”").format(field_label(name).lower(), content.row["name"])
        if not self._actions.change(content.row["uuid"], text, {name: value}):
            self.show_site(self._uuid)
