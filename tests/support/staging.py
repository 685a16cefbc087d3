"""The staged plugin: what tests import is the folder that ships, never the source tree."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import sys
import sysconfig
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "imam_ali_tracker"


def load_script(name: str) -> ModuleType:
    """Import ``.ci/<name>.py``, which is a script and on no path."""
    path = ROOT / ".ci" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"ci_{name}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


_stage = load_script("stage")
BUILD_DIR: Path = _stage.build_dir()
PLUGINS_DIR = BUILD_DIR / "plugins"
PLUGIN_DIR = PLUGINS_DIR / PACKAGE


def stage() -> Path:
    """Bring the staged plugin up to date and return its folder."""
    _stage.stage(PLUGIN_DIR)
    return PLUGIN_DIR


def use_staged() -> None:
    """Make ``import imam_ali_tracker`` mean the staged plugin in this process."""
    sys.path.insert(0, str(PLUGINS_DIR))
    package = importlib.import_module(PACKAGE)
    loaded_from = Path(str(package.__file__)).parent
    if loaded_from != PLUGIN_DIR:
        raise ImportError(f"{PACKAGE} comes from {loaded_from}, not from {PLUGIN_DIR}")


def libraries() -> Path:
    """Return a folder with the libraries that only the virtual environment has, for QGIS processes.

    That is shapely where the distribution's is too old; nothing else of the environment, whose
    tools QGIS should not see.
    """
    folder = BUILD_DIR / "libraries"
    folder.mkdir(parents=True, exist_ok=True)
    for installed in Path(sysconfig.get_path("purelib")).glob("shapely*"):
        link = folder / installed.name
        if not link.is_symlink() and not installed.name.endswith("-stubs"):
            with contextlib.suppress(FileExistsError):  # another run was quicker
                link.symlink_to(installed, target_is_directory=True)
    return folder
