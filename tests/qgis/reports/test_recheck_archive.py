"""Stored copies are looked up through QGIS's own network settings, and only where chosen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import (
    QgsAuthManager,
    QgsNetworkAccessManager,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsSettings,
)
from qgis.PyQt.QtNetwork import QSslCertificate

from imam_ali_tracker.algorithms.recheck_reports import RecheckReports
from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.store import Case
from tests.support.certificates import PrivateAuthority
from tests.support.http_proxy import ForwardProxy, forward_proxy
from tests.support.http_server import Answer, Asked, RunningServer, serving

COPY = "https://web.archive.org/web/20190910000000/https://news.example/gone"


def archive(asked: Asked) -> Answer:
    closest = {
        "available": True,
        "url": COPY.replace("https://web", "http://web"),
        "timestamp": "20190910000000",
        "status": "200",
    }
    found = {"closest": closest} if "gone" in asked.path else {}
    body = json.dumps({"archived_snapshots": found}).encode()
    return Answer(200, {"Content-Type": "application/json"}, body)


@pytest.fixture
def wayback(
    tmp_path: Path, unlocked: QgsAuthManager
) -> Iterator[tuple[RunningServer, ForwardProxy]]:
    """Put a server in the place of archive.org: behind QGIS's proxy, with a trusted certificate."""
    auth = unlocked
    authority = PrivateAuthority(tmp_path)
    (certificate,) = QSslCertificate.fromPath(str(authority.certificate))
    nam = QgsNetworkAccessManager.instance()
    settings = QgsSettings()
    with serving(archive, tls=authority.context("DNS:archive.org")) as server:
        with serving(lambda asked: Answer(410)) as news:
            routes = {
                "archive.org:443": ("127.0.0.1", server.port),
                "news.example:80": ("127.0.0.1", news.port),
            }
            with forward_proxy(routes) as proxy:
                assert auth.storeCertAuthority(certificate)
                auth.rebuildCaCertsCache()
                auth.rebuildTrustedCaCertsCache()
                settings.setValue("proxy/proxyEnabled", True)
                settings.setValue("proxy/proxyType", "HttpProxy")
                settings.setValue("proxy/proxyHost", "127.0.0.1")
                settings.setValue("proxy/proxyPort", proxy.port)
                nam.setupDefaultProxyAndCache()
                yield server, proxy
    settings.remove("proxy")
    nam.setupDefaultProxyAndCache()
    auth.removeCertAuthority(certificate)
    auth.rebuildCaCertsCache()
    auth.rebuildTrustedCaCertsCache()


@pytest.mark.parametrize("chosen", [False, True])
def test_a_copy_of_a_lost_report_is_looked_up_where_chosen(
    wayback: tuple[RunningServer, ForwardProxy], tmp_path: Path, chosen: bool
) -> None:
    server, proxy = wayback
    path = tmp_path / "case.gpkg"
    rows = [
        {"url": "http://news.example/gone", "sha256": "x"},
        {"url": "http://news.example/other", "sha256": "y"},
    ]
    with Case.create(path, "Reports") as case:
        case.apply(ChangeSet(inserts={"reports": rows}))
    feedback = QgsProcessingFeedback(False)
    inputs = {"CASE": str(path), "ARCHIVE": chosen}
    results, ok = RecheckReports().create().run(inputs, QgsProcessingContext(), feedback)
    assert ok, feedback.textLog()
    assert (results["GONE"], results["ARCHIVED"]) == (2, int(chosen)), feedback.textLog()
    with Case.open(path, read_only=True) as case:
        found = {row["url"]: row["archive_url"] for row in case.rows("reports")}
    assert found == {
        "http://news.example/gone": COPY if chosen else None,
        "http://news.example/other": None,
    }
    assert len(server.asked) == (2 if chosen else 0)
    assert any("archive.org" in line for line in proxy.seen) == chosen
