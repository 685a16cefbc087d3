"""The side of a desktop test inside QGIS: it runs the script, writes the result and quits."""

from __future__ import annotations

import json
import os
import runpy
import sys
import traceback
from collections.abc import Iterable
from functools import partial
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

from tests.support import sockets

_messages: list[dict[str, Any]] = []


class _Hidden(MetaPathFinder):
    """Says of some modules that they are not installed."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> None:
        if fullname.partition(".")[0] in self._names:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


def hide_modules(names: Iterable[str]) -> None:
    """Make imports of these top-level modules fail as where they are not installed."""
    hidden = frozenset(names) - {""}
    for loaded in [name for name in sys.modules if name.partition(".")[0] in hidden]:
        del sys.modules[loaded]  # QGIS itself imports shapely where it is there
    sys.meta_path.insert(0, _Hidden(hidden))


def keep_messages() -> None:
    """Keep every message that QGIS logs from now on."""
    from qgis.core import QgsApplication

    QgsApplication.messageLog().messageReceived[str, str, "Qgis::MessageLevel"].connect(_keep)


def _keep(text: str, tag: str, level: Any) -> None:
    _messages.append({"text": text, "tag": tag, "level": int(getattr(level, "value", level))})


def keep_errors() -> None:
    """Write errors that QGIS would show in a dialog, which nobody closes, to the errors file."""
    import qgis.utils

    def keep(kind: Any, error: Any, trace: Any, message: Any, *_: Any, **__: Any) -> None:
        with Path(os.environ["IAT_TEST_ERRORS"]).open("a") as errors:
            errors.write(f"{message or ''}\n")
            traceback.print_exception(kind, error, trace, file=errors)

    qgis.utils.showException = keep


def _run_script() -> Any:
    """Call ``main(iface)`` of the test's script."""
    from qgis.utils import iface

    iface.mainWindow().resize(int(os.environ["IAT_TEST_WIDTH"]), int(os.environ["IAT_TEST_HEIGHT"]))
    return runpy.run_path(os.environ["IAT_TEST_SCRIPT"])["main"](iface)


def run() -> None:
    """Run the script, write ``{value, messages, tried}`` as JSON, and quit QGIS.

    After an error the process ends at once: QGIS's Exit action would ask about unfinished tasks.
    """
    from qgis.core import QgsProject
    from qgis.PyQt.QtCore import QTimer
    from qgis.utils import iface, showException

    value, leave = None, iface.actionExit().trigger
    try:
        value = _run_script()
    except BaseException as error:  # noqa: BLE001  the test reads what it was
        showException(type(error), error, error.__traceback__, "the script failed")
        leave = partial(os._exit, 1)
    result = {"value": value, "messages": _messages, "tried": sockets.take_violations()}
    output = Path(os.environ["IAT_TEST_RESULT"])
    unfinished = output.with_suffix(".part")
    unfinished.write_text(json.dumps(result))
    unfinished.replace(output)
    QgsProject.instance().setDirty(False)
    QTimer.singleShot(0, leave)
