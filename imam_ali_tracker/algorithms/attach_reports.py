"""Attach reports to features of a case, or join them to any other layer."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterExpression,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterString,
)

from imam_ali_tracker.algorithms.base import Parameters, stop_if_cancelled
from imam_ali_tracker.algorithms.parameters import advanced, key_choice
from imam_ali_tracker.algorithms.with_case import CaseAlgorithm
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import plural, tr
from imam_ali_tracker.core.vocabularies import keys


class AttachReports(CaseAlgorithm):
    """Writes citations by selection, by mention or by key; or joins reports to another layer."""

    picture = "/mActionLink.svg"
    REPORTS = "REPORTS"
    FEATURES = "FEATURES"
    KEY_FIELD = "KEY_FIELD"
    TABLE = "TABLE"
    EXPRESSION = "EXPRESSION"
    MENTIONS = "MENTIONS"
    UNSURE = "UNSURE"
    LOCATOR = "LOCATOR"
    CREDIBILITY = "CREDIBILITY"
    OUTPUT = "OUTPUT"
    ATTACHED = "ATTACHED"
    KNOWN = "KNOWN"
    JOINED = "JOINED"
    CITATIONS = "CITATIONS"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "attachreports"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Attach reports")

    def groupId(self) -> str:
        """Return the id of the group."""
        return "reports"

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Attaches reports of a case to its features: a citation for each report and feature. "
            "All are written in one step, or none; what is attached already is not attached "
            "twice. “Detach reports” takes the citations of a run back, which are returned as "
            "CITATIONS.\n\n"
            "Which features: those of a layer of the case (tick “selected features only”), those "
            "of a table that an expression chooses, or the sites of the output of “Find "
            "mentions”. Of mentions only those that are certain are attached, unless asked "
            "otherwise.\n\n"
            "Which reports: those listed, by uuid or address; or, by key, the one that a field of "
            "each feature names by uuid or address. A mention brings its report.\n\n"
            "Features of any other layer are not changed: the output has them with the fields of "
            "their reports, once for each report."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        self.declare_case()
        self.addParameter(
            QgsProcessingParameterString(
                self.REPORTS,
                tr("Reports (uuids or addresses, one a line)"),
                multiLine=True,
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.FEATURES,
                tr("Features"),
                [Qgis.ProcessingSourceType.Vector],
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterField(
                self.KEY_FIELD,
                tr("Field of the features with the uuid or address of their report"),
                parentLayerParameterName=self.FEATURES,
                optional=True,
            )
        )
        self.addParameter(
            key_choice(self.TABLE, tr("Table of the case"), keys("feature_table"), None)
        )
        self.addParameter(
            QgsProcessingParameterExpression(
                self.EXPRESSION, tr("Features of the table"), optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.MENTIONS, tr("Mentions"), [Qgis.ProcessingSourceType.Vector], optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(
                self.UNSURE, tr("Attach mentions that may be something else"), defaultValue=False
            )
        )
        self.addParameter(
            advanced(
                QgsProcessingParameterString(
                    self.LOCATOR, tr("Where in the report (page, paragraph)"), optional=True
                )
            )
        )
        self.addParameter(
            advanced(key_choice(self.CREDIBILITY, tr("Credibility"), keys("credibility"), None))
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT,
                tr("Features of another layer with their reports"),
                Qgis.ProcessingSourceType.Vector,
                optional=True,
                createByDefault=False,
            )
        )
        for output, title in (
            (self.ATTACHED, tr("Citations written")),
            (self.KNOWN, tr("Citations that were there already")),
            (self.JOINED, tr("Features of another layer with a report")),
        ):
            self.addOutput(QgsProcessingOutputNumber(output, title))
        self.addOutput(QgsProcessingOutputString(self.CITATIONS, tr("Uuids of the new citations")))

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Attach or join, and return what came of it."""
        from imam_ali_tracker.algorithms.report_targets import Targets
        from imam_ali_tracker.case.attaching import attach

        if not any(parameters.get(n) for n in (self.FEATURES, self.MENTIONS, self.EXPRESSION)):
            raise TrackerError(
                tr("It is not said which features the reports are attached to."),
                tr("Give features, mentions, or a table and an expression."),
            )
        with self.case_to_write(parameters, context) as case:
            targets = Targets(self, parameters, context, case)
            attachments = [
                *targets.of_mentions(),
                *targets.of_expression(),
                *targets.of_features(),
            ]
            joined, identifier = targets.joined()
            stop_if_cancelled(feedback)
            attached = attach(case, attachments)
        for problem in targets.problems:
            feedback.pushWarning(problem)
        count, known = len(attached.citations), len(attached.known)
        feedback.pushInfo(
            plural(
                "{} citation written, {} there already",
                "{} citations written, {} there already",
                count,
            ).format(count, known)
        )
        if count:
            feedback.pushInfo(tr("To take them back, give “Detach reports” what follows."))
            feedback.pushInfo(" ".join(attached.citations))
        return {
            self.ATTACHED: count,
            self.KNOWN: known,
            self.JOINED: joined,
            self.CITATIONS: " ".join(attached.citations),
            self.OUTPUT: identifier,
        }
