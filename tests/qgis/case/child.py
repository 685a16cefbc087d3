"""What tests of the store run in processes of their own: ``python -m tests.qgis.case.child``.

``nursery`` keeps a QGIS that never opens a case and forks a writer from it for each line that it
reads, so that a test can kill writers without waiting for QGIS to start each time.
"""

from __future__ import annotations

import json
import os
import sys
import time
import uuid
from typing import Any

from tests.support import staging

staging.use_staged()

from imam_ali_tracker.case.changes import ChangeSet, Row  # noqa: E402
from imam_ali_tracker.case.store import Case  # noqa: E402
from imam_ali_tracker.core.dates import parse_date  # noqa: E402

NAMES_PER_SITE = 200
LIFETIME = 3
"""Change sets after which the rows of one are deleted again."""


def say(line: object) -> None:
    """Write a line for the test that started this process."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def row_uuid(kind: str, number: int, part: int = 0) -> str:
    """The uuid that the writer gives to its rows."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{kind} {number} {part}"))


def change_set(number: int, info: str) -> ChangeSet:
    """The ``number``-th change set: it inserts, updates and deletes in five tables."""
    site, report = row_uuid("site", number), row_uuid("report", number)
    inserts: dict[str, list[Row]] = {
        "sites": [
            {"uuid": site, "name": str(number), "kind": "other", "position_basis": "unknown"}
        ],
        "site_names": [
            {
                "uuid": row_uuid("name", number, part),
                "site": site,
                "name": f"{number} " + "x" * 500,
                "kind": "alias",
            }
            for part in range(NAMES_PER_SITE)
        ],
        "reports": [{"uuid": report, "url": f"https://example.org/{number}"}],
        "citations": [
            {
                "uuid": row_uuid("citation", number),
                "report": report,
                "feature_table": "sites",
                "feature_uuid": site,
            }
        ],
    }
    updates = {"case_info": {info: {"description": str(number)}}}
    if number > 1:
        updates["sites"] = {row_uuid("site", number - 1): {"remarks": str(number)}}
    deletes: dict[str, list[str]] = {}
    old = number - LIFETIME
    if old >= 1:
        deletes = {
            "sites": [row_uuid("site", old)],
            "site_names": [row_uuid("name", old, part) for part in range(NAMES_PER_SITE)],
            "reports": [row_uuid("report", old)],
            "citations": [row_uuid("citation", old)],
        }
    return ChangeSet(inserts, updates, deletes)


def expected(number: int) -> dict[str, set[tuple[Any, ...]]]:
    """What the tables hold after the ``number``-th change set."""
    alive = range(max(1, number - LIFETIME + 1), number + 1)
    return {
        "sites": {(row_uuid("site", n), str(n), str(n + 1) if n < number else None) for n in alive},
        "site_names": {
            (row_uuid("name", n, part), row_uuid("site", n))
            for n in alive
            for part in range(NAMES_PER_SITE)
        },
        "reports": {(row_uuid("report", n), f"https://example.org/{n}") for n in alive},
        "citations": {(row_uuid("citation", n), row_uuid("site", n)) for n in alive},
    }


def write_for_ever(location: str) -> None:
    """Apply change sets, and print the number of each that was applied."""
    case = Case.open(location)
    info = case.info
    number = int(info["description"] or 0)
    say("ready")
    while True:
        number += 1
        case.apply(change_set(number, info["uuid"]))
        say(number)


def create(location: str) -> None:
    """Create a case over and over; the test takes it away and kills."""
    say("ready")
    while True:
        Case.create(location, "Killed").close()
        say("created")
        while os.path.exists(location):  # noqa: PTH110
            time.sleep(0.001)


def nursery(location: str, job: str) -> None:
    """Fork a writer for each line read; the pid is the line written."""
    run = {"write": write_for_ever, "create": create}[job]
    say("nursery")
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            run(location)
        say(f"pid {child}")
        os.waitpid(child, 0)
        say("gone")


DATES = (
    "2019",
    "2019-09",
    "2019-09-24",
    "2019-09-24T00:00",
    "2019-03-31T02:30",
    "2019-03-31T02:30:00+00:00",
    "2019-03-31T05:30:00+03:00",
    "2019-10-27T02:30:15+01:00",
    "2019-09-22T00:10+04:30",
    "2019-12-31T23:59:59-12:00",
    "0001-01-01",
    "0987-05-04T03:02:01",
    "1899-12-31T12:00:00+02:57",
    "1918-01-01T00:00",
    "9999-12-31T23:59:59",
)
"""Printed clocks at the edges: gaps and folds of several zones, days that differ in UTC, years
before there were zones."""


def write_dates(location: str) -> None:
    """Store each of the dates in a report whose URL is its text."""
    rows = [{"url": text, "published": parse_date(text)} for text in DATES]
    with Case.open(location) as case:
        case.apply(ChangeSet(inserts={"reports": rows}))


def read_dates(location: str) -> None:
    """Print the stored dates and times of recording as JSON."""
    with Case.open(location, read_only=True) as case:
        read = {
            row["url"]: [str(row["published"]), row["created"].isoformat()]
            for row in case.rows("reports")
        }
    say(json.dumps(read))


def main() -> None:
    """Start QGIS and run the named job."""
    from qgis.core import QgsApplication

    from tests.support import sockets

    sockets.install()
    application = QgsApplication([], False)
    application.initQgis()
    job, *arguments = sys.argv[1:]
    {"nursery": nursery, "write-dates": write_dates, "read-dates": read_dates}[job](*arguments)
    application.exitQgis()


if __name__ == "__main__":
    main()
