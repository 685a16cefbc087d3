"""Libraries that not every QGIS installation carries, and what is off without them."""

from __future__ import annotations

from importlib.util import find_spec

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

_REQUIRED = ("shapely", "requests", "lxml", "pyproj")


def missing_libraries() -> tuple[str, ...]:
    """Return the names of required libraries that cannot be found; nothing is imported."""
    return tuple(name for name in _REQUIRED if _is_missing(name))


def missing_text(names: tuple[str, ...]) -> str:
    """Return what is off without the libraries ``names`` and how to install them."""
    effects = {
        "shapely": tr("buffers of lines and areas, and corridor zones"),
        "requests": tr("fetching reports"),
        "lxml": tr("reading the metadata of reports"),
        "pyproj": tr("buffers, corridors and measuring"),
    }
    return tr(
        "Python libraries are missing in this QGIS: {}. Off until then: {}. Install them in the "
        "OSGeo4W Shell or a terminal with “python3 -m pip install {}” and restart QGIS."
    ).format(", ".join(names), ", ".join(effects[name] for name in names), " ".join(names))


def require(name: str) -> None:
    """Raise a :class:`TrackerError` that says what to install where library ``name`` is missing."""
    if _is_missing(name):
        raise TrackerError(missing_text((name,)))


def _is_missing(name: str) -> bool:
    try:
        return find_spec(name) is None
    except ModuleNotFoundError:  # a finder may refuse a module instead of not finding it
        return True
