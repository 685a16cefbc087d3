"""Names of files for the background."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from imam_ali_tracker.core.own_names import by_own_name, own_name


def _in_background(uri: str) -> str:
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(by_own_name("ogr", uri)))
    thread.start()
    thread.join()
    return found[0]


def test_an_own_name_is_another_one_each_time(tmp_path: Path) -> None:
    file = tmp_path / "case.gpkg"
    file.touch()
    names = {own_name(file) for _ in range(20)}
    assert len(names) == 20
    assert str(file) not in names
    assert all(Path(name).samefile(file) for name in names)


def test_only_the_background_and_only_files_are_renamed(tmp_path: Path) -> None:
    file = tmp_path / "case.gpkg"
    file.touch()
    uri = f'{file}|layername=sites|subset="a|b" = 1'
    assert by_own_name("ogr", uri) == uri
    renamed, _, rest = _in_background(uri).partition("|")
    assert Path(renamed).samefile(file)
    assert rest == 'layername=sites|subset="a|b" = 1'


@pytest.mark.parametrize(
    "uri", ["", "missing.gpkg", "/vsizip//no/such.zip|layername=a", "MySQL:db,host=localhost"]
)
def test_what_is_no_file_stays(uri: str) -> None:
    assert _in_background(uri) == uri
