"""Journeys 1 and 2 in the real desktop, by mouse, from a fresh profile."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.desktop.test_keyboard import LOOPBACK
from tests.desktop.test_plugin import HERE, complaints
from tests.qgis.gui.reports.pages import site
from tests.support.desktop import run_in_desktop
from tests.support.http_server import serving


@pytest.mark.long
def test_a_report_is_attached_by_mouse(tmp_path: Path, reference_case: Path) -> None:
    case = shutil.copy(reference_case, tmp_path / "case.gpkg")
    with serving(site) as server:
        run = run_in_desktop(
            HERE / "mouse_script.py",
            tmp_path,
            arguments={"IAT_CASE": str(case), "IAT_FOLDER": str(tmp_path), "IAT_URL": server.root},
            settings=LOOPBACK,
        )
    value = run.value
    assert complaints(run) == []
    assert value["open"] > 10
    assert value["cite"]["published"] == "2019-09-04"
    assert {"Al-Bukamal", "Tehran"} <= set(value["cite"]["of"])
