"""Make the pictures of the documentation from the real QGIS window; ``make docs-screenshots``."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.cases import build_reference_case  # noqa: E402 - the root comes first
from tests.support.desktop import run_in_desktop  # noqa: E402
from tests.support.staging import BUILD_DIR  # noqa: E402

IMAGES = ROOT / "docs" / "images"


def main() -> int:
    """Open the reference case in an analyst's project, and take the pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    # Not in the system's temporary folder, which QGIS would mark on every layer.
    with tempfile.TemporaryDirectory(dir=BUILD_DIR) as base:
        work = Path(base) / "work"
        shutil.copytree(ROOT / "tests" / "data" / "existing_project", work)
        build_reference_case(work / "case.gpkg")
        run = run_in_desktop(
            Path(__file__).with_name("screenshots_in_qgis.py"),
            Path(base),
            arguments={"IAT_WORK": str(work), "IAT_IMAGES": str(IMAGES)},
            size=(1500, 900),
        )
    for name in run.value:
        print(f"made {IMAGES / name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
