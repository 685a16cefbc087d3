"""The staged plugin: what tests import is the folder that ships, never the source tree."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "imam_ali_tracker"


def load_script(name: str) -> ModuleType:
    """Import ``.ci/<name>.py``, which is on no path, under its plain name."""
    path = ROOT / ".ci" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


_stage = load_script("stage")
profiles = load_script("profiles")
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
