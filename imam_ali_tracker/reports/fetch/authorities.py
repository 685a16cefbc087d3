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

    ``certifi``'s authorities stand in where neither names one. A text that holds something else
    than certificates raises ``ssl.SSLError``.
    """
    known = dict.fromkeys((*_certificates(ca_pem), *_of_system()))
    trusted = [der for der in known if fingerprint(der) not in distrusted]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # urllib3 1 gives the context no name for a host that is an address, and matches the name or
    # address with the certificate itself where the context does not.
    context.check_hostname = not urllib3.__version__.startswith("1.")
    if trusted:
        context.load_verify_locations(cadata=b"".join(trusted))
    else:
        context.load_verify_locations(cafile=certifi.where())
    return context


def _certificates(pem: str) -> list[bytes]:
    found = _PEM.findall(pem)
    if pem and not found:
        raise ssl.SSLError("no certificate in the text")
    try:
        return [base64.b64decode(text) for text in found]
    except ValueError as error:
        raise ssl.SSLError(str(error)) from error


def _of_system() -> list[bytes]:
    return ssl.create_default_context().get_ca_certs(binary_form=True)
