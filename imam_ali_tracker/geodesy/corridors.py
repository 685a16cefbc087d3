"""Corridor lines: geodesics through waypoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from imam_ali_tracker.geodesy.antimeridian import lines_of_curves
from imam_ali_tracker.geodesy.arrays import Paths
from imam_ali_tracker.geodesy.checks import columns, latitudes, longitudes, sizes
from imam_ali_tracker.geodesy.ellipsoid import WGS84
from imam_ali_tracker.geodesy.legs import NEGLIGIBLE_M, Legs, Traces
from imam_ali_tracker.geodesy.strands import curves_of, runs_of, strands_of_runs

if TYPE_CHECKING:
    import numpy.typing as npt

    from imam_ali_tracker.geodesy.arrays import IndexArray, Lines
    from imam_ali_tracker.geodesy.ellipsoid import Ellipsoid


class Route(NamedTuple):
    """The legs of paths, in order: from which point to which, and in which run of which path.

    A run is an unbroken sequence of legs; runs are numbered through all paths. ``turned`` are the
    azimuths at the ends of the legs.
    """

    legs: Legs
    turned: npt.NDArray[np.float64]
    first: IndexArray
    last: IndexArray
    run: IndexArray
    path: IndexArray


def corridor_lines(
    paths: Paths, *, tolerance_m: npt.ArrayLike = 10.0, ellipsoid: Ellipsoid = WGS84
) -> Lines:
    """Return the shortest lines through the waypoints of each path, cut at ±180 and at the poles.

    Parameters
    ----------
    paths:
        Waypoints. One whose position is not known (NaN) interrupts the line, coincident ones count
        once, between antipodal ones one of the equally short lines is taken.
    tolerance_m:
        How far an edge may be from the geodesic (0.001 or more); one for all or one per path.

    Raises
    ------
    ValueError
        Where a latitude is outside ±90 or a value infinite; says in which row.
    """
    (limit,) = columns(tolerance_m)
    limit = np.broadcast_to(sizes(limit, "tolerance_m", NEGLIGIBLE_M), (len(paths),))
    paths = checked(paths)
    route = route_of(paths, ellipsoid)
    traces = Traces(route.legs, ellipsoid)
    pieces, knots = traces.pieces, traces.knots(limit[route.path])
    leg = pieces.leg[knots.curve]
    lon, lat = knots.lon.copy(), knots.lat.copy()
    # The line goes through the waypoints themselves, to the last bit; at a pole the longitude says
    # by which meridian.
    for point, at in ((route.first, 0.0), (route.last, route.legs.end[leg])):
        here = (knots.at == at) & (np.abs(lat) < 90.0)
        lon[here], lat[here] = paths.lon[point[leg[here]]], paths.lat[point[leg[here]]]
    number = np.arange(len(pieces.leg))
    strands = strands_of_runs(
        *runs_of(knots._replace(lon=lon, lat=lat), len(number)),
        feature=route.path[pieces.leg],
        curve=route.run[pieces.leg],
        place=number,
    )
    return lines_of_curves(curves_of([strands], len(paths)))


def checked(paths: Paths) -> Paths:
    """Return the paths with longitudes within ±180; bad values raise ``ValueError``."""
    lon = np.asarray(paths.lon, dtype=np.float64)
    lat = np.asarray(paths.lat, dtype=np.float64)
    offsets = np.asarray(paths.offsets, dtype=np.int64)
    if not (len(lon) == len(lat) == offsets[-1]) or offsets[0] or (np.diff(offsets) < 0).any():
        raise ValueError("the offsets of the paths do not fit their coordinates")
    return Paths(longitudes(lon), latitudes(lat), offsets)


def route_of(paths: Paths, ellipsoid: Ellipsoid) -> Route:
    """Return the legs of paths, without those that have no length or an unknown end."""
    path = np.repeat(np.arange(len(paths)), np.diff(paths.offsets))
    same = path[1:] == path[:-1]
    _, _, step = ellipsoid.inverse(paths.lon[:-1], paths.lat[:-1], paths.lon[1:], paths.lat[1:])
    repeats = np.append(False, same & (step < NEGLIGIBLE_M))[: len(path)]
    point = np.flatnonzero(~repeats)
    onward = np.flatnonzero(path[point[1:]] == path[point[:-1]])
    first, last = point[onward], point[onward + 1]
    azimuth, turned, length = ellipsoid.inverse(
        paths.lon[first], paths.lat[first], paths.lon[last], paths.lat[last]
    )
    # The way to a pole is a meridian, whatever longitude the pole was given.
    to_pole = (np.abs(paths.lat[last]) == 90.0) & (np.abs(paths.lat[first]) < 90.0)
    azimuth = np.where(to_pole, np.where(paths.lat[last] > 0, 0.0, 180.0), azimuth)
    kept = length > NEGLIGIBLE_M
    first, last, azimuth, turned = first[kept], last[kept], azimuth[kept], turned[kept]
    legs = Legs(paths.lon[first], paths.lat[first], azimuth, np.zeros(len(first)), length[kept])
    run = np.cumsum(np.isnan(paths.lon + paths.lat))[first]
    return Route(legs, turned, first, last, run, path[first])
