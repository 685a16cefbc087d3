"""Coastlines: read from GeoJSON, found by the names that claims give them, and how near they come.

``resources/coastline/README.md`` describes the file that ships and the form of others. A coastline
is a generalised line: its accuracy (scale and simplification) counts as the uncertainty of the
position of its nearest point.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from imam_ali_tracker.claims.model import Position
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.geodesy.arrays import Lines, offsets_of
from imam_ali_tracker.geodesy.nearest import nearest_on_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Coastline:
    """A named coast; ``lines`` has one feature per entry of ``countries``."""

    key: str
    title: str
    names: tuple[str, ...]
    scale: str
    accuracy_m: float
    countries: tuple[str, ...]
    lines: Lines


@dataclass(frozen=True)
class NearestShore:
    """Where a coast comes closest to a point, how close in metres, and in which country."""

    distance_m: float
    position: Position
    country: str


def read_coastline(path: Path) -> Coastline:
    """Read a coastline; raises :class:`TrackerError` where the file is not one."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        about, features = content["coast"], content["features"]
        parts = [_parts(feature["geometry"]) for feature in features]
        return Coastline(
            str(about["key"]),
            str(about["title"]),
            tuple(str(name) for name in about["names"]),
            str(about["scale"]),
            float(about["accuracy_m"]),
            tuple(str(feature["properties"].get("country") or "") for feature in features),
            _lines(parts),
        )
    except OSError as error:
        raise TrackerError(
            tr("The coastline {} cannot be read.").format(path),
            tr("Install the plugin again, or check the file."),
            str(error),
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TrackerError(
            tr("{} is not a coastline.").format(path),
            tr("The README beside the coastlines that ship says what such a file holds."),
            repr(error),
        ) from error


def _parts(geometry: dict[str, Any]) -> list[np.ndarray[Any, np.dtype[np.float64]]]:
    several = geometry["type"] == "MultiLineString"
    lines = geometry["coordinates"] if several else [geometry["coordinates"]]
    parts = [np.asarray(line, dtype=np.float64)[:, :2] for line in lines]
    if not all(len(part) > 1 and np.isfinite(part).all() for part in parts):
        raise ValueError(geometry["type"])
    return parts


def _lines(features: Sequence[Sequence[np.ndarray[Any, np.dtype[np.float64]]]]) -> Lines:
    parts = [part for feature in features for part in feature]
    if not parts:
        raise ValueError(features)
    return Lines(
        np.concatenate(parts),
        offsets_of([len(part) for part in parts]),
        offsets_of([len(feature) for feature in features]),
    )


def nearest_shores(coast: Coastline, positions: Sequence[Position]) -> list[NearestShore]:
    """Return where the coast comes closest to each position; coast positions have its accuracy."""
    found = nearest_on_lines(
        [position.lon for position in positions],
        [position.lat for position in positions],
        coast.lines,
    )
    return [
        NearestShore(distance, Position(lon, lat, coast.accuracy_m), coast.countries[feature])
        for distance, lon, lat, feature in zip(*(column.tolist() for column in found))
    ]


def coastline_called(text: str, coastlines: Iterable[Coastline]) -> Coastline | None:
    """Return the coastline whose name is in ``text`` ("Mediterranean coast (eastern)")."""
    plain = _plain(text)
    for coast in coastlines:
        if any(_plain(name) in plain for name in coast.names):
            return coast
    return None


def coastline_named(text: str, coastlines: Iterable[Coastline]) -> Coastline | None:
    """Return the coastline whose name is all of ``text``, but for an article."""
    plain = _plain(text)
    plain = plain.removeprefix("the ")
    for coast in coastlines:
        if any(_plain(name) == plain for name in coast.names):
            return coast
    return None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
