"""Which layers a case puts into a project, in which order and group."""

from __future__ import annotations

from dataclasses import dataclass

from imam_ali_tracker.core.i18n import tr

MAP = "map"
TABLES = "tables"


@dataclass(frozen=True)
class LayerSpec:
    """A layer of a case.

    ``layer`` is its name in the provider's URI and ``key`` its name here, which differs only where
    a derived layer hides the table it is derived from; ``style`` is the file in
    ``resources/styles``, empty for a table that is only read as rows; ``display`` the expression
    by which forms call a row; ``group`` is :data:`MAP` or :data:`TABLES`.
    """

    layer: str
    group: str
    visible: bool = True
    stored: bool = True
    style: str = ""
    expanded: bool = False
    display: str = ""
    hidden_rows: bool = False

    @property
    def key(self) -> str:
        """The name under which the layer is known in a loaded case."""
        return f"{self.layer}_rows" if self.hidden_rows else self.layer


_CITATION = (
    "coalesce(try(eval('iat_citation(format:=''short'')'), "
    "represent_value(\"report\", 'report') || coalesce(': “' || \"quote\" || '”', '')), "
    '"quote", "locator", "uuid")'
)
"""Where the plugin is missing, QGIS looks the report up. It does that in a background thread, where
it holds a lock of the layer while our provider waits for Python's: a window that has this one and
wants that one would stand still for ever.
"""

LAYERS: tuple[LayerSpec, ...] = (
    LayerSpec("sites", MAP, style="sites", expanded=True),
    LayerSpec("observations", MAP, style="observations"),
    LayerSpec("report_places", MAP, visible=False, stored=False, style="report_places"),
    LayerSpec("claim_lines", MAP, stored=False, style="claim_lines", expanded=True),
    LayerSpec("corridor_lines", MAP, stored=False, style="corridor_lines", expanded=True),
    LayerSpec("position_accuracy", MAP, stored=False, style="position_accuracy", expanded=True),
    LayerSpec("footprints", MAP, style="footprints"),
    LayerSpec("buffers", MAP, stored=False, style="buffers", expanded=True),
    LayerSpec("corridor_zones", MAP, stored=False, style="corridor_zones"),
    LayerSpec("reports", TABLES, display='coalesce("title", "url")'),
    LayerSpec("claims", TABLES, display='"statement"'),
    LayerSpec("citations", TABLES, display=_CITATION),
    LayerSpec("site_names", TABLES, display='"name"'),
    LayerSpec("corridors", TABLES, display='"name"'),
    LayerSpec(
        "corridor_waypoints",
        TABLES,
        visible=False,
        display='coalesce("name", to_string("sequence"))',
    ),
    LayerSpec("buffers", TABLES, display='"label"', hidden_rows=True),
    LayerSpec("report_checks", TABLES, display='"state"'),
    LayerSpec("case_info", TABLES, display='"title"'),
)
"""From the top of the layer tree to its bottom, which is also the drawing order."""


def group_title(group: str) -> str:
    """Return the title of a sub-group in the layer tree."""
    return {MAP: tr("Map"), TABLES: tr("Tables")}[group]
