"""What the algorithms that fetch have in common: parameters, settings of QGIS, Cancel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterAuthConfig,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QObject, Qt, QThread, pyqtSignal, pyqtSlot

from imam_ali_tracker.algorithms.base import Parameters
from imam_ali_tracker.algorithms.with_case import CaseAlgorithm
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present

if TYPE_CHECKING:
    from imam_ali_tracker.reports.fetch.client import ReportSession
    from imam_ali_tracker.reports.fetch.settings import FetchPolicy, NetworkSettings


class NetworkedAlgorithm(CaseAlgorithm):
    """An algorithm that fetches pages with QGIS's network settings."""

    AUTHCFG = "AUTHCFG"
    NETWORKS = "NETWORKS"

    def groupId(self) -> str:
        """Return the id of the group."""
        return "reports"

    def declare_network(self) -> None:
        """Declare what the network needs beside QGIS's own settings."""
        self.addParameter(
            QgsProcessingParameterAuthConfig(
                self.AUTHCFG, tr("Authentication for the pages"), optional=True
            )
        )
        networks = QgsProcessingParameterString(
            self.NETWORKS, tr("Private networks that may be contacted"), optional=True
        )
        networks.setHelp(
            tr(
                "Address ranges such as 10.1.2.0/24, separated by blanks. Empty: those on the "
                "plugin's options page."
            )
        )
        networks.setFlags(networks.flags() | Qgis.ProcessingParameterFlag.Advanced)
        self.addParameter(networks)

    def policy(
        self, parameters: Parameters, context: QgsProcessingContext, *, archive: bool = False
    ) -> FetchPolicy:
        """Return the policy; raises :class:`TrackerError` for a network that is none."""
        from imam_ali_tracker.reports.session import read_policy

        text = self.parameterAsString(parameters, self.NETWORKS, context)
        networks = tuple(text.replace(",", " ").split())
        chosen = read_policy()
        return replace(
            chosen,
            allowed_networks=networks or chosen.allowed_networks,
            archive_lookups=archive,
        )

    def network(
        self, parameters: Parameters, context: QgsProcessingContext, urls: Iterable[str]
    ) -> NetworkSettings:
        """Return QGIS's settings, with the credentials for the one host of ``urls``.

        Raises :class:`TrackerError` where credentials are chosen for pages of several hosts: they
        would be sent to all of them.
        """
        authcfg = self.parameterAsString(parameters, self.AUTHCFG, context)
        chosen = {}
        if authcfg:
            chosen = dict.fromkeys(_origins(urls), authcfg)
        if len(chosen) > 1:
            raise TrackerError(
                tr("A password for pages of {} hosts would be sent to all of them.").format(
                    len(chosen)
                ),
                tr("Fetch the pages that need it by themselves."),
            )
        return _on_main_thread(chosen)


@contextmanager
def session_for(
    network: NetworkSettings, policy: FetchPolicy, feedback: QgsProcessingFeedback
) -> Iterator[ReportSession]:
    """Open a session that the Cancel of ``feedback`` ends at once."""
    from imam_ali_tracker.reports.fetch.client import ReportSession

    with ReportSession(network, policy) as session:
        # Directly, because the thread of an algorithm has no event loop.
        feedback.canceled.connect(  # type: ignore[call-arg]
            session.cancel, Qt.ConnectionType.DirectConnection
        )
        try:
            if feedback.isCanceled():
                session.cancel()
            yield session
        finally:
            feedback.canceled.disconnect(session.cancel)


def _origins(urls: Iterable[str]) -> set[str]:
    from imam_ali_tracker.reports.fetch.outcome import FetchError
    from imam_ali_tracker.reports.fetch.urls import parse_target

    origins = set()
    for url in urls:
        try:
            origins.add(parse_target(url).origin)
        except FetchError:  # noqa: PERF203 - it will be refused, with its reason, when fetched
            continue
    return origins


class _Question(QObject):
    """Reads the settings on the main thread for an algorithm that runs in another."""

    asked = pyqtSignal()

    def __init__(self, chosen: dict[str, str]) -> None:
        super().__init__()
        self._chosen = chosen
        self.answer: NetworkSettings | None = None
        self.error: TrackerError | None = None
        self.moveToThread(present(present(QgsApplication.instance()).thread()))
        self.asked.connect(  # type: ignore[call-arg]
            self.read, Qt.ConnectionType.BlockingQueuedConnection
        )

    @pyqtSlot()
    def read(self) -> None:
        from imam_ali_tracker.reports.session import read_network_settings

        try:
            self.answer = read_network_settings(self._chosen)
        except TrackerError as error:
            self.error = error


def _on_main_thread(chosen: dict[str, str]) -> NetworkSettings:
    question = _Question(chosen)
    if QThread.currentThread() == question.thread():
        question.read()
    else:
        question.asked.emit()
    if question.error is not None:
        raise question.error
    return present(question.answer)
