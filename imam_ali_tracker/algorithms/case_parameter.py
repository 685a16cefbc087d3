"""The parameter that says where a case is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import QgsProcessingContext, QgsProcessingParameterString

if TYPE_CHECKING:
    from imam_ali_tracker.case.location import CaseLocation


class CaseParameter(QgsProcessingParameterString):
    """The path of a GeoPackage, or a connection; the log and the history see no password.

    What is written there can be run again: a connection that QGIS has stored to the same server
    knows the password.
    """

    def clone(self) -> CaseParameter:
        """Return a copy, which Processing owns."""
        return CaseParameter(self.name(), self.description())

    def valueAsPythonString(self, value: Any, context: QgsProcessingContext) -> str:
        """Return the location as the log, the history and batches have it."""
        return super().valueAsPythonString(_shown(value), context)

    def valueAsJsonObject(self, value: Any, context: QgsProcessingContext) -> Any:
        """Return the location as the history has it."""
        return super().valueAsJsonObject(_shown(value), context)

    def valueAsString(self, value: Any, context: QgsProcessingContext) -> tuple[str, bool]:
        """Return the location as a command line has it."""
        return super().valueAsString(_shown(value), context)


def location_given(text: str) -> CaseLocation:
    """Return where a case is; raises :class:`TrackerError` where the text does not say it."""
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.case.stored_connections import recalled

    return CaseLocation.parse(recalled(text))


def _shown(value: Any) -> Any:
    from imam_ali_tracker.case.stored_connections import without_password

    return without_password(value) if isinstance(value, str) else value
