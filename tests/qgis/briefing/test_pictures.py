"""Pages beside pictures of how they are meant to look, with tolerance for letters and lines.

The picture is small and soft: what moves, goes or appears is seen, how a font is hinted is not. The
fonts are those that the set-up installs; where another one is used the test says so.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from qgis.core import QgsTextFormat
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QFontDatabase, QImage

from imam_ali_tracker.briefing.export import export
from tests.qgis.briefing.ready import Ready

PICTURES = Path(__file__).resolve().parents[2] / "data" / "briefing"
FONT = "Open Sans"
WIDE = 160
MOST_DIFFERENT = 0.012
"""The share of the picture that may differ by more than a tenth of the range of grey."""


def grey(image: QImage) -> np.ndarray:
    small = image.scaledToWidth(WIDE, Qt.TransformationMode.SmoothTransformation)
    flat = small.convertToFormat(QImage.Format.Format_Grayscale8)
    flat = flat.copy(0, 0, flat.width() // 4 * 4, flat.height())
    data = flat.constBits().asstring(flat.sizeInBytes())
    return np.frombuffer(data, np.uint8).reshape(flat.height(), -1).astype(float) / 255


def differing(one: np.ndarray, other: np.ndarray) -> float:
    """The share of points that differ clearly; all of them where the size does."""
    if one.shape != other.shape:
        return 1.0
    return float((np.abs(one - other) > 0.1).mean())


@pytest.mark.parametrize("name", ["a4_landscape", "a3_portrait", "slide_16_9"])
def test_a_page_looks_as_it_is_meant_to(ready: Ready, name: str, tmp_path: Path) -> None:
    made = export([ready.make(name)], tmp_path / f"{name}.png", dpi=60)
    looks_as_meant(made[0], PICTURES / f"{name}.png")


def test_the_page_of_a_site_looks_as_it_is_meant_to(ready: Ready, tmp_path: Path) -> None:
    sites = (ready.site("Imam Ali base"),)
    _, layout = ready.make_all("site_atlas_a4_portrait", sites=sites, graticule=True)
    made = export([layout], tmp_path / "b.png", dpi=60)
    looks_as_meant(made[0], PICTURES / "site_page.png")


def looks_as_meant(made: Path, picture: Path) -> None:
    if FONT not in QFontDatabase().families():
        pytest.skip(f"{FONT} is not installed")
    if not picture.exists():
        QImage(str(made)).scaledToWidth(2 * WIDE, Qt.TransformationMode.SmoothTransformation).save(
            str(picture)
        )
        pytest.fail(f"{picture} was missing and is made; look at it")
    assert differing(grey(QImage(str(made))), grey(QImage(str(picture)))) < MOST_DIFFERENT


def test_the_comparison_sees_what_is_gone(ready: Ready, tmp_path: Path) -> None:
    layout = ready.make("a4_landscape")
    for name in ("legend", "map_inset"):
        layout.itemById(name).setVisibility(False)
    made = export([layout], tmp_path / "b.png", dpi=60)
    picture = grey(QImage(str(PICTURES / "a4_landscape.png")))
    share = differing(grey(QImage(str(made[0]))), picture)
    assert share > 2 * MOST_DIFFERENT


def test_the_shipped_templates_use_the_pinned_font(ready: Ready) -> None:
    style = ready.make("a4_landscape").itemById("title").textFormat()
    assert isinstance(style, QgsTextFormat)
    assert style.font().family() == FONT
