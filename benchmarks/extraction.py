"""Metadata of real pages: how often right, field by field, and how fast, beside libraries.

The pages and their gold values are in ``../shared/report-pages`` with the scorer; the figures of
the libraries are those that its README gives for the same pages and scorer. Speed is measured
against trafilatura in the same run: it is installed into a throw-away folder.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from benchmarks.measure import Measure, report
from imam_ali_tracker.reports.extract import extract as extract_report

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT.parent / "shared" / "report-pages"
RTL = ("ar", "fa", "he", "ur", "ps", "ckb")

Record = dict[str, Any]
Scores = dict[str, dict[str, float]]

BEST = {
    "title": ("defuddle", 0.789), "byline": ("trafilatura", 0.734),
    "site_name": ("extruct", 0.971), "published": ("htmldate", 0.923),
    "modified": ("extruct", 0.984), "lang": ("goose3", 0.975),
    "description": ("defuddle", 0.960), "canonical": ("newspaper4k", 0.987),
    "image": ("defuddle", 0.955),
}  # fmt: skip
"""The best library on each field and its F1, from the README of the pages."""

TARGETS = {
    "title": 0.88, "byline": 0.80, "site_name": 0.98, "published": 0.945, "modified": 0.99,
    "lang": 0.98, "description": 0.97, "canonical": 0.99, "image": 0.96,
}  # fmt: skip
"""The F1 that we want to reach."""

FLOORS = {**TARGETS, "description": 0.96}
"""The F1 that we hold: below it a change has broken something."""

_FIELDS = {
    "title": "title", "byline": "authors", "site_name": "publisher", "published": "published",
    "modified": "modified", "lang": "language", "description": "description",
    "canonical": "canonical_url", "image": "image",
}  # fmt: skip
_SAMPLE = 8
_ROUNDS = 5
_SPEED = 6


def extract(html: bytes, url: str) -> dict[str, Any]:
    """Return the fields of a page as the scorer of the pages wants them."""
    metadata = extract_report(html, url)
    found = {name: getattr(metadata, field) for name, field in _FIELDS.items()}
    return {name: _plain(field.value) for name, field in found.items() if field is not None}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else str(value)


def scorer() -> ModuleType:
    """Import the scorer that lies beside the pages."""
    spec = importlib.util.spec_from_file_location("eval_metadata", PAGES / "eval_metadata.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(PAGES)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def records(part: str = "all") -> list[Record]:
    """Return the pages with gold values: all, ``tuned`` on while writing rules, or ``held`` out.

    Pages of one site are in one part.
    """
    loaded: list[Record] = scorer().load(split="all", tiers={"hand", "ann", "declared"})
    return [record for record in loaded if part in ("all", _part(record))]


def _part(record: Record) -> str:
    host = (urlsplit(record.get("url") or "").hostname or record["id"]).lower()
    labels = host.split(".")
    second_level = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS
    site = ".".join(labels[-3:] if second_level else labels[-2:])
    number = int(hashlib.sha1(f"host:{site}".encode(), usedforsecurity=False).hexdigest()[:8], 16)
    return "held" if number % 3 == 0 else "tuned"


_SECOND_LEVELS = frozenset(("co", "com", "org", "gov", "ac", "net", "edu", "or", "go", "ne"))


def score(pages: Iterable[Record]) -> Scores:
    """Score our extraction on pages: F1, precision, recall and counts by field."""
    module = scorer()
    chosen = list(pages)
    predictions = module.run(extract, chosen)
    failed = [name for name, found in predictions.items() if "error" in found]
    if failed:
        raise RuntimeError(f"extraction failed on {failed[:3]}")
    scores: Scores = module.score(chosen, predictions)
    return scores


_TIMED = """
import gzip, json, sys, time
what, pages, step = sys.argv[1], sys.argv[2], int(sys.argv[3])
records = [json.loads(line) for line in open(f"{pages}/gold.jsonl", encoding="utf-8")][::step]
todo = [(gzip.open(f"{pages}/{r['html_path']}").read(), r["url"]) for r in records]
if what == "trafilatura":
    import logging
    logging.disable(logging.CRITICAL)
    import trafilatura
    def work(html, url):
        trafilatura.bare_extraction(html, url=url, with_metadata=True)
