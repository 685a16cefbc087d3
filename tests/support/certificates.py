"""A private certificate authority, made when a test needs one."""

from __future__ import annotations

import ssl
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

_CONFIGURATION = """\
[ca]
default_ca = private
[private]
new_certs_dir = {folder}
database = {folder}/index.txt
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[extensions]
basicConstraints = CA:FALSE
subjectAltName = {names}
"""
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def _openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=30)


class PrivateAuthority:
    """A certificate authority in ``folder``; ``pem`` is its certificate."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = folder / "authority.key"
        self.certificate = folder / "authority.pem"
        self._issued = 0
        (folder / "index.txt").touch()
        _openssl(
            *("req", "-x509", *_KEY, "-subj", "/CN=Private test authority", "-days", "2"),
            *("-addext", "keyUsage=critical,keyCertSign,cRLSign"),
            *("-keyout", str(self._key), "-out", str(self.certificate)),
        )

    @property
    def pem(self) -> str:
        """The authority's own certificate."""
        return self.certificate.read_text()

    def context(self, *names: str, days: int = 1) -> ssl.SSLContext:
        """Return a server's context; ``names`` are like ``DNS:localhost``, ``IP:127.0.0.1``.

        With negative ``days`` the certificate has expired so many days ago.
        """
        self._issued += 1
        stem = self._folder / f"server-{self._issued}"
        key, request, certificate = (stem.with_suffix(s) for s in (".key", ".csr", ".pem"))
        configuration = stem.with_suffix(".conf")
        configuration.write_text(_CONFIGURATION.format(folder=self._folder, names=",".join(names)))
        end = datetime.now(timezone.utc) + timedelta(days=days)
        start = end - timedelta(days=30)
        _openssl(
            "req", "-new", *_KEY, "-subj", "/CN=server", "-keyout", str(key), "-out", str(request)
        )
        _openssl(
            *("ca", "-batch", "-notext", "-config", str(configuration)),
            *("-extensions", "extensions", "-cert", str(self.certificate)),
            *("-keyfile", str(self._key), "-in", str(request), "-out", str(certificate)),
            *("-startdate", f"{start:%Y%m%d%H%M%SZ}", "-enddate", f"{end:%Y%m%d%H%M%SZ}"),
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context
