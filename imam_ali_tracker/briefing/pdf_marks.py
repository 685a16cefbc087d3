"""What QGIS and GDAL do not write into a PDF of several pages.

Metadata and georeference are added by GDAL; links and letters as they are typed by PDF's own
incremental update (ISO 32000-1, 7.5.6): what is there stays, new objects are appended.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from osgeo import gdal
from qgis.core import QgsLayoutItemMap

from imam_ali_tracker.briefing.pdf_letters import typed
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present

_POINTS = 72 / 25.4
_WEB = re.compile(r"https?://", re.IGNORECASE)
_PLAIN = re.compile(r"[^\x21-\x7e]")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_ANNOTS = re.compile(rb"/Annots\s+(\d+)\s+0\s+R")
_LETTERS = re.compile(rb"/ToUnicode\s+(\d+)\s+0\s+R")
_KIDS = re.compile(rb"/Kids\s*\[([^\]]*)\]")
_REFERENCE = re.compile(rb"(\d+)\s+0\s+R")


@dataclass(frozen=True)
class Link:
    """A rectangle on a page that leads to an address; millimetres from the top left corner."""

    x: float
    y: float
    width: float
    height: float
    url: str


def describe(path: Path, metadata: Mapping[str, str], maps: Mapping[int, QgsLayoutItemMap]) -> None:
    """Write the metadata of a PDF and where its pages are on Earth.

    ``metadata`` has the keys of PDF's information dictionary in capitals. ``maps`` has the map by
    whose extent a page is georeferenced, by the number of the page from 0. Raises
    :class:`TrackerError` where GDAL cannot write into the file.
    """
    try:
        # GDAL writes when it closes; the metadata goes with the first page, to write once less.
        first = min(maps, default=0)
        opened = _page(path, first)
        for name, text in metadata.items():
            opened.SetMetadataItem(name, text)
        if first in maps:
            _georeference(opened, maps[first])
        opened = None
        for number, item in maps.items():
            if number != first:
                _georeference(_page(path, number), item)
    except RuntimeError as error:
        raise TrackerError(
            tr("The map in {} cannot be georeferenced.").format(path), details=str(error)
        ) from error


def _page(path: Path, number: int) -> gdal.Dataset:
    opened = gdal.OpenEx(f"PDF:{number + 1}:{path}", gdal.OF_UPDATE | gdal.OF_RASTER)
    if opened is None:
        raise RuntimeError(gdal.GetLastErrorMsg())
    return opened


def _georeference(opened: gdal.Dataset, item: QgsLayoutItemMap) -> None:
    """Give a page the extent of its map; the neat line is the frame of the map."""
    extent, box, at = item.extent(), item.rect(), item.pagePos()
    page = present(present(present(item.layout()).pageCollection()).page(item.page())).rect()
    a_mm = extent.width() / box.width()
    per_x = page.width() / opened.RasterXSize * a_mm
    per_y = page.height() / opened.RasterYSize * a_mm
    west = extent.xMinimum() - at.x() * a_mm
    north = extent.yMaximum() + at.y() * a_mm
    opened.SetGeoTransform([west, per_x, 0.0, north, 0.0, -per_y])
    opened.SetProjection(item.crs().toWkt())
    ring = [
        (extent.xMinimum(), extent.yMinimum()),
        (extent.xMinimum(), extent.yMaximum()),
        (extent.xMaximum(), extent.yMaximum()),
        (extent.xMaximum(), extent.yMinimum()),
        (extent.xMinimum(), extent.yMinimum()),
    ]
    points = ",".join(f"{x!r} {y!r}" for x, y in ring)
    opened.SetMetadataItem("NEATLINE", f"POLYGON (({points}))")


def complete(path: Path, links: Mapping[int, Sequence[Link]], heights: Sequence[float]) -> None:
    """Make rectangles of the pages of a PDF lead to addresses, and its letters those of words.

    Only web addresses are linked. ``heights`` are those of the pages in millimetres. It works on
    files that Qt or GDAL wrote: their tables are plain.
    """
    content = path.read_bytes()
    places = _objects(content)
    made = {**_with_typed_letters(content, places), **_with_links(content, places, links, heights)}
    if made:
        path.write_bytes(content + _update(content, made, max(*places, *made) + 1))


def _with_typed_letters(content: bytes, places: Mapping[int, int]) -> dict[int, bytes]:
    """Return the tables of letters that are to be others."""
    made = {}
    for number in {int(each) for each in _LETTERS.findall(content)}:
        _, _, stream = _object(content, places, number).partition(b"stream\n")
        table, _, _ = stream.partition(b"endstream")
        better = typed(table)
        if better != table:
            head = b"<< /Length %d >>\nstream\n" % len(better)
            made[number] = head + better + b"endstream"
    return made


def _with_links(
    content: bytes,
    places: Mapping[int, int],
    links: Mapping[int, Sequence[Link]],
    heights: Sequence[float],
) -> dict[int, bytes]:
    """Return the links, and the pages or their lists of links with these in them."""
    pages = _pages(content, places)
    size = max(places) + 1
    made: dict[int, bytes] = {}
    for number, of_page in links.items():
        wanted = [link for link in of_page if _WEB.match(link.url)]
        if not wanted:
            continue
        numbers = range(size, size + len(wanted))
        size += len(wanted)
        for each, link in zip(numbers, wanted):
            made[each] = _annotation(link, heights[number])
        listed = b"[ " + b" ".join(b"%d 0 R" % each for each in numbers) + b" ]"
        page = _object(content, places, pages[number])
        found = _ANNOTS.search(page)
        if found is not None:  # Qt's list, which is empty
            made[int(found.group(1))] = listed
        else:  # GDAL's pages have none
            inside = page[page.index(b"<<") : page.rindex(b">>")]
            made[pages[number]] = inside + b"/Annots " + listed + b" >>"
    return made


def _annotation(link: Link, page_height: float) -> bytes:
    left, right = link.x * _POINTS, (link.x + link.width) * _POINTS
    top, bottom = page_height - link.y, page_height - link.y - link.height
    box = f"{left:.2f} {bottom * _POINTS:.2f} {right:.2f} {top * _POINTS:.2f}"
    address = _PLAIN.sub(lambda match: _percent(match.group()), link.url)
    for special in ("\\", "(", ")"):
        address = address.replace(special, "\\" + special)
    text = (
        f"<< /Type /Annot /Subtype /Link /Rect [ {box} ] /Border [ 0 0 0 ] /F 4 "
        f"/A << /S /URI /URI ({address}) >> >>"
    )
    return text.encode("ascii")


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8"))


def _objects(content: bytes) -> dict[int, int]:
    """Return where each object is, by the chain of tables from the end of the file."""
    places: dict[int, int] = {}
    start = int(content[content.rindex(b"startxref") + 9 :].split()[0])
    while start >= 0:
        lines = content[start:].split(b"trailer", 1)
        numbers = lines[0].split()[1:]
        while numbers:
            first, count = int(numbers[0]), int(numbers[1])
            entries = numbers[2 : 2 + 3 * count]
            for index in range(count):
                if entries[3 * index + 2] == b"n":
                    places.setdefault(first + index, int(entries[3 * index]))
            numbers = numbers[2 + 3 * count :]
        before = re.search(rb"/Prev\s+(\d+)", lines[1][: lines[1].index(b"startxref")])
        start = int(before.group(1)) if before else -1
    return places


def _object(content: bytes, places: Mapping[int, int], number: int) -> bytes:
    start = places[number]
    return content[start : content.index(b"endobj", start)]


def _pages(content: bytes, places: Mapping[int, int]) -> list[int]:
    """Return the objects of the pages, in order."""
    root = re.search(rb"/Root\s+(\d+)", content[content.rindex(b"trailer") :])
    if root is None:
        return []
    catalogue = _object(content, places, int(root.group(1)))
    tree = re.search(rb"/Pages\s+(\d+)", catalogue)
    waiting = [int(tree.group(1))] if tree else []
    found = []
    while waiting:
        number = waiting.pop(0)
        text = _object(content, places, number)
        kids = _KIDS.search(text)
        if kids is not None and not _PAGE.search(text):
            waiting = [int(each) for each in _REFERENCE.findall(kids.group(1))] + waiting
        else:
            found.append(number)
    return found


def _update(content: bytes, made: Mapping[int, bytes], size: int) -> bytes:
    """Return the new objects, their table, and a trailer that leads back to the former one."""
    trailer = content[content.rindex(b"trailer") :]
    keep = [re.search(pattern, trailer) for pattern in (rb"/Root[^/>]*", rb"/Info[^/>]*")]
    former = int(content[content.rindex(b"startxref") + 9 :].split()[0])
    parts, table, at = [b"\n"], [b"xref\n"], len(content) + 1
    for number in sorted(made):
        text = b"%d 0 obj\n%s\nendobj\n" % (number, made[number])
        parts.append(text)
        table.append(b"%d 1\n%010d 00000 n \n" % (number, at))
        at += len(text)
    kept = b" ".join(match.group().strip() for match in keep if match)
    end = b"trailer\n<< /Size %d %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return b"".join([*parts, *table, end % (size, kept, former, at)])
