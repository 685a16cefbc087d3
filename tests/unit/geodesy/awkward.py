"""Places and sizes at which buffers usually go wrong; the benchmark prints them too."""

from __future__ import annotations

import itertools
import math

QUARTER = 10_001_965.729
"""From the equator to a pole, in metres."""

_TO_POLE_FROM_80 = 1_116_825.857


def circles() -> list[tuple[str, float, float, float]]:
    """Return names, longitudes, latitudes and radii in metres."""
    cases = []
    for name, lon, lat in (
        ("equator", 0.0, 0.0),
        ("Al-Bukamal", 40.93, 34.45),
        ("antimeridian", 180.0, 20.0),
        ("antimeridian, west side", -180.0, -20.0),
        ("near the antimeridian", 179.999, 60.0),
        ("half a turn away", -0.001, -10.0),
        ("north pole", 12.0, 90.0),
        ("south pole", -77.0, -90.0),
        ("a metre off the pole", 100.0, 90.0 - 9e-6),
        ("far south", -120.0, -85.0),
    ):
        for radius in (1.0, 1e3, 3e5, 2e6, 9e6, QUARTER, 1.2e7, 1.9e7, 1.9975e7, 2e7):
            cases.append((f"{name}, {radius / 1000:,.6g} km", lon, lat, radius))
    for lon in (0.0, 90.0, 179.5, 180.0, -180.0):
        for name, change in (
            ("through a pole", 0.0),
            ("a millimetre short of a pole", -0.001),
            ("a millimetre over a pole", 0.001),
            ("100 m short of a pole", -100.0),
            ("100 m over a pole", 100.0),
        ):
            cases.append((f"{name}, at {lon:g}°", lon, 80.0, _TO_POLE_FROM_80 + change))
            cases.append((f"{name}, from the equator, {lon:g}°", lon, 0.0, QUARTER + change))
    cases.append(("just touching the antimeridian", 180.0 - 3.2596, 34.0, 300_847.0))
    return cases


def sectors() -> list[dict[str, float]]:
    """Return keyword arguments of ``circles``: every sort of sector and donut, everywhere."""
    places = itertools.product((0.0, 40.0, 179.5, -180.0), (0.0, 34.0, 80.0, 90.0, -90.0, -85.0))
    shapes = itertools.product(
        (1e5, 3e6, 1.2e7, 1.999e7),
        ((0, 90), (350, 10), (90, 270), (270, 90), (80, 100), (0, 359), (180, 0), (33, 33)),
        (0.0, 0.5, 0.999),
    )
    return [
        {
            "lon": lon,
            "lat": lat,
            "radius_m": radius,
            "azimuth_from": float(start),
            "azimuth_to": float(end),
            "inner_radius_m": share * radius,
        }
        for (lon, lat), (radius, (start, end), share) in itertools.product(places, shapes)
    ]


PATHS: dict[str, list[tuple[float, float]]] = {
    "Tehran to Beirut": [(51.42, 35.69), (40.93, 34.45), (35.5, 33.89)],
    "over the antimeridian and back": [(170, 50), (-170, 52), (170, 40)],
    "over the north pole": [(0, 80), (180, 70)],
    "equatorial antipodes": [(0, 0), (180, 0)],
    "antipodes": [(10, 20), (-170, -20)],
    "nearly antipodes": [(10, 20), (-170.3, -20.2)],
    "from the pole": [(0, 90), (50, 20)],
    "to the pole and on": [(0, 60), (33, 90), (120, 50)],
    "pole to pole": [(0, 90), (0, -90), (20, 0)],
    "along the antimeridian": [(180, 10), (-180, 30)],
    "across at an angle": [(179, 10), (180, 30), (-179, 50)],
    "a hair beside the pole": [(10, 80), (-169.9999, 80)],
    "with a waypoint twice": [(0, 0), (1, 0), (1, 0), (0, 0.5)],
    "there and back": [(0, 0), (1, 0), (0, 0)],
    "a ring": [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)],
    "around the south pole": [(0, -85), (90, -85), (180, -85), (-90, -85), (0, -85)],
    "a zigzag": [(40, 34), (40.2, 34.3), (40.1, 34.0), (40.3, 34.2), (40.15, 34.15)],
}
"""Waypoints, longitude and latitude."""

NO_PATHS: dict[str, list[tuple[float, float]]] = {
    "nothing": [],
    "one place": [(7, 7)],
    "one place twice": [(5, 5), (5, 5)],
    "one known place": [(1, 1), (math.nan, 2)],
}
"""Waypoints that make no line."""
