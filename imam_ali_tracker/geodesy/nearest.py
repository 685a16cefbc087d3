"""Where points come closest to geodesics, lines and areas, and how close.

Everything is divided into short *links*. Distances on a sphere tell which of them can matter, exact
distances of their ends which still can, and on these the place is found at which the geodesic to
the point leaves at a right angle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from imam_ali_tracker.geodesy.antimeridian import seams, wrapped
from imam_ali_tracker.geodesy.arrays import ranges
from imam_ali_tracker.geodesy.checks import columns, latitudes, longitudes
from imam_ali_tracker.geodesy.corridors import checked, route_of
from imam_ali_tracker.geodesy.densify import longest_edges
from imam_ali_tracker.geodesy.ellipsoid import WGS84
from imam_ali_tracker.geodesy.roots import zero_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from imam_ali_tracker.geodesy.arrays import (
        BoolArray,
        FloatArray,
        IndexArray,
        Lines,
        Paths,
        Polygons,
    )
    from imam_ali_tracker.geodesy.ellipsoid import Ellipsoid

_LONGEST_LINK_M = 100_000.0
_WIDEST_LINK = 5.0
# A distance on the sphere is at most this share off the one on the ellipsoid (flattening ≤ 0.1
# being far from any planet's, WGS 84's 0.0034 gives 0.0056).
_SPHERE_IS_OFF_BY = 0.007
# How exactly the nearest place is found.
_EXACT_M = 1e-7
# Angles (radians) from cosines are no better than this.
_ROUNDING = 1e-7
_PAIRS_AT_ONCE = 2_000_000


class Nearest(NamedTuple):
    """For each point: distance in metres, the nearest place, and the feature that it is on.

    NaN and -1 where the point is unknown or there is nothing to be near to.
    """

    distance: FloatArray
    lon: FloatArray
    lat: FloatArray
    feature: IndexArray


def nearest_on_paths(
    lon: npt.ArrayLike, lat: npt.ArrayLike, paths: Paths, *, ellipsoid: Ellipsoid = WGS84
) -> Nearest:
    """Return where points come closest to the geodesics through the waypoints of any path."""
    return _nearest(lon, lat, _geodesic_links(checked(paths), ellipsoid), ellipsoid)


def nearest_on_lines(
    lon: npt.ArrayLike, lat: npt.ArrayLike, lines: Lines, *, ellipsoid: Ellipsoid = WGS84
) -> Nearest:
    """Return where points come closest to any of the lines, such as a coast, as they are drawn."""
    links = _straight_links(lines.coords, lines.parts, lines.ends, ellipsoid)
    return _nearest(lon, lat, links, ellipsoid)


def nearest_on_polygons(
    lon: npt.ArrayLike, lat: npt.ArrayLike, polygons: Polygons, *, ellipsoid: Ellipsoid = WGS84
) -> Nearest:
    """Return where points come closest to any of the areas; for a point inside that is the point.

    Edges along a pole, and edges along ±180 of areas that go on beyond, are not edges of the area.
    """
    links = _straight_links(polygons.coords, polygons.rings, polygons.ends, ellipsoid)
    begin = np.column_stack([links.lon, links.lat])
    end = np.column_stack([links.to_lon, links.to_lat])
    found = _nearest(lon, lat, links.take(~seams(begin, end, links.feature)), ellipsoid)
    x, y = columns(lon, lat)
    x = longitudes(x)
    within = _first_containing(x, y, polygons)
    inside = within >= 0
    return Nearest(
        np.where(inside, 0.0, found.distance),
        np.where(inside, x, found.lon),
        np.where(inside, y, found.lat),
        np.where(inside, within, found.feature),
    )


class _Links(NamedTuple):
    """Short stretches of lines: where they begin and go to, how long they are, of which feature.

    ``length`` is never less than the true length; ``azimuth`` is that at the beginning of a
    geodesic, None where the links are straight in longitude and latitude.
    """

    lon: FloatArray
    lat: FloatArray
    to_lon: FloatArray
    to_lat: FloatArray
    length: FloatArray
    feature: IndexArray
    azimuth: FloatArray | None

    def take(self, chosen: IndexArray | BoolArray) -> _Links:
        azimuth = None if self.azimuth is None else self.azimuth[chosen]
        lon, lat, to_lon, to_lat, length = (column[chosen] for column in self[:5])
        return _Links(lon, lat, to_lon, to_lat, length, self.feature[chosen], azimuth)

    def at(self, share: FloatArray, ellipsoid: Ellipsoid) -> tuple[FloatArray, ...]:
        """Return a point on each link, and the azimuth of the link there."""
        if self.azimuth is not None:
            return ellipsoid.forward(self.lon, self.lat, self.azimuth, share * self.length)
        across, up = wrapped(self.to_lon - self.lon), self.to_lat - self.lat
        lon, lat = self.lon + share * across, self.lat + share * up
        phi = np.radians(lat)
        # East is as far as north times this: prime vertical by meridional radius, and cos φ.
        ratio = np.cos(phi) * (1 - ellipsoid.e2 * np.sin(phi) ** 2) / (1 - ellipsoid.e2)
        return wrapped(lon), lat, np.degrees(np.arctan2(across * ratio, up))


def _geodesic_links(paths: Paths, ellipsoid: Ellipsoid) -> _Links:
    route = route_of(paths, ellipsoid)
    legs = route.legs
    counts = np.maximum(1, np.ceil(legs.end / _LONGEST_LINK_M).astype(np.int64))
    leg, step = np.repeat(np.arange(len(counts)), counts), ranges(np.zeros(len(counts)), counts)
    lon, lat, heading = legs.lon[leg], legs.lat[leg], legs.azimuth[leg]
    length = legs.end[leg] / counts[leg]
    to_lon, to_lat, _ = ellipsoid.forward(lon, lat, heading, (step + 1) * length)
    lon, lat, azimuth = ellipsoid.forward(lon, lat, heading, step * length)
    return _Links(lon, lat, to_lon, to_lat, length, route.path[leg], azimuth)


def _straight_links(
    coords: FloatArray, runs: IndexArray, ends: IndexArray, ellipsoid: Ellipsoid
) -> _Links:
    """Return links of the edges of lines or rings; ``ends`` are the features' offsets."""
    start = np.delete(np.arange(len(coords)), runs[1:] - 1)
    owner = np.repeat(np.arange(len(ends) - 1), np.diff(ends))[start]
    delta = coords[start + 1] - coords[start]
    counts = np.maximum(
        np.ceil(longest_edges(coords[start], delta, ellipsoid) / _LONGEST_LINK_M),
        np.ceil(np.abs(delta[:, 0]) / _WIDEST_LINK),
    )
    counts = np.maximum(counts, 1).astype(np.int64)
    edge, step = np.repeat(np.arange(len(counts)), counts), ranges(np.zeros(len(counts)), counts)
    share = delta[edge] / counts[edge][:, None]
    begin = coords[start][edge] + step[:, None] * share
    end = np.where((step == counts[edge] - 1)[:, None], coords[start + 1][edge], begin + share)
    length = longest_edges(begin, share, ellipsoid)
    (lon, lat), (to_lon, to_lat) = begin.T, end.T
    return _Links(lon, lat, to_lon, to_lat, length, owner[edge], None)


