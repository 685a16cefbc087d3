"""What the functions of this package ask of their arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from imam_ali_tracker.geodesy.antimeridian import wrapped

if TYPE_CHECKING:
    import numpy.typing as npt

    from imam_ali_tracker.geodesy.arrays import BoolArray, FloatArray


def columns(*values: npt.ArrayLike) -> list[FloatArray]:
    """Return the values as float64 arrays of one length; single ones are repeated."""
    arrays = [np.asarray(value, dtype=np.float64).ravel() for value in values]
    lengths = {len(array) for array in arrays if len(array) != 1}
    if len(lengths) > 1:
        raise ValueError(f"columns of different lengths: {sorted(lengths)}")
    length = lengths.pop() if lengths else 1
    return [np.ascontiguousarray(np.broadcast_to(array, (length,))) for array in arrays]


def finite(values: FloatArray, name: str) -> FloatArray:
    """Return the values; an infinite one raises ``ValueError`` (NaN stands for unknown)."""
    _refuse(np.isinf(values), values, name, "is not finite")
    return values


def longitudes(values: FloatArray, name: str = "longitude") -> FloatArray:
    """Return the longitudes within ±180; an infinite one raises ``ValueError``."""
    return wrapped(finite(values, name))


def latitudes(values: FloatArray, name: str = "latitude") -> FloatArray:
    """Return the latitudes; one outside ±90 raises ``ValueError``."""
    with np.errstate(invalid="ignore"):
        _refuse(np.abs(values) > 90.0, values, name, "is not within ±90")
    # Without −0, from which geodesics to the antipode lead over the other pole.
    return values + 0.0


def sizes(values: FloatArray, name: str, least: float = 0.0) -> FloatArray:
    """Return the lengths; an infinite one or one below ``least`` raises ``ValueError``."""
    finite(values, name)
    with np.errstate(invalid="ignore"):
        _refuse(values < least, values, name, f"is less than {least:g}")
    return values


def _refuse(bad: BoolArray, values: FloatArray, name: str, why: str) -> None:
    if bad.any():
        row = int(np.argmax(bad))
        raise ValueError(f"{name} {values[row]:g} in row {row} {why}")
