"""A private PostgreSQL cluster with PostGIS for tests and benchmarks, on loopback only."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SUPERUSER = "postgres"
_TEMPLATE = "with_postgis"
_READY_SECONDS = 60
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "log_min_messages": "warning",
}
# The server ends when its standard input closes: also when whoever started it was killed.
_SERVE_UNTIL_STDIN_CLOSES = (
    '"$@" & server=$!; read -r _; kill -INT $server; wait $server; rm -rf "$CLUSTER_DIR"'
)


class PostgresMissingError(RuntimeError):
    """No PostgreSQL server with PostGIS is installed."""


def server_binaries() -> Path:
    """Return the folder of the newest installed PostgreSQL server that has PostGIS."""
    folders = sorted(
        (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda folder: int(folder.parent.name),
        reverse=True,
    )
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        share = subprocess.run(
            [folder / "pg_config", "--sharedir"], capture_output=True, text=True, check=False
        ).stdout.strip()
        candidates = [Path("/usr/share/postgresql") / folder.parent.name]
        candidates += [Path(share)] if share else []
        if any((path / "extension" / "postgis.control").is_file() for path in candidates):
            return folder
    raise PostgresMissingError("PostgreSQL with PostGIS is not installed: run make setup")


def _unprivileged() -> dict[str, Any]:
    """Return the ``subprocess`` arguments that leave root, which PostgreSQL refuses to run as."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class PostgresCluster:
    """A running server; ``user`` needs no password."""

    port: int
    binaries: Path
    host: str = "127.0.0.1"
    user: str = SUPERUSER

    def dsn(self, database: str) -> str:
        """Return the libpq connection string of a database, as QGIS's layer URIs begin too."""
        return (
            f"dbname='{database}' host={self.host} port={self.port} "
            f"user='{self.user}' sslmode=disable"
        )

    def sql(self, database: str, statements: str) -> str:
        """Run statements through ``psql`` and return what it prints."""
        command = [self.binaries / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        done = subprocess.run(
            [*command, "-d", self.dsn(database), "-c", statements],
            # A case that is read in another thread at this moment connects for reading only.
            env={name: value for name, value in os.environ.items() if name != "PGOPTIONS"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if done.returncode != 0:
            raise RuntimeError(f"psql: {done.stderr.strip()}")
        return done.stdout.strip()

    def create_database(self, name: str = "") -> str:
        """Make a database with PostGIS in it and return its name."""
        name = name or f"case_{uuid.uuid4().hex[:12]}"
        self.sql("postgres", f'CREATE DATABASE "{name}" TEMPLATE {_TEMPLATE}')
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database and whatever is still connected to it."""
        self.sql("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _wait_until_ready(cluster: PostgresCluster, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    command = [cluster.binaries / "pg_isready", "-q", "-h", cluster.host, "-p", str(cluster.port)]
    while subprocess.run(command, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)


@contextlib.contextmanager
def postgres_cluster() -> Iterator[PostgresCluster]:
    """Start a server with PostGIS in a temporary folder; stop and remove it at the end.

    Runs as the ``postgres`` user where the caller is root. Outside pytest too, for benchmarks.
    """
    binaries = server_binaries()
    leave_root = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="iat-pg-"))
    if leave_root:
        os.chown(folder, leave_root["user"], leave_root["group"])
    log = folder / "log"
    data = folder / "data"
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C.UTF-8",
        "CLUSTER_DIR": str(folder),
    }
    subprocess.run(
        [
            binaries / "initdb",
            "-D",
            data,
            "-U",
            SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ],
        cwd=folder,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
        **leave_root,
    )
    cluster = PostgresCluster(_free_port(), binaries)
    options = {**_SETTINGS, "port": str(cluster.port), "unix_socket_directories": str(folder)}
    arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    log.touch(mode=0o600)
    if leave_root:
        os.chown(log, leave_root["user"], leave_root["group"])
    with log.open("ab") as output:
        server = subprocess.Popen(
            [
                "/bin/sh",
                "-c",
                _SERVE_UNTIL_STDIN_CLOSES,
                "sh",
                binaries / "postgres",
                "-D",
                data,
                *arguments,
            ],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **leave_root,
        )
    try:
        _wait_until_ready(cluster, server, log)
        cluster.sql("postgres", f"CREATE DATABASE {_TEMPLATE}")
        cluster.sql(_TEMPLATE, "CREATE EXTENSION postgis")
        yield cluster
    finally:
        if server.stdin is not None:
            server.stdin.close()
        server.wait(timeout=_READY_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)
