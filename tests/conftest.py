"""What all tests share: the staged plugin, a private environment, the socket guard, PostgreSQL."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import sockets, staging, surroundings
from tests.support.postgres import PostgresCluster, postgres_cluster


def pytest_configure(config: pytest.Config) -> None:
    """Stage once (xdist workers find it done) before any test module is imported."""
    if not hasattr(config, "workerinput"):
        staging.stage()
    base = Path(tempfile.mkdtemp(prefix="iat-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(base, ignore_errors=True))
    os.environ.update(surroundings.private_folders(base))
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    staging.use_staged()
    sockets.install()


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
