"""Large derived layers in the desktop: drawn early, complete where it matters."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.qgis.provider import lagging
from tests.support import staging

SCENARIOS = (
    lagging.map_is_drawn_early,
    lagging.layers_take_turns,
    lagging.export_waits,
    lagging.background_waits,
    lagging.analyst_cancels,
    lagging.edited_while_made,
    lagging.layer_goes_while_made,
    lagging.qgis_ends_while_made,
)


@pytest.fixture(scope="module")
def large_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with more buffers than a map would wait for."""
    path = tmp_path_factory.mktemp("large") / "case.gpkg"
    lagging.make_case(path)
    return path


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.__name__)
def test_in_the_desktop(scenario: object, large_case: Path, tmp_path: Path) -> None:
    """Each scenario holds in a process of its own, and leaves no scratch file behind."""
    (tmp_path / "case.gpkg").write_bytes(large_case.read_bytes())
    done = subprocess.run(
        [sys.executable, lagging.__file__, scenario.__name__, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
        env={**os.environ, "PYTHONPATH": str(staging.PLUGINS_DIR), "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("held\n"), done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("imam_ali_tracker-*"))
