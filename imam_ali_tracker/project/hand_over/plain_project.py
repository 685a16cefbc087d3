"""A project of plain layers: what a QGIS without this plugin opens, and what it looks like."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsDataProvider,
    QgsLayerMetadata,
    QgsProject,
    QgsProjectMetadata,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsSettings,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.inspection import settle
from imam_ali_tracker.case.location import CRS, GEOMETRY_COLUMN, OGR, CaseLocation
from imam_ali_tracker.case.schema import KEY, TABLES
from imam_ali_tracker.core.errors import TrackerError, cancelled
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.in_main_thread import in_main_thread
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.unwatched import silence_legend
from imam_ali_tracker.project.catalogue import LAYERS, MAP, LayerSpec
from imam_ali_tracker.project.groups import CASE_PROPERTY, GROUP_PROPERTY
from imam_ali_tracker.project.loader import LoadedCase, furnish, load_case
from imam_ali_tracker.provider.derived_provider import DerivedProvider

DRAWN = "drawn_"
"""Begins the names of the tables that hold what was derived."""
_OF_QGIS = ("layer_styles", "qgis_projects")
_MARGIN = 1.1
_ANONYMOUS = "projects/anonymize_saved_projects"


class PlainLayer(NamedTuple):
    """A layer of the project, and what the catalogue says of it."""

    spec: LayerSpec
    layer: QgsVectorLayer


def make_plain(
    source: CaseLocation,
    path: Path,
    project: QgsProject,
    crs: QgsCoordinateReferenceSystem,
    progress: Callable[[float], bool],
) -> list[PlainLayer]:
    """Fill ``project`` with the layers of the case at ``source``, as ``ogr`` ones.

    They are those of the GeoPackage at ``path``, which has the tables of the case already; derived
    layers become further tables of it. Styles and forms are those of a loaded case, and are
    stored with the tables too. Raises :class:`TrackerError`, also where ``progress``, which is told
    the part that is done, says to stop.
    """
    loaded = load_case(source, project, forms=False)
    case_uuid = loaded.group.customProperty(CASE_PROPERTY)
    give_forms = partial(furnish, project, case_uuid, loaded.layers, loaded.added)
    in_main_thread(give_forms, partial(_go_on, progress))
    loaded.group.removeCustomProperty(CASE_PROPERTY)
    layers = [PlainLayer(spec, loaded.layers[spec.key]) for spec in LAYERS]
    for number, plain in enumerate(layers):
        if not _is_complete(plain.layer, partial(_shifted, progress, number, len(layers))):
            raise cancelled()
        _make_plain(path, plain)
    for _, layer in layers:  # their relations name the sources of others
        message = layer.saveStyleToDatabase(layer.name(), "", True, "")
        if message:
            raise _failed(layer.name(), message)
    # Writing switched the journal of the file, which what was opened before cannot read past.
    settle(path)
    for _, layer in layers:
        present(layer.dataProvider()).reloadData()
    _set_view(project, loaded, crs)
    return layers


def _go_on(progress: Callable[[float], bool]) -> None:
    if not progress(0.0):
        raise cancelled()


def _is_complete(layer: QgsVectorLayer, progress: Callable[[float], bool]) -> bool:
    """Wait until a derived layer has all its features: in the desktop a large one lags behind."""
    provider = layer.dataProvider()
    if isinstance(provider, DerivedProvider):
        return progress(0.0) and provider.complete(progress)
    return progress(0.0)


def _shifted(progress: Callable[[float], bool], step: int, steps: int, done: float) -> bool:
    return progress((step + done) / steps)


def _make_plain(path: Path, plain: PlainLayer) -> None:
    spec, layer = plain
    table = spec.layer if spec.stored else f"{DRAWN}{spec.layer}"
    if not spec.stored:
        _write_table(layer, path, table)
    options = QgsDataProvider.ProviderOptions()
    silence_legend(layer)
    layer.setDataSource(f"{path}|layername={table}", layer.name(), OGR, options, False)
    if not layer.isValid():
        raise _failed(table, present(layer.dataProvider()).error().message())
    # It does not follow the rows that it was derived from any more.
    layer.setReadOnly(not spec.stored)
    layer.removeCustomProperty(GROUP_PROPERTY)


def _write_table(layer: QgsVectorLayer, path: Path, table: str) -> None:
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = table
    options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
    options.layerOptions = [f"FID={KEY}", f"GEOMETRY_NAME={GEOMETRY_COLUMN}"]
    write_layer(layer, path, options)


def own_tables(names: Collection[str]) -> list[str]:
    """Return those of the tables of a database that neither a case nor a hand-over has."""
    return sorted(
        name
        for name in names
        if name not in TABLES and name not in _OF_QGIS and not name.startswith(DRAWN)
    )


def write_layer(
    layer: QgsVectorLayer, path: Path, options: QgsVectorFileWriter.SaveVectorOptions
) -> None:
    """Write a layer to a file; raises :class:`TrackerError` where that fails."""
    code, message, _, _ = QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, str(path), QgsCoordinateTransformContext(), options
    )
    if code != QgsVectorFileWriter.WriterError.NoError:
        raise _failed(layer.name(), message)


def _failed(what: str, details: str) -> TrackerError:
    return TrackerError(
        tr("“{}” cannot be handed over.").format(what),
        tr("Check that there is space; nothing was left behind."),
        details,
    )


def _set_view(project: QgsProject, loaded: LoadedCase, crs: QgsCoordinateReferenceSystem) -> None:
    project.setCrs(crs, True)
    extent = QgsRectangle()
    for spec in LAYERS:
        if spec.group == MAP and spec.visible:
            extent.combineExtentWith(loaded.layers[spec.key].extent())
    if not extent.isEmpty():
        extent.scale(_MARGIN)
        seen = QgsReferencedRectangle(extent, QgsCoordinateReferenceSystem(CRS))
        present(project.viewSettings()).setDefaultViewExtent(seen)


def describe(project: QgsProject, layers: list[PlainLayer], info: Row, text: str) -> None:
    """Let project and layers say whose they are, how they are marked, and what they do not say."""
    title, marking = str(info["title"]), info["marking"]
    project.setTitle(title)
    about = QgsProjectMetadata()
    about.setTitle(title)
    about.setAbstract(text)
    about.setAuthor(str(info["contact"] or ""))
    project.setMetadata(about)
    for spec, layer in layers:
        own = QgsLayerMetadata(layer.metadata())
        own.setTitle(layer.name())
        own.setIdentifier(spec.key)
        own.setAbstract(text)
        own.setRights([marking] if marking else [])
        layer.setMetadata(own)


def save_project(project: QgsProject, path: Path) -> None:
    """Save the project as a file, or inside the GeoPackage at ``path``, with relative paths.

    It does not say who saved it. Raises :class:`TrackerError` where that fails.
    """
    project.setFilePathStorage(Qgis.FilePathType.Relative)
    inside = path.suffix == ".gpkg"
    name = quote(project.title() or path.stem)
    target = f"geopackage:{path}?projectName={name}" if inside else str(path)
    with _anonymous():
        written = project.write(target)
    if not written:
        raise _failed(tr("The project"), project.error())


@contextlib.contextmanager
def _anonymous() -> Iterator[None]:
    """Let QGIS leave the name of whoever is logged in out of projects."""
    settings, section = QgsSettings(), QgsSettings.Section.Core
    before = settings.value(_ANONYMOUS, None, section=section)
    settings.setValue(_ANONYMOUS, True, section)
    try:
        yield
    finally:
        if before is None:
            settings.remove(_ANONYMOUS, section)
        else:
            settings.setValue(_ANONYMOUS, before, section)


def forget_origin(path: Path) -> None:
    """Take out of a GeoPackage where it was made and by whom, which QGIS writes into it.

    Styles name the sources of other layers in full, and a project inside has its author's login.
    """
    with contextlib.closing(sqlite3.connect(path)) as file, file:
        file.execute("PRAGMA secure_delete = ON")
        file.execute(
            "UPDATE layer_styles SET styleQML = replace(styleQML, ?, './')", (f"{path.parent}/",)
        )
        inside = file.execute("SELECT 1 FROM sqlite_master WHERE name = 'qgis_projects'").fetchone()
        projects = file.execute("SELECT name, metadata FROM qgis_projects") if inside else ()
        for name, text in list(projects):
            metadata = json.loads(text)
            metadata.pop("last_modified_user", None)
            file.execute(
                "UPDATE qgis_projects SET metadata = ? WHERE name = ?", (json.dumps(metadata), name)
            )
