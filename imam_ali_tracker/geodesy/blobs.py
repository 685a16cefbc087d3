"""Geometries as GeoPackage blobs, written by numpy for all features at once.

The format is that of OGC 12-128r19, annex "GeoPackage binary format": the letters GP, a version,
flags, the SRS, an envelope, then little-endian ISO WKB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from imam_ali_tracker.geodesy.arrays import Lines

if TYPE_CHECKING:
    import numpy.typing as npt

    from imam_ali_tracker.geodesy.arrays import FloatArray, Geometries, IndexArray

_COUNT = np.dtype("<u4")
_HEAD = np.dtype(
    [
        ("magic", "S2"),
        ("version", "u1"),
        ("flags", "u1"),
        ("srid", "<i4"),
        ("envelope", "<f8", (4,)),
        ("order", "u1"),
        ("kind", "<u4"),
        ("parts", "<u4"),
    ]
)
_BYTES_BEFORE_WKB = 40
_PART = np.dtype([("order", "u1"), ("kind", "<u4"), ("count", "<u4")])
_POINT = np.dtype("V16")
_RUNS_PER_LENGTH = 8
_LITTLE_ENDIAN, _ENVELOPE_XY, _EMPTY = 0x01, 0x02, 0x10
_LINESTRING, _POLYGON, _MULTILINESTRING, _MULTIPOLYGON = 2, 3, 5, 6


def gpkg_blobs(geometries: Geometries, srid: int = 4326) -> list[bytes]:
    """Return one GeoPackage geometry blob per feature.

    Parameters
    ----------
    geometries:
        ``Polygons`` become MultiPolygon, ``Lines`` MultiLineString; a feature without parts becomes
        an empty geometry.
    srid:
        ``srs_id`` of the GeoPackage that the blobs go into.
    """
    lines = isinstance(geometries, Lines)
    features, parts = geometries.features, geometries.parts
    # Lines have their number of points where polygons have their number of rings.
    rings = _EMPTY_RINGS if isinstance(geometries, Lines) else geometries.rings
    part_points = parts if isinstance(geometries, Lines) else geometries.rings[parts]
    ring_of_part = np.zeros_like(parts) if lines else parts

    before_feature = _HEAD.itemsize * np.arange(len(features), dtype=np.int64)
    before_part = _PART.itemsize * np.arange(len(parts), dtype=np.int64)
    before_ring = _COUNT.itemsize * np.arange(len(rings), dtype=np.int64)

    def position(feature: IndexArray, part: IndexArray) -> IndexArray:
        """Return the byte at which something begins before which this much has been written."""
        ring = before_ring[ring_of_part[part]]
        points = part_points[part] * _POINT.itemsize
        before: IndexArray = before_feature[feature] + before_part[part] + ring + points
        return before

    ends = position(np.arange(len(features)), features)
    data = np.zeros(int(ends[-1]) + _HEAD.itemsize, dtype=np.uint8)
    owner = np.repeat(np.arange(len(features) - 1), np.diff(features))
    _write(data, ends[:-1], _heads(geometries, srid, _MULTILINESTRING if lines else _MULTIPOLYGON))
    part_at = position(owner + 1, np.arange(len(parts) - 1))
    _write(data, part_at, _part_heads(np.diff(parts), _LINESTRING if lines else _POLYGON))
    body = part_at + _PART.itemsize
    if isinstance(geometries, Lines):
        _write_points(data, body, geometries.coords, parts)
    else:
        polygon = np.repeat(np.arange(len(parts) - 1), np.diff(parts))
        inside = before_ring[:-1] - before_ring[parts[polygon]]
        inside += (rings[:-1] - part_points[polygon]) * _POINT.itemsize
        ring_at = body[polygon] + inside
        _write(data, ring_at, np.diff(rings).astype(_COUNT))
        _write_points(data, ring_at + _COUNT.itemsize, geometries.coords, rings)
    return _cut(data, ends)


def wkb_blobs(geometries: Geometries) -> list[bytes]:
    """Return well-known binary per feature: what follows the head and envelope in GeoPackages."""
    return [blob[_BYTES_BEFORE_WKB:] for blob in gpkg_blobs(geometries)]


_EMPTY_RINGS: IndexArray = np.zeros(1, dtype=np.int64)


def _heads(geometries: Geometries, srid: int, kind: int) -> npt.NDArray[np.void]:
    heads = np.zeros(len(geometries), dtype=_HEAD)
    heads["magic"] = b"GP"
    heads["srid"] = srid
    heads["order"] = 1
    heads["kind"] = kind
    heads["parts"] = np.diff(geometries.features)
    heads["flags"] = _LITTLE_ENDIAN | _ENVELOPE_XY
    heads["flags"] |= np.where(heads["parts"] == 0, np.uint8(_EMPTY), np.uint8(0))
    # The envelope is xmin, xmax, ymin, ymax; that of an empty geometry is NaN.
    heads["envelope"] = geometries.bounds()[:, [0, 2, 1, 3]]
    return heads


def _part_heads(counts: IndexArray, kind: int) -> npt.NDArray[np.void]:
    heads = np.zeros(len(counts), dtype=_PART)
    heads["order"] = 1
    heads["kind"] = kind
    heads["count"] = counts
    return heads


def _slots(data: npt.NDArray[np.uint8], size: int) -> npt.NDArray[np.void]:
    """Return the bytes as overlapping items of one size, one at each byte."""
    raw = np.dtype((np.void, size))
    return np.ndarray((len(data) - size + 1,), dtype=raw, buffer=data, strides=(1,))


def _write(data: npt.NDArray[np.uint8], at: IndexArray, values: npt.NDArray[np.void]) -> None:
    """Write each of ``values`` at its byte."""
    size = values.dtype.itemsize
    _slots(data, size)[at] = np.ascontiguousarray(values).view(np.dtype((np.void, size)))


def _write_points(
    data: npt.NDArray[np.uint8], at: IndexArray, coords: FloatArray, runs: IndexArray
) -> None:
    """Write runs of points to their bytes; all runs of one length are copied together."""
    points = np.ascontiguousarray(coords, dtype="<f8").view(np.uint8).reshape(-1)
    starts, counts = runs[:-1] * _POINT.itemsize, np.diff(runs)
    lengths = np.unique(counts)
    if len(lengths) > len(counts) / _RUNS_PER_LENGTH:
        # Lengths that differ so much are not worth that: point by point.
        at = np.repeat(at - starts, counts) + np.arange(len(coords)) * _POINT.itemsize
        starts = np.arange(len(coords), dtype=np.int64) * _POINT.itemsize
        counts, lengths = np.ones_like(starts), np.array([1])
    for length in lengths[lengths > 0].tolist():
        size = length * _POINT.itemsize
        chosen = np.flatnonzero(counts == length)
        _slots(data, size)[at[chosen]] = _slots(points, size)[starts[chosen]]


def _cut(data: npt.NDArray[np.uint8], ends: IndexArray) -> list[bytes]:
    sizes = np.diff(ends)
    if len(sizes) and (sizes == sizes[0]).all():
        blobs: list[bytes] = data[: ends[-1]].view(np.dtype((np.void, int(sizes[0])))).tolist()
        return blobs
    raw = data.tobytes()
    return [raw[start:end] for start, end in zip(ends[:-1].tolist(), ends[1:].tolist())]
