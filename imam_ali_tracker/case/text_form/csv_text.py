"""Tables without geometry as CSV (RFC 4180 with LF): a header, then one row a line."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator

from imam_ali_tracker.case.changes import Row
from imam_ali_tracker.case.schema import Table
from imam_ali_tracker.case.shape import row_shape
from imam_ali_tracker.case.text_form.cells import as_text, row_cells
from imam_ali_tracker.case.text_form.complaints import Complaints, Place
from imam_ali_tracker.case.text_form.escapes import escape_cell
from imam_ali_tracker.core.i18n import tr

_LONGEST_CELL = 2**31 - 1
"""As long as a C ``long`` allows everywhere; Python's own limit is 131,072 characters."""


def csv_lines(table: Table, rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of the file, without line ends."""
    header = [field.name for field in row_shape(table).fields]
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="")
    rows_of_text = ([as_text(cell) for cell in row_cells(table, row).values()] for row in rows)
    for cells in itertools.chain([header], rows_of_text):
        writer.writerow([escape_cell(cell) for cell in cells])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def read_csv(text: str, file: str, complaints: Complaints) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line and the cells of every row by column, escapes and all.

    A row without as many cells as the header has columns, and quotes that do not match, are
    complained about.
    """
    header: list[str] | None = None
    for line, cells in _records(text, file, complaints):
        if header is None:
            header = cells
            twice = {name for name in cells if cells.count(name) > 1}
            if twice:
                message = tr("The column “{}” stands twice.").format(min(twice))
                complaints.add(Place(file, line), message, tr("Remove one of the two."))
                return
        elif len(cells) != len(header):
            message = tr("Number of values: {}; of columns: {}.").format(len(cells), len(header))
            hint = tr("Put a value that holds a comma or a quote into quotes, and double a quote.")
            complaints.add(Place(file, line), message, hint)
        else:
            yield line, dict(zip(header, cells))
    if header is None and not complaints:
        message = tr("The file is empty.")
        complaints.add(
            Place(file), message, tr("Write the names of the columns in its first line.")
        )


def _records(text: str, file: str, complaints: Complaints) -> Iterator[tuple[int, list[str]]]:
    """Yield every record that is not blank with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                message = tr("The quotes do not match ({}).").format(error)
                hint = tr("Put the whole value into quotes, and double a quote inside it.")
                complaints.add(Place(file, line), message, hint)
                return
            if cells:
                yield line, cells
    finally:
        csv.field_size_limit(limit)
