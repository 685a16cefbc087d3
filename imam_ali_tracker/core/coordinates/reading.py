"""A position from text in whatever notation it is."""

from __future__ import annotations

from imam_ali_tracker.core.coordinates.degrees import read_degrees
from imam_ali_tracker.core.coordinates.mgrs import is_mgrs, read_mgrs
from imam_ali_tracker.core.coordinates.plus_codes import is_plus_code, read_plus_code
from imam_ali_tracker.core.coordinates.position import Position
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

_LONGEST = 500


def read_position(text: str) -> Position:
    """Return the position that a text names: degrees, MGRS, a plus code, a map's address.

    Raises :class:`TrackerError` that names what was not understood.
    """
    given = text.strip()
    if not given or len(given) > _LONGEST:
        raise TrackerError(
            tr("This is no position."), tr("Give latitude and longitude, MGRS or a plus code.")
        )
    if is_plus_code(given):
        return read_plus_code(given)
    if is_mgrs(given):
        return read_mgrs(given)
    return read_degrees(given)
