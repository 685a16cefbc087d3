"""Files that cannot be opened: a clear error each, and not a byte of them changes."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from qgis.core import (
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from imam_ali_tracker.case import inspection
from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.schema import SCHEMA_VERSION
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.errors import TrackerError
from tests.qgis.case.sample_rows import full_rows, insert, site, snapshot
from tests.support.locking import locked
from tests.support.staging import ROOT

PAGE = 4096


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with rows in every table, closed."""
    path = tmp_path_factory.mktemp("sound") / "sound.gpkg"
    with Case.create(path, "Sound") as case:
        case.apply(ChangeSet(inserts=full_rows()))
        insert(case, "sites", *(site(name=f"Site {n}", remarks="x" * 400) for n in range(120)))
        corridor = {"name": "A corridor", "kind": "land", "remarks": "x" * 400}
        insert(case, "corridors", *(dict(corridor) for _ in range(200)))
    return path


@pytest.fixture
def victim(sound: Path, tmp_path: Path) -> Path:
    """A copy of the sound case to spoil."""
    path = tmp_path / "victim.gpkg"
    shutil.copy(sound, path)
    return path


def _folder_state(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@contextmanager
def _untouched(folder: Path) -> Iterator[None]:
    before = _folder_state(folder)
    yield
    assert _folder_state(folder) == before


def _refusal(path: Path) -> TrackerError:
    """Open the file, which must be refused and stay as it is."""
    with _untouched(path.parent):
        for read_only in (True, False):
            with pytest.raises(TrackerError) as caught:
                Case.open(path, read_only=read_only)
    assert str(path) in caught.value.message
    assert caught.value.hint
    return caught.value


def _sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement).fetchall()
        connection.commit()


def test_no_file(tmp_path: Path) -> None:
    assert "does not exist" in _refusal(tmp_path / "nothing.gpkg").message
    folder = tmp_path / "folder.gpkg"
    folder.mkdir()
    assert "does not exist" in _refusal(folder).message


def test_zero_bytes(tmp_path: Path) -> None:
    path = tmp_path / "empty.gpkg"
    path.touch()
    assert "is empty" in _refusal(path).message


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 a zip", b"\x00" * 5000, b"a", "<html>\u0645</html>".encode() * 500]
)
def test_not_a_geopackage(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.gpkg"
    path.write_bytes(content)
    assert "is not a GeoPackage" in _refusal(path).message


def test_a_database_that_is_no_geopackage(tmp_path: Path) -> None:
    path = tmp_path / "database.gpkg"
    _sql(path, "CREATE TABLE case_info(schema_version INTEGER)")
    assert "not a GeoPackage" in _refusal(path).message


def test_a_geopackage_that_is_no_case(tmp_path: Path) -> None:
    path = tmp_path / "layers.gpkg"
    layer = QgsVectorLayer("Point?crs=EPSG:4326&field=name:string", "places", "memory")
    layer.dataProvider().addFeatures([QgsFeature(layer.fields())])
    options = QgsVectorFileWriter.SaveVectorOptions()
    written = QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, str(path), QgsCoordinateTransformContext(), options
    )
    assert written[0] == QgsVectorFileWriter.WriterError.NoError
    assert "does not hold a case" in _refusal(path).message


def test_a_file_with_another_suffix(tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match="not the location of a case"):
        Case.open(tmp_path / "case.shp")


def test_a_case_without_its_row_about_itself(victim: Path) -> None:
    _sql(victim, "DELETE FROM case_info")
    assert "damaged" in _refusal(victim).message


def test_a_case_that_lacks_a_table(victim: Path) -> None:
    _sql(
        victim,
        "DELETE FROM gpkg_contents WHERE table_name = 'claims'",
        "DELETE FROM gpkg_ogr_contents WHERE table_name = 'claims'",
        "DROP TABLE claims",
    )
    assert "claims" in _refusal(victim).message


def test_a_case_that_lacks_a_column(victim: Path) -> None:
    _sql(victim, "ALTER TABLE reports RENAME COLUMN publisher TO editor")
    error = _refusal(victim)
    assert "reports" in error.message
    assert "publisher" in error.message


def test_a_newer_case_is_read_but_not_written(victim: Path) -> None:
    _sql(
        victim,
        f"UPDATE case_info SET schema_version = {SCHEMA_VERSION + 1}",
        "ALTER TABLE sites ADD COLUMN a_column_of_the_future TEXT",
        "ALTER TABLE sites DROP COLUMN country",
    )
    with _untouched(victim.parent):
        with Case.open(victim) as case:
            assert str(SCHEMA_VERSION + 1) in case.read_only_reason
            assert "Update" in case.read_only_reason
            assert len(list(case.rows("sites"))) == 121
            assert {row["country"] for row in case.rows("sites")} == {None}
            with pytest.raises(TrackerError, match="schema version"):
                case.apply(ChangeSet(inserts={"sites": [site()]}))


