"""Writing pictures small: 256 colours, chosen so that no hue of the picture is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QImage

_MOST = 256
_FREQUENT = 144
"""Colours that are kept exactly; the others stand for what is far from all of these."""


def save(picture: QImage, file: Path) -> None:
    """Write a picture as PNG; raises ``OSError`` where that fails."""
    small = picture.convertToFormat(
        QImage.Format.Format_Indexed8,
        _colours(picture.convertToFormat(QImage.Format.Format_RGB32)),
        Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither,
    )
    if small.isNull() or not small.save(str(file), "PNG", 0):
        raise OSError(f"{file.name} cannot be written")


def _colours(picture: QImage) -> list[int]:
    """Return the colours of the palette: the most frequent, then the most frequent other hues."""
    bits = picture.constBits()
    bits.setsize(picture.sizeInBytes())
    found, counts = np.unique(np.frombuffer(bits, np.uint32), return_counts=True)
    parts = np.stack([(found >> shift) & 0xFF for shift in (16, 8, 0)], axis=1).astype(np.int64)
    order = np.argsort(-counts, kind="stable")
    chosen = list(order[:_FREQUENT])
    others = order[_FREQUENT:]
    away = np.full(len(others), np.inf)
    for known in chosen:
        away = np.minimum(away, _distance(parts[others], parts[known]))
    while len(others) and len(chosen) < _MOST:
        # Where much is far from all that was chosen, a colour is missing.
        next_one = others[np.argmax(counts[others] * away)]
        chosen.append(next_one)
        away = np.minimum(away, _distance(parts[others], parts[next_one]))
    return [int(colour) | 0xFF000000 for colour in found[chosen]]


def _distance(colours: np.ndarray, colour: np.ndarray) -> np.ndarray:
    return ((colours - colour) ** 2).sum(axis=1)
