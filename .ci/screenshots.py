"""Make the pictures of the user guide from the real QGIS window; ``make docs-screenshots``.

Arguments are the names of journeys to make only their pictures, such as ``sites reports``.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.cases import build_reference_case  # noqa: E402 - the root comes first
from tests.support.desktop import DesktopError, run_in_desktop  # noqa: E402
from tests.support.http_server import Answer, Asked, RunningServer  # noqa: E402
from tests.support.staging import BUILD_DIR  # noqa: E402

IMAGES = ROOT / "docs" / "images"
PAGES = {
    "/crossing": ROOT / "tests" / "data" / "guide" / "article.html",
    "/arabic": ROOT / "tests" / "data" / "extract" / "arabic.html",
}
SCREEN = (1480, 900)
DAY = (
    *("cases", "sites", "reports", "claims", "distances", "timeline", "briefing", "places"),
    *("forms", "hand_over", "appearance"),
)
NIGHT = ("night",)
DARK = "\n[UI]\nUITheme=Night Mapping\n"
ADDRESS = "127.0.8.42"
"""An address of its own, so that the same port is free every time and pictures are the same."""
PORT = 8042


def _publisher(asked: Asked) -> Answer:
    """Answer as the publishers whose pages the guide fetches."""
    page = PAGES.get(asked.path)
    if page is None:
        return Answer(404, {"Content-Type": "text/plain"}, b"There is no such page.")
    return Answer(200, {"Content-Type": "text/html; charset=utf-8"}, page.read_bytes())


def _walk(journeys: list[str], settings: str, base: Path, publisher: str) -> list[str]:
    """Walk journeys in an analyst's project with the reference case; return the pictures' names."""
    if not Path(os.environ.get("XDG_RUNTIME_DIR", "")).is_absolute():
        os.environ["XDG_RUNTIME_DIR"] = str(base)  # else Qt tells that it makes one of its own
    work = base / "work"
    shutil.copytree(ROOT / "tests" / "data" / "existing_project", work)
    build_reference_case(work / "case.gpkg")
    # QGIS marks every layer that lies in the temporary folder, as a whole clone may.
    temporary = base / "temporary"
    temporary.mkdir()
    run = run_in_desktop(
        Path(__file__).with_name("screenshots_in_qgis.py"),
        base,
        arguments={
            "TMPDIR": str(temporary),
            "IAT_WORK": str(work),
            "IAT_IMAGES": str(IMAGES),
            "IAT_PUBLISHER": publisher,
            "IAT_JOURNEYS": " ".join(journeys),
        },
        settings=settings,
        timeout=280,
        size=SCREEN,
    )
    return list(run.value)


def main(wanted: list[str]) -> int:
    """Take the pictures, those in the dark in a QGIS that was started in its dark theme."""
    unknown = set(wanted) - {*DAY, *NIGHT}
    if unknown:
        print(f"There is no journey {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    server = RunningServer(_publisher, ADDRESS, PORT)
    made: list[str] = []
    try:
        for all_of_these, settings in ((DAY, ""), (NIGHT, DARK)):
            journeys = [name for name in all_of_these if name in (wanted or all_of_these)]
            with tempfile.TemporaryDirectory(dir=BUILD_DIR) as base:
                if journeys:
                    made += _walk(journeys, settings, Path(base), server.root)
    except DesktopError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        server.stop()
    if not wanted:
        for picture in IMAGES.glob("*.png"):
            if picture.name not in made:
                picture.unlink()
                print(f"removed {picture.relative_to(ROOT)}, which no journey makes any more")
    for name in made:
        size = (IMAGES / name).stat().st_size
        print(f"made {IMAGES.relative_to(ROOT) / name}  {size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
