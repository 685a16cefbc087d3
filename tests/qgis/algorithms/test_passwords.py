"""A password of a team's database reaches neither the log nor the history of Processing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProviderRegistry,
)

from imam_ali_tracker.algorithms.case_parameter import CaseParameter
from imam_ali_tracker.algorithms.check_case import CheckCase
from imam_ali_tracker.algorithms.copy_case import CopyCase
from imam_ali_tracker.algorithms.hand_over import HandOver
from imam_ali_tracker.algorithms.load_case import LoadCase
from imam_ali_tracker.algorithms.provider import TrackerAlgorithms
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.stored_connections import remembered, without_password
from imam_ali_tracker.core.present import present
from tests.support.in_process import run_behind, run_here
from tests.support.postgres import PostgresCluster

SECRET = "se cret's"
WRITTEN = "'se cret\\'s'"
PLAIN = "dbname='x' host=127.0.0.1 port=1 user='me' schema='team' " + f"password={WRITTEN}"


def _places(algorithm: QgsProcessingAlgorithm) -> list[str]:
    """Return the parameters that take a case."""
    names = [each.name() for each in algorithm.parameterDefinitions()]
    return [name for name in names if name in ("CASE", "INPUT", "TARGET")]


def test_every_case_is_given_by_a_parameter_that_keeps_the_secret() -> None:
    provider = TrackerAlgorithms()
    provider.refreshAlgorithms()
    found = [
        (algorithm.name(), each.name())
        for algorithm in provider.algorithms()
        for each in algorithm.parameterDefinitions()
        if each.name() == "CASE" and not isinstance(each, CaseParameter)
    ]
    # A model's own parameters are QGIS's; it hands them on as they are.
    assert found == [("briefingfromaddresses", "CASE")]


@pytest.mark.parametrize("kind", [CheckCase, HandOver, LoadCase, CopyCase])
def test_history_and_log_have_no_password(kind: type[QgsProcessingAlgorithm]) -> None:
    algorithm, context = present(kind().create()), QgsProcessingContext()
    given = dict.fromkeys(_places(algorithm), PLAIN)
    assert given
    command, _ = algorithm.asQgisProcessCommand(given, context)
    written = [algorithm.asPythonCommand(given, context), command]
    written.append(str(algorithm.asMap(given, context)))
    for name, value in given.items():
        definition = present(algorithm.parameterDefinition(name))
        written.append(definition.valueAsPythonString(value, context))
        written.append(str(present(definition.clone()).valueAsPythonString(value, context)))
    for text in written:
        assert "127.0.0.1" in text
        assert "cret" not in text
        assert "password" not in text


def test_what_is_no_connection_is_left_alone() -> None:
    for text in ("", "/cases/password='x'.gpkg", "service='team' schema='s'"):
        assert without_password(text) == text


def test_what_fails_does_not_tell_it(tmp_path: Path) -> None:
    done = run_here(CheckCase(), {"CASE": PLAIN})
    assert not done.ok
    assert "cret" not in done.text
    copy = run_here(CopyCase(), {"INPUT": PLAIN, "TARGET": str(tmp_path / "new.gpkg")})
    assert not copy.ok
    assert "cret" not in copy.text


@pytest.fixture
def stored(postgres: PostgresCluster, postgres_database: str) -> Iterator[str]:
    """A connection of QGIS's own with a password, which the server does not ask for."""
    metadata = present(QgsProviderRegistry.instance()).providerMetadata("postgres")
    dsn = f"{postgres.dsn(postgres_database)} password={WRITTEN}"
    connection = metadata.createConnection(dsn, {"saveUsername": True, "savePassword": True})
    metadata.saveConnection(connection, "of the test")
    yield f"{dsn} schema='team'"
    metadata.deleteConnection("of the test")


def test_a_copy_says_where_it_is_without_the_password_and_is_found_again(
    stored: str, reference_file: Path, tmp_path: Path
) -> None:
    copied = run_here(CopyCase(), {"INPUT": str(reference_file), "TARGET": stored})
    assert copied.ok, copied.text
    place = copied.results["CASE"]
    assert place == remembered(CaseLocation.parse(stored))
    assert "cret" not in place + copied.text
    feedback = QgsProcessingFeedback(False)
    done = run_behind(HandOver(), {"CASE": place, "FOLDER": str(tmp_path / "made")}, feedback)
    assert done.ok, done.text
    assert "cret" not in done.text + str(done.results)
    for file in (tmp_path / "made").iterdir():
        assert SECRET.encode() not in file.read_bytes()
