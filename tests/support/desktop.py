"""Run a script inside the real QGIS desktop, on a virtual screen, with the staged plugin."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support import staging, surroundings
from tests.support.display import screenshot, virtual_display

_PROFILE_SETTINGS = """\
[PythonPlugins]
{package}={enabled}
processing=true
MetaSearch=false
db_manager=false
grassprovider=false

[qgis]
checkVersion=false
showTips=false
newProject_version=true

[app]
news-feed\\items\\httpsfeedqgisorg\\disabled=true
projections\\unknownCrsBehavior=NoAction

[core]
httpsfeedqgisorg\\disabled=true

[migration]
fileVersion=2
settings=true
"""
_CRASH, _FRAMES = "QGIS died on signal", 40
_CALL = "from tests.support import in_qgis; in_qgis.run()\n"


class DesktopError(AssertionError):
    """The desktop run failed; the message holds what QGIS said and where the screenshot is."""


@dataclass(frozen=True)
class DesktopRun:
    """What a script in the desktop returned, and what QGIS logged from before the plugin loaded.

    ``messages`` are ``{text, tag, level}``, the level being the number of a ``Qgis.MessageLevel``:
    0 information, 1 warning, 2 critical. ``log`` is what QGIS printed.
    """

    value: Any
    messages: list[dict[str, Any]]
    log: str


def make_profile(base: Path, *, enabled: bool = True, settings: str = "") -> Path:
    """Make a profiles folder whose default profile has the staged plugin; return the folder.

    ``settings`` are further sections of ``QGIS3.ini``.
    """
    text = _PROFILE_SETTINGS.format(package=staging.PACKAGE, enabled=str(enabled).lower())
    profile = staging.profiles.link_plugin(base)
    staging.profiles.settings_file(profile).write_text(text + settings)
    return base


def _end(process: subprocess.Popen[bytes]) -> None:
    """End QGIS and what it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def run_in_desktop(
    script: Path,
    folder: Path,
    *,
    arguments: Mapping[str, str] | None = None,
    enabled: bool = True,
    settings: str = "",
    without: Sequence[str] = (),
    timeout: float = 180,
    size: tuple[int, int] = (1600, 1000),
) -> DesktopRun:
    """Run ``main(iface)`` of ``script`` in a QGIS desktop and return what it returned.

    ``folder`` receives profile, log, result and, on timeout, a screenshot; give each run a folder
    of its own, such as ``tmp_path``. ``arguments`` are environment variables for the script.
    Modules named in ``without`` cannot be imported in that QGIS. The value that ``main`` returns
    travels as JSON. QGIS quits afterwards by its own Exit action, so that the plugin's ``unload``
    runs, and must end with code 0.

    Raises ``DesktopError`` where the plugin does not load, any Python code in QGIS raises an error
    that nobody handles (in the script, a slot, on unload), anything tries to leave loopback, QGIS
    crashes or does not end in ``timeout`` seconds.
    """
    make_profile(folder, enabled=enabled, settings=settings)
    result_file = folder / "result.json"
    errors_file = folder / "errors.txt"
    for earlier in (result_file, errors_file):
        earlier.unlink(missing_ok=True)
    starter = folder / "start.py"
    starter.write_text(_CALL)
    log_file = folder / "qgis.log"
    with virtual_display(*size) as display:
        environment = {
            **surroundings.child_environment(folder),
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "PYQGIS_STARTUP": str(Path(__file__).with_name("startup_in_qgis.py")),
            "PYTHONPATH": os.pathsep.join([str(staging.profiles.libraries()), str(staging.ROOT)]),
            "IAT_TEST_WITHOUT": ",".join(without),
            "IAT_TEST_SCRIPT": str(script),
            "IAT_TEST_RESULT": str(result_file),
            "IAT_TEST_ERRORS": str(errors_file),
            "IAT_TEST_WIDTH": str(size[0]),
            "IAT_TEST_HEIGHT": str(size[1]),
            **(arguments or {}),
        }
        command = [
            "qgis",
            "--nologo",
            "--noversioncheck",
            "--profiles-path",
            str(folder),
            "--code",
            str(starter),
        ]
        with log_file.open("wb") as log:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                process.wait(timeout=timeout)
            except subprocess.TimeoutExpired as error:
                picture = folder / "timeout.png"
                shown = (
                    f"screenshot: {picture}" if screenshot(display, picture) else "no screenshot"
                )
                _end(process)
                raise DesktopError(
                    f"QGIS did not end within {timeout:.0f} s; {shown}\n{_said(log_file)}"
                ) from error
            finally:
                _end(process)
    if errors_file.is_file():
        raise DesktopError(f"errors in QGIS:\n{errors_file.read_text()}\n{_said(log_file)}")
    return _outcome(process.returncode, result_file, log_file)


def _said(log_file: Path, characters: int = 4000) -> str:
    """Return the end of what QGIS said; where it crashed, the innermost of the frames."""
    text = log_file.read_text(errors="replace")
    before, crash, trace = text.partition(_CRASH)
    if not crash:
        return text[-characters:]
    frames = [line for line in trace.splitlines() if line.startswith("#")]
    return "\n".join([before[-characters:] + crash, *frames[:_FRAMES]])


def _outcome(exit_code: int, result_file: Path, log_file: Path) -> DesktopRun:
    if not result_file.is_file():
        raise DesktopError(f"QGIS ended ({exit_code}) without a result:\n{_said(log_file)}")
    result = json.loads(result_file.read_text())
    if result["tried"]:
        raise DesktopError(f"QGIS tried to leave loopback: {'; '.join(result['tried'])}")
    if exit_code != 0:
        raise DesktopError(f"QGIS ended with {exit_code} after the script:\n{_said(log_file)}")
    return DesktopRun(result["value"], result["messages"], log_file.read_text(errors="replace"))


if __name__ == "__main__":
    # For a look by hand: python -m tests.support.desktop script.py folder
    staging.stage()
    outcome = run_in_desktop(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
    sys.stdout.write(json.dumps(outcome.value, indent=1) + "\n")
