"""Which rows say where features are, and which features say it by some rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from imam_ali_tracker.provider.columns import Columns, Wanted
from imam_ali_tracker.provider.derived.family import Data, Edit
from imam_ali_tracker.provider.derived.places import PLACED
from imam_ali_tracker.provider.derived.routes import WAYPOINTS
from imam_ali_tracker.provider.reading import Reader

_WANTED = {wanted.table: wanted for wanted in PLACED}
_AT_SITES = ("site_names", "observations", "footprints", "buffers", WAYPOINTS.table)
"""Tables whose rows may be where a site is."""
_ENDS = ("subject", "object")


def rows_around(reader: Reader, features: Iterable[tuple[str | None, str | None]]) -> Data:
    """Read what :class:`Places` needs of the case to find these features: table and uuid."""
    asked: dict[str, set[str]] = defaultdict(set)
    for table, uuid in features:
        asked[table or ""].add(uuid or "")
    found = {"claims": _claims(reader, asked)}
    for table in ("buffers", "site_names", "observations", "footprints"):
        found[table] = _by_uuid(reader, table, asked[table])
        asked["sites"] |= _named(found[table], "site")
    asked["corridors"] |= _named(found["buffers"], "corridor")
    found["corridors"] = _by_uuid(reader, "corridors", asked["corridors"])
    found[WAYPOINTS.table] = _waypoints(reader, asked[WAYPOINTS.table], asked["corridors"])
    asked["sites"] |= _named(found[WAYPOINTS.table], "site")
    found["sites"] = _by_uuid(reader, "sites", asked["sites"])
    return found


def _claims(reader: Reader, asked: dict[str, set[str]]) -> Columns:
    """Read claims, and the claims they speak of; add what else they speak of to ``asked``."""
    known: set[str] = set()
    while coming := asked["claims"] - known:
        known |= coming
        texts = _by_uuid(reader, "claims", coming).texts
        for end in _ENDS:
            for table, uuid in zip(texts[f"{end}_table"], texts[f"{end}_uuid"]):
                asked[table or ""].add(uuid or "")
    return _by_uuid(reader, "claims", known)


def _waypoints(reader: Reader, uuids: Collection[str], corridors: Collection[str]) -> Columns:
    """Read these waypoints and those of corridors, each once."""
    keys = Wanted(WAYPOINTS.table, ())
    fids = {*reader.by_value(keys, "uuid", uuids).fids.tolist()}
    fids.update(reader.by_value(keys, "corridor", corridors).fids.tolist())
    return reader.by_fid(WAYPOINTS, fids)


def _by_uuid(reader: Reader, table: str, uuids: Collection[str]) -> Columns:
    return reader.by_value(_WANTED[table], "uuid", uuids)


def _named(columns: Columns, column: str) -> set[str]:
    return {uuid for uuid in columns.texts[column] if uuid}


def placed_by(reader: Reader, edit: Edit) -> set[str] | None:
    """Return the uuids of the features whose place or name an edit of a row may change.

    ``None`` where nobody can say: a waypoint does not tell on which corridor it was before.
    """
    if edit.table == WAYPOINTS.table:
        return None
    uuids = set(edit.uuids)
    if edit.table == "sites":
        for table in _AT_SITES:
            uuids |= _referring(reader, table, "site", edit.uuids)
        stops = reader.by_value(Wanted(WAYPOINTS.table, ("corridor",)), "site", edit.uuids)
        uuids |= _named(stops, "corridor")
    uuids |= _referring(reader, "buffers", "corridor", uuids)
    coming = uuids
    while coming:
        speaking = (_referring(reader, "claims", f"{end}_uuid", coming) for end in _ENDS)
        coming = set().union(*speaking) - uuids
        uuids |= coming
    return uuids


def _referring(reader: Reader, table: str, column: str, uuids: Collection[str]) -> set[str]:
    return _named(reader.by_value(Wanted(table, ("uuid",)), column, uuids), "uuid")
