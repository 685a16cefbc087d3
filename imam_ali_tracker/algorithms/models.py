"""Ready-made models that chain the algorithms, from ``resources/models``."""

from __future__ import annotations

from qgis.core import QgsProcessingModelAlgorithm
from qgis.PyQt.QtGui import QIcon

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.paths import resource


class ShippedModel(QgsProcessingModelAlgorithm):
    """A model of ``resources/models`` as an algorithm of the plugin.

    Its id is the name of its file without underscores. Raises :class:`TrackerError` where the file
    cannot be read.
    """

    def __init__(self, file_name: str) -> None:
        super().__init__()
        self._file_name = file_name
        path = resource("models", f"{file_name}.model3")
        if not self.fromFile(str(path)):
            raise TrackerError(
                tr("The model {} of the plugin cannot be read.").format(path.name),
                tr("Install the plugin again."),
            )

    def find_steps(self) -> None:
        """Look the algorithms up that the model chains; QGIS knows them only after it was read.

        What they make is then known as the outputs of the model.
        """
        self.canExecute()
        self.updateDestinationParameters()

    def name(self) -> str:
        """Return the id of the algorithm."""
        return self._file_name.replace("_", "")

    def groupId(self) -> str:
        """Return the id of the group."""
        return "models"

    def group(self) -> str:
        """Return the title of the group in the toolbox."""
        return tr("Ready-made models")

    def shortHelpString(self) -> str:
        """Return the description in the file, as it stands there."""
        return str(self.helpContent().get("ALG_DESC", ""))

    def icon(self) -> QIcon:
        """Return the plugin's icon."""
        return QIcon(str(resource("icons", "plugin.svg")))
