"""Import sites into a case from any layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsCoordinateTransform,
    QgsFeature,
    QgsFeatureRequest,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterString,
)

from imam_ali_tracker.algorithms.base import Parameters, stop_if_cancelled
from imam_ali_tracker.algorithms.parameters import (
    advanced,
    chosen_field,
    given_number,
    key_choice,
    number,
    source_of,
    table_output,
    write_table,
)
from imam_ali_tracker.algorithms.shapes import earth_crs
from imam_ali_tracker.algorithms.with_case import CaseAlgorithm
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imam_ali_tracker.case.site_import import Outcome, Rules

_MOST_TOLD = 50


class ImportSites(CaseAlgorithm):
    """Adds features of a layer to the sites of a case."""

    picture = "/mActionAddOgrLayer.svg"
    needs = ("pyproj",)
    INPUT = "INPUT"
    NAME_FIELD = "NAME_FIELD"
    KIND_FIELD = "KIND_FIELD"
    ACCURACY_FIELD = "ACCURACY_FIELD"
    BASIS_FIELD = "BASIS_FIELD"
    SOURCE_FIELD = "SOURCE_FIELD"
    LONGITUDE_FIELD = "LONGITUDE_FIELD"
    LATITUDE_FIELD = "LATITUDE_FIELD"
    KIND = "KIND"
    ACCURACY = "ACCURACY"
    BASIS = "BASIS"
    SOURCE = "SOURCE"
    OUTPUT = "OUTPUT"
    ADDED = "ADDED"
    KNOWN = "KNOWN"
    SKIPPED = "SKIPPED"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "importsites"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Import sites")

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Adds the features of any layer to the sites of a case: GeoPackage, GeoJSON, KML, GPX, "
            "CSV or whatever QGIS reads, in any CRS. Fields called like the columns of sites, or "
            "as other programs call them, are taken by themselves; the parameters name others. "
            "Tables without geometry may have the position in two fields, in degrees of WGS 84.\n\n"
            "Every site has a position accuracy, a basis and a source of its position: those of "
            "the feature, else those given here, else unknown. Without a source the name of the "
            "layer stands for it. A value that does not fit its column is kept in the remarks. Of "
            "lines and areas a point on them is taken, with an accuracy not better than they are "
            "large. Features without a position become sites without one.\n\n"
            "A site of the same name at the same position, or with the same uuid, is not added "
            "again. All that can be added is added in one transaction; the table says what became "
            "of each feature, and why."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        self.declare_case()
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.INPUT, tr("Layer with sites"), [Qgis.ProcessingSourceType.Vector]
            )
        )
        for name, title in self._field_titles().items():
            field = QgsProcessingParameterField(
                name, title, parentLayerParameterName=self.INPUT, optional=True
            )
            self.addParameter(field if name == self.NAME_FIELD else advanced(field))
        self.addParameter(
            key_choice(self.KIND, tr("Kind, where there is none"), keys("site_kind"), "unknown")
        )
        self.addParameter(
            number(self.ACCURACY, tr("Position accuracy (m), where there is none"), None, 0.0)
        )
        basis = keys("position_basis")
        self.addParameter(
            key_choice(self.BASIS, tr("Position basis, where there is none"), basis, "unknown")
        )
        self.addParameter(
            QgsProcessingParameterString(
                self.SOURCE, tr("Position source, where there is none"), optional=True
            )
        )
        self.addParameter(table_output(self.OUTPUT, tr("What became of each feature")))
        for output, title in (
            (self.ADDED, tr("Sites added")),
            (self.KNOWN, tr("Sites known already")),
            (self.SKIPPED, tr("Features skipped")),
        ):
            self.addOutput(QgsProcessingOutputNumber(output, title))

    def _field_titles(self) -> dict[str, str]:
        return {
            self.NAME_FIELD: tr("Field with the name"),
            self.KIND_FIELD: tr("Field with the kind"),
            self.ACCURACY_FIELD: tr("Field with the position accuracy (m)"),
            self.BASIS_FIELD: tr("Field with the position basis"),
            self.SOURCE_FIELD: tr("Field with the position source"),
            self.LONGITUDE_FIELD: tr("Field with the longitude (°)"),
            self.LATITUDE_FIELD: tr("Field with the latitude (°)"),
        }

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Add the sites and return how many features became what."""
        from imam_ali_tracker.case.changes import ChangeSet
        from imam_ali_tracker.case.site_import import Result, site_outcomes

        source = source_of(self, parameters, self.INPUT, context)
        rules = self._rules(parameters, context, source)
        to_earth = QgsCoordinateTransform(
            source.sourceCrs(), earth_crs(), context.transformContext()
        )
        if source.wkbType() != Qgis.WkbType.NoGeometry and not source.sourceCrs().isValid():
            feedback.pushWarning(
                tr("The layer has no CRS: its coordinates are taken as longitude and latitude.")
            )
        with self.case_to_write(parameters, context) as case:
            features = _until_cancelled(source, feedback)
            outcomes = list(site_outcomes(features, rules, to_earth, case.rows("sites")))
            rows = [each.row for each in outcomes if each.result is Result.ADDED]
            stop_if_cancelled(feedback)
            case.apply(ChangeSet(inserts={"sites": rows}), partial(stop_if_cancelled, feedback))
        _tell(outcomes, feedback)
        counts = Counter(each.result for each in outcomes)
        return {
            self.OUTPUT: write_table(self, parameters, context, self.OUTPUT, _columns(outcomes)),
            self.ADDED: counts[Result.ADDED],
            self.KNOWN: counts[Result.KNOWN],
            self.SKIPPED: counts[Result.SKIPPED],
        }

    def _rules(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        source: QgsProcessingFeatureSource,
    ) -> Rules:
        from imam_ali_tracker.case.site_import import Rules, usual_fields

        columns = {
            "name": self.NAME_FIELD,
            "kind": self.KIND_FIELD,
            "position_accuracy_m": self.ACCURACY_FIELD,
            "position_basis": self.BASIS_FIELD,
            "position_source": self.SOURCE_FIELD,
        }
        chosen = {
            column: chosen_field(self, parameters, context, name, source)
            for column, name in columns.items()
        }
        stated = self.parameterAsString(parameters, self.SOURCE, context)
        defaults = {
            "kind": self.parameterAsEnumString(parameters, self.KIND, context),
            "position_accuracy_m": given_number(self, parameters, self.ACCURACY, context),
            "position_basis": self.parameterAsEnumString(parameters, self.BASIS, context),
            "position_source": stated or tr("Imported from {}").format(source.sourceName()),
        }
        return Rules(
            {**usual_fields(source.fields()), **{c: name for c, name in chosen.items() if name}},
            defaults,
            chosen_field(self, parameters, context, self.LONGITUDE_FIELD, source),
            chosen_field(self, parameters, context, self.LATITUDE_FIELD, source),
        )


