"""A case that is loaded into a project, ready for a briefing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsPrintLayout, QgsProject

from imam_ali_tracker.briefing.case_data import CaseData, read_case_data
from imam_ali_tracker.briefing.making import Request, make_briefing
from imam_ali_tracker.briefing.templates import template
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.project.loader import LoadedCase, load_case


class Ready:
    """A case that is loaded into a project."""

    def __init__(self, project: QgsProject, path: Path) -> None:
        location = CaseLocation.parse(path)
        self.project = project
        self.loaded: LoadedCase = load_case(location, project)
        with Case.open(location, read_only=True) as case:
            self.data: CaseData = read_case_data(case)

    def site(self, name: str) -> str:
        return next(uuid for uuid, row in self.data.rows["sites"].items() if row["name"] == name)

    def make_all(self, name: str = "a4_landscape", **wishes: Any) -> tuple[QgsPrintLayout, ...]:
        chosen = wishes.pop("template", None) or template(name)
        made = make_briefing(
            self.project,
            self.loaded.layers.values(),
            self.data,
            Request(chosen, "Briefing", **wishes),
        )
        assert made is not None
        return made.layouts

    def make(self, name: str = "a4_landscape", **wishes: Any) -> QgsPrintLayout:
        (layout,) = self.make_all(name, **wishes)
        return layout
