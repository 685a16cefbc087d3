"""The set-up script: which apt source it derives, and what it says where it cannot install."""

from __future__ import annotations

import shutil
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


class BareSystem:
    """A checkout with the set-up script on a system that has only the commands given to it."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self._commands = folder / "bin"
        (self.checkout / ".ci").mkdir(parents=True)
        for name in ("setup.sh", "backports.sh", "requirements.txt"):
            shutil.copy(staging.ROOT / ".ci" / name, self.checkout / ".ci" / name)
        self._commands.mkdir()
        for name in ("bash", "cat", "dirname", "sha256sum", "awk", "sed"):
            (self._commands / name).symlink_to(f"/usr/bin/{name}")

    def has(self, **commands: str) -> None:
        """Add commands by their shell scripts; an underscore in a name is a hyphen."""
        for name, script in commands.items():
            command = self._commands / name.replace("_", "-")
            command.write_text(f"#!/usr/bin/bash\n{script}\n")
            command.chmod(0o755)

    def refusal(self) -> str:
        """Run the set-up, which must fail and make nothing; return what it says."""
        done = subprocess.run(
            ["/usr/bin/bash", ".ci/setup.sh"],
            cwd=self.checkout,
            env={"PATH": str(self._commands)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode != 0
        assert not (self.checkout / ".venv").exists()
        return done.stderr


@pytest.fixture
def bare_system(tmp_path: Path) -> BareSystem:
    return BareSystem(tmp_path)


def test_without_apt_it_says_what_to_install(bare_system: BareSystem) -> None:
    said = bare_system.refusal()
    for needed in ("qgis_process", "Xvfb", "pdftotext"):
        assert needed in said


def test_without_root_it_changes_nothing(bare_system: BareSystem) -> None:
    called = bare_system.checkout / "called"
    bare_system.has(apt_get=f"echo apt-get >> {called}", dpkg_query="exit 1", id="echo 1000")
    said = bare_system.refusal()
    assert "only root can install them" in said
    assert "qgis" in said
    assert not called.exists()


def test_an_older_release_is_told_what_to_do(bare_system: BareSystem) -> None:
    checkout = bare_system.checkout
    called = checkout / "called"
    bare_system.has(
        apt_get=f'echo "$@" >> {called}',
        apt_cache="echo '  Candidate: 3.34.4+dfsg-1'",
        dpkg_query="exit 1",
        dpkg="exit 1",
        id="echo 0",
        env='shift; exec "$@"',
    )
    (checkout / "os-release").write_text("ID=ubuntu\nVERSION_CODENAME=noble\n")
    script = checkout / ".ci" / "setup.sh"
    script.write_text(script.read_text().replace("/etc/os-release", f"{checkout}/os-release"))
    assert "(ubuntu noble) have QGIS '3.34.4+dfsg-1'; 3.40 is needed" in bare_system.refusal()
    assert called.read_text() == "update -q\n"


def test_a_second_setup_says_nothing() -> None:
    done = subprocess.run([SETUP], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
