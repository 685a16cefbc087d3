"""Bring the translators' files in resources/i18n up to date with the texts in the code.

    .ci/texts.py [LANGUAGE...]

With languages such as ``ar`` or ``pt_BR`` new files are begun; without, those there are updated.
Where Qt's tools are missing, says what to install. The texts go to ``lupdate`` as a source that it
reads, because Qt's tools know nothing of our two functions.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from stage import PACKAGE, ROOT, build_dir

CONTEXT = "ImamAliTracker"
FOLDER = ROOT / "resources" / "i18n"
TOOLS = ("lupdate", "lrelease")


def texts(source: str) -> Iterator[tuple[str, bool]]:
    """Yield each text of a module that is translated, and whether it has plural forms."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            arguments = [each.value for each in node.args if isinstance(each, ast.Constant)]
            if node.func.id == "tr":
                yield arguments[0], False
            elif node.func.id == "plural":
                yield arguments[1], True


def as_source(package: Path) -> str:
    """Return the texts of a package as calls that ``lupdate`` understands."""
    found: dict[tuple[str, bool], str] = {}
    for path in sorted(package.rglob("*.py")):
        for text in texts(path.read_text(encoding="utf-8")):
            found.setdefault(text, str(path.relative_to(package)))
    lines = []
    for (text, counted), where in found.items():
        quoted = json.dumps(text, ensure_ascii=False)
        count = ", nullptr, 1" if counted else ""
        lines.append(f'//: {where}\nQCoreApplication::translate("{CONTEXT}", {quoted}{count});')
    return "\n".join(lines) + "\n"


def main(languages: list[str]) -> int:
    """Update the files, and compile them for the package."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        print(f"missing: {', '.join(missing)}; on Debian: apt install qttools5-dev-tools")
        return 1
    source = build_dir() / "texts.cpp"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(as_source(ROOT / PACKAGE), encoding="utf-8")
    FOLDER.mkdir(parents=True, exist_ok=True)
    begun = [FOLDER / f"{PACKAGE}_{language}.ts" for language in languages]
    for path in sorted({*FOLDER.glob("*.ts"), *begun}):
        language = path.stem[len(PACKAGE) + 1 :]
        update = ["lupdate", "-locations", "none", "-no-obsolete", "-source-language", "en"]
        update += ["-target-language", language, str(source), "-ts", str(path)]
        subprocess.run(update, check=True)
        subprocess.run(["lrelease", str(path)], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
