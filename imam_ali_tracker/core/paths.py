"""Where the plugin's own data files are."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def resource(*parts: str) -> Path:
    """Return the path of a data file or folder, such as ``resource("reports", "words.json")``.

    The plugin ships with ``resources`` inside its folder; in the source tree it is beside the
    package. Raises ``FileNotFoundError`` where neither has it: the installation is incomplete.
    """
    for root in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(str(_PACKAGE.joinpath("resources", *parts)))
