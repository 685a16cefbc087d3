"""Circles and zones on the ellipsoid: how fast, and how right beside others' in the same run.

Speed is from coordinates to features of a QGIS layer, 64 edges a circle, 300 km around places all
over the world. Peers make so many circles a second that a sample of them tells.
"""

from __future__ import annotations

import gc
import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable

import numpy as np
import shapely

from benchmarks import _geodesy_peers as peers
from benchmarks.measure import Measure, report
from tests.support.postgres import postgres_cluster
from tests.support.qgis_session import private_environment, running_qgis

if TYPE_CHECKING:
    from benchmarks._geodesy_peers import Floats, Shapes

CIRCLES = 100_000
SAMPLE = 1_000
RADIUS_M = 300_000.0
ROUNDS = 5
CASES = 10_000
CORRIDORS = 200
_BATCH = 4_000


def run() -> list[Measure]:
    """Measure speed and accuracy; print the table of accuracies."""
    with private_environment(), tempfile.TemporaryDirectory(prefix="iat-") as name, running_qgis():
        return [*_speeds(Path(name)), *_accuracies()]


def _anywhere(count: int, seed: int) -> tuple[Floats, Floats]:
    """Return places evenly spread over the globe."""
    random = np.random.default_rng(seed)
    lat = np.degrees(np.arcsin(random.uniform(-1, 1, count)))
    return random.uniform(-180, 180, count), lat


def _rates(works: dict[str, tuple[Callable[[], Any], int]]) -> dict[str, float]:
    """Return how much of each work is done a second, at best of rounds in which they take turns.

    What else the machine does only ever adds to a time.
    """
    best = dict.fromkeys(works, 0.0)
    for _ in range(ROUNDS):
        for name, (work, amount) in works.items():
            gc.collect()
            start = time.perf_counter()
            work()
            best[name] = max(best[name], amount / (time.perf_counter() - start))
    return best


def _speeds(folder: Path) -> list[Measure]:
    from imam_ali_tracker.geodesy.circles import circles

    lon, lat = _anywhere(CIRCLES, 1)
    radius = np.full(CIRCLES, RADIUS_M)
    some = (lon[:SAMPLE], lat[:SAMPLE], radius[:SAMPLE])
    slow, native = peers.by_geographiclib(), peers.by_distance_area()
    names = iter(range(1_000))
    rates = _rates(
        {
            "ours": (lambda: _layer(folder / f"{next(names)}.gpkg", lon, lat, radius), CIRCLES),
            "geographiclib": (lambda: peers.into_memory_layer(slow, *some), SAMPLE),
            "QgsDistanceArea": (lambda: peers.into_memory_layer(native, *some), SAMPLE),
            "one thread": (lambda: circles(lon, lat, radius, threads=1), CIRCLES),
            "four threads": (lambda: circles(lon, lat, radius, threads=4), CIRCLES),
        }
    )
    for name, rate in rates.items():
        print(f"  {name}: {rate:,.0f} circles/s")
    print(f"  load of the machine: {os.getloadavg()[0]:.1f}, cores: {os.cpu_count()}")
    unit, name = "circles/s", "geodesy.circles_vs_"
    return [
        Measure.against(
            f"{name}geographiclib", rates["ours"], rates["geographiclib"], unit, ">= 50"
        ),
        Measure.against(
            f"{name}qgsdistancearea", rates["ours"], rates["QgsDistanceArea"], unit, ">= 4"
        ),
        Measure.against(
            "geodesy.threads_4", rates["four threads"], rates["one thread"], unit, ">= 2.5"
        ),
    ]


def _layer(path: Path, lon: Floats, lat: Floats, radius: Floats) -> None:
    """Make a layer as the provider does: blobs into a temporary GeoPackage that ``ogr`` serves.

    Some threads make the batches and one writes them.
    """
    from qgis.core import QgsVectorLayer

    from imam_ali_tracker.geodesy.blobs import gpkg_blobs
    from imam_ali_tracker.geodesy.circles import circles
    from imam_ali_tracker.provider.scratch import Batch, Scratch

    def made(begin: int) -> Batch:
        rows = slice(begin, begin + _BATCH)
        areas = circles(lon[rows], lat[rows], radius[rows], threads=1)
        fids = np.arange(begin + 1, begin + 1 + len(areas))
        return Batch(fids, gpkg_blobs(areas), areas.bounds(), [radius[rows].tolist()])

    scratch = Scratch(path, "MULTIPOLYGON", [("radius", "REAL")])
    scratch.start()
    with ThreadPoolExecutor(max(1, min(4, os.cpu_count() or 1) - 1)) as pool:
        for batch in pool.map(made, range(0, len(lon), _BATCH)):
            scratch.append(batch)
    scratch.finish()
    layer = QgsVectorLayer(scratch.native_uri, "circles", "ogr")
    if layer.featureCount() != len(lon):
        raise RuntimeError(f"{layer.featureCount()} features instead of {len(lon)}")
    del layer
    scratch.discard()


