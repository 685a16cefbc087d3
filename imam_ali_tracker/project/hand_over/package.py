"""Handing a case over: one folder or one GeoPackage that opens without this plugin."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Callable

from osgeo import gdal
from qgis.core import QgsCoordinateReferenceSystem, QgsProject
from qgis.PyQt import sip

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.inspection import settle
from imam_ali_tracker.case.location import SUFFIX, CaseLocation
from imam_ali_tracker.case.snapshot import rows_of_one_moment, without_keys
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.case.text_form import export_case
from imam_ali_tracker.core.errors import TrackerError, cancelled
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.unwatched import unwatch_all
from imam_ali_tracker.project.hand_over.choice import choose
from imam_ali_tracker.project.hand_over.formats import WRITERS
from imam_ali_tracker.project.hand_over.plain_project import (
    PlainLayer,
    describe,
    forget_origin,
    make_plain,
    own_tables,
    save_project,
)
from imam_ali_tracker.project.hand_over.readme import Words, readme
from imam_ali_tracker.provider.coordinate_systems import WEB_MAP
from imam_ali_tracker.provider.reading import open_reader

TEXT = "text"
FORMATS = (*WRITERS, TEXT)
"""What a folder may hold beside GeoPackage, project and README."""
CASE_FILE = "case.gpkg"
PROJECT_FILE = "project.qgz"
README_FILE = "README.txt"
TEXT_FOLDER = "text_form"

Describe = Callable[[Case], Words]
Report = Callable[[float, str], bool]
"""Is told the part that is done (0 to 1) and what comes now; returns whether to go on."""


@dataclass(frozen=True)
class Choice:
    """What goes along.

    Parameters
    ----------
    sites:
        The uuids of the sites; ``None`` for the whole case.
    reports:
        Whether the metadata of reports goes along, and with it citations and claims.
    quotes:
        Whether the short quotes of citations go along.
    formats:
        Some of :data:`FORMATS`; a single GeoPackage takes none.
    crs:
        The CRS of the map; one that is not valid stands for web maps' usual one.
    """

    sites: Collection[str] | None = None
    reports: bool = True
    quotes: bool = True
    formats: Sequence[str] = ()
    crs: QgsCoordinateReferenceSystem = field(default_factory=QgsCoordinateReferenceSystem)


def _go_on(_done: float, _what: str) -> bool:
    return True


def _no_words(_case: Case) -> Words:
    return Words()


def hand_over(
    location: CaseLocation,
    target: Path,
    choice: Choice,
    describe_case: Describe = _no_words,
    report: Report = _go_on,
) -> Path:
    """Write the case at ``location`` to ``target``, and return its absolute path.

    ``target`` is a new or empty folder, or a ``.gpkg`` file that is not there yet, which has the
    project inside. ``describe_case`` is called with the case that goes along. For any thread: the
    project that is made begins and ends in it.

    Raises :class:`TrackerError` where something cannot be written or ``report`` says to stop;
    there is then nothing at ``target``.
    """
    target = target.expanduser().absolute()
    single = target.suffix.lower() == SUFFIX
    _check(target, choice, single=single)
    reading = partial(_step, report, 0.0, tr("Reading the case"))
    with Case.open(location, read_only=True) as case, case.reading(reading):
        rows = rows_of_one_moment(case)
    own = own_tables(open_reader(location).tables())
    chosen = choose(rows, choice.sites, reports=choice.reports, quotes=choice.quotes)
    with _unfinished(target) as folder:
        path = folder / (target.name if single else CASE_FILE)
        _step(report, 0.1, tr("Writing the tables"))
        # What is derived follows every change of its file: that is therefore another one.
        source = CaseLocation(path=folder.with_name(CASE_FILE))
        Case.create_from(source, {name: without_keys(chosen[name]) for name in chosen}).close()
        shutil.copyfile(str(source), path)
        with Case.open(source, read_only=True) as case:
            words = describe_case(case)
            info = case.info
            if TEXT in choice.formats:
                export_case(case, folder / TEXT_FOLDER)
        _Writing(source, path, choice, info, words, own, report).make(single=single)
        forget_origin(path)
        settle(path)
        _step(report, 1.0, tr("Moving everything into place"))
        _put_in_place(path if single else folder, target)
    return target


def _check(target: Path, choice: Choice, *, single: bool) -> None:
    for name in choice.formats:
        if name not in FORMATS:
            raise TrackerError(
                tr("“{}” is no format for handing over.").format(name),
                tr("There are: {}.").format(", ".join(FORMATS)),
            )
    if single and choice.formats:
        raise TrackerError(
            tr("A single GeoPackage holds no other formats."),
            tr("Give a folder instead of {}, or no formats.").format(target.name),
        )
    taken = target.exists() and (single or not target.is_dir() or any(target.iterdir()))
    if taken:
        raise TrackerError(
            tr("There is something at {} already.").format(target),
            tr("Choose a new name or an empty folder."),
        )


@contextlib.contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """Give a folder beside ``target``, on the same disk, that goes when the block ends."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        place = tempfile.TemporaryDirectory(prefix=".new-", dir=target.parent)
    except OSError as error:
        raise TrackerError(
            tr("Nothing can be written to {}.").format(target.parent),
            tr("Check that you may write there."),
            str(error),
        ) from error
    with place as name:
        folder = Path(name) / "handed_over"
        folder.mkdir()
        yield folder


