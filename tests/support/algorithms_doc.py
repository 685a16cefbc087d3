"""Write ``docs/algorithms.md`` from the algorithms themselves.

    python -m tests.support.algorithms_doc

A test compares the file with what this makes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tests.support import staging
from tests.support.qgis_session import private_environment, running_qgis

if TYPE_CHECKING:
    from qgis.core import (
        QgsProcessingAlgorithm,
        QgsProcessingOutputDefinition,
        QgsProcessingParameterDefinition,
        QgsProcessingProvider,
    )

TARGET = staging.ROOT / "docs" / "algorithms.md"

HEAD = """\
# Algorithms

Everything that the plugin does without a window is a Processing algorithm: in the toolbox, in
models, in batch, in Python and with `qgis_process`. A case is the path of its GeoPackage or the
connection of its PostgreSQL schema.

`qgis_process` ends with an exit code other than 0 where an algorithm fails, and says why; what
could not be done whole is not done at all. This page is made from the algorithms by
`python -m tests.support.algorithms_doc`.
"""
_TYPES = {
    "authcfg": "authentication configuration",
    "boolean": "yes or no",
    "crs": "CRS",
    "expression": "expression",
    "field": "field of the layer",
    "file": "file",
    "fileDestination": "file to write",
    "folderDestination": "folder to write",
    "multilayer": "layers",
    "number": "number",
    "sink": "layer or table to write",
    "source": "layer",
    "string": "text",
    "vector": "layer",
}
"""What Processing's types of parameters are to a reader; one that is not here fails."""
_OUTPUT_TYPES = {"outputNumber": "number", "outputString": "text"}


def document() -> str:
    """Return the whole text; QGIS must be running."""
    from qgis.core import QgsApplication

    from imam_ali_tracker.algorithms.provider import TrackerAlgorithms

    provider = TrackerAlgorithms()
    provider.register()
    try:
        return _document(provider)
    finally:
        QgsApplication.processingRegistry().removeProvider(provider)


def _document(provider: QgsProcessingProvider) -> str:
    groups: dict[str, list[QgsProcessingAlgorithm]] = {}
    for algorithm in sorted(provider.algorithms(), key=lambda each: each.displayName()):
        groups.setdefault(algorithm.group(), []).append(algorithm)
    parts = [HEAD]
    for title, algorithms in sorted(groups.items()):
        parts.append(f"## {title}\n")
        parts += [_section(algorithm) for algorithm in algorithms]
    return "\n".join(parts)


def _section(algorithm: QgsProcessingAlgorithm) -> str:
    lines = [f"### {algorithm.displayName()}\n", f"{algorithm.shortHelpString()}\n"]
    lines += table(
        ("parameter", "what it is", "value", "default"),
        [_parameter(each) for each in algorithm.parameterDefinitions()],
    )
    destinations = {each.name() for each in algorithm.destinationParameterDefinitions()}
    results = [each for each in algorithm.outputDefinitions() if each.name() not in destinations]
    if results:
        lines.append("")
        lines += table(("result", "what it is", "value"), [_result(each) for each in results])
    return "\n".join([*lines, "", *_example(algorithm), ""])


def _parameter(parameter: QgsProcessingParameterDefinition) -> tuple[str, ...]:
    what = parameter.description()
    if parameter.help():
        what = f"{what}. {parameter.help()}"
    default = _default(parameter.defaultValue())
    if not default and not _is_optional(parameter):
        default = "(required)"
    return f"`{parameter.name()}`", what, _value(parameter), default


def _value(parameter: Any) -> str:
    if parameter.type() == "enum":
        several = "any of" if parameter.allowMultiple() else "one of"
        return f"{several} {', '.join(f'`{option}`' for option in parameter.options())}"
    text = _TYPES[parameter.type()]
    if parameter.type() == "file":
        return "folder" if parameter.behavior() == _folder() else text
    if parameter.type() == "number":
        low, high = parameter.minimum(), parameter.maximum()
        if high < sys.float_info.max and high < 2**31 - 1:
            return f"{text}, {low:g} to {high:g}"
        if low > -(2**31) and low > -sys.float_info.max:
            return f"{text}, {low:g} or more"
    return text


def _folder() -> Any:
    from qgis.core import Qgis

    return Qgis.ProcessingFileParameterBehavior.Folder


def _default(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"`{value:g}`" if isinstance(value, (int, float)) else f"`{value}`"


def _is_optional(parameter: QgsProcessingParameterDefinition) -> bool:
    from qgis.core import Qgis

    return bool(parameter.flags() & Qgis.ProcessingParameterFlag.Optional)


def _result(output: QgsProcessingOutputDefinition) -> tuple[str, ...]:
    return f"`{output.name()}`", output.description(), _OUTPUT_TYPES[output.type()]


def _example(algorithm: QgsProcessingAlgorithm) -> Iterator[str]:
    required = [
        each
        for each in algorithm.parameterDefinitions()
        if not _is_optional(each) and not _default(each.defaultValue())
    ]
    options = "".join(f" --{each.name()}=…" for each in required)
    yield "```sh"
    yield f"qgis_process run imam_ali_tracker:{algorithm.name()}{options}"
    yield "```"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a table in Markdown, line by line."""
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


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