def _accuracies() -> list[Measure]:
    from imam_ali_tracker.geodesy.circles import circles
    from tests.unit.geodesy import awkward

    lon, lat = _anywhere(CASES, 2)
    radius = 10 ** np.random.default_rng(3).uniform(0, np.log10(2e7), CASES)
    _, *columns = zip(*awkward.circles())
    odd = tuple(np.array(column) for column in columns)
    print(_HEAD)
    worst = 0.0
    with postgres_cluster() as cluster, _connected(cluster) as cursor:
        in_postgis = peers.in_postgis(cursor)

        def by_postgis(x: Floats, y: Floats, metres: Floats) -> Shapes:
            texts = [f"POINT({one!r} {two!r})" for one, two in zip(x.tolist(), y.tolist())]
            return in_postgis(texts, metres)

        methods: dict[str, Callable[[Floats, Floats, Floats], Shapes]] = {
            "ours": lambda x, y, r: circles(x, y, r).to_shapely(),
            "PostGIS ST_Buffer(geography)": by_postgis,
            "QGIS native:buffer, local UTM": lambda x, y, r: peers.in_qgis(
                x, y, r, peers.local_zones(x, y)
            ),
            "QGIS native:buffer, Web Mercator": lambda x, y, r: peers.in_qgis(
                x, y, r, np.full(len(x), 3857)
            ),
        }
        for kind, cases in (("random", (lon, lat, radius)), ("awkward", odd)):
            for name, method in methods.items():
                error = _judged(f"{name}, {len(cases[0]):,} {kind}", method(*cases), *cases)
                worst = max(worst, error) if name == "ours" else worst
        zone = _zones(in_postgis)
    return [
        Measure.alone("geodesy.vertex_error_mm", worst * 1000, "mm", "<= 1"),
        Measure.alone("geodesy.edge_by_tolerance", _edges(lon, lat, radius, odd), "1", "<= 1"),
        Measure.alone("geodesy.zone_error", zone, "of width", "<= 0.001"),
        Measure.alone("geodesy.length_nm_per_km", _lengths(), "nm/km", "<= 1"),
    ]


def _connected(cluster: Any) -> Any:
    import contextlib

    import psycopg2

    @contextlib.contextmanager
    def opened() -> Any:
        connection = psycopg2.connect(cluster.dsn(cluster.create_database()))
        try:
            yield connection.cursor()
        finally:
            connection.close()

    return opened()


_HEAD = (
    f"{'circles':<52}{'none':>8}{'invalid':>9}{'area >3% off':>14}"
    f"{'edge: median':>14}{'99 %':>10}{'worst':>10}"
)


def _judged(name: str, shapes: Shapes, lon: Floats, lat: Floats, radius: Floats) -> float:
    """Print a line about circles, and return by how much the worst vertex misses, in metres.

    Vertices on the border of the map, where a circle is cut, are none of its edge.
    """
    from imam_ali_tracker.geodesy.arrays import Polygons
    from imam_ali_tracker.geodesy.ellipsoid import WGS84
    from imam_ali_tracker.geodesy.measure import polygon_areas

    none = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    coords, owner = shapely.get_coordinates(shapes, return_index=True)
    broken = np.zeros(len(shapes), dtype=bool)
    broken[owner[~np.isfinite(coords).all(axis=1)]] = True
    invalid = broken | (~none & ~shapely.is_valid(shapes))
    edge = (np.abs(coords[:, 1]) < 90) & ~broken[owner]
    coords, owner = coords[edge], owner[edge]
    off = np.abs(WGS84.inverse(lon[owner], lat[owner], *coords.T)[2] - radius[owner])
    share = off / radius[owner]
    sphere = 6_371_007.2
    expected = 2 * np.pi * sphere**2 * (1 - np.cos(np.minimum(radius / sphere, np.pi)))
    # Shapes that are not valid have no area that means anything, but they are counted above.
    area = polygon_areas(Polygons.from_shapely(np.where(none | broken, None, shapes)))
    wrong = ~none & (np.abs(area / expected - 1) > 0.03)
    count = len(shapes)
    print(
        f"{name:<52}{none.sum() / count:>8.2%}{invalid.sum() / count:>9.2%}"
        f"{wrong.sum() / count:>14.2%}{np.median(share):>14.1e}"
        f"{np.quantile(share, 0.99):>10.1e}{share.max():>10.1e}",
        flush=True,
    )
    if name.startswith("ours") and (none.any() or invalid.any()):
        raise RuntimeError(f"{name}: {none.sum()} missing, {invalid.sum()} not valid")
    return float(off.max())


