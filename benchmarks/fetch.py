"""Fetching 500 reports of 50 hosts in a QGIS window, against one after another with requests.

The hosts are 127.0.0.1 … 127.0.0.50, each answering after 200 ms with a page of 60 KB. Ours runs
as the plugin does: in a background task of a real QGIS window on a virtual screen, with the
default manners (two connections and a quarter of a second between requests for each host).
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

import requests

from benchmarks.measure import Measure, meets, report
from tests.support import staging
from tests.support.desktop import run_in_desktop
from tests.support.http_server import Answer, Asked, page, serving_hosts

HOSTS = 50
EACH = 10
LATENCY = 0.2
ONE_BY_ONE = 100
SCRIPT = Path(__file__).with_name("_fetch_in_qgis.py")
PAGE = page("A report", "<p>" + "Words of a report. " * 3000 + "</p>")


def answer(_asked: Asked) -> Answer:
    """Answer late, as a distant server does."""
    time.sleep(LATENCY)
    return PAGE


def one_by_one(urls: list[str]) -> float:
    """Return the seconds that a plain session takes for ``urls``."""
    start = time.monotonic()
    with requests.Session() as session:
        session.trust_env = False
        for url in urls:
            if not session.get(url, timeout=30).content:
                raise RuntimeError(f"{url} is empty")
    return time.monotonic() - start


def run() -> list[Measure]:
    """Fetch in QGIS and one by one; the latter a fifth of the list, by rate."""
    staging.stage()
    with tempfile.TemporaryDirectory() as base, serving_hosts(answer, HOSTS) as servers:
        urls = [f"{server.root}/{number}" for number in range(EACH) for server in servers]
        folder = Path(base)
        (folder / "urls.json").write_text(json.dumps(urls))
        found = run_in_desktop(
            SCRIPT,
            folder,
            arguments={
                "IAT_BENCH_URLS": str(folder / "urls.json"),
                "IAT_BENCH_FOLDER": str(folder),
            },
        ).value
        peer_seconds = one_by_one(urls[:ONE_BY_ONE])
    whole, cancelled = found["whole"], found["cancelled"]
    if whole["fetched"] != len(urls) or not 0 < cancelled["fetched"] < len(urls):
        raise RuntimeError(f"not what was to be fetched: {found}")
    ours, peer = len(urls) / whole["seconds"], ONE_BY_ONE / peer_seconds
    idle, stall = found["idle_ms"], max(whole["stall_ms"], cancelled["stall_ms"])
    return [
        Measure.against("fetch.concurrency", ours, peer, "URLs/s", ">= 12"),
        Measure(
            "fetch.main_thread_stall_ms",
            *(stall, idle, stall / idle, "ms", "<= 50", meets(stall, "<= 50")),
        ),
        Measure.alone("fetch.cancel_ms", cancelled["cancel_ms"], "ms", "< 500"),
    ]


if __name__ == "__main__":
    report(run())