def _put_in_place(made: Path, target: Path) -> None:
    try:
        if target.is_dir():
            target.rmdir()
        shutil.move(made, target)
    except OSError as error:
        raise TrackerError(
            tr("What was made cannot be moved to {}.").format(target),
            tr("Check that nothing has been put there meanwhile."),
            str(error),
        ) from error


def _step(report: Report, done: float, what: str) -> None:
    if not report(done, what):
        raise cancelled()


@dataclass(frozen=True)
class _Writing:
    """The project and the other formats of one hand-over.

    The case is at ``source``, and its tables are at ``path`` already.
    """

    source: CaseLocation
    path: Path
    choice: Choice
    info: Row
    words: Words
    own_tables: Sequence[str]
    report: Report

    def make(self, *, single: bool) -> None:
        crs = self.choice.crs
        project = QgsProject()
        try:
            valid = crs if crs.isValid() else QgsCoordinateReferenceSystem(WEB_MAP)
            layers = make_plain(self.source, self.path, project, valid, self._drawing)
            contents = [_about_tables(self.path, single=single)]
            contents += [] if single else [_about_project(), *self._formats(layers)]
            text = readme(self.info, contents, self._left_out(), self.words)
            describe(project, layers, self.info, text)
            _step(self.report, 0.9, tr("Saving the project"))
            self._save(project, text, single=single)
        finally:
            unwatch_all(project)
            project.clear()
            sip.delete(project)  # here and now: what belongs to a thread must end in it

    def _drawing(self, done: float) -> bool:
        return self.report(0.2 + 0.3 * done, tr("Drawing the layers"))

    def _formats(self, layers: Sequence[PlainLayer]) -> list[str]:
        said = []
        for number, name in enumerate(self.choice.formats):
            if name == TEXT:
                said.append(_about_text())
                continue
            _step(self.report, 0.5 + 0.1 * number, tr("Writing {}").format(name))
            title, notes = str(self.info["title"]), self._notes()
            said.append(WRITERS[name](layers, self.path.parent, title, notes))
        return said

    def _notes(self) -> str:
        return readme(self.info, (), self._left_out(), self.words)

    def _save(self, project: QgsProject, text: str, *, single: bool) -> None:
        if single:
            save_project(project, self.path)
            _note_in_file(self.path, self.info, text)
            return
        save_project(project, self.path.with_name(PROJECT_FILE))
        self.path.with_name(README_FILE).write_text(text, encoding="utf-8")

    def _left_out(self) -> list[str]:
        said = []
        if self.choice.sites is not None:
            said.append(tr("Sites that were not chosen, and what belongs to them"))
        if not self.choice.reports:
            said.append(tr("The metadata of reports, and with it citations and claims"))
        elif not self.choice.quotes:
            said.append(tr("The quotes of citations"))
        if self.own_tables:
            listed = ", ".join(self.own_tables)
            said.append(tr("Tables beside those of the case: {}").format(listed))
        return said


def _note_in_file(path: Path, info: Row, text: str) -> None:
    """Keep the text in the metadata of the GeoPackage, where ``ogrinfo`` and QGIS show it."""
    dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_UPDATE)
    items = {"TITLE": info["title"], "MARKING": info["marking"], "README": text}
    dataset.SetMetadata({name: str(value) for name, value in items.items() if value})
    dataset.FlushCache()


def _about_tables(path: Path, *, single: bool) -> str:
    if single:
        return tr(
            "{}: every layer and table with its style and form, and the project, which QGIS opens "
            "by Project → Open From → GeoPackage. Keep the name of the file: the project knows its "
            "layers by it. With the plugin Imam Ali Tracker the file is a case."
        ).format(path.name)
    return tr(
        "{}: every layer and table with its style and form. With the plugin Imam Ali Tracker the "
        "file is a case."
    ).format(path.name)


def _about_project() -> str:
    return tr("{}: the map; opens in QGIS 3.40 or later, without any plugin").format(PROJECT_FILE)


def _about_text() -> str:
    return tr("{}: every row as text, for version control").format(f"{TEXT_FOLDER}/")
