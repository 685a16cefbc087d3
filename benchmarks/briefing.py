"""Briefings: exporting one beside QGIS's own export of the same layout, and an atlas of 200 sites.

The peer is ``QgsLayoutExporter.exportToPdf`` with the same resolution, text as text, georeference
and metadata; ours adds links, a georeference for each page, and that no half file is left.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Measure, report
from tests.support import staging
from tests.support.qgis_session import private_environment, running_qgis

if TYPE_CHECKING:
    from imam_ali_tracker.briefing.making import Briefing

ROUNDS = 9
"""The least time of each counts: what disturbs a machine only ever adds to it."""
SITES = 200
DPI = 200
ATLAS_TARGET = "< 120"


def run() -> list[Measure]:
    """Time both in one process, one after the other in turns."""
    staging.stage()
    staging.use_staged()
    with (
        private_environment(),
        running_qgis(),
        tempfile.TemporaryDirectory() as folder,
    ):
        return [_beside_qgis(Path(folder)), _atlas(Path(folder))]


def _made(case: Path, name: str) -> Briefing:
    from qgis.core import QgsProject

    from imam_ali_tracker.briefing.case_data import read_case_data
    from imam_ali_tracker.briefing.making import Request, make_briefing
    from imam_ali_tracker.briefing.templates import template
    from imam_ali_tracker.case.location import CaseLocation
    from imam_ali_tracker.case.store import Case
    from imam_ali_tracker.project.loader import load_case

    location = CaseLocation.parse(case)
    project = QgsProject.instance()
    project.clear()
    layers = load_case(location, project).layers.values()
    with Case.open(location, read_only=True) as opened:
        data = read_case_data(opened)
    made = make_briefing(project, layers, data, Request(template(name), "Briefing"))
    if made is None:
        raise RuntimeError("nobody cancelled")
    return made


def _beside_qgis(folder: Path) -> Measure:
    from qgis.core import Qgis, QgsLayoutExporter

    from imam_ali_tracker.briefing.export import export
    from tests.support.cases import build_reference_case

    made = _made(build_reference_case(folder / "reference.gpkg"), "a3_landscape")
    (layout,) = made.layouts
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.textRenderFormat = Qgis.TextRenderFormat.AlwaysText
    settings.dpi = DPI
    settings.appendGeoreference = True
    settings.exportMetadata = True
    ours, peer = [], []
    for number in range(ROUNDS + 1):
        started = time.perf_counter()
        export([layout], folder / "ours.pdf", dpi=DPI)
        between = time.perf_counter()
        QgsLayoutExporter(layout).exportToPdf(str(folder / "peer.pdf"), settings)
        if number:  # the first round fills caches
            ours.append(between - started)
            peer.append(time.perf_counter() - between)
    return Measure.against(
        "briefing.export_vs_qgis",
        min(ours) * 1000,
        min(peer) * 1000,
        "ms",
        "<= 1.10",
    )


def _atlas(folder: Path) -> Measure:
    """Make and export an atlas of 200 sites, each with observations, claims and sources."""
    from imam_ali_tracker.briefing.export import export
    from tests.support.crowded import crowded_case

    case = crowded_case(folder / "crowded.gpkg", SITES)
    started = time.perf_counter()
    made = _made(case, "site_atlas_a4_portrait")
    export(made.layouts, folder / "atlas.pdf", dpi=DPI)
    return Measure.alone("briefing.atlas_200_s", time.perf_counter() - started, "s", ATLAS_TARGET)


if __name__ == "__main__":
    report(run())
