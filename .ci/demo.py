"""The main job, end to end and without a screen; run by ``make demo``.

Builds the reference case from its text form, loads it through the plugin's provider into a
project that an analyst has already, saves that project and prints a map of it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / os.environ.get("BUILD_DIR", "build")
OUTPUT = BUILD / "demo"
EXISTING = ROOT / "tests" / "data" / "existing_project"
LEDGER = OUTPUT / ".made-by-demo.json"
MADE = ("case.gpkg", "basemap.gpkg", "project.qgz", "map.pdf", "map.png")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(BUILD / "plugins"))

from qgis.core import (  # noqa: E402 - the staged plugin comes first on the path
    QgsApplication,
    QgsProject,
)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def set_aside_changed_files() -> list[Path]:
    """Rename files in the output folder that the demo did not make, or that were changed since."""
    made: dict[str, str] = json.loads(LEDGER.read_text()) if LEDGER.is_file() else {}
    kept = []
    for name in MADE:
        path = OUTPUT / name
        if not path.exists():
            continue
        if made.get(name) == _digest(path):
            path.unlink()
            continue
        number = 1
        while (aside := path.with_name(f"{path.stem} (kept {number}){path.suffix}")).exists():
            number += 1
        path.rename(aside)
        kept.append(aside)
    return kept


def make_map(project: QgsProject) -> int:
    """Load the case, save the project and print its map; return the number of layers added."""
    from imam_ali_tracker.briefing.case_data import read_case_data
    from imam_ali_tracker.briefing.export import export
    from imam_ali_tracker.briefing.making import Request, make_briefing
    from imam_ali_tracker.briefing.templates import template
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.case.store import Case
    from imam_ali_tracker.case.text_form import import_case
    from imam_ali_tracker.core.paths import resource
    from imam_ali_tracker.project.loader import load_case

    location = CaseLocation.parse(OUTPUT / "case.gpkg")
    import_case(resource("case"), location).close()
    loaded = load_case(location, project)
    with Case.open(location, read_only=True) as case:
        data = read_case_data(case)
    request = Request(
        template("a3_landscape"),
        "Overview",
        subtitle="Reported places, corridors drawn for comparison, and distances as reports state "
        "them",
    )
    made = make_briefing(project, loaded.layers.values(), data, request)
    export(made.layouts, OUTPUT / "map.pdf", dpi=200)
    _, *others = export(made.layouts, OUTPUT / "map.png", dpi=200)
    for page in others:
        page.unlink()
    if not project.write(str(OUTPUT / "project.qgz")):
        raise SystemExit(f"The project cannot be saved: {project.error()}")
    return len(loaded.added)


def main() -> int:
    """Run the demo and say what was made."""
    started = time.monotonic()
    OUTPUT.mkdir(parents=True, exist_ok=True)
    kept = set_aside_changed_files()
    application = QgsApplication([], True)
    application.initQgis()
    shutil.copy(EXISTING / "basemap.gpkg", OUTPUT)
    shutil.copy(EXISTING / "project.qgz", OUTPUT)
    project = QgsProject.instance()
    project.read(str(OUTPUT / "project.qgz"))
    before = len(project.mapLayers())
    try:
        added = make_map(project)
        crs = project.crs().authid()
    finally:
        project.clear()
        made = [OUTPUT / name for name in MADE if (OUTPUT / name).exists()]
        LEDGER.write_text(json.dumps({path.name: _digest(path) for path in made}, indent=1))
    for path in kept:
        print(f"kept      {path}  (not made by the demo, or changed since)")
    print(f"case      {OUTPUT / 'case.gpkg'}  built from resources/case")
    print(f"project   {OUTPUT / 'project.qgz'}  {before} layers in {crs} before, {added} added")
    print(f"map       {OUTPUT / 'map.pdf'} and {OUTPUT / 'map.png'}")
    print(f"in {time.monotonic() - started:.1f} s")
    application.exitQgis()
    return 0


if __name__ == "__main__":
    sys.exit(main())
