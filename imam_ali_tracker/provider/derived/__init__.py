"""The derived layers, one module per kind of thing that they are derived from."""

from __future__ import annotations

from imam_ali_tracker.provider.derived.buffers import BUFFERS
from imam_ali_tracker.provider.derived.claim_lines import CLAIM_LINES
from imam_ali_tracker.provider.derived.corridors import CORRIDOR_LINES, CORRIDOR_ZONES
from imam_ali_tracker.provider.derived.family import Family
from imam_ali_tracker.provider.derived.position_accuracy import POSITION_ACCURACY
from imam_ali_tracker.provider.derived.report_places import REPORT_PLACES

FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        BUFFERS,
        POSITION_ACCURACY,
        CORRIDOR_LINES,
        CORRIDOR_ZONES,
        CLAIM_LINES,
        REPORT_PLACES,
    )
}
"""Every derived layer by its name."""