def _until_cancelled(
    source: QgsProcessingFeatureSource, feedback: QgsProcessingFeedback
) -> Iterator[QgsFeature]:
    """Yield the features as they are: a damaged shape is one that is skipped, with its reason."""
    unchecked = Qgis.ProcessingFeatureSourceFlag.SkipGeometryValidityChecks
    total = source.featureCount()
    for done, feature in enumerate(source.getFeatures(QgsFeatureRequest(), unchecked)):
        stop_if_cancelled(feedback)
        yield feature
        if total > 0:
            feedback.setProgress(100.0 * done / total)


def _tell(outcomes: Sequence[Outcome], feedback: QgsProcessingFeedback) -> None:
    """Say what was not added, and what is doubtful about what was."""
    worth = [each for each in outcomes if each.reason or each.notes]
    for each in worth[:_MOST_TOLD]:
        name = each.name or tr("without a name")
        text = " ".join(filter(None, (each.reason, *each.notes)))
        feedback.pushInfo(
            tr("{} (feature {}), {}: {}").format(name, each.feature, each.result.value, text)
        )
    if len(worth) > _MOST_TOLD:
        feedback.pushInfo(tr("… and {} more").format(len(worth) - _MOST_TOLD))


def _columns(outcomes: Sequence[Outcome]) -> dict[str, list[str]]:
    return {
        "feature": [str(each.feature) for each in outcomes],
        "name": [each.name for each in outcomes],
        "result": [each.result.value for each in outcomes],
        "uuid": [str(each.row.get("uuid", "")) for each in outcomes],
        "reason": [each.reason for each in outcomes],
        "notes": [" ".join(each.notes) for each in outcomes],
    }
