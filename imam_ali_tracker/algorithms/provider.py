"""The Processing provider: one module per algorithm in this folder."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsProcessingAlgorithm, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from imam_ali_tracker.algorithms.models import ShippedModel
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.core.present import present


class TrackerAlgorithms(QgsProcessingProvider):
    """Processing's view of the plugin, under the id ``imam_ali_tracker``."""

    def id(self) -> str:
        """Return the prefix of the algorithms' ids."""
        return "imam_ali_tracker"

    def name(self) -> str:
        """Return the name shown in the toolbox."""
        return tr("Imam Ali Tracker")

    def icon(self) -> QIcon:
        """Return the icon shown in the toolbox."""
        return QIcon(str(resource("icons", "plugin.svg")))

    def loadAlgorithms(self) -> None:
        """Offer the algorithms."""
        for algorithm in _algorithms():
            self.addAlgorithm(algorithm)

    def register(self) -> None:
        """Add the algorithms to QGIS's, of which it is a part from then on."""
        present(QgsApplication.processingRegistry()).addProvider(self)
        for algorithm in self.algorithms():
            if isinstance(algorithm, ShippedModel):
                algorithm.find_steps()


def _algorithms() -> list[QgsProcessingAlgorithm]:
    from imam_ali_tracker.algorithms.add_buffers import AddBuffers
    from imam_ali_tracker.algorithms.add_corridor import AddCorridor
    from imam_ali_tracker.algorithms.attach_reports import AttachReports
    from imam_ali_tracker.algorithms.briefing import MakeBriefing
    from imam_ali_tracker.algorithms.check_case import CheckCase
    from imam_ali_tracker.algorithms.check_claims import CheckClaims
    from imam_ali_tracker.algorithms.copy_case import CopyCase
    from imam_ali_tracker.algorithms.corridor_lines import CorridorLines
    from imam_ali_tracker.algorithms.corridor_zones import CorridorZones
    from imam_ali_tracker.algorithms.create_case import CreateCase
    from imam_ali_tracker.algorithms.detach_reports import DetachReports
    from imam_ali_tracker.algorithms.export_text_form import ExportTextForm
    from imam_ali_tracker.algorithms.fetch_reports import FetchReports
    from imam_ali_tracker.algorithms.find_mentions import FindMentions
    from imam_ali_tracker.algorithms.geodesic_buffers import GeodesicBuffers
    from imam_ali_tracker.algorithms.hand_over import HandOver
    from imam_ali_tracker.algorithms.import_sites import ImportSites
    from imam_ali_tracker.algorithms.import_text_form import ImportTextForm
    from imam_ali_tracker.algorithms.load_case import LoadCase
    from imam_ali_tracker.algorithms.recheck_reports import RecheckReports

    return [
        CreateCase(),
        ImportTextForm(),
        ExportTextForm(),
        LoadCase(),
        CopyCase(),
        HandOver(),
        MakeBriefing(),
        ImportSites(),
        AddBuffers(),
        AddCorridor(),
        FetchReports(),
        RecheckReports(),
        FindMentions(),
        AttachReports(),
        DetachReports(),
        GeodesicBuffers(),
        CorridorLines(),
        CorridorZones(),
        CheckClaims(),
        CheckCase(),
        ShippedModel("briefing_from_addresses"),
    ]
