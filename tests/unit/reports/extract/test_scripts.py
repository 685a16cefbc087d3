"""Pages in right-to-left scripts, with their own digits, month names and calendars."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imam_ali_tracker.reports.extract import extract, readable_text
from tests.unit.reports.extract.pages import value

DATA = Path(__file__).parents[3] / "data" / "extract"
EXPECTED = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_page(name: str) -> None:
    content = (DATA / name).read_bytes()
    report = extract(content, f"https://news.example/{name}", {})
    found = {field: value(getattr(report, field)) for field in EXPECTED[name]}
    assert found == EXPECTED[name]
    assert len(readable_text(content)) > 60


@pytest.mark.parametrize("name", ["arabic.html", "persian.html", "hebrew.html"])
@pytest.mark.parametrize("declared", [True, False])
def test_in_the_encoding_of_old_pages(name: str, declared: bool) -> None:
    codec = "cp1255" if name.startswith("hebrew") else "cp1256"
    label = f'charset="windows-{codec[2:]}"' if declared else ""
    text = (DATA / name).read_text(encoding="utf-8").replace('charset="utf-8"', label)
    for wanted, written in (("\u06cc", "\u064a"), ("\u200c", "\u200c")):
        text = text.replace(wanted, written)
    report = extract(text.encode(codec, "replace"), f"https://news.example/{name}", {})
    assert report.encoding == f"windows-{codec[2:]}"
    assert report.language is not None
    assert report.language.value == EXPECTED[name]["language"]
