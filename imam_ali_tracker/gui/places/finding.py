"""What the locator finds in a case, and where on the map it is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from qgis.core import QgsExpression, QgsGeometry, QgsVectorLayer

from imam_ali_tracker.case.citing import report_title
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.watching import data_version
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.vocabularies import vocabulary
from imam_ali_tracker.gui.site_list import SiteList, matches
from imam_ali_tracker.provider.columns import Wanted
from imam_ali_tracker.provider.reading import open_reader
from imam_ali_tracker.provider.registration import PROVIDER_KEY
from imam_ali_tracker.provider.uri import layer_uri
from imam_ali_tracker.reports.mentions.folding import fold

_MOST = 30
"""Results of a kind: whoever sees so many types on."""
_REPORTS = Wanted("reports", ("uuid", "title", "publisher", "url"))
_CLAIMS = Wanted("claims", ("uuid", "statement", "value_text", "kind"))
_PLACES = {"reports": ("report_places", "report"), "claims": ("claim_lines", "uuid")}
"""Table → the derived layer that shows where a row of it is, and the field that names the row."""
_ENDS = Wanted("claims", ("subject_table", "subject_uuid", "object_table", "object_uuid"))
_DRAWN_AS = {
    "sites": "sites",
    "observations": "observations",
    "footprints": "footprints",
    "buffers": "buffers",
    "corridors": "corridor_lines",
    "corridor_waypoints": "corridor_waypoints",
}
"""Table → the layer that shows its rows: a claim without a line is where its ends are."""


class Found(NamedTuple):
    """A row that was found: what it is called, a note on it, and how well it fits (0 to 1).

    Groups stand in the order of their scores, the highest first.
    """

    table: str
    uuid: str
    text: str
    note: str
    group: str
    group_score: float
    score: float = 0.0


class Text(NamedTuple):
    """A row of a table without a place of its own, and what it is found by."""

    folded: str
    found: Found


class _Texts:
    """The reports and claims of the case that was looked through last, read once per state."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: tuple[CaseLocation, str] | None = None
        self._texts: list[Text] = []

    def of(self, location: CaseLocation) -> list[Text]:
        state = (location, data_version(location))
        with self._lock:
            if state == self._state:
                return self._texts
        texts = _read_texts(location)
        with self._lock:
            self._state, self._texts = state, texts
        return texts

    def forget(self) -> None:
        with self._lock:
            self._state, self._texts = None, []


_texts = _Texts()


def forget() -> None:
    """Let go of what was read."""
    _texts.forget()


def search(location: CaseLocation, sites: SiteList, text: str) -> Iterator[Found]:
    """Yield sites, reports and claims that contain ``text``, in any script; for any thread.

    A case that cannot be read any more has no reports and claims.
    """
    needle = fold(text)
    kinds = vocabulary("site_kind")
    for number in islice(matches(sites, text), _MOST):
        item = sites.items[number]
        note = kinds.get(item.kind, item.kind)
        score = _score(sites.columns["folded"][number], needle)
        site = ("sites", item.uuid, item.name, note, tr("Sites"), 1.0)
        yield Found(*site, score)
    try:
        known = _texts.of(location)
    except TrackerError:
        return
    counts = dict.fromkeys(_PLACES, 0)
    for folded, found in known:
        if needle and needle in folded and counts[found.table] < _MOST:
            counts[found.table] += 1
            yield found._replace(score=_score(folded, needle))


def _score(folded: str, needle: str) -> float:
    """Return more for what begins with the needle, and for what is not much longer."""
    begins = any(name.startswith(needle) for name in folded.split("\n"))
    return (0.75 if begins else 0.25) + 0.25 * len(needle) / max(len(folded), 1)


def _read_texts(location: CaseLocation) -> list[Text]:
    reader = open_reader(location)
    found = []
    reports = reader.table(_REPORTS).texts
    for uuid, title, publisher, url in zip(*(reports[name] for name in _REPORTS.columns)):
        known = {"title": title, "publisher": publisher, "url": url, "published": None}
        shown, note = report_title(known), (publisher if title else url) or ""
        about = ("reports", uuid or "", shown, note, tr("Reports"), 0.75)
        found.append(Text("\n".join(map(fold, (shown, note))), Found(*about)))
    claims = reader.table(_CLAIMS).texts
    kinds = vocabulary("claim_kind")
    for uuid, statement, value, kind in zip(*(claims[name] for name in _CLAIMS.columns)):
        shown, note = statement or "", kinds.get(kind or "", "")
        row = Found("claims", uuid or "", shown, note, tr("Claims"), 0.5)
        found.append(Text("\n".join(map(fold, (shown, value or ""))), row))
    return found


def places_of(location: CaseLocation, table: str, uuid: str) -> list[QgsGeometry]:
    """Return where on the map a row is, in longitude and latitude; for any thread.

    A row of a table that nothing shows is nowhere. Raises :class:`TrackerError` where the case
    cannot be read.
    """
    if table in _DRAWN_AS:
        return _drawn(location, _DRAWN_AS[table], "uuid", uuid)
    if table not in _PLACES:
        return []
    found = _drawn(location, *_PLACES[table], uuid)
    if found or table != _ENDS.table:
        return found
    texts = open_reader(location).by_value(_ENDS, "uuid", [uuid]).texts
    for name, key in (("subject_table", "subject_uuid"), ("object_table", "object_uuid")):
        for end, other in zip(texts[name], texts[key]):
            if end in _DRAWN_AS and other:
                found += _drawn(location, _DRAWN_AS[end], "uuid", other)
    return found


def _drawn(location: CaseLocation, name: str, field: str, uuid: str) -> list[QgsGeometry]:
    """Return the geometries of the features of a layer whose field holds a uuid."""
    options = QgsVectorLayer.LayerOptions()
    options.loadDefaultStyle = False
    layer = QgsVectorLayer(layer_uri(location, name), name, PROVIDER_KEY, options)
    if not layer.isValid():
        raise TrackerError(
            tr("The case {} cannot be read.").format(location.label),
            details=present(layer.dataProvider()).error().message(),
        )
    condition = QgsExpression.createFieldEqualityExpression(field, uuid)
    shapes = (each.geometry() for each in layer.getFeatures(condition))
    return [QgsGeometry(shape) for shape in shapes if not shape.isEmpty()]
