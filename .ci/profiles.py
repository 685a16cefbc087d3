"""QGIS profiles that use the staged plugin."""

from __future__ import annotations

import contextlib
import sysconfig
from pathlib import Path

from stage import PACKAGE, build_dir


def link_plugin(profiles: Path) -> Path:
    """Put the staged plugin into the default profile of a profiles folder; return the profile."""
    profile = profiles / "profiles" / "default"
    plugins = profile / "python" / "plugins"
    plugins.mkdir(parents=True, exist_ok=True)
    _link(plugins / PACKAGE, build_dir() / "plugins" / PACKAGE)
    return profile


def settings_file(profile: Path) -> Path:
    """Return the profile's ``QGIS3.ini``, whose folder is made where it is missing."""
    ini = profile / "QGIS" / "QGIS3.ini"
    ini.parent.mkdir(parents=True, exist_ok=True)
    return ini


def libraries() -> Path:
    """Return a folder with the libraries that only the virtual environment has, for QGIS processes.

    That is shapely where the distribution's is too old; nothing else of the environment, whose
    tools QGIS should not see.
    """
    folder = build_dir() / "libraries"
    folder.mkdir(parents=True, exist_ok=True)
    for installed in Path(sysconfig.get_path("purelib")).glob("shapely*"):
        if not installed.name.endswith("-stubs"):
            _link(folder / installed.name, installed)
    return folder


def _link(link: Path, target: Path) -> None:
    if not link.is_symlink() or link.readlink() != target:
        link.unlink(missing_ok=True)
        with contextlib.suppress(FileExistsError):  # another run was quicker
            link.symlink_to(target, target_is_directory=True)
