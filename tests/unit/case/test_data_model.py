"""The page about the data model says what the schema says."""

from __future__ import annotations

from imam_ali_tracker.case.schema import TABLES
from tests.support import data_model


def test_the_page_is_up_to_date() -> None:
    written = data_model.PAGE.read_text(encoding="utf-8")
    assert written == data_model.markdown(), f"run: {data_model.COMMAND}"


def test_every_table_and_column_is_on_it() -> None:
    page = data_model.markdown()
    assert data_model.ROWS_ARE.keys() == TABLES.keys()
    for table in TABLES.values():
        section = page.split(f"## {table.name}\n")[1].split("\n## ")[0]
        for field in table.fields:
            if not field.name.endswith(("_precision", "_zone")):
                assert f"| `{field.name}` |" in section
