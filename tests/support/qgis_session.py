"""A real QGIS in this process, without a window: for tests and benchmarks."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support import sockets, surroundings

if TYPE_CHECKING:
    from qgis.core import QgsApplication


@contextlib.contextmanager
def private_environment() -> Iterator[Path]:
    """Give this process folders of its own for home, caches and QGIS profile, and loopback only."""
    base = Path(tempfile.mkdtemp(prefix="iat-run-"))
    before = dict(os.environ)
    os.environ.update(surroundings.private_folders(base))
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sockets.install()
    try:
        yield base
    finally:
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(base, ignore_errors=True)


def flush_events() -> None:
    """Deliver what is queued in Qt, deferred deletions included."""
    from qgis.PyQt.QtCore import QCoreApplication, QEvent

    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def _let_go_of_failures() -> None:
    """Drop the frames of the last failed test: layers in them must not outlive QGIS."""
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        if hasattr(sys, name):
            delattr(sys, name)
    gc.collect()


@contextlib.contextmanager
def running_qgis() -> Iterator[QgsApplication]:
    """Start QGIS as the desktop does, apart from the main window, and end it in good order.

    ``iface`` stays ``None``, as in ``qgis_process``. Call it within ``private_environment``.
    """
    from qgis.core import QgsApplication, QgsProject
    from qgis.PyQt.QtCore import QCoreApplication, QThreadPool

    QCoreApplication.setOrganizationName(QgsApplication.QGIS_ORGANIZATION_NAME)
    QCoreApplication.setOrganizationDomain(QgsApplication.QGIS_ORGANIZATION_DOMAIN)
    QCoreApplication.setApplicationName(QgsApplication.QGIS_APPLICATION_NAME)
    application = QgsApplication([], True)
    application.initQgis()
    sockets.install_for_qgis()
    try:
        yield application
    finally:
        _let_go_of_failures()
        QgsProject.instance().clear()
        flush_events()
        QThreadPool.globalInstance().waitForDone()
        flush_events()
        application.exitQgis()
