"""Export a layout: PDF, PNG, SVG, whole or not at all, with progress and an end on request."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from osgeo import gdal
from qgis.core import (
    Qgis,
    QgsAbstractLayoutIterator,
    QgsFeedback,
    QgsLayout,
    QgsLayoutExporter,
    QgsLayoutItem,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutRenderContext,
    QgsPrintLayout,
)

from imam_ali_tracker.briefing.filling import LINKS
from imam_ali_tracker.briefing.layered import compose
from imam_ali_tracker.briefing.making import ABOUT
from imam_ali_tracker.briefing.page_parts import PageInParts, print_parts
from imam_ali_tracker.briefing.pdf_marks import Link, complete, describe
from imam_ali_tracker.briefing.svg_page import compose_svg
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present

FORMATS = ("pdf", "png", "svg")
_DPI = 300
_LABELS_BY_LAYER = QgsLayoutRenderContext.Flag.FlagRenderLabelsByMapLayer  # type: ignore[attr-defined] # added when QGIS 4 starts


def export(
    layouts: Sequence[QgsPrintLayout],
    path: Path,
    *,
    dpi: int = _DPI,
    layers: bool = False,
    feedback: QgsFeedback | None = None,
) -> list[Path]:
    """Export layouts in the format of the suffix of ``path`` and return the files.

    A PDF has all pages of all; with ``layers`` those of its maps can be switched off in the reader.
    PNG and SVG have a file for each page: ``name.png``, ``name_2.png`` and so on. Files are put in
    place when all are whole; where ``feedback`` is cancelled none is, and the list is empty. Raises
    :class:`TrackerError`.
    """
    kind = path.suffix.lower().lstrip(".")
    if kind not in FORMATS:
        raise TrackerError(
            tr("“{}” is not a format of briefings.").format(path.name),
            tr("End the name in one of: {}.").format(", ".join(f".{each}" for each in FORMATS)),
        )
    told = feedback or QgsFeedback()
    write: dict[str, Callable[..., list[Path]]] = {"pdf": _pdf, "png": _png, "svg": _svg}
    if kind == "pdf" and layers:
        write["pdf"] = _layered
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".briefing-") as folder:
            made = write[kind](_PageByPage(layouts), Path(folder) / path.name, dpi, told)
            if told.isCanceled():
                return []
            return [each.replace(path.parent / each.name) for each in made]
    except OSError as error:
        raise _unwritable(path, str(error)) from error


def _unwritable(path: Path, why: str) -> TrackerError:
    return TrackerError(
        tr("The briefing cannot be written to {}.").format(path),
        tr("Check that the folder is writable and the file is not open elsewhere."),
        why,
    )


@dataclass(frozen=True)
class _Printed:
    """A page that is printed: its layout and its number there."""

    layout: QgsPrintLayout
    number: int
    page: QgsLayoutItemPage


class _PageByPage(QgsAbstractLayoutIterator):
    """Lets QGIS's exporter take the pages of layouts one by one.

    QGIS tells progress of, and looks for an end between, the layouts of an iterator; so each page
    is given as a layout of its own, in which the others are left out.
    """

    def __init__(self, layouts: Sequence[QgsPrintLayout]) -> None:
        super().__init__()
        self.pages = [
            _Printed(layout, number, page)
            for layout in layouts
            for number, page in enumerate(present(layout.pageCollection()).pages())
            if not page.excludeFromExports()
        ]
        self._next = 0

    @property
    def current(self) -> _Printed:
        """The page that is not left out."""
        return self.pages[max(self._next - 1, 0)]

    @property
    def printed(self) -> int:
        """How many pages were begun."""
        return self._next

    def layout(self) -> QgsLayout:
        return self.current.layout

    def beginRender(self) -> bool:
        self.leave_out(True)
        return True

    def endRender(self) -> bool:
        self.leave_out(False)
        return True

    def leave_out(self, out: bool) -> None:
        """Leave all pages out, to begin with the first one; or none, when all are printed."""
        self._next = 0
        for each in self.pages:
            each.page.setExcludeFromExports(out)

    def count(self) -> int:
        return len(self.pages)

    def next(self) -> bool:
        if self._next:
            self.pages[self._next - 1].page.setExcludeFromExports(True)
        if self._next >= len(self.pages):
            return False
        self.pages[self._next].page.setExcludeFromExports(False)
        self._next += 1
        return True

    def filePath(self, baseFilePath: str | None, extension: str | None) -> str:
        return f"{baseFilePath}{_suffix(self._next - 1)}.{extension}"


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}{_suffix(number)}{path.suffix}")


def _suffix(number: int) -> str:
    return f"_{number + 1}" if number else ""


def _pdf(pages: _PageByPage, path: Path, dpi: int, feedback: QgsFeedback) -> list[Path]:
    result, why = QgsLayoutExporter.exportToPdf(pages, str(path), _pdf_settings(dpi), feedback)
    pages.leave_out(False)
    if feedback.isCanceled():
        return []
    _check(result, path, why)
    return [_marked(pages, path)]


def _marked(pages: _PageByPage, path: Path) -> Path:
    """Add what QGIS does not write."""
    heights = [each.page.rect().height() for each in pages.pages]
    complete(path, _links(pages), heights)
    describe(path, _metadata(pages), _maps(pages))
    return path


def _pdf_settings(dpi: int) -> QgsLayoutExporter.PdfExportSettings:
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.textRenderFormat = Qgis.TextRenderFormat.AlwaysText
    settings.dpi = dpi
    return settings


def _layered(pages: _PageByPage, path: Path, dpi: int, feedback: QgsFeedback) -> list[Path]:
    settings = _pdf_settings(dpi)
    settings.exportMetadata = False
    settings.appendGeoreference = False
    settings.flags |= _LABELS_BY_LAYER
    printed: list[PageInParts] = []
    for each in _one_by_one(pages, feedback):
        folder = path.parent / f"page{len(printed)}"
        printed.append(
            print_parts(
                each.layout,
                each.number,
                folder,
                ".pdf",
                lambda exporter, target: exporter.exportToPdf(target, settings),
            )
        )
    if feedback.isCanceled():
        return []
    compose(printed, path)
    return [_marked(pages, path)]


def _png(pages: _PageByPage, path: Path, dpi: int, feedback: QgsFeedback) -> list[Path]:
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = dpi
    settings.generateWorldFile = False
    settings.exportMetadata = False
    # QGIS lets GDAL try to georeference the PNG, which GDAL cannot, and says so on the console.
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    made: list[Path] = []
    try:
        for each in _one_by_one(pages, feedback):
            target = _numbered(path, len(made))
            folder = path.parent / f"page{len(made)}"  # QGIS numbers the file by the page
            folder.mkdir()
            exporter = QgsLayoutExporter(each.layout)
            _check(exporter.exportToImage(str(folder / target.name), settings), target, "")
            (written,) = folder.iterdir()
            made.append(written.replace(target))
    finally:
        gdal.PopErrorHandler()
    return made


def _svg(pages: _PageByPage, path: Path, dpi: int, feedback: QgsFeedback) -> list[Path]:
    settings = QgsLayoutExporter.SvgExportSettings()
    settings.dpi = dpi
    settings.textRenderFormat = Qgis.TextRenderFormat.AlwaysText
    settings.exportMetadata = False  # the name of whoever is logged in
    settings.flags |= _LABELS_BY_LAYER
    title = _metadata(pages)["TITLE"]
    made: list[Path] = []
    for each in _one_by_one(pages, feedback):
        folder = path.parent / f"page{len(made)}"
        printed = print_parts(
            each.layout,
            each.number,
            folder,
            ".svg",
            lambda exporter, target: exporter.exportToSvg(target, settings),
        )
        made.append(_numbered(path, len(made)))
        compose_svg(printed, title, made[-1])
    return made


def _one_by_one(pages: _PageByPage, feedback: QgsFeedback) -> Iterator[_Printed]:
    """Yield page after page, each while all others are left out; tell progress, end on request."""
    pages.leave_out(True)
    try:
        while not feedback.isCanceled() and pages.next():
            yield pages.current
            feedback.setProgress(100 * pages.printed / max(pages.count(), 1))
    finally:
        pages.leave_out(False)


def _check(result: QgsLayoutExporter.ExportResult, path: Path, why: str) -> None:
    if result != QgsLayoutExporter.ExportResult.Success:
        raise _unwritable(path, why or str(result))


def _maps(pages: _PageByPage) -> dict[int, QgsLayoutItemMap]:
    """Return the largest map of each page that has one."""
    found: dict[int, QgsLayoutItemMap] = {}
    for place, items in _items(pages):
        shown = [item for item in items if isinstance(item, QgsLayoutItemMap)]
        if shown:
            found[place] = max(shown, key=lambda item: item.rect().width() * item.rect().height())
    return found


def _links(pages: _PageByPage) -> dict[int, list[Link]]:
    """Return the rows of tables that lead somewhere, by page."""
    found: dict[int, list[Link]] = {}
    for place, items in _items(pages):
        for item in items:
            listed = item.customProperty(LINKS)
            at, wide = item.pagePos(), item.rect().width()
            for y, high, url in json.loads(listed) if listed else ():
                link = Link(at.x(), at.y() + y, wide, high, url)
                found.setdefault(place, []).append(link)
    return found


def _items(pages: _PageByPage) -> Iterator[tuple[int, list[QgsLayoutItem]]]:
    """Yield the items of each page with its number in the document, from 0."""
    for place, each in enumerate(pages.pages):
        yield place, present(each.layout.pageCollection()).itemsOnPage(each.number)


def _metadata(pages: _PageByPage) -> dict[str, str]:
    """Return what a PDF says of itself; no name of whoever is logged in."""
    layout = pages.pages[0].layout
    listed = layout.customProperty(ABOUT)
    about = json.loads(listed) if listed else {"TITLE": layout.name()}
    return {**about, "CREATOR": f"QGIS {Qgis.version()}"}