def _nearest(
    lon: npt.ArrayLike, lat: npt.ArrayLike, links: _Links, ellipsoid: Ellipsoid
) -> Nearest:
    x, y = columns(lon, lat)
    x, y = longitudes(x), latitudes(y)
    nan = np.full(len(x), np.nan)
    found = Nearest(nan, nan.copy(), nan.copy(), np.full(len(x), -1))
    known = np.flatnonzero(~np.isnan(x + y))
    if not len(links.lon) or not len(known):
        return found
    rows = max(1, _PAIRS_AT_ONCE // len(links.lon))
    middles = _directions(links.lon, links.lat) + _directions(links.to_lon, links.to_lat)
    middles /= np.linalg.norm(middles, axis=-1, keepdims=True)
    halves = links.length / ellipsoid.b / 2 * (1 + _SPHERE_IS_OFF_BY)
    for begin in range(0, len(known), rows):
        point = known[begin : begin + rows]
        row, link = _possible(_directions(x[point], y[point]), middles, halves)
        _improve(found, point[row], (x[point[row]], y[point[row]]), links.take(link), ellipsoid)
    return found


def _directions(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Return unit vectors with these longitudes and latitudes."""
    lam, phi = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1)


def _possible(
    points: FloatArray, middles: FloatArray, halves: FloatArray
) -> tuple[IndexArray, IndexArray]:
    """Return which links, in pairs of row and link, may be the nearest, as a sphere tells.

    Of the links the middles and the angles from there to their ends are given.
    """
    cosines = points @ middles.T
    best = np.argmax(cosines, axis=1)
    least = np.arccos(np.clip(cosines[np.arange(len(points)), best], -1.0, 1.0)) + halves[best]
    # No place on a link is nearer than its middle less its half.
    reach = least * ((1 + _SPHERE_IS_OFF_BY) / (1 - _SPHERE_IS_OFF_BY)) + _ROUNDING
    limit = np.outer(np.cos(reach), np.cos(halves)) - np.outer(np.sin(reach), np.sin(halves))
    beyond = reach[:, None] + halves >= np.pi
    row, link = np.nonzero((cosines >= limit) | beyond)
    return row, link


def _improve(
    found: Nearest,
    point: IndexArray,
    where: tuple[FloatArray, FloatArray],
    links: _Links,
    ellipsoid: Ellipsoid,
) -> None:
    """Set ``found`` for these points (one entry, and one link, per pair to be tried)."""
    x, y = where
    _, _, at_start = ellipsoid.inverse(links.lon, links.lat, x, y)
    _, _, at_end = ellipsoid.inverse(links.to_lon, links.to_lat, x, y)
    most = np.full(len(found.distance), np.inf)
    np.minimum.at(most, point, np.minimum(at_start, at_end))
    kept = (at_start + at_end - links.length) / 2 <= most[point] + _EXACT_M
    point, x, y, links = point[kept], x[kept], y[kept], links.take(kept)

    def ahead(metres: FloatArray) -> FloatArray:
        """Return how far ahead the point is for somebody so many metres along the link."""
        lon, lat, heading = links.at(metres / links.length, ellipsoid)
        azimuth, _, distance = ellipsoid.inverse(lon, lat, x, y)
        still: FloatArray = distance * np.cos(np.radians(azimuth - heading))
        return still

    start, end = np.zeros(len(point)), links.length
    before, after = ahead(start), ahead(end)
    between = (before > 0) & (after < 0)
    place = zero_of(ahead, start, np.where(between, end, start), _EXACT_M)
    place = np.where(between, place, np.where(after >= 0, end, start))
    lon, lat, _ = links.at(place / links.length, ellipsoid)
    _, _, distance = ellipsoid.inverse(lon, lat, x, y)
    order = np.lexsort((distance, point))
    best = order[np.diff(point[order], prepend=-1) > 0]
    for column, values in zip(found, (distance, lon, lat, links.feature)):
        column[point[best]] = values[best]


def _first_containing(lon: FloatArray, lat: FloatArray, polygons: Polygons) -> IndexArray:
    """Return the first feature that contains each point, -1 for none (even-odd rule)."""
    coords = polygons.coords
    found = np.full(len(lon), -1)
    filled = np.flatnonzero(np.diff(polygons.ends) > 0)
    if not len(filled):
        return found
    start = np.delete(np.arange(len(coords)), polygons.rings[1:] - 1)
    begins = np.searchsorted(start, polygons.ends[filled])
    (x0, y0), (x1, y1) = coords[start].T, coords[start + 1].T
    slope = (x1 - x0) / np.where(y1 == y0, 1.0, y1 - y0)
    rows = max(1, _PAIRS_AT_ONCE // len(start))
    for begin in range(0, len(lon), rows):
        x, y = lon[begin : begin + rows, None], lat[begin : begin + rows, None]
        crosses = ((y0 <= y) != (y1 <= y)) & (x0 + (y - y0) * slope > x)
        inside = np.add.reduceat(crosses, begins, axis=1, dtype=np.int64) % 2 == 1
        first = np.where(inside.any(axis=1), filled[np.argmax(inside, axis=1)], -1)
        found[begin : begin + rows] = first
    return found
