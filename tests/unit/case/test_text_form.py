"""The files of the text form: nothing lost, the same bytes again, whole or not at all."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from imam_ali_tracker.case.schema import TABLES
from imam_ali_tracker.case.text_form import writing
from imam_ali_tracker.case.text_form.layout import FILES
from imam_ali_tracker.case.text_form.reading import read_folder
from imam_ali_tracker.case.text_form.writing import write_folder
from imam_ali_tracker.core.dates import parse_date
from imam_ali_tracker.core.errors import TrackerError
from tests.unit.case.text_form_rows import cases

SITE = "11111111-1111-4111-8111-111111111111"
OTHER = "22222222-2222-4222-8222-222222222222"
INFO = {"uuid": OTHER, "title": "A case", "schema_version": 1}


def small_case(**tables: Any) -> dict[str, Any]:
    site = {
        "uuid": SITE,
        "name": "Tehran",
        "kind": "city",
        "position_basis": "gazetteer",
        "position_accuracy_m": 3000.0,
        "first_reported": parse_date("2019-09"),
        "geometry": {"type": "Point", "coordinates": [51.42151, 35.69439]},
    }
    return {"case_info": [INFO], "sites": [site], **tables}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def by_uuid(tables: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: {row["uuid"]: row for row in rows} for name, rows in tables.items()}


@given(case=cases())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_rows_come_back_and_give_the_same_bytes_again(case: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as parent:
        first, second = Path(parent, "first"), Path(parent, "second")
        write_folder(first, case)
        read = read_folder(first)
        write_folder(second, {name: list(reversed(rows)) for name, rows in read.items()})
        assert by_uuid(read) == by_uuid(case)
        assert contents(second) == contents(first)
        for name, data in contents(first).items():
            assert b"\r" not in data
            assert data.endswith(b"\n")
            rows = len(case[FILES[name].name])
            if name.endswith(".csv"):
                assert data.count(b"\n") == 1 + rows
            elif name.endswith(".geojson"):
                assert data.count(b"\n") == 2 + rows


def test_every_table_has_a_file_and_every_column_its_place(tmp_path: Path) -> None:
    write_folder(tmp_path / "case", small_case())
    assert set(contents(tmp_path / "case")) == set(FILES)
    assert {table.name for table in FILES.values()} == set(TABLES)
    with (tmp_path / "case/reports.csv").open(encoding="utf-8") as file:
        header = next(csv.reader(file))
    assert header[:7] == [
        "uuid",
        "url",
        "canonical_url",
        "title",
        "authors",
        "publisher",
        "published",
    ]
    assert header[-3:] == ["created", "modified", "remarks"]
    assert not any(name.endswith(("_precision", "_zone")) or name == "fid" for name in header)


def test_a_feature_reads_as_rfc_7946_has_it(tmp_path: Path) -> None:
    write_folder(tmp_path / "case", small_case())
    text = (tmp_path / "case/sites.geojson").read_text(encoding="utf-8")
    collection = json.loads(text)
    assert collection["type"] == "FeatureCollection"
    feature = collection["features"][0]
    assert feature["geometry"] == {"type": "Point", "coordinates": [51.42151, 35.69439]}
    assert list(feature["properties"])[:2] == ["uuid", "name"]
    assert feature["properties"]["first_reported"] == "2019-09"
    assert '"position_accuracy_m": 3000,' in text


def test_what_a_reviewer_cannot_see_is_escaped(tmp_path: Path) -> None:
    hidden = "one\ntwo\rthree\\four\u202efive\x07"
    names = [{"uuid": OTHER, "site": SITE, "name": hidden, "kind": "alias"}]
    sites = [{**small_case()["sites"][0], "remarks": hidden}]
    write_folder(tmp_path / "case", small_case(site_names=names, sites=sites))
    for name in ("site_names.csv", "sites.geojson"):
        text = (tmp_path / "case" / name).read_text(encoding="utf-8")
        assert "\\u202e" in text
        assert "\u202e" not in text
        assert "\x07" not in text
    read = read_folder(tmp_path / "case")
    assert read["site_names"][0]["name"] == hidden
    assert read["sites"][0]["remarks"] == hidden


def test_a_text_of_any_length_comes_back(tmp_path: Path) -> None:
    names = [{"uuid": OTHER, "site": SITE, "name": "x", "kind": "alias", "remarks": "y" * 200_000}]
    write_folder(tmp_path / "case", small_case(site_names=names))
    assert read_folder(tmp_path / "case")["site_names"][0]["remarks"] == "y" * 200_000
    assert csv.field_size_limit() == 131_072


def test_a_change_of_one_row_changes_one_line(tmp_path: Path) -> None:
    case = small_case(
        site_names=[
            {"uuid": f"{number}", "site": SITE, "name": f"Name {number}", "kind": "alias"}
            for number in range(50)
        ]
    )
    write_folder(tmp_path / "before", case)
    case["site_names"][25] = {**case["site_names"][25], "remarks": "Seen, with a comma"}
    write_folder(tmp_path / "after", case)
    lines = [
        (tmp_path / name / "site_names.csv").read_text(encoding="utf-8").splitlines()
        for name in ("before", "after")
    ]
    assert sum(a != b for a, b in zip(*lines)) == 1


def test_a_folder_with_other_files_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "sites.geojson").write_text("mine")
    (tmp_path / "notes.txt").write_text("mine too")
    with pytest.raises(TrackerError, match=r"notes\.txt"):
        write_folder(tmp_path, small_case())
    (tmp_path / "notes.txt").unlink()
    with pytest.raises(TrackerError, match=r"sites\.geojson"):
        write_folder(tmp_path, small_case())
    assert contents(tmp_path) == {"sites.geojson": b"mine"}
    with pytest.raises(TrackerError, match="is a file"):
        write_folder(tmp_path / "sites.geojson", small_case())


def test_an_older_text_form_is_replaced_and_nothing_left_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    write_folder(folder, small_case())
    write_folder(folder, small_case(sites=[]))
    assert read_folder(folder)["sites"] == []
    assert [path.name for path in tmp_path.iterdir()] == ["case"]


@pytest.mark.parametrize("step", ["_write_file", "_put_in_place"])
def test_a_failure_half_way_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    folder = tmp_path / "case"
    write_folder(folder, small_case())
    before = contents(folder)
    calls = iter(range(100))
    original = getattr(writing, step)

    def full_disk(*arguments: Any) -> None:
        if step == "_put_in_place" or next(calls) == 5:
            raise OSError(28, "No space left on device")
        original(*arguments)

    monkeypatch.setattr(writing, step, full_disk)
    with pytest.raises(TrackerError, match="cannot be written") as caught:
        write_folder(folder, small_case(sites=[]))
    assert "No space left" in caught.value.details
    assert contents(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["case"]


def test_the_old_folder_comes_back_when_the_new_one_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "case"
    write_folder(folder, small_case())
    before = contents(folder)
    rename = Path.rename
    moves = iter([rename, None, rename])

    def second_fails(path: Path, target: Path) -> Path:
        move = next(moves)
        if move is None:
            raise PermissionError(13, "Permission denied")
        return move(path, target)

    monkeypatch.setattr(Path, "rename", second_fails)
    with pytest.raises(TrackerError, match="cannot be written"):
        write_folder(folder, small_case(sites=[]))
    assert contents(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["case"]


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_folder(tmp_path / "link", small_case())
    assert (tmp_path / "link").is_symlink()
    assert read_folder(tmp_path / "real")["sites"][0]["name"] == "Tehran"


def test_a_number_that_is_none_names_its_row(tmp_path: Path) -> None:
    sites = [{**small_case()["sites"][0], "position_accuracy_m": float("inf")}]
    with pytest.raises(TrackerError, match=f"sites, row {SITE}, column “position_accuracy_m”"):
        write_folder(tmp_path / "case", small_case(sites=sites))
    assert list(tmp_path.iterdir()) == []


def test_a_case_without_information_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match="0 rows in case_info"):
        write_folder(tmp_path / "case", {"sites": []})
    assert list(tmp_path.iterdir()) == []
