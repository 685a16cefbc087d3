"""Imports point down only, and the packages that need no QGIS import none (architecture)."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support import staging
from tests.support.imports import PACKAGE, Import, all_imports, imports_of, reached, sources

SOURCE = staging.ROOT / PACKAGE
MODULES = sources(SOURCE)
IMPORTS = all_imports(SOURCE)
MOST_LINES = 400

# A package may import from itself and from the packages of lower levels.
LEVELS = {
    "core": 0,
    "geodesy": 1,
    "case": 2,
    "reports": 2,
    "claims": 2,
    "provider": 3,
    "briefing": 4,
    "project": 4,
    "gui": 5,
    "algorithms": 5,
    "plugin": 6,
    "": 7,
}
WITHOUT_QGIS = ("geodesy", "claims", "reports.extract", "reports.mentions")
ONLY_IN_GUI = ("qgis.gui", "qgis.PyQt.QtWidgets", "qgis.utils.iface")
QT_PAST_QGIS = ("PyQt5", "PyQt6", "PySide2", "PySide6", "sip")
LATE = ("shapely", "requests", "lxml", "pyproj")


def _within(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


def _part(name: str) -> str:
    """Return the package of ours that a dotted name lies in; empty for the root itself."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in LEVELS else ""


def _run_with_staged(code: str) -> str:
    """Run code in a process of its own that imports the staged plugin; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(staging.PLUGINS_DIR), "PATH": "/usr/bin:/bin"},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _breaches(imports: list[Import]) -> list[str]:
    found = []
    for one in imports:
        if not _within(one.target, (PACKAGE,)):
            continue
        user, used = _part(one.module), _part(one.target)
        if used and used != user and LEVELS[used] >= LEVELS[user]:
            found.append(f"{one.module}:{one.line} imports {one.target}")
    return found


def test_every_package_has_a_level() -> None:
    folders = {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name[0] != "_"}
    assert folders <= set(LEVELS), "say in LEVELS where the new package stands"
    assert len(MODULES) > 5


def test_imports_point_down() -> None:
    assert _breaches(IMPORTS) == []


@pytest.mark.parametrize("package", WITHOUT_QGIS)
def test_no_qgis_is_reached(package: str) -> None:
    """Neither directly nor through a module of ours that they import."""
    inside = [name for name in MODULES if _within(name, (f"{PACKAGE}.{package}",))]
    reaching = {
        name: sorted(
            n for n in reached(name, IMPORTS, set(MODULES)) if _within(n, ("qgis", "osgeo"))
        )
        for name in inside
    }
    assert {name: found for name, found in reaching.items() if found} == {}
    direct = [
        f"{i.module}:{i.line}"
        for i in IMPORTS
        if i.module in inside and _within(i.target, ("qgis",))
    ]
    assert direct == [], "not for types either"


def test_the_root_imports_only_the_composition_root() -> None:
    """The test above leaves the root out, so nothing else may come in through it."""
    assert {one.target for one in IMPORTS if one.module == PACKAGE and not one.for_types_only} <= {
        "__future__.annotations",
        "typing.TYPE_CHECKING",
        f"{PACKAGE}.plugin.ImamAliTrackerPlugin",
    }


def test_packages_without_qgis_load_without_it() -> None:
    """The proof beside the parse: import them all where ``import qgis`` fails."""
    names = [
        name for name in MODULES if _within(name, tuple(f"{PACKAGE}.{p}" for p in WITHOUT_QGIS))
    ]
    code = (
        "import sys, importlib\n"
        "for name in ('qgis', 'osgeo', 'PyQt5', 'PyQt6'): sys.modules[name] = None\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
    )
    _run_with_staged(code)


def test_nothing_below_gui_imports_widgets_or_iface() -> None:
    assert [
        f"{one.module}:{one.line} imports {one.target}"
        for one in IMPORTS
        if _part(one.module) not in {"gui", "plugin", ""} and _within(one.target, ONLY_IN_GUI)
    ] == []


def test_qt_comes_through_qgis() -> None:
    assert [
        f"{one.module}:{one.line} imports {one.target}"
        for one in IMPORTS
        if _within(one.target, QT_PAST_QGIS)
    ] == []


def test_modules_are_short() -> None:
    lengths = {
        name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()
    }
    assert {name: n for name, n in lengths.items() if n > MOST_LINES} == {}


def test_loading_the_plugin_imports_nothing_heavy() -> None:
    """Import the composition root: shapely, requests, lxml and pyproj wait until they are used."""
    code = (
        "import sys, qgis.core, qgis.gui, qgis.utils\n"  # QGIS imports shapely itself where it is
        "before = set(sys.modules)\n"
        f"import {PACKAGE}.plugin\n"
        f"print(' '.join(set({LATE!r}) & (set(sys.modules) - before)))\n"
    )
    assert _run_with_staged(code) == ""


@pytest.mark.parametrize(
    ("source", "targets"),
    [
        ("import imam_ali_tracker.gui.panel", ["imam_ali_tracker.gui.panel"]),
        ("from imam_ali_tracker import gui", ["imam_ali_tracker.gui"]),
        ("from ..gui import panel as p", ["imam_ali_tracker.gui.panel"]),
        ("from . import points", ["imam_ali_tracker.geodesy.points"]),
        (
            "def f():\n  if x:\n    from ..gui.a import b, c",
            ["imam_ali_tracker.gui.a.b", "imam_ali_tracker.gui.a.c"],
        ),
        ("importlib.import_module('imam_ali_tracker.gui')", ["imam_ali_tracker.gui"]),
        ("try:\n  import qgis.core\nexcept ImportError:\n  pass", ["qgis.core"]),
    ],
)
def test_the_parser_sees_every_way_to_import(source: str, targets: list[str]) -> None:
    found = imports_of(source, "imam_ali_tracker.geodesy.measure")
    assert [one.target for one in found] == targets


def test_a_breach_is_found() -> None:
    upward = imports_of("from ..gui import panel", "imam_ali_tracker.geodesy.measure")
    sideways = imports_of("from ..claims import verdict", "imam_ali_tracker.reports.fetch")
    fine = imports_of("from ..core import units", "imam_ali_tracker.geodesy.measure")
    assert len(_breaches(upward)) == len(_breaches(sideways)) == 1
    assert _breaches(fine) == []


def test_qgis_is_found_through_another_module() -> None:
    chain = [
        *imports_of("from ..core import settings", "imam_ali_tracker.geodesy.measure"),
        *imports_of("from qgis.core import Qgis", "imam_ali_tracker.core.settings"),
    ]
    modules = {"imam_ali_tracker.geodesy.measure", "imam_ali_tracker.core.settings"}
    assert "qgis" in reached("imam_ali_tracker.geodesy.measure", chain, modules)


def test_type_checking_blocks_do_not_run() -> None:
    source = "if TYPE_CHECKING:\n  from qgis.core import Qgis\nelse:\n  import os"
    by_target = {one.target: one.for_types_only for one in imports_of(source, "imam_ali_tracker.x")}
    assert by_target == {"qgis.core.Qgis": True, "os": False}
