"""Plus codes (Open Location Code): an area of the grid of degrees, as digits of base 20."""

from __future__ import annotations

import math
import re

from imam_ali_tracker.core.coordinates.position import Position
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

_DIGITS = "23456789CFGHJMPQRVWX"
_PAIRS = 5
_BASE = 20
_ROWS, _COLUMNS = 5, 4
"""Each digit beyond the tenth divides the area into so many."""
_MOST_DIGITS = 15
_METRES_A_DEGREE = 111_320.0
_SEPARATOR_AT = 8
_CODE = re.compile(rf"(?P<pairs>[{_DIGITS}]{{2,8}})(?P<padding>0*)\+(?P<fine>[{_DIGITS}]*)")
_LIKE_A_CODE = re.compile(rf"[{_DIGITS}0]{{2,8}}\+[{_DIGITS}]*")


def is_plus_code(text: str) -> bool:
    """Tell whether a text is written like a plus code, whole or short."""
    return _LIKE_A_CODE.fullmatch(text.strip().upper()) is not None


def plus_code(longitude: float, latitude: float) -> str:
    """Return the plus code of ten digits, an area of some 14 m, that holds a position."""
    fine = _BASE**3
    north = min(math.floor((latitude + 90) * fine + 1e-6), 180 * fine - 1)
    east = math.floor(((longitude + 180) % 360) * fine + 1e-6)
    digits = ""
    for _ in range(_PAIRS):
        digits = _DIGITS[north % _BASE] + _DIGITS[east % _BASE] + digits
        north, east = north // _BASE, east // _BASE
    return f"{digits[:_SEPARATOR_AT]}+{digits[_SEPARATOR_AT:]}"


def read_plus_code(text: str) -> Position:
    """Return the centre of the area that a plus code names.

    Raises :class:`TrackerError` for a short code, which names no place by itself, and for one that
    breaks the rules.
    """
    code = text.strip().upper()
    match = _CODE.fullmatch(code)
    if match is None or len(match["pairs"]) + len(match["padding"]) != _SEPARATOR_AT:
        raise TrackerError(
            tr("“{}” is a short plus code: it names a place only near another one.").format(text),
            tr("Give the whole code, with eight characters before the plus sign."),
        )
    if match["padding"] and (match["fine"] or len(match["pairs"]) % 2):
        raise _broken(text)
    digits = [_DIGITS.index(letter) for letter in match["pairs"] + match["fine"]]
    if len(match["fine"]) == 1 or len(digits) > _MOST_DIGITS:
        raise _broken(text)
    south, west, height, width = -90.0, -180.0, 400.0, 400.0
    for north, east in zip(digits[: 2 * _PAIRS : 2], digits[1 : 2 * _PAIRS : 2]):
        height, width = height / _BASE, width / _BASE
        south, west = south + north * height, west + east * width
    for digit in digits[2 * _PAIRS :]:
        height, width = height / _ROWS, width / _COLUMNS
        south += digit // _COLUMNS * height
        west += digit % _COLUMNS * width
    latitude, longitude = south + height / 2, west + width / 2
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise _broken(text)
    across = width * math.cos(math.radians(latitude))
    return Position(longitude, latitude, math.hypot(height, across) / 2 * _METRES_A_DEGREE)


def _broken(text: str) -> TrackerError:
    return TrackerError(
        tr("“{}” is not a plus code.").format(text),
        tr("A whole code is like 8G3JFW2J+2W: eight characters, a plus sign, two or more."),
    )
