"""Corridor zones: all that lies within half a width of geodesics through waypoints.

A zone is put together from the strips along its legs, cut off square at both ends, and from the
sectors that fill the outer side of bends and round the ends off; shapely unites them. Neighbours
share the sides of the cuts to the last bit, so the union leaves no seam.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from imam_ali_tracker.geodesy.antimeridian import polygons_of_curves
from imam_ali_tracker.geodesy.arrays import Paths, Polygons
from imam_ali_tracker.geodesy.checks import columns, sizes
from imam_ali_tracker.geodesy.circles import circles
from imam_ali_tracker.geodesy.corridors import checked, route_of
from imam_ali_tracker.geodesy.ellipsoid import WGS84
from imam_ali_tracker.geodesy.legs import NEGLIGIBLE_M
from imam_ali_tracker.geodesy.overlay import united
from imam_ali_tracker.geodesy.strands import curves_of, without_repeats
from imam_ali_tracker.geodesy.strips import Strips, bends, strips_along

if TYPE_CHECKING:
    import numpy.typing as npt

    from imam_ali_tracker.geodesy.arrays import FloatArray, IndexArray
    from imam_ali_tracker.geodesy.corridors import Route
    from imam_ali_tracker.geodesy.ellipsoid import Ellipsoid

WIDEST_M = 10_000_000.0
"""The greatest width of a zone."""

SHARE_OF_WIDTH = 0.0004


def corridor_zones(
    paths: Paths,
    width_m: npt.ArrayLike,
    *,
    tolerance_m: npt.ArrayLike | None = None,
    round_ends: bool = True,
    ellipsoid: Ellipsoid = WGS84,
) -> Polygons:
    """Return what lies within half the width of the geodesics through each path's waypoints.

    Parameters
    ----------
    paths:
        Waypoints as for ``corridor_lines``. Where an unknown one interrupts the line the zone has
        several parts; waypoints that all coincide have a circle for a zone.
    width_m:
        The *full* width on the ground, half of it on either side: one for all, one per path, or
        one per waypoint, between which it changes evenly with the distance. Where it changes, the
        width at a place is that at the nearest point of the line. At most 10,000 km.
    tolerance_m:
        How far the edge may be from the true edge, one for all or one per path; without it a
        2,500th of the smallest width.
    round_ends:
        Whether the zone goes on half a width beyond the ends, or is cut off square.

    Raises
    ------
    ValueError
        For a bad latitude, width or tolerance; says in which row.
    """
    paths = checked(paths)
    half = _half_widths(paths, width_m)
    limit = _tolerances(paths, half, tolerance_m)
    route = route_of(paths, ellipsoid)
    strips = Strips.along(route, paths, half, limit[route.path], ellipsoid)
    made = [strips_along(strips, ellipsoid), bends(strips, ellipsoid, round_ends=round_ends)]
    areas = [polygons_of_curves(without_repeats(curves_of(each, n))) for each, n, _ in made]
    owners = [owner for _, _, owner in made]
    if round_ends:
        lone = _lone_waypoints(paths, route)
        place = _path_of(paths)[lone]
        areas.append(
            circles(
                paths.lon[lone],
                paths.lat[lone],
                half[lone],
                tolerance_m=limit[place],
                ellipsoid=ellipsoid,
            )
        )
        owners.append(place)
    return united(Polygons.concatenate(areas), np.concatenate(owners), len(paths))


def _path_of(paths: Paths) -> IndexArray:
    """Return the path of each waypoint."""
    return np.repeat(np.arange(len(paths)), np.diff(paths.offsets))


def _half_widths(paths: Paths, width_m: npt.ArrayLike) -> FloatArray:
    """Return half the width at each waypoint."""
    (width,) = columns(width_m)
    sizes(width, "width_m")
    if (width > WIDEST_M).any():
        row = int(np.argmax(width > WIDEST_M))
        raise ValueError(f"width_m {width[row]:g} in row {row} is more than {WIDEST_M:g}")
    if len(width) == len(paths):
        return width[_path_of(paths)] / 2
    if len(width) not in {1, len(paths.lon)}:
        raise ValueError(
            f"{len(width)} widths for {len(paths)} paths and {len(paths.lon)} waypoints"
        )
    return np.broadcast_to(width, paths.lon.shape) / 2


def _tolerances(paths: Paths, half: FloatArray, tolerance_m: npt.ArrayLike | None) -> FloatArray:
    """Return the tolerance of each path."""
    if tolerance_m is not None:
        (limit,) = columns(tolerance_m)
        return np.broadcast_to(sizes(limit, "tolerance_m", NEGLIGIBLE_M), (len(paths),))
    smallest = np.full(len(paths), np.inf)
    wide = half > NEGLIGIBLE_M
    np.minimum.at(smallest, _path_of(paths)[wide], half[wide])
    return np.clip(SHARE_OF_WIDTH * 2 * smallest, NEGLIGIBLE_M, WIDEST_M)


def _lone_waypoints(paths: Paths, route: Route) -> IndexArray:
    """Return the first waypoint of each run of known ones that no leg begins or ends at."""
    known = ~np.isnan(paths.lon + paths.lat)
    path = _path_of(paths)
    begins = known.copy()
    begins[1:] &= ~known[:-1] | (path[1:] != path[:-1])
    run = np.cumsum(begins) - 1
    with_legs = np.zeros(len(run), dtype=bool)
    with_legs[run[route.first]] = True
    lone: IndexArray = np.flatnonzero(begins & ~with_legs[run])
    return lone
