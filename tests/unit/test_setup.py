"""The set-up script: which apt source it derives, and what it says where it cannot install."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support import staging

BACKPORTS = staging.ROOT / ".ci" / "backports.sh"
SETUP = staging.ROOT / ".ci" / "setup.sh"


def _backports(folder: Path, codename: str = "bookworm") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BACKPORTS, codename, folder], capture_output=True, text=True, check=False, timeout=30
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "deb http://mirror.example/debian bookworm main contrib",
            "deb http://mirror.example/debian bookworm-backports main",
        ),
        (
            "deb [arch=amd64 signed-by=/usr/x.gpg] https://m.example/d bookworm main",
            "deb [arch=amd64 signed-by=/usr/x.gpg] https://m.example/d bookworm-backports main",
        ),
        (
            "deb [ trusted=yes ] file:/srv/mirror bookworm non-free main",
            "deb [ trusted=yes ] file:/srv/mirror bookworm-backports main",
        ),
    ],
)
def test_a_one_line_source_is_followed(tmp_path: Path, line: str, expected: str) -> None:
    (tmp_path / "sources.list").write_text(
        "# deb http://commented.example/debian bookworm main\n"
        "deb-src http://source.example/debian bookworm main\n"
        "deb http://other.example/debian bookworm-updates main\n"
        "deb http://third.example/tool bookworm stable\n"
        f"{line}\n"
    )
    assert _backports(tmp_path).stdout == f"list\n{expected}\n"


def test_a_deb822_source_is_followed(tmp_path: Path) -> None:
    folder = tmp_path / "sources.list.d"
    folder.mkdir()
    (folder / "debian.sources").write_text(
        "Types: deb\n"
        "URIs: http://security.example/debian-security\n"
        "Suites: bookworm-security\n"
        "Components: main\n"
        "\n"
        "Types: deb\nEnabled: no\nURIs: http://off.example/d\nSuites: bookworm\nComponents: main\n"
        "\n"
        "# a snapshot\n"
        "Types: deb deb-src\n"
        "# the mirror\n"
        "URIs: http://mirror.example/debian\n"
        "Suites: bookworm bookworm-updates\n"
        "Components: main contrib\n"
        "Signed-By:\n"
        " -----BEGIN PGP PUBLIC KEY BLOCK-----\n"
        " .\n"
        " abc=\n"
        " -----END PGP PUBLIC KEY BLOCK-----\n"
    )
    assert _backports(tmp_path).stdout == (
        "sources\n"
        "Types: deb\n"
        "Suites: bookworm-backports\n"
        "Components: main\n"
        "URIs: http://mirror.example/debian\n"
        "Signed-By:\n"
        " -----BEGIN PGP PUBLIC KEY BLOCK-----\n"
        " .\n"
        " abc=\n"
        " -----END PGP PUBLIC KEY BLOCK-----\n"
    )


def test_no_source_of_the_release_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "sources.list").write_text("deb http://mirror.example/debian trixie main\n")
    done = _backports(tmp_path)
    assert done.returncode != 0
    assert done.stdout == ""
    assert "no source of Debian bookworm main is configured" in done.stderr


def test_no_mirror_is_named_in_the_scripts() -> None:
    for script in (BACKPORTS, SETUP):
        assert "debian.org" not in script.read_text()
        assert "ubuntu.com" not in script.read_text()


@pytest.fixture
def bare_system(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """Copy the script into a checkout on a system whose commands are only the ones given here."""
    checkout = tmp_path / "checkout"
    (checkout / ".ci").mkdir(parents=True)
    for name in ("setup.sh", "backports.sh", "requirements.txt"):
        (checkout / ".ci" / name).write_bytes((staging.ROOT / ".ci" / name).read_bytes())
        (checkout / ".ci" / name).chmod(0o755)
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in ("bash", "cat", "dirname", "sha256sum", "awk", "sed"):
        (commands / name).symlink_to(f"/usr/bin/{name}")
    return checkout, {"PATH": str(commands)}


def _run_setup(checkout: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/usr/bin/bash", ".ci/setup.sh"],
        cwd=checkout,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _command(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/usr/bin/bash\n{script}\n")
    (folder / name).chmod(0o755)


def test_without_apt_it_says_what_to_install(bare_system: tuple[Path, dict[str, str]]) -> None:
    checkout, environment = bare_system
    done = _run_setup(checkout, environment)
    assert done.returncode != 0
    for needed in ("qgis_process", "Xvfb", "pdftotext"):
        assert needed in done.stderr
    assert not (checkout / ".venv").exists()


def test_without_root_it_changes_nothing(bare_system: tuple[Path, dict[str, str]]) -> None:
    checkout, environment = bare_system
    folder = Path(environment["PATH"])
    called = checkout / "called"
    _command(folder, "apt-get", f"echo apt-get >> {called}")
    _command(folder, "dpkg-query", "exit 1")
    _command(folder, "id", "echo 1000")
    done = _run_setup(checkout, environment)
    assert done.returncode != 0
    assert "only root can install them" in done.stderr
    assert "qgis" in done.stderr
    assert not called.exists()
    assert not (checkout / ".venv").exists()


def test_an_older_release_is_told_what_to_do(bare_system: tuple[Path, dict[str, str]]) -> None:
    checkout, environment = bare_system
    folder = Path(environment["PATH"])
    called = checkout / "called"
    _command(folder, "apt-get", f'echo "$@" >> {called}')
    _command(folder, "apt-cache", "echo '  Candidate: 3.34.4+dfsg-1'")
    _command(folder, "dpkg-query", "exit 1")
    _command(folder, "dpkg", "exit 1")
    _command(folder, "id", "echo 0")
    _command(folder, "env", 'shift; exec "$@"')
    _command(folder, "sudo", "exit 1")
    text = SETUP.read_text().replace("/etc/os-release", str(checkout / "os-release"))
    (checkout / ".ci" / "setup.sh").write_text(text)
    (checkout / "os-release").write_text("ID=ubuntu\nVERSION_CODENAME=noble\n")
    done = _run_setup(checkout, environment)
    assert done.returncode != 0
    assert "(ubuntu noble) have QGIS '3.34.4+dfsg-1'; 3.40 is needed" in done.stderr
    assert called.read_text() == "update -q\n"


def test_a_second_setup_says_nothing() -> None:
    done = subprocess.run([SETUP], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
