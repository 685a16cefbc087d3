"""The Military Grid Reference System: squares of UTM zones, and of UPS at the poles.

NGA.STND.0037 describes it. PROJ does the projections; nothing
in QGIS knows the letters.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from string import ascii_uppercase
from typing import TYPE_CHECKING

from imam_ali_tracker.core.coordinates.position import Position
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from pyproj import Proj

_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_COLUMNS = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")
"""Letters of the columns of 100 km, by the zone's number modulo 3."""
_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_SQUARE_M = 100_000
_CYCLE_M = len(_ROWS) * _SQUARE_M
_DIGITS = 5
_REFERENCE = re.compile(r"(?P<zone>\d{1,2})?(?P<letters>[A-HJ-NP-Z]{3})(?P<digits>\d*)")
_POLAR_COLUMNS = {"A": "JKLPQRSTUXYZ", "B": "ABCFGHJKLPQR", "Y": "RSTUXYZ", "Z": "ABCFGHJ"}
_POLAR_FIRST_COLUMN = {"A": 8, "B": 20, "Y": 13, "Z": 20}
"""Easting of the first column's western edge, in 100 km."""
_POLAR_ROWS = "".join(letter for letter in ascii_uppercase if letter not in "IO")
_POLAR_FIRST_ROW = {"A": 8, "B": 8, "Y": 13, "Z": 13}


def is_mgrs(text: str) -> bool:
    """Tell whether a text is written like a grid reference."""
    return _REFERENCE.fullmatch(_joined(text)) is not None


def mgrs(longitude: float, latitude: float) -> str:
    """Return the reference, to a metre, of the square that holds a position."""
    if not -80.0 <= latitude < 84.0:
        letters, east, north = _polar_square(longitude, latitude)
        return f"{letters} {_part(east)} {_part(north)}"
    zone = _zone(longitude, latitude)
    band = _BANDS[min(int(latitude + 80) // 8, len(_BANDS) - 1)]
    east, north = _utm(zone)(longitude, latitude)
    column = _COLUMNS[zone % 3][int(east // _SQUARE_M) - 1]
    row = _ROWS[(int(north % _CYCLE_M) // _SQUARE_M + _row_shift(zone)) % len(_ROWS)]
    return f"{zone:02d}{band} {column}{row} {_part(east)} {_part(north)}"


def read_mgrs(text: str) -> Position:
    """Return the centre of the square that a reference names.

    Raises :class:`TrackerError` where there is no such square.
    """
    match = _REFERENCE.fullmatch(_joined(text))
    if match is None or len(match["digits"]) % 2 or len(match["digits"]) > 2 * _DIGITS:
        raise _broken(text, tr("After the letters come no, 2, 4, 6, 8 or 10 digits."))
    half = len(match["digits"]) // 2
    side = 10 ** (_DIGITS - half)
    east = int(match["digits"][:half] or 0) * side + side / 2
    north = int(match["digits"][half:] or 0) * side + side / 2
    if match["zone"] is None:
        longitude, latitude = _from_polar(text, match["letters"], east, north)
    else:
        longitude, latitude = _from_zone(text, int(match["zone"]), match["letters"], east, north)
    return Position(longitude, latitude, side / math.sqrt(2) if side > 1 else None)


def _from_zone(
    text: str, zone: int, letters: str, east: float, north: float
) -> tuple[float, float]:
    band, column, row = tuple(letters)
    if not 1 <= zone <= 60 or band not in _BANDS:
        raise _broken(text, tr("Zones are 1 to 60, their bands C to X."))
    if column not in _COLUMNS[zone % 3] or row not in _ROWS:
        raise _broken(text, tr("Zone {} has no square {}.").format(zone, column + row))
    easting = (_COLUMNS[zone % 3].index(column) + 1) * _SQUARE_M + east
    within = (_ROWS.index(row) - _row_shift(zone)) % len(_ROWS) * _SQUARE_M + north
    south = -80 + 8 * _BANDS.index(band)
    top = 84 if band == "X" else south + 8
    utm = _utm(zone)
    middle = zone * 6 - 183
    lowest = utm(middle, south)[1] - _SQUARE_M
    northing = within + math.ceil((lowest - within) / _CYCLE_M) * _CYCLE_M
    longitude, latitude = utm(easting, northing, inverse=True)
    # A square on the edge of a band may reach beyond it.
    if not south - 1 <= latitude <= top + 1:
        raise _broken(
            text, tr("Band {} of zone {} has no square {}.").format(band, zone, letters[1:])
        )
    return (longitude + 180) % 360 - 180, latitude


def _from_polar(text: str, letters: str, east: float, north: float) -> tuple[float, float]:
    area, column, row = tuple(letters)
    if area not in _POLAR_COLUMNS:
        raise _broken(text, tr("Before the letters stands the number of a zone, 1 to 60."))
    if column not in _POLAR_COLUMNS[area] or row not in _POLAR_ROWS:
        raise _broken(text, tr("Area {} has no square {}.").format(area, column + row))
    columns = _POLAR_FIRST_COLUMN[area] + _POLAR_COLUMNS[area].index(column)
    rows = _POLAR_FIRST_ROW[area] + _POLAR_ROWS.index(row)
    ups = _ups(area in "YZ")
    longitude, latitude = ups(columns * _SQUARE_M + east, rows * _SQUARE_M + north, inverse=True)
    return longitude, latitude


def _polar_square(longitude: float, latitude: float) -> tuple[str, float, float]:
    east, north = _ups(latitude > 0)(longitude, latitude)
    western = east < 20 * _SQUARE_M
    area = ("Y" if western else "Z") if latitude > 0 else ("A" if western else "B")
    column = _POLAR_COLUMNS[area][int(east // _SQUARE_M) - _POLAR_FIRST_COLUMN[area]]
    row = _POLAR_ROWS[int(north // _SQUARE_M) - _POLAR_FIRST_ROW[area]]
    return f"{area} {column}{row}", east, north


def _zone(longitude: float, latitude: float) -> int:
    """Return the UTM zone, with the wide ones of Norway and Svalbard."""
    longitude = (longitude + 180) % 360 - 180
    if 56 <= latitude < 64 and 3 <= longitude < 12:
        return 32
    if latitude >= 72 and 0 <= longitude < 42:
        return 31 + 2 * int((longitude + 3) // 12)
    return int((longitude + 180) // 6) + 1


def _row_shift(zone: int) -> int:
    return 0 if zone % 2 else 5


def _part(metres: float) -> str:
    return f"{int(metres % _SQUARE_M):05d}"


def _joined(text: str) -> str:
    return "".join(text.split()).upper()


@lru_cache(maxsize=64)
def _utm(zone: int) -> Proj:
    """Return the projection with northings from the equator, negative in the south."""
    from pyproj import Proj

    return Proj(proj="utm", zone=zone, ellps="WGS84")


@lru_cache(maxsize=2)
def _ups(north: bool) -> Proj:
    from pyproj import Proj

    return Proj(proj="ups", ellps="WGS84", south=not north)


def _broken(text: str, why: str) -> TrackerError:
    return TrackerError(
        tr("“{}” is not a grid reference. {}").format(text, why),
        tr("A reference is like 37S FU 12345 67890."),
    )