def _edges(lon: Floats, lat: Floats, radius: Floats, odd: tuple[Floats, ...]) -> float:
    """Return the largest share of its tolerance by which an edge of ours is off its circle."""
    from imam_ali_tracker.geodesy.circles import circles
    from imam_ali_tracker.geodesy.ellipsoid import WGS84
    from tests.unit.geodesy.reference import edge_points

    worst = 0.0
    x, y, r = (np.concatenate(pair) for pair in zip((lon, lat, radius), odd))
    tolerance = np.maximum(0.001, r * 10 ** np.random.default_rng(4).uniform(-4, -2, len(r)))
    for row, shape in enumerate(circles(x, y, r, tolerance_m=tolerance).to_shapely()):
        points = edge_points(shape)
        points = points[:: max(1, len(points) // 200)]
        if len(points):
            off = np.abs(WGS84.inverse(x[row], y[row], *points.T)[2] - r[row])
            worst = max(worst, float(off.max() / tolerance[row]))
    return worst


def _zones(in_postgis: Callable[[list[str], Floats], Shapes]) -> float:
    """Print how far the edges of zones are from half their width, and return our worst, as a share.

    The distances from the corridors are searched for by brute force.
    """
    from imam_ali_tracker.geodesy.arrays import Paths
    from imam_ali_tracker.geodesy.zones import corridor_zones
    from tests.unit.geodesy import awkward
    from tests.unit.geodesy.reference import distances_to_path, edge_points

    random = np.random.default_rng(5)
    starts = np.column_stack(_anywhere(CORRIDORS, 6))
    steps = random.normal(0, 1, (CORRIDORS, 3, 2)) * 10 ** random.uniform(-2, 1, (CORRIDORS, 1, 1))
    paths = np.concatenate([starts[:, None], starts[:, None] + np.cumsum(steps, axis=1)], axis=1)
    paths[..., 0] = (paths[..., 0] + 180) % 360 - 180
    paths[..., 1] = np.clip(paths[..., 1], -90, 90)
    width = 10 ** random.uniform(1, 6, CORRIDORS)
    odd = list(awkward.PATHS.values())
    worst = 0.0
    for kind, several, widths in (
        ("random", [list(map(tuple, path)) for path in paths.tolist()], width),
        ("awkward", odd, np.full(len(odd), 50_000.0)),
    ):
        texts = ["LINESTRING(" + ",".join(f"{x!r} {y!r}" for x, y in p) + ")" for p in several]
        for name, shapes in (
            ("ours", corridor_zones(Paths.of(several), widths).to_shapely()),
            ("PostGIS ST_Buffer(geography)", in_postgis(texts, widths / 2)),
        ):
            share = []
            none, invalid = shapely.is_missing(shapes).sum(), (~shapely.is_valid(shapes)).sum()
            for path, shape, wide in zip(several, shapes, widths):
                points = np.empty((0, 2)) if shape is None else edge_points(shape)
                points = points[np.isfinite(points).all(axis=1)]
                points = points[:: max(1, len(points) // 60)]
                share += (np.abs(distances_to_path(path, points) - wide / 2) / wide).tolist()
            title = f"zones, {name}, {len(several)} {kind}"
            print(
                f"{title:<52}{none / len(shapes):>8.2%}{(invalid - none) / len(shapes):>9.2%}"
                f"{'':>14}{np.median(share):>14.1e}"
                f"{np.quantile(share, 0.99):>10.1e}{max(share):>10.1e}",
                flush=True,
            )
            if name == "ours":
                worst = max(worst, *share)
    return worst


def _lengths() -> float:
    """Return how far our distances are from Karney's, in nanometres per kilometre, at worst."""
    from imam_ali_tracker.geodesy.measure import distances
    from tests.unit.geodesy.reference import KARNEY

    shares = [
        abs(distances(lon1, lat1, lon2, lat2)[0] - length) / length
        for lat1, lon1, _, lat2, lon2, _, length, *_ in KARNEY
    ]
    return max(shares) * 1e12


if __name__ == "__main__":
    report(run())
