"""A site's position in words: in every notation, and with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import QgsCoordinateFormatter

from imam_ali_tracker.core.coordinates.mgrs import mgrs
from imam_ali_tracker.core.coordinates.plus_codes import plus_code
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import label

DECIMAL = "decimal"
_DECIMAL_PLACES = 6
_MINUTE_PLACES = 4
_SECOND_PLACES = 2
_FLAG = QgsCoordinateFormatter.FormatFlag
_FLAGS = _FLAG(_FLAG.FlagDegreesUseStringSuffix | _FLAG.FlagDegreesPadMinutesSeconds)


def notation_titles() -> dict[str, str]:
    """Return the notations by their keys, with what they are called."""
    return {
        DECIMAL: tr("Decimal degrees"),
        "dms": tr("Degrees, minutes, seconds"),
        "dm": tr("Degrees, minutes"),
        "mgrs": tr("MGRS"),
        "plus": tr("Plus code"),
    }


def written(longitude: float, latitude: float, notation: str) -> str:
    """Return a position in one of the notations, latitude first."""
    if notation == "mgrs":
        return mgrs(longitude, latitude)
    if notation == "plus":
        return plus_code(longitude, latitude)
    if notation == DECIMAL:
        return f"{latitude:.{_DECIMAL_PLACES}f}, {longitude:.{_DECIMAL_PLACES}f}"
    formats = QgsCoordinateFormatter.Format
    if notation == "dms":
        form, places = formats.FormatDegreesMinutesSeconds, _SECOND_PLACES
    else:
        form, places = formats.FormatDegreesMinutes, _MINUTE_PLACES
    y = QgsCoordinateFormatter.formatY(latitude, form, places, _FLAGS)
    x = QgsCoordinateFormatter.formatX(longitude, form, places, _FLAGS)
    return f"{y} {x}"


def accuracy_text(accuracy_m: float | None) -> str:
    """Return how well a position is known."""
    if accuracy_m is None:
        return tr("accuracy unknown")
    if accuracy_m >= 1000:
        return tr("± {} km").format(f"{accuracy_m / 1000:,g}")
    return tr("± {} m").format(f"{accuracy_m:,g}")


def attribution(row: Mapping[str, Any], notation: str = DECIMAL) -> str:
    """Return a site with its position, how well that is known and where it comes from."""
    name = str(row["name"])
    point = row["geometry"]
    if point is None or point.isEmpty():
        return tr("{}: no source states a position").format(name)
    basis = label("position_basis", row["position_basis"])
    where = written(point.asPoint().x(), point.asPoint().y(), notation)
    source = row["position_source"] or tr("source not recorded")
    return tr("{}: {} ({}; {}; {})").format(
        name, where, accuracy_text(row["position_accuracy_m"]), basis, source
    )
