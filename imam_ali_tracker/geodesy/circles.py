"""Buffers of points: circles, rings, donuts and sectors on the ellipsoid, for all points at once.

A circle of radius r is the set of points whose distance from the centre is at most r. Up to the
cut locus its edge is where geodesics of length r end. Beyond (from 19,970 km on, WGS 84) the edge
is a lens around the antipode with two corners, because the longest geodesics in the directions
east and west are no longer shortest ways; from 20,003.931 km on, which is the way from pole to
pole, the circle is the world.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from imam_ali_tracker.geodesy.antimeridian import polygons_of_curves, wrapped
from imam_ali_tracker.geodesy.arcs import (
    Arcs,
    clear_of_poles,
    segments_for,
    traced_arcs,
    with_crossings,
)
from imam_ali_tracker.geodesy.arrays import Polygons
from imam_ali_tracker.geodesy.border import WORLD
from imam_ali_tracker.geodesy.checks import columns, finite, latitudes, longitudes, sizes
from imam_ali_tracker.geodesy.discs import clear_of_border, discs, even_edges, even_rings
from imam_ali_tracker.geodesy.ellipsoid import WGS84
from imam_ali_tracker.geodesy.legs import NEGLIGIBLE_M
from imam_ali_tracker.geodesy.overlay import mended
from imam_ali_tracker.geodesy.sectors import bridged, clipped, radials, trimmed
from imam_ali_tracker.geodesy.strands import Strands, curves_of, runs_of, strands_of_runs

if TYPE_CHECKING:
    import numpy.typing as npt

    from imam_ali_tracker.geodesy.arrays import BoolArray, FloatArray, IndexArray
    from imam_ali_tracker.geodesy.ellipsoid import Ellipsoid

_LEAST_SHARE, _LARGEST_SHARE = 2_048, 32_768
_MOST_THREADS = 4
# With a stated number of edges none is farther off than so many times the sagitta of all.
_LOOSE = 2.0


def circles(
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    radius_m: npt.ArrayLike,
    *,
    segments: int = 64,
    tolerance_m: npt.ArrayLike | None = None,
    inner_radius_m: npt.ArrayLike | None = None,
    azimuth_from: npt.ArrayLike | None = None,
    azimuth_to: npt.ArrayLike | None = None,
    ellipsoid: Ellipsoid = WGS84,
    threads: int | None = None,
) -> Polygons:
    """Return the areas within ``radius_m`` of points.

    Parameters
    ----------
    lon, lat:
        The centres in degrees, (n,) or one for all.
    radius_m:
        Metres, (n,) or one for all. What is larger than the world is the world; what is smaller
        than a millimetre, or NaN, is a feature without parts. So is one whose centre is NaN.
    segments:
        Edges of a full circle (4 or more, made even), evenly spread in azimuth. Near the poles,
        across ±180, for very large circles and very thin donuts there are more, so that no edge is
        off by more than twice the sagitta. Not used where ``tolerance_m`` is given.
    tolerance_m:
        No point of the edge is farther than this from the true edge (0.001 or more), however near
        to a pole. (n,) or one for all.
    inner_radius_m:
        Makes donuts: what is nearer than this is left out.
    azimuth_from, azimuth_to:
        Make sectors: clockwise from the one to the other. Equal ones mean the full circle.
    threads:
        How many threads may share the work; without it as many as there are cores, up to four.

    Raises
    ------
    ValueError
        Where a latitude is outside ±90, a size negative or a value infinite; says in which row.
    """
    azimuths = (azimuth_from, azimuth_to)
    asked = _requests((lon, lat), (inner_radius_m, radius_m), azimuths, tolerance_m, segments)
    asked, drawn = _drawn(asked, ellipsoid)
    arcs = asked.arcs
    edges = _even_counts(arcs, asked, ellipsoid)
    easy = drawn & (asked.sweep == 360.0) & (asked.inner <= NEGLIGIBLE_M) & ~np.isnan(edges)
    easy &= clear_of_border(arcs, ellipsoid)
    workers = threads or min(_MOST_THREADS, os.cpu_count() or 1)

    def made(rows: IndexArray) -> Polygons:
        if easy[rows[0]]:
            return discs(arcs.take(rows), edges[rows].astype(np.int64), ellipsoid)
        return _cut_areas(asked.take(rows), np.flatnonzero(drawn[rows]), ellipsoid)

    # What has to be cut takes many small steps, so it begins first.
    shares = [*_shares(~easy, workers), *_shares(easy, workers)]
    if min(workers, len(shares)) <= 1:
        return Polygons.interleaved([made(rows) for rows in shares], shares)
    with ThreadPoolExecutor(workers) as pool:
        return Polygons.interleaved(list(pool.map(made, shares)), shares, pool)


def _shares(wanted: BoolArray, workers: int) -> list[IndexArray]:
    """Return the wanted rows in shares: few, because threads wait for each other at each step."""
    rows = np.flatnonzero(wanted)
    size = int(np.clip(-(-len(rows) // workers), _LEAST_SHARE, _LARGEST_SHARE))
    return [rows[start : start + size] for start in range(0, len(rows), size)]


class _Requests(NamedTuple):
    """What is asked for, a row per feature.

    A circle has at least ``edges`` and keeps the ``tolerance``; ``loose`` tells where the number of
    edges was stated and the tolerance follows from it.
    """

    lon: FloatArray
    lat: FloatArray
    radius: FloatArray
    inner: FloatArray
    azimuth: FloatArray
    sweep: FloatArray
    edges: FloatArray
    tolerance: FloatArray
    loose: BoolArray

    @property
    def arcs(self) -> Arcs:
        """The outer edges."""
        return Arcs(self.lon, self.lat, self.radius, self.azimuth, self.sweep)

    def take(self, chosen: IndexArray) -> _Requests:
        lon, lat, radius, inner, azimuth, sweep, edges, tolerance = (
            column[chosen] for column in self[:8]
        )
        loose = self.loose[chosen]
        return _Requests(lon, lat, radius, inner, azimuth, sweep, edges, tolerance, loose)


def _requests(
    centres: tuple[npt.ArrayLike, npt.ArrayLike],
    radii: tuple[npt.ArrayLike | None, npt.ArrayLike],
    azimuths: tuple[npt.ArrayLike | None, npt.ArrayLike | None],
    tolerance: npt.ArrayLike | None,
    segments: int,
) -> _Requests:
    """Check the arguments of ``circles`` and bring them to one length."""
    if segments < 4:
        raise ValueError(f"a circle of {segments} segments; 4 is the least")
    if (azimuths[0] is None) != (azimuths[1] is None):
        raise ValueError("a sector needs both azimuths")
    even = segments + segments % 2
    values = columns(*centres, radii[1], _or(radii[0], 0.0), even, _or(tolerance, np.nan))
    *values, start, end = columns(*values, *(_or(azimuth, 0.0) for azimuth in azimuths))
    x, y, outer, hole, edges, limit = values
    first = finite(start, "azimuth_from") % 360.0
    sweep = (finite(end, "azimuth_to") - first) % 360.0
    sizes(outer, "radius_m")
    sizes(limit, "tolerance_m", NEGLIGIBLE_M)
    loose = np.isnan(limit)
    off_by = _LOOSE * outer * (1 - np.cos(np.pi / edges))
    return _Requests(
        longitudes(x),
        latitudes(y),
        outer,
        sizes(hole, "inner_radius_m"),
        np.where(sweep == 0.0, 0.0, first),
        np.where(sweep == 0.0, 360.0, sweep),
        np.where(loose, edges, 0.0),
        np.where(loose, np.maximum(off_by, NEGLIGIBLE_M), limit),
        loose,
    )


def _or(values: npt.ArrayLike | None, otherwise: float) -> npt.ArrayLike:
    return otherwise if values is None else values


def _drawn(asked: _Requests, ellipsoid: Ellipsoid) -> tuple[_Requests, BoolArray]:
    """Return the requests without slivers of sectors, and which of them have an area."""
    known = ~np.isnan(asked.lon + asked.lat + asked.inner + asked.sweep)
    reach = np.minimum(asked.radius, ellipsoid.half_meridian)
    breadth = ellipsoid.a * np.sin(np.minimum(reach / ellipsoid.a, np.pi / 2))
    azimuth, sweep = trimmed(asked.azimuth, asked.sweep, breadth)
    thick = (reach > NEGLIGIBLE_M) & (reach - asked.inner > NEGLIGIBLE_M)
    return asked._replace(azimuth=azimuth, sweep=sweep), known & thick & (sweep > 0)


def _even_counts(arcs: Arcs, asked: _Requests, ellipsoid: Ellipsoid) -> FloatArray:
    """Return how many even edges full circles are to have; NaN where uneven ones are needed."""
    needed = even_edges(arcs.lat, arcs.radius, asked.tolerance, ellipsoid)
    few = asked.loose & ~np.isnan(needed)
    return np.where(few, asked.edges, np.maximum(asked.edges, needed))


def _cut_areas(asked: _Requests, feature: IndexArray, ellipsoid: Ellipsoid) -> Polygons:
    """Make these features with all that poles, the antimeridian, holes and sides of sectors need.

    The others have no part.
    """
    count = len(asked.lon)
    asked = asked.take(feature)
    arcs = asked.arcs
    whole = asked.sweep == 360.0
    far = ellipsoid.half_meridian
    beyond = asked.radius >= far - NEGLIGIBLE_M
    outer = arcs._replace(radius=clear_of_poles(arcs.lat, np.minimum(arcs.radius, far), ellipsoid))
    inner = arcs._replace(radius=clear_of_poles(arcs.lat, asked.inner, ellipsoid))
    if not whole.all():
        outer, inner = clipped(outer, inner, ellipsoid)
    some = outer.sweep > 0
    hollow = (asked.inner > NEGLIGIBLE_M) & some
    asked = _kept_apart(asked, arcs, ellipsoid)
    lens = bridged(outer, ellipsoid)
    rim = outer._replace(
        azimuth=np.where(lens, 0.0, outer.azimuth), sweep=np.where(lens, 360.0, outer.sweep)
    )
    strands = [
        *_edges(rim, asked, some & ~(beyond & (whole | lens)), np.where(lens, 2, 0), ellipsoid),
        *_edges(inner, asked, hollow, np.where(whole, 1, 0), ellipsoid, inwards=True),
        *radials(outer, inner, ~whole & some, asked.tolerance, ellipsoid),
        _worlds(np.flatnonzero(beyond & whole & ~hollow)),
    ]
    strands = [each._replace(feature=feature[each.feature]) for each in strands]
    doubtful = np.zeros(count, dtype=bool)
    doubtful[feature[~whole | hollow]] = True
    return mended(polygons_of_curves(curves_of(strands, count)), doubtful)


def _kept_apart(asked: _Requests, arcs: Arcs, ellipsoid: Ellipsoid) -> _Requests:
    """Return the requests with tolerances so small that the two edges of donuts stay apart."""
    room = (asked.radius - asked.inner) / 3
    plain = ~np.isnan(even_edges(arcs.lat, arcs.radius, room, ellipsoid))
    thin = (asked.inner > NEGLIGIBLE_M) & ~(plain & (room > asked.tolerance))
    limit = np.where(thin, np.minimum(asked.tolerance, room), asked.tolerance)
    return asked._replace(tolerance=limit, loose=asked.loose & ~thin)


def _edges(
    arcs: Arcs,
    asked: _Requests,
    wanted: BoolArray,
    curve: IndexArray,
    ellipsoid: Ellipsoid,
    *,
    inwards: bool = False,
) -> list[Strands]:
    """Return the edges of the wanted circles: outer ones counter-clockwise, inner ones not."""
    rows = np.flatnonzero(wanted)
    arcs, asked = arcs.take(rows), asked.take(rows)
    whole = arcs.sweep == 360.0
    suiting = _even_counts(arcs, asked, ellipsoid)
    even = whole & ~np.isnan(suiting) & (arcs.radius <= ellipsoid.cut_distances(arcs.lat, 90.0))
    needed = segments_for(arcs.radius, asked.tolerance)
    least = np.where(asked.loose, asked.edges, np.maximum(asked.edges, needed))
    strands = []
    for chosen in (np.flatnonzero(even), np.flatnonzero(~even)):
        some = arcs.take(chosen)
        if not len(chosen):
            continue
        if even[chosen[0]]:
            knots = even_rings(some, suiting[chosen].astype(np.int64), ellipsoid)
        else:
            steps = least[chosen].astype(np.int64)
            knots = traced_arcs(some, steps, asked.tolerance[chosen], ellipsoid)
        knots = knots._replace(lon=wrapped(some.lon[knots.curve] + knots.lon))
        knots = with_crossings(knots, some, ellipsoid)
        coords, starts, counts = runs_of(knots, len(chosen))
        strands.append(
            strands_of_runs(
                coords,
                starts,
                # The last point of a full circle repeats the first.
                counts - whole[chosen],
                feature=rows[chosen],
                curve=curve[rows[chosen]],
                place=2 * int(inwards),
                reverse=not inwards,
            )
        )
    return strands


def _worlds(rows: IndexArray) -> Strands:
    nothing = np.zeros(len(rows), dtype=np.int64)
    corners = np.tile(WORLD[:-1], (len(rows), 1))
    return Strands(rows, nothing, nothing, corners, 4 * np.arange(len(rows) + 1))
