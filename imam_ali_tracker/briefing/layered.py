"""A PDF whose map layers can be switched off in the reader.

QGIS prints a page with layers into a file of its own and no more. Here the parts of all pages are
put together by GDAL, with one switch for each layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from osgeo import gdal

from imam_ali_tracker.briefing.page_parts import Look, PageInParts
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

_POINTS = 72 / 25.4


def compose(pages: Sequence[PageInParts], path: Path) -> None:
    """Write pages that are printed in parts as one PDF; raises :class:`TrackerError`."""
    recipe = path.with_suffix(".xml")
    recipe.write_bytes(_recipe(pages))
    driver = gdal.GetDriverByName("PDF")
    options = [f"COMPOSITION_FILE={recipe}"]
    try:
        made = driver.Create(str(path), 0, 0, 0, gdal.GDT_Unknown, options) if driver else None
        why = gdal.GetLastErrorMsg()
    except RuntimeError as error:
        made, why = None, str(error)
    if made is None:
        raise TrackerError(
            tr("GDAL cannot write a PDF with layers here."),
            tr("Export without layers."),
            why,
        )


def _recipe(pages: Sequence[PageInParts]) -> bytes:
    """Return what GDAL is to put together, in its own language for it."""
    from lxml import etree

    looks = [look for page in pages for _, look in page.parts if look.layer]
    names = {look.layer: look.name for look in looks}
    names = dict(reversed(names.items()))  # parts from the lowest up, lists from the top down
    ids = {layer: f"layer{number}" for number, layer in enumerate(names)}
    switches = [_element("Layer", id=ids[layer], name=name) for layer, name in names.items()]

    def placed(file: Path, look: Look) -> Any:
        blending = _element("Blending", function=look.blending, opacity=f"{look.opacity:g}")
        content = _element("PDF", blending, dataset=str(file))
        return _element("IfLayerOn", content, layerId=ids[look.layer]) if look.layer else content

    sheets = [
        _element(
            "Page",
            _element("DPI", "72"),
            _element("Width", f"{round(page.width * _POINTS)}"),  # as Qt rounds those of the parts
            _element("Height", f"{round(page.height * _POINTS)}"),
            _element(
                "Content", *(placed(*part) for part in page.parts), streamCompression="DEFLATE"
            ),
            id=f"page{number}",
        )
        for number, page in enumerate(pages)
    ]
    tree = _element("LayerTree", *switches, displayOnlyOnVisiblePages="true")
    return bytes(etree.tostring(_element("PDFComposition", tree, *sheets), encoding="utf-8"))


def _element(name: str, /, *inside: Any, **attributes: str) -> Any:
    from lxml import etree

    made = etree.Element(name, attributes)
    for each in inside:
        if isinstance(each, str):
            made.text = each
        else:
            made.append(each)
    return made
