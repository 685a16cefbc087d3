"""Write ``docs/expressions.md`` from the expression functions themselves.

    python -m tests.support.expressions_doc

A test compares the file with what this makes.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.support import staging
from tests.support.algorithms_doc import table
from tests.support.qgis_session import private_environment, running_qgis

if TYPE_CHECKING:
    from imam_ali_tracker.project.expressions.function import Declared

TARGET = staging.ROOT / "docs" / "expressions.md"

HEAD = """\
# Expression functions

Wherever QGIS takes an expression (labels, symbology, the field calculator, attribute forms, map
tips, layouts, atlases, models and `qgis_process`), these functions stand in the group *Imam Ali
Tracker* of the expression builder, with the same help as here.

NULL for an argument gives NULL; what is wrong with an argument is said in the error of the
expression. Arguments can be named: `iat_citation(format:='html')`. Functions on a feature of a
case take the current feature and layer where none are given, follow every change of the case, and
read it once for each drawing of a map. While a map is drawn a layer is given as `@layer`, not by
its name.

This page is made from the functions by `python -m tests.support.expressions_doc`.
"""


def document() -> str:
    """Return the whole text."""
    from imam_ali_tracker.project.expressions.registration import declarations

    return "\n".join([HEAD, *map(_section, declarations())])


def _section(declared: Declared) -> str:
    lines = [f"## {declared.name}\n", f"`{declared.syntax}`\n", f"{declared.summary}\n"]
    rows = [(f"`{each.name}`", each.what) for each in declared.arguments]
    lines += [*table(("argument", "what it is"), rows), ""]
    for expression, result in declared.examples:
        lines.append(f"- `{expression}` → {result}")
    if declared.notes:
        lines += ["", declared.notes]
    return "\n".join([*lines, ""])


def main() -> int:
    """Write the file."""
    with private_environment():
        staging.stage()
        staging.use_staged()
        with running_qgis():
            TARGET.write_text(document(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
