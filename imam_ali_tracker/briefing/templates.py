"""The templates of briefings: those that ship, and the analyst's own in the profile."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsApplication

from imam_ali_tracker.core import settings
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.paths import resource

SUFFIX = ".qpt"
LABELS = (
    *("title", "subtitle", "date_of_information", "marking_head", "marking_foot", "credits"),
    *("inset_title", "legend_title", "timeline_title"),
)
MAPS = ("map_main", "map_inset")
OTHERS = ("scale_main", "scale_inset", "north_arrow", "legend", "timeline")
FLOW = "flow_"
"""What the ids of the columns begin with: ``flow_1``, ``flow_2`` and so on."""
_SITE_ONLY = ("timeline", "timeline_title")


@dataclass(frozen=True)
class Template:
    """A template by the name that an analyst chooses it by."""

    name: str
    path: Path
    own: bool = False

    @property
    def title(self) -> str:
        """What the template is called in lists."""
        return _titles().get(self.name, self.name.replace("_", " "))


def own_folder() -> Path:
    """Return where the analyst's own templates are; the folder need not be there."""
    chosen = settings.TEMPLATES_FOLDER.value()
    if chosen:
        return Path(chosen)
    return Path(QgsApplication.qgisSettingsDirPath()) / "imam_ali_tracker" / "templates"


def templates() -> list[Template]:
    """Return all templates; an own one takes the place of the shipped one of its name."""
    order = [*_titles()]
    shipped = {path.stem: Template(path.stem, path) for path in _files(resource("templates"))}
    own = {path.stem: Template(path.stem, path, True) for path in _files(own_folder())}
    found = {**shipped, **own}

    def key(name: str) -> tuple[int, str]:
        return (order.index(name) if name in order else len(order), name)

    return [found[name] for name in sorted(found, key=key)]


def template(text: str) -> Template:
    """Return a template by its name, or a file by its path; raises :class:`TrackerError`."""
    known = {each.name: each for each in templates()}
    if text in known:
        return known[text]
    path = Path(text)
    if path.suffix.lower() == SUFFIX and path.is_file():
        return Template(path.stem, path, True)
    raise TrackerError(
        tr("There is no template “{}”.").format(text),
        tr("Give the path of a .qpt file, or one of: {}.").format(", ".join(known)),
    )


def missing_ids(ids: set[str], *, atlas: bool) -> list[str]:
    """Return the documented ids that a template lacks, in the order of the documentation."""
    wanted = [name for name in (*LABELS, *MAPS, *OTHERS) if atlas or name not in _SITE_ONLY]
    missing = [name for name in wanted if name not in ids]
    if not any(name.startswith(FLOW) for name in ids):
        missing.append(f"{FLOW}1")
    return missing


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix.lower() == SUFFIX)


def _titles() -> dict[str, str]:
    return {
        "a4_landscape": tr("A4 landscape"),
        "a4_portrait": tr("A4 portrait"),
        "a3_landscape": tr("A3 landscape"),
        "a3_portrait": tr("A3 portrait"),
        "slide_16_9": tr("Slide 16:9"),
        "site_atlas_a4_portrait": tr("Atlas of sites, A4 portrait"),
    }
