"""Read the folder of a text form into plain rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.rules import field_fault
from imam_ali_tracker.case.schema import (
    CASE_INFO,
    SCHEMA_VERSION,
    UUID,
    Field,
    GeometryType,
    Table,
)
from imam_ali_tracker.case.shape import GEOMETRY, row_shape
from imam_ali_tracker.case.text_form.cells import CellError, from_cell, from_text
from imam_ali_tracker.case.text_form.complaints import Complaints, Place
from imam_ali_tracker.case.text_form.csv_text import read_csv
from imam_ali_tracker.case.text_form.escapes import unescape_cell
from imam_ali_tracker.case.text_form.geojson import read_features
from imam_ali_tracker.case.text_form.json_text import read_json
from imam_ali_tracker.case.text_form.layout import FILES, file_name
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

_CONFLICT = ("<<<<<<< ", ">>>>>>> ")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_folder(folder: Path) -> dict[str, list[Row]]:
    """Return the rows of every table, in the order of the files.

    Rows are as in :mod:`imam_ali_tracker.case.values` except that ``geometry`` is a GeoJSON
    geometry object or ``None``, and that there is no ``fid``. Raises :class:`TrackerError` that
    names file, line, column, value and remedy; its details list everything that is wrong.
    """
    if not folder.is_dir():
        raise TrackerError(
            tr("{} is not a folder.").format(folder),
            tr("Choose the folder that holds {}.").format(file_name(CASE_INFO)),
        )
    complaints = Complaints()
    info = _read_table(folder, CASE_INFO, complaints)
    complaints.raise_any()
    _check_version(info[0])
    tables = {table.name: _read_table(folder, table, complaints) for table in FILES.values()}
    complaints.raise_any()
    return tables


def _check_version(info: Row) -> None:
    version = info["schema_version"]
    if version == SCHEMA_VERSION:
        return
    where = Place(file_name(CASE_INFO), column="schema_version")
    if version > SCHEMA_VERSION:
        message = tr("{}: the case has schema version {}, and this plugin knows up to {}.")
        hint = tr("Update the plugin, then import again.")
    else:
        message = tr("{}: {} is not a schema version that was ever written; this one is {}.")
        hint = tr("Restore the file.")
    raise TrackerError(message.format(where, version, SCHEMA_VERSION), hint)


def _read_table(folder: Path, table: Table, complaints: Complaints) -> list[Row]:
    file = file_name(table)
    text = _read_text(folder / file, file, complaints)
    if text is None:
        return []
    rows: list[Row] = []
    lines: dict[str, int] = {}
    for line, cells, shape in _records(table, text, file, complaints):
        place = Place(file, line)
        row = _row(table, cells, place, complaints)
        uuid = row.get(UUID.name)
        if uuid in lines:
            message = tr("The uuid {} stands in line {} already.").format(uuid, lines[uuid])
            hint = tr("Give one of the rows another, or remove what stands twice.")
            complaints.add(Place(file, line, UUID.name), message, hint)
        elif uuid:
            lines[uuid] = line
        if table.geometry is not GeometryType.NONE:
            row[GEOMETRY] = shape
        rows.append(row)
    return rows


def _records(
    table: Table, text: str, file: str, complaints: Complaints
) -> Iterator[tuple[int, Mapping[str, Any], Any]]:
    """Yield line, cells and geometry of every row, whatever the format of the file."""
    if table is CASE_INFO:
        info = read_json(text, file, complaints)
        if isinstance(info, dict):
            yield 0, info, None
        elif not complaints:
            message = tr("This is not a JSON object.")
            complaints.add(Place(file), message, tr("Write the case's title and marking in {…}."))
    elif table.geometry is GeometryType.NONE:
        for line, cells in read_csv(text, file, complaints):
            yield line, cells, None
    else:
        yield from read_features(table, text, file, complaints)


def _row(table: Table, cells: Mapping[str, Any], place: Place, complaints: Complaints) -> Row:
    fields = row_shape(table).fields
    names = [field.name for field in fields]
    for name in cells.keys() - set(names):
        message = tr("The table {} has no such column.").format(table.name)
        hint = tr("Its columns are: {}.").format(", ".join(names))
        complaints.add(Place(place.file, place.line, name), message, hint)
    row: Row = {}
    for field in fields:
        column = Place(place.file, place.line, field.name)
        row[field.name] = _checked(table, field, cells.get(field.name), column, complaints)
    return row


def _checked(table: Table, field: Field, cell: Any, place: Place, complaints: Complaints) -> Any:
    """Return the value of a cell, ``None`` after a complaint."""
    try:
        value = _value(table, field, cell)
    except CellError as error:
        complaints.add(place, error.message, error.hint)
        return None
    fault = field_fault(field, value)
    if fault is not None:
        complaints.add(place, fault.message, fault.hint)
    return value


def _value(table: Table, field: Field, cell: Any) -> Any:
    """Return the value of a cell, which may be missing; raises :class:`CellError`."""
    if not file_name(table).endswith(".csv"):
        return from_cell(field, cell)
    try:
        text = unescape_cell(cell or "")
    except ValueError as error:
        message = tr("“{}” is not an escape.").format(error)
        hint = tr("Write a backslash as {}, a line break as {}.").format("\\\\", "\\n")
        raise CellError(message, hint) from None
    return from_text(field, text)


def _read_text(path: Path, file: str, complaints: Complaints) -> str | None:
    """Return the text of a file; a byte order mark and CR before LF are read over."""
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        hint = tr("Restore it; a table without rows has a file that only says so.")
        complaints.add(Place(file), tr("The file is missing."), hint)
    except OSError as error:
        message = tr("The file cannot be read ({}).").format(error.strerror)
        complaints.add(Place(file), message, tr("Check who may read it."))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        if data.startswith(_UTF16):
            message = tr("The text is encoded in UTF-16.")
        else:
            found = error.object[error.start : error.start + 1].hex()
            message = tr("The byte 0x{} is not UTF-8.").format(found)
        complaints.add(Place(file, line), message, tr("Save the file as UTF-8."))
    else:
        return None if _conflicts(text, file, complaints) else text
    return None


def _conflicts(text: str, file: str, complaints: Complaints) -> bool:
    """Whether a merge left both sides in the file."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith(_CONFLICT) or line == "=======":
            message = tr("The file holds both sides of a merge.")
            complaints.add(Place(file, number), message, tr("Decide for one and remove the marks."))
            return True
    return False
