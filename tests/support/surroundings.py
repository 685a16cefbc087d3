"""The environment that tests, and the QGIS processes they start, run in."""

from __future__ import annotations

import os
from pathlib import Path

_FOLDERS = {
    "HOME": "home",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_RUNTIME_DIR": "runtime",
    "QGIS_CUSTOM_CONFIG_PATH": "qgis",
    "QGIS_AUTH_DB_DIR_PATH": "qgis",
}


def private_folders(base: Path) -> dict[str, str]:
    """Make a home, caches and a QGIS profile folder below ``base``; return them as variables."""
    variables = {}
    for variable, name in _FOLDERS.items():
        folder = base / name
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        variables[variable] = str(folder)
    return variables


def child_environment(base: Path) -> dict[str, str]:
    """Return the environment for a QGIS process of its own, with all its folders below ``base``."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("QGIS_", "QT_", "XDG_", "PYTEST_", "PYQGIS_"))
    }
    kept.pop("PYTHONPATH", None)
    return {**kept, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", **private_folders(base)}