def _as_nobody(script: str, *arguments: str) -> str:
    """Run Python without the rights of root, which no write protection stops."""
    leave_root = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, **leave_root
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


PROTECTED = """
import os, sys
os.environ.update(QT_QPA_PLATFORM="offscreen", HOME=sys.argv[2], XDG_RUNTIME_DIR=sys.argv[2])
sys.path.insert(0, os.getcwd())
from tests.support import staging
staging.use_staged()
from qgis.core import QgsApplication
application = QgsApplication([], False, sys.argv[2])
application.initQgis()
from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.core.errors import TrackerError
row = {"name": "n", "kind": "city", "position_basis": "unknown"}
with Case.open(sys.argv[1]) as case:
    print(case.read_only_reason)
    print(len(list(case.rows("sites"))))
    try:
        case.apply(ChangeSet(inserts={"sites": [row]}))
    except TrackerError as error:
        print("refused:", error)
try:
    Case.create(os.path.join(os.path.dirname(sys.argv[1]), "new.gpkg"), "New")
except TrackerError as error:
    print("refused:", error)
sys.stdout.flush()
os._exit(0)
"""


@pytest.fixture
def open_to_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that users other than the one who runs the tests can enter."""
    folder = Path("/tmp") / f"iat-protected-{os.getpid()}"
    folder.mkdir(mode=0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("protected", ["file", "folder"])
def test_write_protection(sound: Path, open_to_all: Path, protected: str) -> None:
    home = open_to_all / "home"
    home.mkdir()
    home.chmod(0o777)
    cases = open_to_all / "cases"
    cases.mkdir()
    path = cases / "case.gpkg"
    shutil.copy(sound, path)
    path.chmod(0o444)
    cases.chmod(0o555 if protected == "folder" else 0o777)
    with _untouched(cases):
        said = _as_nobody(PROTECTED, str(path), str(home)).splitlines()
        new = cases / "new.gpkg"
        if protected == "file":
            new.unlink()
    assert "write-protected" in said[0]
    assert said[1] == "121"
    assert said[2].startswith("refused: Nothing was written.")
    if protected == "folder":
        assert "cannot be created" in said[3]


def test_locked_for_reading_by_another_process(victim: Path) -> None:
    with _untouched(victim.parent), locked(victim, "BEGIN EXCLUSIVE"):
        with pytest.raises(TrackerError) as caught:
            Case.open(victim)
    assert "locked by another program" in caught.value.message


def test_a_write_does_not_wait_until_all_pages_are_checked(
    victim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check, checks = inspection._check_pages, []

    def write_meanwhile(path: Path, connection: sqlite3.Connection) -> None:
        checks.append(path)
        connection.execute("BEGIN")
        check(path, connection)
        if len(checks) == 1:
            with closing(sqlite3.connect(path, timeout=0)) as other, other:
                other.execute("UPDATE case_info SET title = 'Written meanwhile'")
        connection.execute("ROLLBACK")

    monkeypatch.setattr(inspection, "_check_pages", write_meanwhile)
    assert inspection.inspect_file(victim) == SCHEMA_VERSION
    assert inspection.title_of(victim) == "Written meanwhile"
    assert len(checks) == 2, "what was changed meanwhile is checked again"


@pytest.mark.parametrize(
    "statements",
    [("BEGIN IMMEDIATE",), ("PRAGMA journal_mode = WAL", "BEGIN IMMEDIATE")],
    ids=["delete", "wal"],
)
def test_locked_for_writing_by_another_process(victim: Path, statements: tuple[str, ...]) -> None:
    with Case.open(victim) as case:
        before = snapshot(case)
        with locked(victim, *statements):
            with pytest.raises(TrackerError) as caught:
                case.apply(ChangeSet(inserts={"sites": [site()]}))
            assert "Another program is writing" in caught.value.hint
            assert snapshot(case) == before
        insert(case, "sites", site(name="After all"))
    with Case.open(victim, read_only=True) as case:
        assert len(snapshot(case)["sites"]) == len(before["sites"]) + 1
    assert [file.name for file in victim.parent.iterdir()] == [victim.name]


def _crashed(victim: Path, journal: str) -> None:
    """Leave what a program leaves that is killed amid a large transaction."""
    script = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = " + sys.argv[2]).fetchall()
connection.execute("UPDATE case_info SET description = 'committed'")
connection.execute("PRAGMA cache_size = 1").fetchall()
connection.execute("BEGIN")
connection.execute("UPDATE corridors SET remarks = 'half'||remarks")
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", script, str(victim), journal], check=False, timeout=30)


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_what_a_crashed_program_left_is_taken_back(victim: Path, journal: str) -> None:
    _crashed(victim, journal)
    assert len(list(victim.parent.iterdir())) > 1
    with Case.open(victim) as case:
        assert case.info["description"] == "committed"
        remarks = {row["remarks"] for row in case.rows("corridors", where={"name": "A corridor"})}
        assert remarks == {"x" * 400}
    assert [file.name for file in victim.parent.iterdir()] == [victim.name]


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_a_crashed_case_can_be_opened_for_reading(victim: Path, journal: str) -> None:
    _crashed(victim, journal)
    with Case.open(victim, read_only=True) as case:
        assert case.info["description"] == "committed"
        remarks = {row["remarks"] for row in case.rows("corridors", where={"name": "A corridor"})}
        assert remarks == {"x" * 400}


def test_half_copied(victim: Path) -> None:
    content = victim.read_bytes()
    for share in (0.9999, 0.9, 0.5, 0.1):
        victim.write_bytes(content[: int(len(content) * share)])
        assert "incomplete" in _refusal(victim).message


def test_a_newer_journal_without_its_file(victim: Path, sound: Path) -> None:
    """The log of a crashed program beside a file that was copied without it, and spoiled."""
    _crashed(victim, "WAL")
    content = bytearray(sound.read_bytes())
    content[PAGE * 3 : PAGE * 6] = b"\xff" * PAGE * 3
    victim.write_bytes(content)
    log = victim.with_name(victim.name + "-wal").read_bytes()
    with pytest.raises(TrackerError):
        Case.open(victim)
    assert victim.read_bytes() == bytes(content)
    assert victim.with_name(victim.name + "-wal").read_bytes() == log


Spoiler = Callable[[bytearray, random.Random], bytearray]


def _truncated(content: bytearray, random_: random.Random) -> bytearray:
    return content[: random_.randrange(1, len(content))]


def _bit_flips(content: bytearray, random_: random.Random) -> bytearray:
    """One bit in every page, as a failing disk or memory does it."""
    for start in range(0, len(content), PAGE):
        content[start + random_.randrange(PAGE)] ^= 1 << random_.randrange(8)
    return content


def _zeroed(content: bytearray, random_: random.Random) -> bytearray:
    """Some pages that were never written."""
    for page in random_.sample(range(len(content) // PAGE), 3):
        content[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)
    return content


def _overwritten(content: bytearray, random_: random.Random) -> bytearray:
    """A stretch of another file, as a lost sector brings it."""
    start = random_.randrange(len(content) - 2 * PAGE)
    content[start : start + 2 * PAGE] = random_.randbytes(2 * PAGE)
    return content


VARIANTS = [
    (spoil, seed)
    for spoil, count in ((_truncated, 15), (_bit_flips, 13), (_zeroed, 11), (_overwritten, 11))
    for seed in range(count)
]


@pytest.mark.parametrize(
    ("spoil", "seed"), VARIANTS, ids=[f"{s.__name__[1:]}-{n}" for s, n in VARIANTS]
)
def test_corrupted(victim: Path, spoil: Spoiler, seed: int) -> None:
    content = bytearray(victim.read_bytes())
    victim.write_bytes(spoil(content, random.Random(seed)))
    _refusal(victim)


def test_fifty_variants() -> None:
    assert len(VARIANTS) == 50


def _flip(victim: Path, sound: Path, seed: int, bits: int) -> None:
    """Open the case after some bits flipped: it is refused, or only values differ."""
    content = bytearray(sound.read_bytes())
    random_ = random.Random(seed)
    for _ in range(bits):
        content[random_.randrange(len(content))] ^= 1 << random_.randrange(8)
    victim.write_bytes(content)
    with _untouched(victim.parent):
        try:
            with Case.open(victim, read_only=True) as case:
                rows = {name: len(rows) for name, rows in snapshot(case).items()}
        except TrackerError as error:
            assert error.hint
        else:
            assert (rows["sites"], rows["corridors"], rows["claims"]) == (121, 201, 1)


@pytest.mark.parametrize("seed", range(20))
def test_a_single_flipped_bit_never_does_more_than_change_its_value(
    victim: Path, sound: Path, seed: int
) -> None:
    """SQLite has no checksums: a bit within a text is that text then. All else is noticed."""
    _flip(victim, sound, 1000 + seed, 1)


@pytest.mark.long
def test_many_flipped_bits(victim: Path, sound: Path) -> None:
    for seed in range(1500):
        _flip(victim, sound, 5000 + seed, 1 + seed % 8)


def test_a_case_is_read_on_while_others_switch_its_journal(victim: Path) -> None:
    """QGIS reads without locks and then just gives no rows; the store notices."""
    add = "INSERT INTO corridors(uuid, name, kind) VALUES ('{}', 'other', 'land')"
    with Case.open(victim, read_only=True) as case:
        assert len(list(case.rows("corridors"))) == 201
        with locked(victim, "PRAGMA journal_mode = WAL", add.format("a"), add.format("b")):
            assert len(list(case.rows("corridors"))) == 203
        _sql(victim, add.format("c"))
        assert len(list(case.rows("corridors"))) == 204
        assert len(list(case.rows("corridors", where={"name": "other"}))) == 3
