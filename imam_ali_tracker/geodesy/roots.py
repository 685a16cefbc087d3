"""Roots of functions of arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

import numpy as np

if TYPE_CHECKING:
    from imam_ali_tracker.geodesy.arrays import FloatArray

_MOST_TURNS = 200
_FINEST = 4e-16


def zero_of(
    function: Callable[[FloatArray], FloatArray],
    low: FloatArray,
    high: FloatArray,
    exact: float,
) -> FloatArray:
    """Return where a function is zero: at one of two places, or between, where its signs differ.

    The secants of the Illinois rule with a bisection now and then, for all rows at once, until the
    value is within ``exact`` or the interval cannot be divided any more.
    """
    at_low, at_high = function(low), function(high)
    kept, found = np.zeros(len(low)), np.where(np.abs(at_high) <= exact, high, low)
    done = np.minimum(np.abs(at_low), np.abs(at_high)) <= exact
    for turn in range(_MOST_TURNS):
        slope = np.where(at_low == at_high, 1.0, at_high - at_low)
        guess = high - at_high * (high - low) / slope
        outside = (guess <= low) | (guess >= high) | (turn % 4 == 3)
        guess = np.where(outside, (low + high) / 2, guess)
        value = function(guess)
        found = np.where(done, found, guess)
        done |= (np.abs(value) <= exact) | (high - low <= _FINEST * (np.abs(low) + np.abs(high)))
        if done.all():
            break
        moves_low = np.sign(value) == np.sign(at_low)
        # An end that stays twice in a row counts half.
        at_high = np.where(moves_low, np.where(kept == 1, at_high / 2, at_high), value)
        at_low = np.where(moves_low, value, np.where(kept == -1, at_low / 2, at_low))
        kept = np.where(moves_low, 1, -1)
        low, high = np.where(moves_low, guess, low), np.where(moves_low, high, guess)
    return found
