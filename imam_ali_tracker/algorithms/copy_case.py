"""Copy a case to another file or database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
)

from imam_ali_tracker.algorithms.base import Parameters, TrackerAlgorithm
from imam_ali_tracker.algorithms.case_parameter import CaseParameter, location_given
from imam_ali_tracker.core.i18n import plural, tr


class CopyCase(TrackerAlgorithm):
    """Makes a case with the same rows in a GeoPackage or a PostgreSQL schema."""

    picture = "/mActionEditCopy.svg"
    INPUT = "INPUT"
    TARGET = "TARGET"
    CASE = "CASE"
    ROWS = "ROWS"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "copycase"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Copy case")

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Makes a new case with all rows of another: from a GeoPackage into the database of a "
            "team, back again, or from what was handed over, a folder or a GeoPackage, into a case "
            "without what was added for those without this plugin.\n\n"
            "Rows keep their uuids and dates, so that both cases know what is the same. Tables and "
            "columns of the analyst's own are not copied. What is at the new place already is left "
            "alone and reported as an error; the copy is whole or not there at all.\n\n"
            "A database is given as a connection with a schema: dbname='…' host=… schema='…', or "
            "service=… or authcfg=… with a schema. A password need not be given where QGIS has "
            "stored a connection to the same server; it is neither logged nor returned."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        self.addParameter(
            CaseParameter(
                self.INPUT,
                tr("Case to copy (GeoPackage, folder handed over, or PostgreSQL connection)"),
            )
        )
        self.addParameter(
            CaseParameter(
                self.TARGET, tr("New case (path of a GeoPackage or PostgreSQL connection)")
            )
        )
        self.addOutput(QgsProcessingOutputString(self.CASE, tr("Case")))
        self.addOutput(QgsProcessingOutputNumber(self.ROWS, tr("Rows copied")))

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Copy the case and return where it is."""
        from imam_ali_tracker.case.schema import TABLES
        from imam_ali_tracker.case.snapshot import copy_case
        from imam_ali_tracker.case.store import Case
        from imam_ali_tracker.case.stored_connections import remembered
        from imam_ali_tracker.project.hand_over.package import CASE_FILE

        given = self.parameterAsString(parameters, self.INPUT, context)
        handed_over = Path(given) / CASE_FILE
        target = location_given(self.parameterAsString(parameters, self.TARGET, context))
        is_handed_over = bool(given) and handed_over.is_file()
        source = location_given(str(handed_over) if is_handed_over else given)
        with Case.open(source, read_only=True) as case:
            with copy_case(case, target, feedback.isCanceled) as copy, copy.reading():
                rows = sum(1 for name in TABLES for _ in copy.rows(name, geometry=False))
        feedback.pushInfo(
            plural("Copied {} row to {}", "Copied {} rows to {}", rows).format(rows, target.label)
        )
        return {
            self.CASE: remembered(target),
            self.ROWS: rows,
        }
