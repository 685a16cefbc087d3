"""Objects that Qt's and QGIS's signatures call optional although they are always there."""

from __future__ import annotations

from typing import TypeVar

Kind = TypeVar("Kind")


def present(value: Kind | None) -> Kind:
    """Return ``value``, which Qt or QGIS promises to be an object.

    Raises ``RuntimeError`` where the promise is broken, rather than failing later and elsewhere.
    """
    if value is None:
        raise RuntimeError("QGIS gave no object where it promises one")
    return value
