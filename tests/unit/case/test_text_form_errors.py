"""A text form that was damaged says where and what to do, and is never read half."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest

from imam_ali_tracker.case.text_form.reading import read_folder
from imam_ali_tracker.case.text_form.writing import write_folder
from imam_ali_tracker.core.errors import TrackerError
from tests.unit.case.test_text_form import OTHER, SITE, small_case

NAMES = "site_names.csv"
SITES = "sites.geojson"
INFO = "case_info.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    names = [
        {"uuid": OTHER, "site": SITE, "name": "Teheran", "kind": "alias"},
        {"uuid": SITE, "site": SITE, "name": "Tehran, the city", "kind": "alias"},
    ]
    reports = [{"uuid": OTHER, "url": "https://example.org", "http_status": 200}]
    write_folder(tmp_path / "case", small_case(site_names=names, reports=reports))
    return tmp_path / "case"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(folder: Path) -> TrackerError:
    with pytest.raises(TrackerError) as caught:
        read_folder(folder)
    return caught.value


@pytest.mark.parametrize(
    ("file", "old", "new", "message", "hint"),
    [
        (
            NAMES,
            ",language,",
            ",tongue,",
            "line 2, column “tongue”: The table",
            "columns are: uuid",
        ),
        (NAMES, ",alias,", ",nickname,", "line 2, column “kind”: “nickname”", "transliteration"),
        (NAMES, "Teheran", "", "line 2, column “name”: The value is missing.", "needs one"),
        (NAMES, SITE + ",1", OTHER + ",1", "line 3, column “uuid”: The uuid", "stands twice"),
        (NAMES, '"Tehran, the city"', "Tehran, the city", "line 3: Number of values: 11", "quotes"),
        (NAMES, '"Tehran, the city"', '"Tehran, the city', "line 3: The quotes", "whole value"),
        (NAMES, "Teheran", "C:\\temp", "line 2, column “name”: “\\t” is not an escape", "\\\\"),
        (NAMES, "uuid,site,", "uuid,uuid,", "line 1: The column “uuid” stands twice", "Remove"),
        (
            NAMES,
            f"{OTHER},",
            f"<<<<<<< HEAD\n{OTHER},",
            "line 2: The file holds both sides of a merge",
            "Decide",
        ),
        (NAMES, "Teheran", "Te\\u0000", "line 2, column “name”: The text holds", "Remove the NUL"),
        (
            SITES,
            '"2019-09"',
            '"0001-01-01T00:00+03:00"',
            "“0001-01-01T00:00+03:00” is not a",
            "2019",
        ),
        ("reports.csv", ",200,", ",2oo,", "column “http_status”: “2oo” is not a whole", "digits"),
        ("reports.csv", ",200,", ",2_0,", "column “http_status”: “2_0” is not a whole", "digits"),
        (SITES, '"2019-09"', '"2019-13"', "line 2, column “first_reported”: “2019-13”", "2019-09"),
        (SITES, '"2019-09"', "201909", "column “first_reported”: 201909 does not fit", "quotes"),
        (SITES, "3000", '"3 km"', "column “position_accuracy_m”: '3 km' does not", "without"),
        (SITES, "3000", "-1", "column “position_accuracy_m”: -1.0 is too small", "The least is 0"),
        (SITES, "3000", "NaN", "line 2: NaN is not a JSON value", "Mend"),
        (SITES, '"kind"', '"name"', "line 2: The key “name” stands twice", "Mend"),
        (SITES, '"kind"', '"sort"', "line 2, column “sort”: The table", "columns are"),
        (SITES, "3000,", "3000", "line 2: Character", "Mend"),
        (SITES, '"Point"', '"LineString"', 'geometry”: The geometry is "LineString"', "Point"),
        (SITES, "35.69439", "95.69439", "is outside the Earth's degrees", "longitude first"),
        (SITES, "35.69439", "35.69439, 1200", "is not a position", "no height"),
        (SITES, "35.69439", '"35N"', "is not a position", "in degrees"),
        (SITES, '"Feature",', '"Fixture",', "line 2: This is not a feature", '"Feature"'),
        (SITES, "FeatureCollection", "Features", "This is not a GeoJSON feature", "Begin it"),
        (
            SITES,
            '"FeatureCollection",',
            '"FeatureCollection", "crs": {"properties": {"name": "EPSG:3857"}},',
            "another reference system",
            "WGS 84",
        ),
        (INFO, '"schema_version": 1', '"schema_version": 2', "schema version 2", "Update"),
        (INFO, '"schema_version": 1', '"schema_version": 0', "schema version", "Restore"),
        (INFO, '"schema_version": 1', '"schema_version": null', "value is missing", "needs one"),
        (INFO, '"title"', '"titel"', "column “titel”: The table case_info", "columns are"),
        (INFO, "{", "[{", "case_info.json, line", "Mend"),
    ],
)
def test_a_fault_is_named_with_its_place_and_remedy(
    folder: Path, file: str, old: str, new: str, message: str, hint: str
) -> None:
    edit(folder / file, old, new)
    error = refused(folder)
    assert error.message.startswith(file)
    assert message in error.message
    assert hint in error.hint


Damage = Callable[[Path], object]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda path: path.unlink(), "The file is missing."),
        (lambda path: path.write_bytes(b""), "The file is empty."),
        (
            lambda path: path.write_bytes(path.read_bytes().replace(b"Teheran", b"T\xe9h")),
            "line 2: The byte 0xe9 is not UTF-8.",
        ),
        (lambda path: path.write_text(path.read_text("utf-8"), "utf-16"), "UTF-16"),
        (lambda path: (path.unlink(), path.mkdir()), "cannot be read"),
        (lambda path: path.write_bytes(path.read_bytes()[:-40]), "line 3: "),
        (lambda path: path.write_text(path.read_text("utf-8").replace(",", ";"), "utf-8"), "uuid;"),
    ],
)
def test_a_damaged_file_is_named(folder: Path, damage: Damage, message: str) -> None:
    damage(folder / NAMES)
    error = refused(folder)
    assert error.message.startswith(NAMES)
    assert message in f"{error.message}\n{error.details}"
    assert error.hint


@pytest.mark.parametrize("text", ["[" * 100_000, "null", "3", '"a"', '{"features": {}}', "{}"])
def test_what_is_no_collection_is_refused(folder: Path, text: str) -> None:
    (folder / SITES).write_text(text, encoding="utf-8")
    assert refused(folder).message.startswith(SITES)


def test_all_faults_are_listed_at_once(folder: Path) -> None:
    edit(folder / SITES, '"2019-09"', '"soon"')
    edit(folder / NAMES, ",alias,", ",nickname,")
    edit(folder / "reports.csv", ",200,", ",many,")
    error = refused(folder)
    assert [line.split(",")[0] for line in error.details.splitlines()] == [
        SITES,
        NAMES,
        "reports.csv",
    ]


def test_a_thousand_faults_are_counted(folder: Path) -> None:
    header = (folder / NAMES).read_text(encoding="utf-8").splitlines()[0]
    lines = [header, *("," * header.count(",") for _ in range(1000))]
    (folder / NAMES).write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = refused(folder).details.splitlines()
    assert len(lines) == 101
    assert lines[-1] == "… and 3900 more."


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "missing", tmp_path / "file"):
        with pytest.raises(TrackerError, match="is not a folder"):
            read_folder(path)
    with pytest.raises(TrackerError, match=r"case_info\.json: The file is missing"):
        read_folder(tmp_path)


def test_what_editors_and_git_do_to_files_is_read_over(folder: Path) -> None:
    before = read_folder(folder)
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8")
        path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read_folder(folder) == before


def test_other_arrangements_of_the_same_rows_are_read(folder: Path) -> None:
    """A line break inside quotes, columns in another order or left out, JSON on several lines."""
    (folder / NAMES).write_text(
        f'name,kind,uuid,site,remarks\nTeheran,alias,{OTHER},{SITE},"two\nlines"\n\n', "utf-8"
    )
    text = (folder / SITES).read_text(encoding="utf-8")
    (folder / SITES).write_text(text.replace(", ", ",\n\t").replace("[\n", "[\n\n"), "utf-8")
    read = read_folder(folder)
    assert read["site_names"][0]["remarks"] == "two\nlines"
    assert read["sites"][0]["geometry"]["coordinates"] == [51.42151, 35.69439]
    edit(folder / SITES, '"kind":', '"kind": 3,\n"sort":')
    assert "line 4, column" in refused(folder).message
