"""Degrees in any usual form: decimal, with minutes, with seconds, hemispheres as signs or letters.

A pair without letters is latitude first, as people write it; longitude first only where the first
number cannot be a latitude, and in well-known text, which defines it so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from imam_ali_tracker.core.coordinates.position import Position
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

_NUMBER = r"\d+(?:\.\d+)?"
_TOKEN = re.compile(
    rf"(?P<number>[+-]?\s?{_NUMBER})"
    r"|(?P<mark>[\u00b0'\"])"
    r"|(?P<axis>(?:LATITUDE|LONGITUDE|LAT|LON|LNG|LONG|NORTH|SOUTH|EAST|WEST|[NSEW])(?![A-Z]))"
    r"|(?P<end>\s*[,;/|]\s*)"
    r"|(?P<gap>[\s:=()\[\]]+)"
)
_POINT = re.compile(rf"POINT\s*Z?\s*\(\s*([+-]?{_NUMBER})\s+([+-]?{_NUMBER})(?:\s+\S+)?\s*\)")
_ADDRESS = re.compile(rf"(?:GEO:|@|LL=|Q=|QUERY=)([+-]?{_NUMBER}),([+-]?{_NUMBER})")
_MARKS = "\u00b0'\""
_LATITUDE, _LONGITUDE = "latitude", "longitude"
_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2032\u2019\u2018\u02b9\u00b4`", "'"),
        **dict.fromkeys("\u2033\u201d\u201c\u02ba\u02dd\u301e", '"'),
        **dict.fromkeys("\u2212\u2013\u2010", "-"),
        **dict.fromkeys("\u00ba\u02da\u2218", "\u00b0"),
        **dict.fromkeys("\u060c\uff0c", ","),
        "\u061b": ";",
        "\u066b": ".",
    }
)
"""Signs that look alike and mean the same; the Arabic comma, semicolon and decimal separator."""


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str


def read_degrees(text: str) -> Position:
    """Return the position that a text of two angles names.

    Raises :class:`TrackerError` that names what was not understood.
    """
    plain = _plain(text)
    point = _POINT.search(plain)
    if point:
        return _position(float(point[1]), float(point[2]))
    address = _ADDRESS.search(plain)
    if address:
        return _position(float(address[2]), float(address[1]))
    tokens = _tokens(_with_points(plain, text), text)
    start = _second_angle(tokens, text)
    first, second = _angle(tokens[:start], text), _angle(tokens[start:], text)
    if first[1] and first[1] == second[1]:
        raise TrackerError(
            tr("“{}” has two latitudes, or two longitudes.").format(text),
            tr("Give one letter of N or S, and one of E or W."),
        )
    if _LONGITUDE in first[1:] or second[1] == _LATITUDE:
        return _position(first[0], second[0])
    if not first[1] and not second[1] and abs(first[0]) > 90 >= abs(second[0]):
        return _position(first[0], second[0])
    return _position(second[0], first[0])


def _plain(text: str) -> str:
    """Return the text in capitals, with digits of any script as ASCII and look-alikes as one."""
    alike = unicodedata.normalize("NFC", text).translate(_SAME)
    digits = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in alike)
    return "".join(digits).replace("''", '"').strip().upper()


def _with_points(plain: str, text: str) -> str:
    """Return the text with decimal points where it has decimal commas."""
    if "." in plain or not re.search(r"\d,\d", plain):
        return plain
    if re.search(r"\d,\d+,\d", plain):
        raise TrackerError(
            tr("In “{}” a comma may be a decimal point or the end of a number.").format(text),
            tr("Put a semicolon between latitude and longitude."),
        )
    pointed = re.sub(r"(?<=\d),(?=\d)", ".", plain)
    return pointed if len(re.findall(_NUMBER, pointed)) > 1 else plain


def _tokens(plain: str, text: str) -> list[_Token]:
    tokens: list[_Token] = []
    place = 0
    while place < len(plain):
        match = _TOKEN.match(plain, place)
        if match is None:
            unknown = re.split(r"[\s,;]", plain[place:], maxsplit=1)[0]
            raise TrackerError(
                tr("“{}” in “{}” is not understood.").format(unknown, text), _examples()
            )
        if match.lastgroup != "gap":
            tokens.append(_Token(str(match.lastgroup), match[0].strip()))
        place = match.end()
    while tokens and tokens[-1].kind == "end":
        tokens.pop()
    return tokens


def _second_angle(tokens: Sequence[_Token], text: str) -> int:
    """Return at which token the second angle begins."""
    kinds = [token.kind for token in tokens]
    numbers = [place for place, kind in enumerate(kinds) if kind == "number"]
    if len(numbers) < 2:
        raise TrackerError(tr("“{}” does not hold two numbers.").format(text), _examples())
    degrees = [place for place, token in enumerate(tokens) if token.text == _MARKS[0]]
    axes = [place for place, kind in enumerate(kinds) if kind == "axis"]
    if kinds.count("end") == 1:
        return kinds.index("end") + 1
    if len(axes) == 2:
        return axes[1] if axes[0] < numbers[0] else axes[0] + 1
    if len(degrees) == 2:
        return max(place for place in numbers if place < degrees[1])
    if len(numbers) in (2, 4, 6):
        return numbers[len(numbers) // 2]
    raise TrackerError(
        tr("“{}” holds {} numbers, which could be parted in several ways.").format(
            text, len(numbers)
        ),
        tr("Put a semicolon between latitude and longitude."),
    )


def _angle(tokens: Sequence[_Token], text: str) -> tuple[float, str]:
    """Return the degrees of an angle, and whether it is latitude or longitude, if it says so."""
    value, parts, last, negative, axis = 0.0, 0, 1.0, False, ""
    for token in tokens:
        if token.kind == "number":
            number = float(token.text.replace(" ", ""))
            signed = token.text[0] in "+-"
            if parts == 3 or (parts and (signed or number >= 60 or not last.is_integer())):
                raise _broken(token.text, text)
            negative = negative or token.text.startswith("-")
            value, last = value + abs(number) / 60**parts, number
            parts += 1
        elif token.kind == "mark" and _MARKS.index(token.text) != parts - 1:
            raise _broken(token.text, text)
        elif token.kind == "axis":
            if axis and axis != _axis(token.text):
                raise _broken(token.text, text)
            axis = _axis(token.text)
            if token.text[0] in "SW":
                if negative:
                    raise _broken(token.text, text)
                negative = True
    if not parts:
        raise _broken(text, text)
    return -value if negative else value, axis


def _axis(word: str) -> str:
    if word.startswith("L"):
        return _LATITUDE if word.startswith("LA") else _LONGITUDE
    return _LATITUDE if word[0] in "NS" else _LONGITUDE


def _broken(part: str, text: str) -> TrackerError:
    return TrackerError(
        tr("“{}” does not fit where it stands in “{}”.").format(part, text),
        tr("Minutes and seconds are less than 60, and only the last part has decimals."),
    )


def _position(longitude: float, latitude: float) -> Position:
    if abs(latitude) > 90:
        raise TrackerError(
            tr("The latitude {} is outside −90° to 90°.").format(f"{latitude:g}"),
            tr("Latitude comes first, unless letters (N, S, E, W) say otherwise."),
        )
    if abs(longitude) > 180:
        raise TrackerError(
            tr("The longitude {} is outside −180° to 180°.").format(f"{longitude:g}"),
            tr("Check the number of its digits."),
        )
    return Position(longitude, latitude)


def _examples() -> str:
    return tr("Write it like 34.4512, 40.9123 or 34°27′04″N 40°54′44″E, or as MGRS or plus code.")
