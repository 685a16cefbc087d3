"""What QGIS knows about the network, read on the main thread into an immutable snapshot.

The fetching itself (:mod:`imam_ali_tracker.reports.fetch`) knows no QGIS. Nothing here contacts
the network; a master password may be asked for where an authentication configuration is given.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from urllib.parse import quote, urlsplit

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsAuthCertUtils,
    QgsNetworkAccessManager,
    QgsSettings,
)
from qgis.PyQt.QtCore import QSysInfo, QThread, QUrl
from qgis.PyQt.QtNetwork import (
    QNetworkProxy,
    QNetworkProxyFactory,
    QNetworkProxyQuery,
    QNetworkRequest,
)

from imam_ali_tracker.core import settings
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.reports.fetch.authorities import fingerprint
from imam_ali_tracker.reports.fetch.settings import FetchPolicy, NetworkSettings
from imam_ali_tracker.reports.fetch.urls import parse_target

_SCHEMES = {
    QNetworkProxy.ProxyType.HttpProxy: "http",
    QNetworkProxy.ProxyType.HttpCachingProxy: "http",
    QNetworkProxy.ProxyType.Socks5Proxy: "socks5h",
}


def read_network_settings(credentials: Mapping[str, str] | None = None) -> NetworkSettings:
    """Return QGIS's user agent, timeout, trusted certificates, proxies and credentials.

    ``credentials`` maps URLs to ids of authentication configurations; the headers that one gives
    go to the origin (scheme, host and port) of its URL and nowhere else.

    Call it on the main thread. Raises :class:`TrackerError` where a configuration cannot be used.
    """
    application = present(QgsApplication.instance())
    if QThread.currentThread() != application.thread():
        raise RuntimeError("QGIS's settings are read on the main thread")
    return NetworkSettings(
        user_agent=_user_agent(),
        timeout_seconds=max(QgsNetworkAccessManager.timeout(), 1000) / 1000.0,
        ca_pem=present(QgsApplication.authManager()).trustedCaCertsPemText().data().decode("ascii"),
        distrusted=_distrusted(),
        proxy_for=QgisProxies(),
        credentials=_credentials(credentials or {}),
    )


def read_policy() -> FetchPolicy:
    """Return what the analyst allows on the options page.

    Raises :class:`TrackerError` where an address range there is none.
    """
    return FetchPolicy(
        allowed_networks=settings.PRIVATE_NETWORKS.value(),
        archive_lookups=settings.ARCHIVE_LOOKUPS.value(),
    )


class QgisProxies:
    """The proxy of a URL by QGIS's rules.

    First the factories that plugins have inserted (QGIS documents this order; in 3.40 it asks
    the system instead as soon as there is one); then addresses without a proxy; addresses with
    Qt's default proxy; the system, with its PAC script, where the analyst chose that; the proxy
    in the settings. QGIS's own factory cannot be asked from other threads: there it makes a
    network manager for each and forgets the inserted factories. So the settings are copied when
    this is made; the system is asked as URLs come, because a PAC script may take seconds.
    """

    def __init__(self) -> None:
        manager = present(QgsNetworkAccessManager.instance())
        self._factories = tuple(manager.proxyFactories())
        self._without = _prefixes(manager.noProxyList())
        self._default = _prefixes(manager.excludeList())
        self._fallback = QNetworkProxy(manager.fallbackProxy())
        self._system = manager.useSystemProxy()
        self._asked: dict[str, QNetworkProxy] = {}
        self._lock = threading.Lock()

    def __call__(self, url: str) -> str | None:
        """Return the proxy as a URL with its user and password, ``None`` for a direct connection.

        Raises :class:`TrackerError` for a kind of proxy that pages cannot be fetched through.
        """
        query = QNetworkProxyQuery(QUrl(url))
        with self._lock:
            proxy = self._proxy(url, query)
            if proxy.type() == QNetworkProxy.ProxyType.DefaultProxy:
                proxy = self._of_application(url, query)
        return _proxy_url(proxy)

    def _proxy(self, url: str, query: QNetworkProxyQuery) -> QNetworkProxy:
        for factory in self._factories:
            inserted = factory.queryProxy(query)
            if inserted:
                return inserted[0]
        if url.startswith(self._without):
            return QNetworkProxy(QNetworkProxy.ProxyType.NoProxy)
        if self._system or url.startswith(self._default):
            return QNetworkProxy(QNetworkProxy.ProxyType.DefaultProxy)
        return self._fallback

    def _of_application(self, url: str, query: QNetworkProxyQuery) -> QNetworkProxy:
        """Return the proxy of the application, which is the system's unless somebody set one."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._asked:
            ask = QNetworkProxyFactory.systemProxyForQuery
            found = (ask if self._system else QNetworkProxyFactory.proxyForQuery)(query)
            self._asked[origin] = found[0] if found else self._fallback
        return self._asked[origin]


