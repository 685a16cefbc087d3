"""Put the plugin together as it ships: package, metadata.txt, resources and LICENSE in one folder.

The folder is ``$BUILD_DIR/plugins/imam_ali_tracker``. A file is replaced as a whole and only when
its content differs, and files whose source is gone are removed, so that several runs may stage
into the same folder while a QGIS or a test run has it open.
"""

from __future__ import annotations

import contextlib
import filecmp
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "imam_ali_tracker"
ROOT = Path(__file__).resolve().parents[1]
SINGLE_FILES = ("metadata.txt", "LICENSE")
TEMPORARY = ".stage-"
LONGEST_COPY_SECONDS = 60
LEFT_OUT = {"__pycache__", "tests"}


def build_dir() -> Path:
    """Return the folder for everything made: ``BUILD_DIR``, or ``build`` where that is not set."""
    return (ROOT / os.environ.get("BUILD_DIR", "build")).resolve()


def shipped_files() -> Iterator[tuple[Path, Path]]:
    """Yield (source, path inside the plugin folder) of every file that ships."""
    for name in SINGLE_FILES:
        yield ROOT / name, Path(name)
    for folder, prefix in ((ROOT / PACKAGE, Path()), (ROOT / "resources", Path("resources"))):
        for source in sorted(folder.rglob("*")):
            inside = source.relative_to(folder)
            hidden = any(part.startswith(".") for part in inside.parts)
            if source.is_dir() or hidden or LEFT_OUT & set(inside.parts):
                continue
            if source.suffix in {".pyc", ".pyo"}:
                continue
            yield source, prefix / inside


def stage(target: Path) -> list[str]:
    """Make ``target`` equal to what ships and return the paths that changed, relative to it."""
    changed = []
    wanted = set()
    for source, inside in shipped_files():
        wanted.add(inside)
        copy = target / inside
        if copy.is_file() and filecmp.cmp(source, copy, shallow=False):
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=TEMPORARY, dir=copy.parent)
        os.close(handle)
        shutil.copyfile(source, temporary)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(copy)
        changed.append(str(inside))
    return changed + remove_others(target, wanted)


def remove_others(target: Path, wanted: set[Path]) -> list[str]:
    """Remove what an earlier stage left and return it; byte code of staged modules stays."""
    removed = []
    for path in sorted(target.rglob("*"), reverse=True):
        inside = path.relative_to(target)
        if path.is_dir():
            with contextlib.suppress(OSError):  # not empty
                path.rmdir()
        elif path.suffix == ".pyc":
            module = inside.parent.parent / f"{path.name.split('.')[0]}.py"
            if module not in wanted:
                path.unlink(missing_ok=True)
        elif inside not in wanted and not _in_use(path):
            path.unlink(missing_ok=True)
            removed.append(str(inside))
    return removed


def _in_use(path: Path) -> bool:
    """Tell whether another run is about to put this temporary file in place."""
    if not path.name.startswith(TEMPORARY):
        return False
    try:
        return time.time() - path.stat().st_mtime < LONGEST_COPY_SECONDS
    except FileNotFoundError:
        return True


def main() -> int:
    """Stage and say what was done."""
    target = build_dir() / "plugins" / PACKAGE
    changed = stage(target)
    print(f"staged {target}: {len(changed)} files changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
