"""What the algorithms that read or write a case have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsProcessingContext

from imam_ali_tracker.algorithms.base import Parameters, TrackerAlgorithm
from imam_ali_tracker.algorithms.case_parameter import CaseParameter, location_given
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.case.store import Case


class CaseAlgorithm(TrackerAlgorithm):
    """An algorithm with a case as its first parameter."""

    CASE = "CASE"

    def declare_case(self) -> None:
        """Declare the case."""
        self.addParameter(
            CaseParameter(self.CASE, tr("Case (path of the GeoPackage or PostgreSQL connection)"))
        )

    def location(self, parameters: Parameters, context: QgsProcessingContext) -> CaseLocation:
        """Return where the case is; raises :class:`TrackerError` where that is not said."""
        return location_given(self.parameterAsString(parameters, self.CASE, context))

    def chosen_rows(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        case: Case,
        table: str,
        chosen_by: tuple[str, str],
    ) -> list[str] | None:
        """Return the uuids of rows, each once; ``None`` where nothing says which.

        ``chosen_by`` are the parameters with names or uuids and with an expression; a row that
        either chooses is chosen. Raises :class:`TrackerError` for a name that no row has.
        """
        from imam_ali_tracker.case.lookup import Lookup, matching, split_names

        by_name, by_expression = chosen_by
        names = split_names(self.parameterAsString(parameters, by_name, context))
        # As text, because Processing takes an expression with an error for none at all.
        expression = self.parameterAsString(parameters, by_expression, context)
        if not names and not expression:
            return None
        found = Lookup(case, table).uuids(names)
        if expression:
            found += matching(case, table, expression)
        return list(dict.fromkeys(found))

    def case_to_read(self, parameters: Parameters, context: QgsProcessingContext) -> Case:
        """Open the case for reading; raises :class:`TrackerError` where there is none."""
        from imam_ali_tracker.case.store import Case

        return Case.open(self.location(parameters, context), read_only=True)

    def case_to_write(self, parameters: Parameters, context: QgsProcessingContext) -> Case:
        """Open the case; raises :class:`TrackerError` where it can only be read."""
        from imam_ali_tracker.case.store import Case

        case = Case.open(self.location(parameters, context))
        if case.read_only:
            reason = case.read_only_reason
            case.close()
            raise TrackerError(tr("The case cannot be written."), reason)
        return case
