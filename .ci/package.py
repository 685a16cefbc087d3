"""Zip the staged plugin for plugins.qgis.org and check the zip against the repository's rules.

The zip is reproducible: the same files give the same bytes.
"""

from __future__ import annotations

import configparser
import re
import sys
import zipfile
from pathlib import Path, PurePosixPath

from stage import PACKAGE, build_dir

LARGEST = 25 * 1024 * 1024
REQUIRED_KEYS = (
    "name", "description", "about", "version", "qgisMinimumVersion", "author", "email",
    "tracker", "repository", "homepage",
)  # fmt: skip
EPOCH = (1980, 1, 1, 0, 0, 0)
BINARIES = {".so", ".dll", ".pyd", ".dylib", ".exe", ".pyc", ".pyo", ".o", ".a", ".whl"}
PARTS_LEFT_OUT = {"__pycache__", "tests", "test", "__MACOSX"}


class PackageError(RuntimeError):
    """The zip breaks a rule of the plugin repository."""


def metadata(text: str) -> dict[str, str]:
    """Return the keys of ``metadata.txt``, spelled as they are there."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return dict(parser["general"])


def write(staged: Path, output: Path) -> None:
    """Write the staged folder as one top folder into ``output``."""
    unfinished = output.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(staged.rglob("*")):
            inside = path.relative_to(staged)
            if path.is_dir() or "__pycache__" in inside.parts:
                continue
            entry = zipfile.ZipInfo(str(PurePosixPath(PACKAGE, *inside.parts)), EPOCH)
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    unfinished.replace(output)


def _wrong_names(names: list[str]) -> list[str]:
    wrong = []
    for name in names:
        parts = PurePosixPath(name).parts
        hidden = any(part.startswith(".") for part in parts)
        if parts[0] != PACKAGE:
            wrong.append(f"{name} is not below {PACKAGE}/")
        elif hidden or PARTS_LEFT_OUT & set(parts) or PurePosixPath(name).suffix in BINARIES:
            wrong.append(f"{name} may not be in a plugin")
    return wrong


def _wrong_metadata(values: dict[str, str]) -> list[str]:
    wrong = [f"metadata.txt lacks {key}" for key in REQUIRED_KEYS if not values.get(key)]
    if not re.fullmatch(r"\d+\.\d+\.\d+", values.get("version", "")):
        wrong.append(f"version {values.get('version')!r} is not X.Y.Z")
    return wrong


def check(package: Path) -> None:
    """Raise ``PackageError`` with everything that the plugin repository would refuse."""
    wrong = []
    if package.stat().st_size > LARGEST:
        wrong.append(f"{package.stat().st_size:,} bytes are more than {LARGEST:,}")
    with zipfile.ZipFile(package) as archive:
        names = archive.namelist()
        wrong += _wrong_names(names)
        wrong += [
            f"{required} is missing"
            for required in ("__init__.py", "metadata.txt", "LICENSE")
            if f"{PACKAGE}/{required}" not in names
        ]
        if f"{PACKAGE}/metadata.txt" in names:
            values = metadata(archive.read(f"{PACKAGE}/metadata.txt").decode())
            wrong += _wrong_metadata(values)
            icon = values.get("icon", "")
            if icon and f"{PACKAGE}/{icon}" not in names:
                wrong.append(f"the icon {icon} is missing")
    if wrong:
        raise PackageError("; ".join(wrong))


def main() -> int:
    """Write and check the package."""
    staged = build_dir() / "plugins" / PACKAGE
    version = metadata((staged / "metadata.txt").read_text(encoding="utf-8"))["version"]
    output = build_dir() / f"{PACKAGE}-{version}.zip"
    write(staged, output)
    try:
        check(output)
    except PackageError as error:
        print(f"{output}: {error}", file=sys.stderr)
        return 1
    print(f"{output}: {output.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
