"""The demo, as ``make demo`` runs it, in a build folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from qgis.core import QgsProject
from qgis.PyQt import sip

from imam_ali_tracker.provider.registration import register
from tests.support import staging

MADE = {"case.gpkg", "basemap.gpkg", "project.qgz", "map.pdf", "map.png"}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build")
    shutil.copytree(staging.PLUGINS_DIR, folder / "plugins")
    return folder


def demo(build: Path) -> str:
    done = subprocess.run(
        [sys.executable, str(staging.ROOT / ".ci" / "demo.py")],
        env={**os.environ, "BUILD_DIR": str(build), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_demo_makes_its_files_and_keeps_those_of_others(build: Path) -> None:
    output = build / "demo"
    said = demo(build)
    assert {path.name for path in output.iterdir()} >= MADE
    assert "2 layers in EPSG:32638 before" in said
    register()
    project = QgsProject()
    assert project.read(str(output / "project.qgz"))
    assert all(layer.isValid() for layer in project.mapLayers().values())
    assert project.layoutManager().layoutByName("Overview") is not None
    sip.delete(project)

    (output / "notes.txt").write_text("mine")
    (output / "map.png").write_bytes(b"changed by the analyst")
    said = demo(build)
    assert (output / "notes.txt").read_text() == "mine"
    assert (output / "map (kept 1).png").read_bytes() == b"changed by the analyst"
    assert "map (kept 1).png" in said
    assert {path.name for path in output.iterdir() if "kept" in path.name} == {"map (kept 1).png"}
