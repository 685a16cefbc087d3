"""Scan the staged plugin as plugins.qgis.org does at upload, where any finding blocks.

Bandit and detect-secrets with their default rules, and control characters that make text read in
another order than it runs. Right-to-left letters in Python source are reported as well: they belong
into data files.
"""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from stage import PACKAGE, build_dir

BIN = Path(sys.executable).parent
CODE_SUFFIXES = {".py", ".ui", ".qml", ".qpt", ".svg", ".sql", ".html", ".js", ".xml"}
BIDI_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
# Marks that have a direction of their own class but are as invisible.
INVISIBLE_MARKS = {"\u200e", "\u200f", "\u061c"}


def _run(name: str, *arguments: str, folder: Path) -> str:
    """Run a tool of the virtual environment in ``folder`` and return what it prints."""
    done = subprocess.run(
        [BIN / name, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    if not done.stdout:
        raise RuntimeError(f"{name} printed nothing, exit code {done.returncode}: {done.stderr}")
    return done.stdout


def bandit(folder: Path) -> Iterator[str]:
    """Yield Bandit's findings, of every severity and confidence."""
    report = json.loads(_run("bandit", "-q", "-r", "-f", "json", ".", folder=folder))
    for error in report["errors"]:
        yield f"{error['filename']}: Bandit could not read it: {error['reason']}"
    for issue in report["results"]:
        place = f"{issue['filename']}:{issue['line_number']}"
        yield f"{place}: {issue['test_id']} {issue['issue_text']}"


def detect_secrets(folder: Path) -> Iterator[str]:
    """Yield detect-secrets' findings in all staged files."""
    report = json.loads(_run("detect-secrets", "scan", "--all-files", ".", folder=folder))
    for name, secrets in report["results"].items():
        for secret in secrets:
            yield f"{name}:{secret['line_number']}: {secret['type']}"


def directions(folder: Path) -> Iterator[str]:
    """Yield characters in code that change or hide the direction of text."""
    for path in sorted(folder.rglob("*")):
        if path.suffix not in CODE_SUFFIXES:
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            for character in line:
                kind = unicodedata.bidirectional(character)
                hidden = kind in BIDI_CONTROLS or character in INVISIBLE_MARKS
                if hidden or (path.suffix == ".py" and kind in {"R", "AL"}):
                    name = unicodedata.name(character, f"U+{ord(character):04X}")
                    yield f"{path.relative_to(folder)}:{number}: {name} in code"


def main() -> int:
    """Print the findings; return 1 where there is any."""
    folder = build_dir() / "plugins" / PACKAGE
    count = 0
    for scan in (bandit, detect_secrets, directions):
        for finding in scan(folder):
            print(finding)
            count += 1
    print(f"scanned {folder}: {count} findings")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
