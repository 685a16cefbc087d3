"""What QGIS knows about the network is what the session uses: proved with real requests."""

from __future__ import annotations

import base64
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsAuthCertUtils,
    QgsAuthManager,
    QgsAuthMethodConfig,
    QgsBlockingNetworkRequest,
    QgsNetworkAccessManager,
    QgsSettings,
)
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import (
    QNetworkProxy,
    QNetworkProxyFactory,
    QNetworkProxyQuery,
    QNetworkRequest,
    QSslCertificate,
)

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.reports.fetch.authorities import tls_context
from imam_ali_tracker.reports.fetch.client import ReportSession
from imam_ali_tracker.reports.fetch.outcome import FetchOutcome, FetchRequest, Reason, State
from imam_ali_tracker.reports.fetch.settings import FetchPolicy, NetworkSettings
from imam_ali_tracker.reports.session import QgisProxies, read_network_settings
from tests.support.certificates import PrivateAuthority
from tests.support.http_proxy import forward_proxy
from tests.support.http_server import Answer, Asked, page, serving

LOOPBACK = FetchPolicy(allowed_networks=("127.0.0.0/8",))


def to_page(_asked: Asked) -> Answer:
    return page()


def fetch(network: NetworkSettings, url: str) -> FetchOutcome:
    with ReportSession(network, LOOPBACK) as session:
        return session.fetch(FetchRequest(url))


@pytest.fixture
def manager() -> Iterator[QgsNetworkAccessManager]:
    """Return QGIS's network manager, and take back every change to its proxies and timeout."""
    nam = QgsNetworkAccessManager.instance()
    before = (nam.fallbackProxy(), nam.excludeList(), nam.noProxyList())
    timeout = QgsNetworkAccessManager.timeout()
    yield nam
    nam.setFallbackProxyAndExcludes(*before)
    QgsNetworkAccessManager.setTimeout(timeout)
    settings = QgsSettings()
    settings.remove("proxy")
    settings.remove("qgis/networkAndProxy")
    nam.setupDefaultProxyAndCache()


def configure_proxy(nam: QgsNetworkAccessManager, **values: object) -> None:
    """Set the proxy as QGIS's options dialog does."""
    settings = QgsSettings()
    for name, value in {"proxyEnabled": True, **values}.items():
        settings.setValue(f"proxy/{name}", value)
    nam.setupDefaultProxyAndCache()


def test_user_agent_and_timeout_are_those_of_qgis(manager: QgsNetworkAccessManager) -> None:
    QgsNetworkAccessManager.setTimeout(12_500)
    QgsSettings().setValue("qgis/networkAndProxy/userAgent", "Analyst/1.0")
    with serving(to_page) as server:
        QgsBlockingNetworkRequest().get(QNetworkRequest(QUrl(server.root)))
        network = read_network_settings()
        fetch(network, server.root)
    by_qgis, by_us = server.asked
    assert by_us.headers["user-agent"] == by_qgis.headers["user-agent"]
    assert network.timeout_seconds == 12.5


def test_settings_are_read_on_the_main_thread_only() -> None:
    errors: list[BaseException] = []

    def read() -> None:
        try:
            read_network_settings()
        except RuntimeError as error:
            errors.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert len(errors) == 1


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_proxy_of_the_options_with_its_password(
    manager: QgsNetworkAccessManager, tmp_path: Path, scheme: str
) -> None:
    authority = PrivateAuthority(tmp_path)
    tls = authority.context("DNS:news.example") if scheme == "https" else None
    with serving(to_page, tls=tls) as server:
        routes = {f"news.example:{443 if tls else 80}": ("127.0.0.1", server.port)}
        with forward_proxy(routes, "analyst", "p@ss") as proxy:
            configure_proxy(
                manager,
                proxyType="HttpProxy",
                proxyHost="127.0.0.1",
                proxyPort=proxy.port,
                proxyUser="analyst",
                proxyPassword="p@ss",  # pragma: allowlist secret
            )
            network = NetworkSettings(ca_pem=authority.pem, proxy_for=QgisProxies())
            outcome = fetch(network, f"{scheme}://news.example/x")
            assert outcome.state is State.FETCHED, outcome

            configure_proxy(manager, proxyPassword="wrong")  # pragma: allowlist secret
            denied = fetch(NetworkSettings(proxy_for=QgisProxies()), f"{scheme}://news.example/x")
    assert (denied.state, denied.reason) == (State.UNREACHABLE, Reason.PROXY)
    assert len(server.asked) == 1


