"""An SVG page whose maps end at their frames and whose layers are groups.

Qt writes no clipping into an SVG: what a map shows beyond its frame lies over the page. So the
parts of a page are put together here, each within the frame of its map.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from imam_ali_tracker.briefing.page_parts import Look, PageInParts

_SVG = "http://www.w3.org/2000/svg"
_INKSCAPE = "http://www.inkscape.org/namespaces/inkscape"


def compose_svg(page: PageInParts, title: str, path: Path) -> None:
    """Write the parts of a page, which are SVG files, as one."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, huge_tree=True)
    whole = None
    for number, (file, look) in enumerate(page.parts):
        part = etree.parse(str(file), parser).getroot()
        if whole is None:
            whole = _root(part, page, title)
        whole.append(
            _group(part, look, number, float(whole.get("viewBox").split()[2]) / page.width)
        )
    if whole is not None:
        etree.ElementTree(whole).write(str(path), encoding="utf-8", xml_declaration=True)


def _root(part: Any, page: PageInParts, title: str) -> Any:
    from lxml import etree

    made = etree.Element(f"{{{_SVG}}}svg", nsmap={**part.nsmap, "inkscape": _INKSCAPE})
    made.set("version", "1.1")
    made.set("width", f"{page.width:g}mm")
    made.set("height", f"{page.height:g}mm")
    made.set("viewBox", part.get("viewBox"))
    etree.SubElement(made, f"{{{_SVG}}}title").text = title
    return made


def _group(part: Any, look: Look, number: int, scale: float) -> Any:
    """Return the drawing of a part; ``scale`` are its units in a millimetre."""
    from lxml import etree

    group = etree.Element(f"{{{_SVG}}}g", id=f"part{number}")
    if look.layer:
        group.set(f"{{{_INKSCAPE}}}groupmode", "layer")
        group.set(f"{{{_INKSCAPE}}}label", look.name)
    if look.opacity < 1:
        group.set("opacity", f"{look.opacity:g}")
    if look.frame is not None:
        clip = etree.SubElement(group, f"{{{_SVG}}}clipPath", id=f"frame{number}")
        box = look.frame
        sides = {"x": box.x(), "y": box.y(), "width": box.width(), "height": box.height()}
        corners = {name: f"{side * scale:.3f}" for name, side in sides.items()}
        etree.SubElement(clip, f"{{{_SVG}}}rect", corners)
        group.set("clip-path", f"url(#frame{number})")
    _keep_ids_apart(part, f"part{number}-")
    drawn = ("g", "defs")
    group.extend([child for child in part if etree.QName(child).localname in drawn])
    return group


def _keep_ids_apart(part: Any, before: str) -> None:
    """Let ids in one part be others than those of the rest."""
    for element in part.iter("*"):
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, before + value)
            elif "url(#" in value:
                element.set(name, value.replace("url(#", f"url(#{before}"))
            elif name.endswith("href") and value.startswith("#"):
                element.set(name, f"#{before}{value[1:]}")
