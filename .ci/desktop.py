"""Open the QGIS desktop with the staged plugin, in a profile of its own in the build folder.

Further arguments go to QGIS, for example a project to open.
"""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
from pathlib import Path

from profiles import libraries, link_plugin, settings_file
from stage import PACKAGE, build_dir


def enable(profile: Path) -> None:
    """Enable the plugin in the profile's settings, which stay as they are otherwise."""
    ini = settings_file(profile)
    settings = configparser.RawConfigParser(strict=False)
    settings.optionxform = str  # type: ignore[assignment,method-assign]
    settings.read(ini, encoding="utf-8")
    if not settings.has_section("PythonPlugins"):
        settings.add_section("PythonPlugins")
    settings.set("PythonPlugins", PACKAGE, "true")
    with ini.open("w", encoding="utf-8") as file:
        settings.write(file, space_around_delimiters=False)


def main() -> int:
    """Make the profile, run QGIS and return its exit code."""
    profiles = build_dir() / "desktop"
    enable(link_plugin(profiles))
    done = subprocess.run(
        ["qgis", "--profiles-path", str(profiles), *sys.argv[1:]],
        env={**os.environ, "PYTHONPATH": str(libraries())},
        check=False,
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
