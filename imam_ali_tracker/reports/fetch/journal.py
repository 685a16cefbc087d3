"""A batch on disk: what was asked for, and line by line what has come of it.

A batch that is cancelled, or whose process is killed, keeps the lines it has and goes on from
there. The file is JSON lines: the first says what is asked for, each further one is a finished
URL with what was read from its page. Bodies are not kept. A last line that was cut short is
dropped and its URL fetched again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.reports.fetch.outcome import (
    PASSING,
    FetchOutcome,
    FetchRequest,
    Hop,
    Reason,
    State,
)

_VERSION = 1
_KEPT_HEADERS = ("content-type", "content-language", "etag", "last-modified", "link")
_LEFT_OUT = ("content", "headers")


@dataclass(frozen=True)
class Entry:
    """A finished URL: its outcome, without the body, and what was read from the body."""

    outcome: FetchOutcome
    read: Mapping[str, Any]


class Journal:
    """The journal of one batch; made by :meth:`create` or :meth:`open`."""

    def __init__(
        self, path: Path, requests: Sequence[FetchRequest], entries: Sequence[Entry]
    ) -> None:
        self.path = path
        self.requests = tuple(requests)
        self._entries = {entry.outcome.url: entry for entry in entries}

    @classmethod
    def create(cls, path: Path, requests: Sequence[FetchRequest]) -> Journal:
        """Begin a journal; a URL that is given twice is asked for once.

        Raises :class:`TrackerError` where the file exists or cannot be written.
        """
        once = tuple({request.url: request for request in requests}.values())
        head = {"journal": _VERSION, "requests": [asdict(request) for request in once]}
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(json.dumps(head) + "\n")
        except OSError as error:
            raise _unwritable(path, error) from error
        return cls(path, once, ())

    @classmethod
    def open(cls, path: Path) -> Journal:
        """Read a journal, and prepare it for going on.

        Raises :class:`TrackerError` where it cannot be read or is none.
        """
        try:
            data = path.read_bytes()
            whole = data.rpartition(b"\n")[0]
            lines = whole.split(b"\n")
            head = json.loads(lines[0])
            if head["journal"] != _VERSION:
                raise ValueError(head["journal"])
            requests = [FetchRequest(**values) for values in head["requests"]]
            entries = [entry for entry in map(_entry, lines[1:]) if entry is not None]
            if len(whole) + 1 < len(data):
                with path.open("r+b") as file:
                    file.truncate(len(whole) + 1)
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise TrackerError(
                tr("“{}” is not a list of fetched reports that can be continued.").format(path),
                tr("Fetch the reports anew."),
                str(error),
            ) from error
        return cls(path, requests, entries)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is finished, in the order of completion."""
        return tuple(self._entries.values())

    def remaining(self, *, again: bool = False) -> tuple[FetchRequest, ...]:
        """Return what is not finished; ``again`` adds what ended in a passing failure."""
        return tuple(
            request
            for request in self.requests
            if request.url not in self._entries
            or (again and self._entries[request.url].outcome.reason in PASSING)
        )

    def add(self, outcome: FetchOutcome, read: Mapping[str, Any]) -> Entry:
        """Write a finished URL, with what was ``read`` from it as JSON values.

        Raises :class:`TrackerError` where the file cannot be written.
        """
        line = json.dumps({"outcome": _as_json(outcome), "read": dict(read)})
        try:
            with self.path.open("ab") as file:
                file.write(line.encode() + b"\n")
        except OSError as error:
            raise _unwritable(self.path, error) from error
        entry = Entry(_without_body(outcome), read)
        self._entries[outcome.url] = entry
        return entry


def _unwritable(path: Path, error: OSError) -> TrackerError:
    return TrackerError(
        tr("“{}” cannot be written.").format(path),
        tr("What was fetched so far is kept. Make room, or choose another folder."),
        str(error),
    )


def _without_body(outcome: FetchOutcome) -> FetchOutcome:
    return _from_json(_as_json(outcome))


def _as_json(outcome: FetchOutcome) -> dict[str, Any]:
    values = {
        item.name: getattr(outcome, item.name)
        for item in fields(outcome)
        if item.name not in _LEFT_OUT
    }
    values["fetched_at"] = outcome.fetched_at.isoformat()
    values["hops"] = [asdict(hop) for hop in outcome.hops]
    values["headers"] = {k: v for k, v in outcome.headers.items() if k in _KEPT_HEADERS}
    return values


def _from_json(values: dict[str, Any]) -> FetchOutcome:
    typed = {
        "state": State(values["state"]),
        "reason": Reason(values["reason"]),
        "fetched_at": datetime.fromisoformat(values["fetched_at"]),
        "hops": tuple(Hop(**hop) for hop in values["hops"]),
    }
    return FetchOutcome(**{**values, **typed})


def _entry(line: bytes) -> Entry | None:
    """Return the entry of a line; ``None`` where it is damaged: its URL is fetched again."""
    try:
        values = json.loads(line)
        return Entry(_from_json(values["outcome"]), values["read"])
    except (ValueError, LookupError, TypeError):
        return None