else:
    from imam_ali_tracker.reports.extract import extract as work
for html, url in todo[:10]:
    work(html, url)
start = time.process_time()
for html, url in todo:
    work(html, url)
print(len(todo) / (time.process_time() - start))
"""


def _pages_per_second(what: str, python: str) -> float:
    """Time one extractor in a process of its own, on processor time of one thread."""
    done = subprocess.run(
        [python, "-c", _TIMED, what, str(PAGES), str(_SAMPLE)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        check=True,
        timeout=600,
    )
    return float(done.stdout)


def _install(folder: str) -> str | None:
    """Install trafilatura into a throw-away environment; return its Python, ``None`` on failure."""
    python = f"{folder}/bin/python"
    commands = (
        [sys.executable, "-m", "venv", folder],
        # Older versions of pip fail on an extra that trafilatura's dependencies ask for.
        [python, "-m", "pip", "install", "--quiet", "--upgrade", "pip"],
        [python, "-m", "pip", "install", "--quiet", "trafilatura"],
    )
    for command in commands:
        done = subprocess.run(command, check=False, timeout=600, stdout=sys.stderr)
        if done.returncode != 0:
            return None
    return python


def speed() -> Measure | None:
    """Measure pages per second beside trafilatura, ``None`` where that cannot be installed.

    Ours runs on the lxml that QGIS has, trafilatura on the one that it installs. The two take
    turns, and the medians count: on a shared machine single runs say little.
    """
    with tempfile.TemporaryDirectory(prefix="iat-trafilatura-") as folder:
        python = _install(folder)
        if python is None:
            print("trafilatura cannot be installed: speed is not compared", file=sys.stderr)
            return None
        turns = [
            (_pages_per_second("ours", sys.executable), _pages_per_second("trafilatura", python))
            for _ in range(_ROUNDS)
        ]
    ours, peer = (statistics.median(column) for column in zip(*turns))
    return Measure.against("extract.speed_vs_trafilatura", ours, peer, "pages/s", f">= {_SPEED}")


def run() -> list[Measure]:
    """Score all pages and compare speed."""
    parts = {part: score(records(part)) for part in ("tuned", "held", "all")}
    every = parts["all"]
    measures = []
    for field, (_, peer) in BEST.items():
        f1 = every[field]["f1"]
        measures.append(Measure.against(f"extract.f1.{field}", f1, peer, "F1", "> 1"))
        measures.append(Measure.alone(f"extract.target.{field}", f1, "F1", f">= {TARGETS[field]}"))
    given = every["published"]["spurious"] / every["published"]["none"]
    measures.append(Measure.alone("extract.undated_given_date", given, "share", "<= 0.25"))
    rtl = score(record for record in records() if record.get("lang") in RTL)["published"]["f1"]
    measures.append(Measure.alone("extract.target.published_rtl", rtl, "F1", ">= 0.93"))
    compared = speed()
    _print_parts(parts)
    return [*measures, *([compared] if compared else [])]


def _print_parts(parts: dict[str, Scores]) -> None:
    print(f"{'field':<14}{'tuned':>8}{'held out':>10}{'all':>8}  best library", file=sys.stderr)
    for field, (library, peer) in BEST.items():
        figures = "".join(
            f"{parts[part][field]['f1']:>{width}.3f}"
            for part, width in (("tuned", 8), ("held", 10), ("all", 8))
        )
        print(f"{field:<14}{figures}  {library} {peer:.3f}", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(extract(Path(sys.argv[1]).read_bytes(), ""), ensure_ascii=False, indent=1))
    else:
        report(run())
