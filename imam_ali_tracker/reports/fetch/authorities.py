"""Whose certificates are believed: QGIS's authorities and the system's."""

from __future__ import annotations

import base64
import hashlib
import re
import ssl
from collections.abc import Collection

import certifi
import urllib3

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", re.DOTALL)


def fingerprint(der: bytes) -> str:
    """Return the SHA-256 of a certificate in DER form, in hexadecimal digits."""
    return hashlib.sha256(der).hexdigest()


def tls_context(ca_pem: str, distrusted: Collection[str] = ()) -> ssl.SSLContext:
    """Return a context that trusts ``ca_pem`` and the system, without ``distrusted`` fingerprints.

    The system's authorities are those in OpenSSL's file, or else ``certifi``'s. A text that holds
    something else than certificates raises ``ssl.SSLError``.
    """
    context = _context()
    # A file, and no folder: what is in a folder is found only when it is needed, and cannot be
    # left out. Qt has read the stores of Windows and macOS into what QGIS gives.
    context.load_verify_locations(ssl.get_default_verify_paths().cafile or certifi.where())
    system = context.get_ca_certs(binary_form=True)
    given = _certificates(ca_pem)
    if any(fingerprint(der) in distrusted for der in system):
        # A context cannot forget: it is made again, of what is left.
        context, given, system = _context(), [*given, *system], []
    added = [der for der in set(given) - set(system) if fingerprint(der) not in distrusted]
    if added:
        # As text: after the bytes, Python would take for its own an error that QGIS's cryptography
        # left in OpenSSL's queue of this thread.
        context.load_verify_locations(cadata="".join(map(ssl.DER_cert_to_PEM_cert, added)))
    return context


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # urllib3 1 gives the context no name for a host that is an address, and matches the name or
    # address with the certificate itself where the context does not.
    context.check_hostname = not urllib3.__version__.startswith("1.")
    return context


def _certificates(pem: str) -> list[bytes]:
    found = _PEM.findall(pem)
    if pem and not found:
        raise ssl.SSLError("no certificate in the text")
    try:
        return [base64.b64decode(text) for text in found]
    except ValueError as error:
        raise ssl.SSLError(str(error)) from error