def test_exclusions_go_around_the_proxy(manager: QgsNetworkAccessManager) -> None:
    with serving(to_page) as server, forward_proxy({}) as proxy:
        configure_proxy(
            manager,
            proxyType="HttpProxy",
            proxyHost="127.0.0.1",
            proxyPort=proxy.port,
            noProxyUrls=[server.root],
        )
        assert fetch(read_network_settings(), server.root).state is State.FETCHED
    assert proxy.seen == []


class InsertedFactory(QNetworkProxyFactory):
    """A factory as other plugins insert them."""

    def queryProxy(self, query: QNetworkProxyQuery) -> list[QNetworkProxy]:
        if "inserted" in query.url().host():
            return [QNetworkProxy(QNetworkProxy.ProxyType.Socks5Proxy, "127.0.0.9", 1080)]
        return []


URLS = (
    "http://news.example/a",
    "https://news.example/a",
    "https://other.example/b",
    "http://excluded.example/c",
    "http://default.example/d",
    "https://inserted.example/e",
)


def theirs(nam: QgsNetworkAccessManager, url: str) -> str | None:
    """Return the proxy that a request of QGIS would take: by its factory, then by Qt's default."""
    query = QNetworkProxyQuery(QUrl(url))
    proxy = nam.proxyFactory().queryProxy(query)[0]
    if proxy.type() == QNetworkProxy.ProxyType.DefaultProxy:
        proxy = QNetworkProxyFactory.proxyForQuery(query)[0]
    kinds = {
        QNetworkProxy.ProxyType.HttpProxy: "http",
        QNetworkProxy.ProxyType.HttpCachingProxy: "http",
        QNetworkProxy.ProxyType.Socks5Proxy: "socks5h",
    }
    scheme = kinds.get(proxy.type())
    return f"{scheme}://{proxy.hostName()}:{proxy.port()}" if scheme else None


@pytest.mark.parametrize("kind", ["off", "HttpProxy", "HttpCachingProxy", "Socks5Proxy", "system"])
@pytest.mark.parametrize("environment", [False, True])
def test_rules_are_those_of_the_factory_of_qgis(
    manager: QgsNetworkAccessManager, monkeypatch: pytest.MonkeyPatch, kind: str, environment: bool
) -> None:
    for name, port in (("http_proxy", 3128), ("https_proxy", 3129)):
        monkeypatch.delenv(name, raising=False)
        if environment:
            monkeypatch.setenv(name, f"http://127.0.0.7:{port}")
    configure_proxy(
        manager,
        proxyEnabled=kind != "off",
        proxyType="DefaultProxy" if kind == "system" else kind,
        proxyHost="127.0.0.5",
        proxyPort=8080,
        noProxyUrls=["http://excluded.example"],
        proxyExcludedUrls=["http://default.example"],
    )
    ours = QgisProxies()
    assert {url: ours(url) for url in URLS} == {url: theirs(manager, url) for url in URLS}


def test_factories_that_others_inserted_come_first(manager: QgsNetworkAccessManager) -> None:
    configure_proxy(manager, proxyType="HttpProxy", proxyHost="127.0.0.5", proxyPort=8080)
    factory = InsertedFactory()
    manager.insertProxyFactory(factory)
    try:
        ours = QgisProxies()
        assert ours("https://inserted.example/e") == "socks5h://127.0.0.9:1080"
        assert ours("https://other.example/b") == "http://127.0.0.5:8080"
    finally:
        manager.removeProxyFactory(factory)


def test_a_kind_of_proxy_that_cannot_be_used_is_said_to_be(
    manager: QgsNetworkAccessManager,
) -> None:
    configure_proxy(manager, proxyType="FtpCachingProxy", proxyHost="127.0.0.5", proxyPort=8080)
    outcome = fetch(read_network_settings(), "http://news.example/")
    assert (outcome.state, outcome.reason) == (State.UNREACHABLE, Reason.PROXY)
    assert "cannot be used" in outcome.message


