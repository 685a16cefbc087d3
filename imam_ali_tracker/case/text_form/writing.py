"""Write the folder of a text form: whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.schema import CASE_INFO, GeometryType, Table
from imam_ali_tracker.case.text_form.cells import row_cells
from imam_ali_tracker.case.text_form.csv_text import csv_lines
from imam_ali_tracker.case.text_form.escapes import escape_json
from imam_ali_tracker.case.text_form.geojson import geojson_lines
from imam_ali_tracker.case.text_form.layout import FILES, file_name, in_order
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

_MOST_NAMED = 5


def write_folder(folder: Path, tables: Mapping[str, Sequence[Row]]) -> None:
    """Write the rows of every table; see :func:`..reading.read_folder` for what a row is.

    The files are written beside ``folder`` and take its place at the end, so that it holds what was
    there or what is written now, and never a part. A process that is killed between the two
    renamings leaves both complete beside it, under names that begin with a dot. A folder that holds
    anything but a text form is not touched. Raises :class:`TrackerError`.
    """
    target = folder.expanduser().resolve()
    refuse_other_content(target)
    unfinished = target.with_name(f".{target.name}-{uuid.uuid4().hex}")
    try:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            unfinished.mkdir()
            for name, table in FILES.items():
                _write_file(unfinished / name, _lines(table, tables.get(table.name, ())))
            _put_in_place(unfinished, target)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        raise TrackerError(
            tr("The folder {} cannot be written.").format(target),
            tr("Check that you may write to the folder it is in, and that there is space."),
            str(error),
        ) from error


def refuse_other_content(target: Path) -> None:
    """Raise :class:`TrackerError` where ``target`` holds anything but a text form."""
    if not target.exists():
        return
    hint = tr("Choose an empty or a new folder.")
    if not target.is_dir():
        raise TrackerError(tr("{} is a file, not a folder.").format(target), hint)
    present = {path.name for path in target.iterdir()}
    others = present - FILES.keys()
    if present and file_name(CASE_INFO) not in present:
        others = present
    if others:
        named = sorted(others)[:_MOST_NAMED]
        more = "" if len(others) == len(named) else tr(" and {} more").format(len(others) - 5)
        message = tr("The folder {} holds other files: {}{}.")
        raise TrackerError(message.format(target, ", ".join(named), more), hint)


def _lines(table: Table, rows: Sequence[Row]) -> Iterator[str]:
    ordered = in_order(table, rows)
    if table is CASE_INFO:
        yield from _info_lines(ordered)
    elif table.geometry is GeometryType.NONE:
        yield from csv_lines(table, ordered)
    else:
        yield from geojson_lines(table, ordered)


def _info_lines(rows: Sequence[Row]) -> Iterator[str]:
    if len(rows) != 1:
        message = tr("The case has {} rows in {} instead of one.").format(len(rows), CASE_INFO.name)
        raise TrackerError(message, tr("Remove all but one."))
    info = row_cells(CASE_INFO, rows[0])
    for line in json.dumps(info, ensure_ascii=False, indent=2).split("\n"):
        yield escape_json(line)


def _write_file(path: Path, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(line + "\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())


def _put_in_place(unfinished: Path, target: Path) -> None:
    """Let ``unfinished`` become ``target``; what was there is gone only after that."""
    if not target.exists():
        unfinished.rename(target)
        return
    before = target.with_name(f"{unfinished.name}.before")
    target.rename(before)
    try:
        unfinished.rename(target)
    except OSError:
        before.rename(target)
        raise
    # The case is written by now: an old file that another program holds open is no failure.
    shutil.rmtree(before, ignore_errors=True)
