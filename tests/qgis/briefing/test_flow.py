"""Texts through columns: nothing is lost, nothing stands on something else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, repeat

import pytest

from imam_ali_tracker.briefing.flow import Area, Block, Piece, Row, SetRow, flow
from imam_ali_tracker.core.errors import TrackerError


class Plain:
    """A line is 4 mm high and a word each; a heading is 5 mm high."""

    def heading(self, text: str, width: float) -> float:
        return 5.0

    def row(self, block: Block, row: Row, width: float) -> SetRow:
        cells = tuple(tuple(cell.split(" ")) for cell in row.cells)
        return self.made(cells, row.url)

    def split(self, row: SetRow, height: float) -> tuple[SetRow, Row] | None:
        lines = int(height // 4)
        if not lines:
            return None
        rest = tuple(" ".join(cell[lines:]) for cell in row.cells)
        return self.made(tuple(cell[:lines] for cell in row.cells), row.url), Row(rest, row.url)

    def made(self, cells: tuple[tuple[str, ...], ...], url: str) -> SetRow:
        return SetRow(cells, 4.0 * max(len(cell) for cell in cells), url)


def columns(height: float) -> Iterator[Area]:
    return (Area(page, 0, 10, 50, height) for page in count())


def block(*texts: str, title: str = "Title") -> Block:
    return Block(title, (1,), tuple(Row((text,)) for text in texts))


def words(pieces: list[Piece]) -> list[str]:
    return [word for piece in pieces for row in piece.rows for word in row.cells[0]]


def overlaps(pieces: list[Piece]) -> list[Piece]:
    ends: dict[int, float] = {}
    wrong = []
    for piece in pieces:
        end = piece.y + piece.title_height + piece.rows_height
        low = piece.area.y + piece.area.height + 1e-6
        if piece.y < ends.get(piece.area.page, 0) or end > low:
            wrong.append(piece)
        ends[piece.area.page] = end
    return wrong


@pytest.mark.parametrize("height", [9.0, 13.0, 40.0, 41.5, 400.0])
def test_every_row_stands_somewhere_once_and_in_order(height: float) -> None:
    rows = [f"a{n} b{n}" if n % 3 else f"{n}" for n in range(40)]
    pieces = flow([block(*rows), block("last")], columns(height), Plain())
    assert words(pieces) == " ".join([*rows, "last"]).split()
    assert overlaps(pieces) == []


def test_a_row_higher_than_any_column_is_split_between_lines() -> None:
    long = " ".join(f"w{n}" for n in range(100))
    pieces = flow([block(long)], columns(25.0), Plain())
    assert words(pieces) == long.split()
    assert len(pieces) == 20
    assert overlaps(pieces) == []


def test_what_continues_says_so() -> None:
    pieces = flow([block(*"abcdefgh")], columns(14.0), Plain())
    assert [piece.title for piece in pieces][:2] == ["Title", "Title (continued)"]


def test_no_heading_stands_alone_at_the_foot_of_a_column() -> None:
    pieces = flow([block("a"), block("b")], columns(20.0), Plain())
    assert [piece.area.page for piece in pieces] == [0, 1]


def test_titles_of_columns_are_repeated() -> None:
    table = Block("T", (1, 1), tuple(Row((str(n), "x")) for n in range(5)), ("A", "B"))
    pieces = flow([table], columns(18.0), Plain())
    assert [piece.rows[0].cells[0] for piece in pieces] == [("A",)] * len(pieces)


def test_blocks_without_rows_are_left_out() -> None:
    assert flow([block()], columns(50.0), Plain()) == []


@pytest.mark.parametrize("areas", [columns(6.0), iter(()), repeat(Area(0, 0, 0, 5, 30), 1)])
def test_too_little_room_is_said(areas: Iterator[Area]) -> None:
    with pytest.raises(TrackerError, match="too little room"):
        flow([block(*"abcdefghijk")], areas, Plain())
