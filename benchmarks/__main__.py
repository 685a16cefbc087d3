"""Run the benchmarks, print a table and write ``bench.json`` into the build folder.

Usage: ``python -m benchmarks [name …]``, a name being a module here or the beginning of one.
Each module runs in a process of its own, so that none disturbs, or takes down, another.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import pkgutil
import subprocess
import sys
import tempfile
from pathlib import Path

import benchmarks
from benchmarks.measure import HEADER, Measure, row
from tests.support import staging

_NOT_BENCHMARKS = {"measure", "__main__"}


def modules(names: list[str]) -> list[str]:
    """Return the benchmark modules that begin with one of ``names``, or all."""
    found = sorted(
        info.name
        for info in pkgutil.iter_modules(benchmarks.__path__)
        if info.name not in _NOT_BENCHMARKS and not info.name.startswith("_")
    )
    return [name for name in found if not names or name.startswith(tuple(names))]


def run_here(name: str, output: Path) -> None:
    """Run one module in this process and write its measures."""
    measures = importlib.import_module(f"benchmarks.{name}").run()
    output.write_text(json.dumps([dataclasses.asdict(measure) for measure in measures]))


def run_apart(name: str, folder: Path) -> tuple[list[Measure], int]:
    """Run one module in a process of its own; return its measures and its exit code."""
    output = folder / f"{name}.json"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--write", str(output), name],
        cwd=staging.ROOT,
        check=False,
    )
    written = json.loads(output.read_text()) if output.is_file() else []
    return [Measure(**values) for values in written], done.returncode


def run_all(names: list[str]) -> int:
    """Run the modules one after another; return 1 where one failed or none was found."""
    chosen = modules(names)
    measures: list[Measure] = []
    failed = [] if chosen else ["no benchmark found"]
    print(HEADER, flush=True)
    with tempfile.TemporaryDirectory(prefix="iat-bench-") as folder:
        for name in chosen:
            found, exit_code = run_apart(name, Path(folder))
            if exit_code != 0 or not found:
                failed.append(f"{name} (exit code {exit_code}, {len(found)} measures)")
            measures += found
            for measure in found:
                print(row(measure), flush=True)
    output = staging.BUILD_DIR / "bench.json"
    output.write_text(json.dumps([dataclasses.asdict(m) for m in measures], indent=1) + "\n")
    missed = [measure.name for measure in measures if not measure.holds]
    print(f"{len(measures)} measures in {output}; missed: {', '.join(missed) or 'none'}")
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help="modules, or how their names begin")
    parser.add_argument("--write", type=Path, help="run one module here, write its measures")
    arguments = parser.parse_args()
    if arguments.write:
        run_here(arguments.names[0], arguments.write)
        return 0
    return run_all(arguments.names)


if __name__ == "__main__":
    sys.exit(main())
