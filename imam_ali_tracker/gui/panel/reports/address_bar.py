"""Where addresses of reports are pasted, and files chosen; nothing is fetched before Fetch."""

from __future__ import annotations

from math import ceil
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QMimeData, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent, QResizeEvent
from qgis.PyQt.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from imam_ali_tracker.core import settings
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.gui.panel.reports.incoming import addresses_in

_MOST_LINES = 4
_PATTERNS = "*.html *.htm *.pdf *.xml *.rss *.atom *.json *.csv *.txt *.url *.webloc *.desktop"


class AddressEdit(QPlainTextEdit):
    """Addresses, one a line; Enter is ``entered``, Shift+Enter begins another line.

    ``filesPasted`` carries the paths of files on the clipboard.
    """

    entered = pyqtSignal()
    filesPasted = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # the page takes what is dropped, files too
        self.setPlaceholderText(tr("Paste addresses of reports"))
        self.setAccessibleName(tr("Addresses of reports"))
        self.textChanged.connect(self._fit)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Take Enter for the wish to fetch."""
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        shift = Qt.KeyboardModifier.ShiftModifier
        if event is not None and event.key() in enter and not event.modifiers() & shift:
            self.entered.emit()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData | None) -> None:
        """Paste as plain text; addresses that a browser gives as such come one a line."""
        if source is None:
            return
        files = local_files(source)
        if files:
            self.filesPasted.emit(files)
            return
        text = "\n".join(url.toString() for url in source.urls()) or source.text()
        self.insertPlainText(text)

    def canInsertFromMimeData(self, source: QMimeData | None) -> bool:
        """Take files too."""
        return source is not None and (source.hasText() or source.hasUrls())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Be as high as the lines, broken as they are; only more than a few scroll."""
        document, policy = present(self.document()), Qt.ScrollBarPolicy
        lines = max(1, round(document.size().height()))
        scrolls = lines > _MOST_LINES
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if scrolls else policy.ScrollBarAlwaysOff
        )
        frame = self.contentsMargins()  # with what a theme adds around the text
        around = frame.top() + frame.bottom() + 2 * document.documentMargin()
        height = min(lines, _MOST_LINES) * self.fontMetrics().lineSpacing() + around
        self.setFixedHeight(ceil(height))


class AddressBar(QWidget):
    """``fetchRequested`` carries addresses, ``filesChosen`` paths; ``failed`` an error."""

    fetchRequested = pyqtSignal(object)
    filesChosen = pyqtSignal(object)
    cancelRequested = pyqtSignal()
    failed = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = AddressEdit(self)
        self.fetch_button = QPushButton(tr("Fetch"), self)
        self.fetch_button.setToolTip(
            tr("Fetch the pages at these addresses; nothing is fetched before")
        )
        self.file_button = QToolButton(self)
        self.file_button.setIcon(QgsApplication.getThemeIcon("/mActionFileOpen.svg"))
        self.file_button.setToolTip(
            tr("Read saved pages and PDF documents, or addresses from a CSV table, feed or text")
        )
        self.file_button.setAccessibleName(tr("Read files"))
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 100)
        self.cancel_button = QPushButton(tr("Cancel"), self)
        self._running = QWidget(self)
        running = QHBoxLayout(self._running)
        running.setContentsMargins(0, 0, 0, 0)
        running.addWidget(self.progress, 1)
        running.addWidget(self.cancel_button)
        self._running.hide()
        line = QHBoxLayout()
        line.addWidget(self.edit, 1)
        line.addWidget(self.file_button, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.fetch_button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(line)
        layout.addWidget(self._running)
        self.edit.textChanged.connect(self._enable)
        self.edit.entered.connect(self.ask)
        self.fetch_button.clicked.connect(self.ask)
        self.edit.filesPasted.connect(self.filesChosen)
        self.file_button.clicked.connect(self._choose)
        self.cancel_button.clicked.connect(self.cancelRequested)
        self._enable()

    def put(self, urls: list[str]) -> None:
        """Put addresses into the line, below those that stand there."""
        there = [line for line in self.edit.toPlainText().splitlines() if line.strip()]
        self.edit.setPlainText("\n".join(dict.fromkeys((*there, *urls))))
        self.edit.setFocus()

    def ask(self) -> None:
        """Ask for the addresses in the line to be fetched."""
        text = self.edit.toPlainText()
        if not text.strip() or not self.fetch_button.isEnabled():
            return
        try:
            incoming = addresses_in(text)
        except TrackerError as error:
            self.failed.emit(error)
            return
        for problem in incoming.problems:
            self.failed.emit(TrackerError(problem))
        self.fetchRequested.emit(list(incoming.urls))

    def show_busy(self, busy: bool) -> None:
        """Show that something is being fetched, with a way to stop it."""
        self._running.setVisible(busy)
        self._enable()

    def show_progress(self, percent: float) -> None:
        """Show how much is done; nought is not known yet."""
        self.progress.setRange(0, 100 if percent > 0 else 0)
        self.progress.setValue(int(percent))

    def _enable(self) -> None:
        idle = self._running.isHidden()
        self.fetch_button.setEnabled(idle and bool(self.edit.toPlainText().strip()))
        self.file_button.setEnabled(idle)

    def _choose(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(
            self,
            tr("Reports or lists of reports"),
            settings.last_folder(),
            tr("Pages, PDF, feeds, tables, texts ({});;All files (*)").format(_PATTERNS),
        )
        if paths:
            settings.remember_folder(str(Path(paths[0]).parent))
            self.filesChosen.emit([Path(path) for path in paths])


def local_files(data: QMimeData) -> list[Path]:
    """Return the files of this machine in what is pasted or dropped."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
