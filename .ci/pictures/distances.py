"""Journey 4: buffers around sites, and a corridor through sites."""

from __future__ import annotations

from imam_ali_tracker.gui.panel.distances.page import DistancesPage
from pictures.desk import REGION, Desk


def walk(desk: Desk) -> None:
    """List what there is, then preview new buffers and a corridor that is clicked on the map."""
    page = desk.page(DistancesPage)
    desk.keep("distances", desk.dock)
    page.add_buffers([("sites", desk.site("Imam Ali base").uuid)])
    page.buffer_form.distances.setText("50, 100, 300 km")
    desk.settle()
    desk.keep_map("buffers")
    page.buffer_form.give_up()
    desk.look_at(REGION)
    page.add_corridor(on_map=True)
    for name in ("Tehran", "Al-Bukamal", "Damascus"):
        desk.click(desk.at(*desk.site(name).position))
    desk.settle()
    desk.keep_map("corridor")
    page.corridor_form.give_up()
    desk.settle()
