"""The ellipsoid of revolution and its geodesics, in bulk.

The direct and the inverse problem are PROJ's implementation of C. F. F. Karney, "Algorithms for
geodesics", J. Geodesy 87 (2013), called through pyproj, which releases the interpreter lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Callable

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    from pyproj import Geod

    from imam_ali_tracker.geodesy.arrays import FloatArray

    Triple = tuple[FloatArray, FloatArray, FloatArray]


@dataclass(frozen=True)
class Ellipsoid:
    """An oblate ellipsoid or a sphere: equatorial radius ``a`` in metres, flattening ``f`` ≥ 0."""

    a: float
    f: float

    def __post_init__(self) -> None:
        if not (self.a > 0 and 0 <= self.f < 0.1):
            raise ValueError(f"not an ellipsoid of a planet: a = {self.a} m, f = {self.f}")

    @property
    def b(self) -> float:
        """The polar radius in metres."""
        return self.a * (1 - self.f)

    @property
    def e2(self) -> float:
        """The square of the first eccentricity."""
        return self.f * (2 - self.f)

    @cached_property
    def geod(self) -> Geod:
        """The object of pyproj for this ellipsoid."""
        from pyproj import Geod

        return Geod(a=self.a, f=self.f)

    @cached_property
    def half_meridian(self) -> float:
        """Distance from pole to pole: no two points are farther apart."""
        return float(self._half_turn(np.float64(1.0)))

    def forward(
        self,
        lon: npt.ArrayLike,
        lat: npt.ArrayLike,
        azimuth: npt.ArrayLike,
        distance: npt.ArrayLike,
    ) -> Triple:
        """Solve the direct problem: longitude, latitude and azimuth at the end of each geodesic.

        Arguments are broadcast; degrees and metres. Longitudes come back within ±180.
        """
        lon, lat, azimuth, distance = _flat(lon, lat, azimuth, distance)
        end_lon, end_lat, back = _solved(self.geod.fwd, lon, lat, azimuth, distance)
        return end_lon, end_lat, _turned(back)

    def inverse(
        self,
        lon1: npt.ArrayLike,
        lat1: npt.ArrayLike,
        lon2: npt.ArrayLike,
        lat2: npt.ArrayLike,
    ) -> Triple:
        """Solve the inverse problem: azimuth at point 1, azimuth at point 2, distance in metres.

        Both azimuths look along the geodesic from 1 to 2. Between coincident points they are 180
        or 0, between antipodal ones one of the equally short geodesics is taken.
        """
        lon1, lat1, lon2, lat2 = _flat(lon1, lat1, lon2, lat2)
        azimuth, back, distance = _solved(self.geod.inv, lon1, lat1, lon2, lat2)
        return azimuth, _turned(back), distance

    def pole_distances(self, lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return the distances from these latitudes to the north and to the south pole."""
        lat = np.asarray(lat, dtype=np.float64)
        _, _, north = self.inverse(0.0, lat, 0.0, 90.0)
        return north, self.half_meridian - north

    def cosine_of_reduced(self, lat: npt.ArrayLike) -> FloatArray:
        """Return the cosine of the reduced latitude, exact near the poles too."""
        phi = np.radians(np.asarray(lat, dtype=np.float64))
        y, x = (1 - self.f) * np.sin(phi), np.cos(phi)
        cosine: FloatArray = x / np.hypot(y, x)
        return cosine

    def cut_distances(self, lat: npt.ArrayLike, azimuth: npt.ArrayLike) -> FloatArray:
        """Return how far a geodesic is the shortest way, for starting latitude and azimuth.

        On an oblate ellipsoid it stops to be so where it meets the antipodal parallel, half a turn
        away on the auxiliary sphere (Karney 2013, section 3): from there on the geodesic that left
        with azimuth 180° − α is as short.
        """
        sine = np.sin(np.radians(np.asarray(azimuth, dtype=np.float64)))
        return self._half_turn(1 - (sine * self.cosine_of_reduced(lat)) ** 2)

    def cut_azimuths(self, lat: FloatArray, distance: FloatArray) -> FloatArray:
        """Return the azimuth (0…90) at which ``cut_distances`` equals ``distance``; both (n,).

        90 where every geodesic is longer than that, 0 where none is.
        """
        found = np.full(lat.shape, 90.0)
        far = np.flatnonzero(distance > self.cut_distances(lat, 90.0))
        if not len(far):
            return found
        lat, distance = lat[far], distance[far]
        low, high = np.zeros(lat.shape), np.full(lat.shape, 90.0)
        for _ in range(60):
            middle = (low + high) / 2
            longer = self.cut_distances(lat, middle) > distance
            low, high = np.where(longer, middle, low), np.where(longer, high, middle)
        found[far] = high
        return found

    def _half_turn(self, cosine_squared: npt.ArrayLike) -> FloatArray:
        """Return the length of half a turn of a geodesic, cos² α₀ at the equator given.

        b π A₁ of Karney (2013), equation 17: the periodic terms vanish over half a turn.
        """
        second = self.e2 / (1 - self.e2)
        root = np.sqrt(1 + second * np.asarray(cosine_squared, dtype=np.float64))
        eps2 = ((root - 1) / (root + 1)) ** 2
        series = 1 + eps2 / 4 + eps2**2 / 64 + eps2**3 / 256
        length: FloatArray = self.b * np.pi * series / (1 - (root - 1) / (root + 1))
        return length

    def cartesian(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> FloatArray:
        """Return geocentric x, y, z in metres of points on the surface, as (…, 3)."""
        lam = np.radians(np.asarray(lon, dtype=np.float64))
        phi = np.radians(np.asarray(lat, dtype=np.float64))
        normal = self.a / np.sqrt(1 - self.e2 * np.sin(phi) ** 2)
        across = normal * np.cos(phi)
        return np.stack(
            [across * np.cos(lam), across * np.sin(lam), normal * (1 - self.e2) * np.sin(phi)], -1
        )


WGS84 = Ellipsoid(6378137.0, 1 / 298.257223563)


def _flat(*values: npt.ArrayLike) -> list[FloatArray]:
    arrays = np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values))
    return [np.ascontiguousarray(array).reshape(-1) for array in arrays]


def _solved(problem: Callable[..., Triple], *columns: FloatArray) -> Triple:
    """Solve a problem of pyproj's, which takes an array of one element for a number.

    numpy deprecates that, and QGIS would show the warning in its log.
    """
    if len(columns[0]) != 1:
        return problem(*columns)
    first, second, third = problem(*(float(column[0]) for column in columns))
    return np.array([first]), np.array([second]), np.array([third])


def _turned(back: FloatArray) -> FloatArray:
    """Return azimuths that look ahead from those that look back, within ±180."""
    ahead: FloatArray = np.where(back > 0, back - 180.0, back + 180.0)
    return ahead
