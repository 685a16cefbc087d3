"""What all tests share: the staged plugin, a private environment, the socket guard, PostgreSQL."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import sockets, staging
from tests.support.postgres import PostgresCluster, postgres_cluster
from tests.support.qgis_session import private_environment


def pytest_configure(config: pytest.Config) -> None:
    """Stage once (xdist workers find it done) before any test module is imported."""
    if not hasattr(config, "workerinput"):
        staging.stage()
    surroundings = contextlib.ExitStack()
    surroundings.enter_context(private_environment())
    config.add_cleanup(surroundings.close)
    staging.use_staged()


@pytest.fixture(autouse=True)
def _loopback_only() -> Iterator[None]:
    """Fail the test that tried to leave this machine, even where its error was swallowed."""
    sockets.take_violations()
    yield
    tried = sockets.take_violations()
    if tried:
        pytest.fail("the test tried to leave loopback: " + "; ".join(tried))


@pytest.fixture(scope="session")
def staged_plugin() -> Path:
    """Folder of the staged plugin, as it ships."""
    return staging.PLUGIN_DIR


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresCluster]:
    """Private PostgreSQL with PostGIS on loopback, stopped and removed at the end."""
    with postgres_cluster() as cluster:
        yield cluster


@pytest.fixture
def postgres_database(postgres: PostgresCluster) -> Iterator[str]:
    """Name of a fresh database with PostGIS, dropped after the test."""
    name = postgres.create_database()
    yield name
    postgres.drop_database(name)
