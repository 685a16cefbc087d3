"""What stands on the page: template, texts, and how it is printed; remembered where it may be."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from imam_ali_tracker.briefing.making import Request
from imam_ali_tracker.briefing.templates import own_folder, templates
from imam_ali_tracker.core import settings
from imam_ali_tracker.core.i18n import tr

_LEAST_LETTERS = 14


class BriefingForm(QWidget):
    """The form; ``changed`` tells of what a preview shows."""

    changed = pyqtSignal()

    def __init__(self, title: str, marking: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.template = QComboBox(self)
        self.template.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.template.setMinimumContentsLength(_LEAST_LETTERS)
        for each in templates():
            name = tr("{} (own)").format(each.title) if each.own else each.title
            self.template.addItem(name, each)
        remembered = settings.BRIEFING_TEMPLATE.value()
        names = [self.template.itemData(row).name for row in range(self.template.count())]
        self.template.setCurrentIndex(max(0, names.index(remembered) if remembered in names else 0))
        self.title = QLineEdit(title, self)
        self.title.setCursorPosition(0)
        self.subtitle = QLineEdit(self)
        self.marking = QLineEdit(marking, self)
        self.graticule = QCheckBox(tr("Meridians and parallels"), self)
        self.graticule.setChecked(settings.BRIEFING_GRATICULE.value())
        self.as_layers = QCheckBox(tr("Can be switched off in a PDF"), self)
        self.as_layers.setChecked(settings.BRIEFING_LAYERS.value())
        self.resolution = QSpinBox(self)
        self.resolution.setRange(30, 1200)
        self.resolution.setSuffix(tr(" dpi"))
        self.resolution.setValue(int(settings.BRIEFING_DPI.value()))
        layout = QFormLayout(self)
        layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        rows: tuple[tuple[str, QWidget], ...] = (
            (tr("Template"), self.template),
            (tr("Title"), self.title),
            (tr("Subtitle"), self.subtitle),
            (tr("Marking"), self.marking),
            (tr("Graticule"), self.graticule),
            (tr("Layers"), self.as_layers),
            (tr("Resolution"), self.resolution),
        )
        for text, widget in rows:
            layout.addRow(text, widget)
            widget.setAccessibleName(text)
        where = QLabel(tr("Own templates (.qpt) are looked for in {}").format(own_folder()), self)
        where.setTextFormat(Qt.TextFormat.PlainText)
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        where.setWordWrap(True)
        where.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout.addRow(where)
        self.template.currentIndexChanged.connect(self._tell)
        self.graticule.toggled.connect(self._tell)
        for line in (self.title, self.subtitle, self.marking):
            line.textChanged.connect(self._tell)

    def request(self, sites: tuple[str, ...] | None) -> Request:
        """Return what is asked for, of these sites."""
        return Request(
            self.template.currentData(),
            tr("Briefing"),
            sites,
            title=self.title.text().strip(),
            subtitle=self.subtitle.text().strip(),
            marking=self.marking.text().strip(),
            graticule=self.graticule.isChecked(),
        )

    def dpi(self) -> int:
        """Return the resolution."""
        return self.resolution.value()

    def layers(self) -> bool:
        """Return whether a PDF is to have layers."""
        return self.as_layers.isChecked()

    def remember(self) -> None:
        """Keep what does not belong to one case."""
        settings.BRIEFING_TEMPLATE.choose(self.template.currentData().name)
        settings.BRIEFING_GRATICULE.choose(self.graticule.isChecked())
        settings.BRIEFING_LAYERS.choose(self.layers())
        settings.BRIEFING_DPI.choose(float(self.dpi()))

    def _tell(self) -> None:
        self.changed.emit()
