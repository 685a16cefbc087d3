"""The environment that tests, and the QGIS processes they start, run in."""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Iterator
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
_LINUX_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_OVERRIDE = 1


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


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Capabilities(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable"))


@contextlib.contextmanager
def minding_permissions() -> Iterator[None]:
    """Take from this thread what root may and an analyst may not: write what is write-protected."""
    libc = ctypes.CDLL(None, use_errno=True)
    header, held = _Header(_LINUX_CAPABILITY_VERSION_3, 0), (_Capabilities * 2)()
    if libc.capget(ctypes.byref(header), held):
        raise OSError(ctypes.get_errno(), "capget")
    before = held[0].effective
    held[0].effective = before & ~(1 << _CAP_DAC_OVERRIDE)
    if libc.capset(ctypes.byref(header), held):
        raise OSError(ctypes.get_errno(), "capset")
    try:
        yield
    finally:
        held[0].effective = before
        libc.capset(ctypes.byref(header), held)
