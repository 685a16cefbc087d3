"""One real QGIS per test process, without a window and with a profile of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsAuthManager, QgsProject

from tests.support.cases import build_reference_case
from tests.support.qgis_session import flush_events, running_qgis


@pytest.fixture(scope="session", autouse=True)
def qgis_app() -> Iterator[QgsApplication]:
    """Run QGIS; ``iface`` is ``None``."""
    with running_qgis() as application:
        from imam_ali_tracker.provider.coordinate_systems import keep_usual

        keep_usual()  # as in the desktop, before there are threads
        yield application


@pytest.fixture(scope="session")
def qgis_processing(qgis_app: QgsApplication) -> QgsApplication:
    """Run QGIS with its own Processing algorithms registered."""
    sys.path.append(f"{QgsApplication.pkgDataPath()}/python/plugins")
    from processing.core.Processing import Processing

    Processing.initialize()
    return qgis_app


@pytest.fixture
def new_project(qgis_app: QgsApplication) -> Iterator[QgsProject]:
    """Return the current project, empty before and after the test."""
    project = QgsProject.instance()
    project.clear()
    yield project
    project.clear()
    flush_events()


@pytest.fixture(scope="session")
def reference_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of the reference case, for tests to read or copy."""
    return build_reference_case(tmp_path_factory.mktemp("reference") / "case.gpkg")


@pytest.fixture
def unlocked(qgis_app: QgsApplication) -> Iterator[QgsAuthManager]:
    """Unlock the store of authentication configurations, which has one password per process."""
    manager = QgsApplication.authManager()
    assert manager.setMasterPassword("a password for tests", True)
    yield manager
    for config in manager.configIds():
        manager.removeAuthenticationConfig(config)
