"""One real QGIS per test process, without a window and with a profile of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QThreadPool

from tests.support import sockets


def _flush_events() -> None:
    """Deliver what is queued, deferred deletions included."""
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


@pytest.fixture(scope="session", autouse=True)
def qgis_app() -> Iterator[QgsApplication]:
    """Start QGIS as the desktop does, apart from the main window; ``iface`` stays ``None``."""
    QCoreApplication.setOrganizationName(QgsApplication.QGIS_ORGANIZATION_NAME)
    QCoreApplication.setOrganizationDomain(QgsApplication.QGIS_ORGANIZATION_DOMAIN)
    QCoreApplication.setApplicationName(QgsApplication.QGIS_APPLICATION_NAME)
    application = QgsApplication([], True)
    application.initQgis()
    sockets.install_for_qgis()
    yield application
    QgsProject.instance().clear()
    _flush_events()
    QThreadPool.globalInstance().waitForDone()
    _flush_events()
    application.exitQgis()


@pytest.fixture(scope="session")
def qgis_processing(qgis_app: QgsApplication) -> QgsApplication:
    """Return QGIS with its own Processing algorithms registered."""
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
    _flush_events()
