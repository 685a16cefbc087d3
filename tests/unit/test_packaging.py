"""What ships: staging takes the right files, the zip obeys the plugin repository's rules."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support import staging

stage = staging.load_script("stage")
package = staging.load_script("package")


@pytest.fixture
def staged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stage a copy of the sources, which nobody edits meanwhile."""
    source = tmp_path / "source"
    for folder in (staging.PACKAGE, "resources"):
        shutil.copytree(staging.ROOT / folder, source / folder)
    for name in stage.SINGLE_FILES:
        shutil.copy(staging.ROOT / name, source / name)
    monkeypatch.setattr(stage, "ROOT", source)
    target = tmp_path / "plugins" / staging.PACKAGE
    assert stage.stage(target)
    return target


def test_staging_takes_what_ships(staged: Path) -> None:
    names = {str(path.relative_to(staged)) for path in staged.rglob("*") if path.is_file()}
    assert {"__init__.py", "plugin.py", "metadata.txt", "LICENSE"} <= names
    assert "resources/icons/plugin.svg" in names
    assert not [name for name in names if name.endswith(".pyc") or "/." in f"/{name}"]
    assert (staged / "metadata.txt").read_bytes() == (staging.ROOT / "metadata.txt").read_bytes()


def test_staging_again_changes_nothing(staged: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in staged.rglob("*")}
    assert stage.stage(staged) == []
    assert {path: path.stat().st_mtime_ns for path in staged.rglob("*")} == before


def test_staging_repairs_a_changed_folder(staged: Path) -> None:
    (staged / "plugin.py").write_text("broken")
    (staged / "gone" / "deep").mkdir(parents=True)
    (staged / "gone" / "deep" / "old_module.py").write_text("left from an earlier version")
    (staged / "__pycache__").mkdir()
    (staged / "__pycache__" / "old_module.cpython-311.pyc").write_bytes(b"stale")
    (staged / "__pycache__" / "plugin.cpython-311.pyc").write_bytes(b"of a module that is there")
    changed = stage.stage(staged)
    assert sorted(changed) == ["gone/deep/old_module.py", "plugin.py"]
    assert not (staged / "gone").exists()
    assert [path.name for path in (staged / "__pycache__").iterdir()] == ["plugin.cpython-311.pyc"]


def test_many_may_stage_at_once(tmp_path: Path) -> None:
    script = staging.ROOT / ".ci" / "stage.py"
    runs = [
        subprocess.Popen(
            [sys.executable, script],
            env={"BUILD_DIR": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(6)
    ]
    errors = [run.communicate(timeout=120)[1].decode() for run in runs]
    assert [run.returncode for run in runs] == [0] * 6, errors
    assert stage.stage(tmp_path / "plugins" / staging.PACKAGE) == []


def test_the_zip_obeys_the_rules(staged: Path, tmp_path: Path) -> None:
    (staged / "__pycache__").mkdir(exist_ok=True)
    (staged / "__pycache__" / "plugin.cpython-311.pyc").write_bytes(b"made by a test")
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    package.write(staged, first)
    package.write(staged, second)
    package.check(first)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert {name.split("/")[0] for name in names} == {staging.PACKAGE}
    assert f"{staging.PACKAGE}/LICENSE" in names
    assert not [name for name in names if name.endswith(".pyc")]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("x.pyc", b"", "x.pyc may not be in a plugin"),
        (".hidden", b"", ".hidden may not be in a plugin"),
        ("tests/test_x.py", b"", "tests/test_x.py may not be in a plugin"),
        ("lib/native.so", b"", "native.so may not be in a plugin"),
        ("metadata.txt", b"[general]\nname=x\nversion=1.0\n", "'1.0' is not X.Y.Z"),
        ("metadata.txt", b"[general]\nname=x\nversion=1.0.0\n", "lacks homepage"),
    ],
)
def test_a_breach_is_refused(
    staged: Path, tmp_path: Path, name: str, content: bytes, complaint: str
) -> None:
    (staged / name).parent.mkdir(exist_ok=True)
    (staged / name).write_bytes(content)
    package.write(staged, tmp_path / "p.zip")
    with pytest.raises(package.PackageError, match=re.escape(complaint)):
        package.check(tmp_path / "p.zip")


@pytest.mark.parametrize("missing", ["LICENSE", "metadata.txt", "resources/icons/plugin.svg"])
def test_a_missing_file_is_refused(staged: Path, tmp_path: Path, missing: str) -> None:
    (staged / missing).unlink()
    package.write(staged, tmp_path / "p.zip")
    with pytest.raises(package.PackageError, match=f"{missing} is missing"):
        package.check(tmp_path / "p.zip")


def test_the_license_is_the_gpl() -> None:
    text = (staging.ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in text
    assert "Version 2, June 1991" in text


def test_metadata_names_the_supported_versions() -> None:
    values = package.metadata((staging.ROOT / "metadata.txt").read_text(encoding="utf-8"))
    assert values["qgisMinimumVersion"] == "3.40"
    assert values["qgisMaximumVersion"] == "4.99"
    assert values["hasProcessingProvider"] == "yes"