def test_proxies_are_the_same_from_other_threads(
    manager: QgsNetworkAccessManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.7:3128")
    configure_proxy(manager, proxyType="DefaultProxy")
    ours = QgisProxies()
    found: list[list[str | None]] = []
    threads = [
        threading.Thread(target=lambda: found.append([ours(url) for url in URLS])) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[ours(url) for url in URLS]] * 8
    assert found[0][0] == "http://127.0.0.7:3128"


def store(method: str, **values: str) -> str:
    config = QgsAuthMethodConfig()
    config.setName(method)
    config.setMethod(method)
    for name, value in values.items():
        config.setConfig(name, value)
    assert QgsApplication.authManager().storeAuthenticationConfig(config)
    return str(config.id())


def test_basic_authentication_of_a_configuration(unlocked: QgsAuthManager) -> None:
    token = base64.b64encode(b"analyst:p@ss").decode()

    def closed(asked: Asked) -> Answer:
        if asked.headers.get("authorization") == f"Basic {token}":
            return page("Inside")
        return Answer(401, {"WWW-Authenticate": 'Basic realm="desk"'})

    authcfg = store("Basic", username="analyst", password="p@ss")
    with serving(closed) as server, serving(closed) as other:
        network = read_network_settings({f"{server.root}/archive": authcfg})
        inside = fetch(network, f"{server.root}/a")
        outside = fetch(network, other.root)
    assert b"Inside" in inside.content
    assert (outside.state, outside.reason) == (State.REFUSED, Reason.DENIED)
    assert "authorization" not in other.asked[0].headers
    assert token not in repr(network)


def test_headers_of_a_configuration(unlocked: QgsAuthManager) -> None:
    authcfg = store("APIHeader", **{"X-Key": "abc"})
    with serving(to_page) as server:
        fetch(read_network_settings({server.root: authcfg}), server.root)
    assert server.asked[0].headers["x-key"] == "abc"


def test_configurations_that_cannot_be_used(unlocked: QgsAuthManager) -> None:
    with pytest.raises(TrackerError, match="no authentication configuration"):
        read_network_settings({"https://example.org/": "nothere"})
    with pytest.raises(TrackerError, match="not a web address"):
        read_network_settings({"example.org": store("Basic", username="a", password="b")})


def test_authorities_that_qgis_trusts_and_distrusts(
    unlocked: QgsAuthManager, tmp_path: Path
) -> None:
    auth = QgsApplication.authManager()
    authority = PrivateAuthority(tmp_path)
    (certificate,) = QSslCertificate.fromPath(str(authority.certificate))
    with serving(to_page, tls=authority.context("IP:127.0.0.1")) as server:
        unknown = fetch(read_network_settings(), server.root)
        try:
            assert auth.storeCertAuthority(certificate)
            auth.rebuildCaCertsCache()
            auth.rebuildTrustedCaCertsCache()
            trusted = fetch(read_network_settings(), server.root)

            policy = QgsAuthCertUtils.CertTrustPolicy.Untrusted
            assert auth.storeCertTrustPolicy(certificate, policy)
            distrusted = fetch(read_network_settings(), server.root)
        finally:
            auth.removeCertTrustPolicy(certificate)
            auth.removeCertAuthority(certificate)
            auth.rebuildCaCertsCache()
            auth.rebuildTrustedCaCertsCache()
    assert unknown.reason is Reason.CERTIFICATE
    assert trusted.state is State.FETCHED, trusted
    assert distrusted.reason is Reason.CERTIFICATE


def test_an_authority_of_the_system_that_qgis_distrusts_is_left_out() -> None:
    auth = QgsApplication.authManager()
    der = ssl.create_default_context().get_ca_certs(binary_form=True)[0]
    (certificate,) = QSslCertificate.fromData(ssl.DER_cert_to_PEM_cert(der).encode())
    before = read_network_settings()
    try:
        policy = QgsAuthCertUtils.CertTrustPolicy.Untrusted
        assert auth.storeCertTrustPolicy(certificate, policy)
        after = read_network_settings()
    finally:
        auth.removeCertTrustPolicy(certificate)
    assert der in tls_context(before.ca_pem, before.distrusted).get_ca_certs(binary_form=True)
    assert der not in tls_context(after.ca_pem, after.distrusted).get_ca_certs(binary_form=True)
