"""Runs inside QGIS: times the first loading of the plugin, and of one that ships with QGIS."""

from __future__ import annotations

import time
from typing import Any

from qgis.utils import loadPlugin, startPlugin, updateAvailablePlugins


def load_ms(name: str) -> float:
    """Return how long QGIS takes to import and start a plugin, in milliseconds."""
    started = time.perf_counter()
    assert loadPlugin(name)
    assert startPlugin(name)
    return (time.perf_counter() - started) * 1000


def main(iface: Any) -> dict[str, float]:
    updateAvailablePlugins()
    return {name: load_ms(name) for name in ("imam_ali_tracker", "db_manager")}
