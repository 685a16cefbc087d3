"""Fetching 500 reports of 50 hosts in a QGIS window, against one after another with requests.

The hosts are 127.0.0.1 … 127.0.0.50, each answering after 200 ms with a page of 110 KB. Ours runs
as the plugin does: in a background task of a real QGIS window on a virtual screen, with a journal
and the default manners (two connections and a quarter of a second between requests for each
host). ``fetch.concurrency`` is of fetching alone; ``fetch.and_read`` is with the metadata read from
each page, by both sides. The stall is the longest of all batches.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import Any

import requests

from benchmarks.measure import Measure, meets, report
from imam_ali_tracker.reports.extract import extract
from tests.support import staging
from tests.support.desktop import run_in_desktop
from tests.support.http_server import Answer, Asked, page, serving_hosts

HOSTS = 50
EACH = 10
LATENCY = 0.2
ONE_BY_ONE = 100
SCRIPT = Path(__file__).with_name("_fetch_in_qgis.py")
# As much work to read as the median of a collection of news pages: most of it is no text.
CARD = (
    '<div class="card"><a href="/{0}"><img src="/{0}.jpg"><h3>Another report {0}</h3></a>'
    '<p class="by">By B. Author</p><time datetime="2019-09-03">3 September</time></div>'
)
PAGE = page(
    "A report",
    "<script>" + "var word = 'value'; " * 4000 + "</script>"
    "<article><h1>A report</h1><p>By A. Author, 3 September 2019</p>"
    + f"<p>{'Words of a report about a place. ' * 15}</p>" * 40
    + "</article><section>"
    + "".join(CARD.format(number) for number in range(60))
    + "</section>",
)


def answer(_asked: Asked) -> Answer:
    """Answer late, as a distant server does."""
    time.sleep(LATENCY)
    return PAGE


def one_by_one(urls: list[str]) -> tuple[float, float]:
    """Return the seconds that a plain session takes to fetch ``urls``, and to read them as well."""
    reading = 0.0
    start = time.monotonic()
    with requests.Session() as session:
        session.trust_env = False
        for url in urls:
            content = session.get(url, timeout=30).content
            fetched = time.monotonic()
            if extract(content, url).title is None:
                raise RuntimeError(f"{url} has no title")
            reading += time.monotonic() - fetched
    seconds = time.monotonic() - start
    return seconds - reading, seconds


def in_qgis(urls: list[str], folder: Path) -> dict[str, Any]:
    """Return what the batches in a QGIS window took; raises where not all was fetched."""
    (folder / "urls.json").write_text(json.dumps(urls))
    places = {"IAT_BENCH_URLS": str(folder / "urls.json"), "IAT_BENCH_FOLDER": str(folder)}
    found: dict[str, Any] = run_in_desktop(SCRIPT, folder, arguments=places).value
    whole = [found[name]["fetched"] == len(urls) for name in ("fetched", "read")]
    if not all(whole) or not 0 < found["cancelled"]["fetched"] < len(urls):
        raise RuntimeError(f"not what was to be fetched: {found}")
    return found


def run() -> list[Measure]:
    """Fetch in QGIS and one by one; the latter a fifth of the list, by rate."""
    staging.stage()
    with tempfile.TemporaryDirectory() as base, serving_hosts(answer, HOSTS) as servers:
        urls = [f"{server.root}/{number}" for number in range(EACH) for server in servers]
        found = in_qgis(urls, Path(base))
        fetching, reading = one_by_one(urls[:ONE_BY_ONE])
    rate = {name: len(urls) / found[name]["seconds"] for name in ("fetched", "read")}
    idle = found["idle_ms"]
    stall = max(found[name]["stall_ms"] for name in ("fetched", "read", "cancelled"))
    return [
        Measure.against(
            "fetch.concurrency", rate["fetched"], ONE_BY_ONE / fetching, "URLs/s", ">= 12"
        ),
        Measure.against("fetch.and_read", rate["read"], ONE_BY_ONE / reading, "URLs/s", ">= 12"),
        Measure(
            "fetch.main_thread_stall_ms",
            *(stall, idle, stall / idle, "ms", "<= 50", meets(stall, "<= 50")),
        ),
        Measure.alone("fetch.cancel_ms", found["cancelled"]["cancel_ms"], "ms", "< 500"),
    ]


if __name__ == "__main__":
    report(run())