def _prefixes(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text.strip())


def _proxy_url(proxy: QNetworkProxy) -> str | None:
    kind = proxy.type()
    if kind in (QNetworkProxy.ProxyType.NoProxy, QNetworkProxy.ProxyType.DefaultProxy):
        return None
    if kind not in _SCHEMES or not proxy.hostName():
        raise TrackerError(
            tr("The proxy set in QGIS cannot be used for web pages."),
            tr("Choose an HTTP or SOCKS5 proxy in QGIS: Settings, Options, Network."),
        )
    user = ""
    if proxy.user():
        user = f"{quote(proxy.user(), safe='')}:{quote(proxy.password(), safe='')}@"
    host = f"[{proxy.hostName()}]" if ":" in proxy.hostName() else proxy.hostName()
    return f"{_SCHEMES[kind]}://{user}{host}:{proxy.port()}"


def _user_agent() -> str:
    """Return the user agent that QGIS's own requests carry."""
    chosen = str(QgsSettings().value("/qgis/networkAndProxy/userAgent", "Mozilla/5.0"))
    own = f"QGIS/{Qgis.versionInt()}/{QSysInfo.prettyProductName()}"
    return f"{chosen} {own}".strip()


def _distrusted() -> frozenset[str]:
    """Return the fingerprints of the certificates that the analyst distrusts.

    Each is asked for: 3.40's list of untrusted authorities holds the expired ones, not these.
    """
    manager = present(QgsApplication.authManager())
    distrust = QgsAuthCertUtils.CertTrustPolicy.Untrusted
    certificates = (*manager.trustedCaCerts(), *manager.untrustedCaCerts())
    return frozenset(
        fingerprint(certificate.toDer().data())
        for certificate in certificates
        if manager.certTrustPolicy(certificate) == distrust
    )


def _credentials(chosen: Mapping[str, str]) -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType(
        {
            parse_target(url).origin: MappingProxyType(_headers(url, authcfg))
            for url, authcfg in chosen.items()
            if authcfg
        }
    )


def _headers(url: str, authcfg: str) -> dict[str, str]:
    """Return the headers that an authentication configuration adds to a request."""
    manager = present(QgsApplication.authManager())
    if authcfg not in manager.configIds():
        raise TrackerError(
            tr("There is no authentication configuration “{}”.").format(authcfg),
            tr("Choose one in QGIS: Settings, Options, Authentication."),
        )
    done, request = manager.updateNetworkRequest(QNetworkRequest(QUrl(url)), authcfg)
    headers = {
        name.data().decode("latin-1"): request.rawHeader(name).data().decode("latin-1")
        for name in request.rawHeaderList()
    }
    if not done or not headers:
        raise TrackerError(
            tr("The authentication configuration “{}” cannot be used for fetching pages.").format(
                authcfg
            ),
            tr("Choose one with a user name and password, or with request headers."),
        )
    return headers
