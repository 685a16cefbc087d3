"""A writer killed at any moment leaves every change set whole or absent."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from imam_ali_tracker.case import inspection
from imam_ali_tracker.case.store import Case
from tests.qgis.case.child import expected
from tests.qgis.case.state import state_of
from tests.support.staging import ROOT

LONGEST_LIFE = 0.3
"""Seconds: some two change sets."""
COMMIT_TIME = 0.005
"""Seconds in which a change set goes through the log into the file."""


class Nursery:
    """A process that forks writers, each of which is killed."""

    def __init__(self, path: Path, job: str) -> None:
        command = [sys.executable, "-m", "tests.qgis.case.child", "nursery", str(path), job]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self._unread = b""
        self._line()

    def _line(self, seconds: float = 60.0) -> str:
        while b"\n" not in self._unread:
            output = self._process.stdout
            assert output is not None
            ready, _, _ = select.select([output], [], [], seconds)
            data = os.read(output.fileno(), 65536) if ready else b""
            assert data, "the nursery is silent"
            self._unread += data
        line, _, self._unread = self._unread.partition(b"\n")
        return line.decode()

    def one_life(self, wait: Callable[[], None]) -> list[str]:
        """Let a writer live from the moment it is ready until ``wait`` returns.

        Returns the lines that it wrote.
        """
        assert self._process.stdin is not None
        self._process.stdin.write(b"\n")
        lines = {self._line(), self._line()}
        (pid,) = (int(line.split()[1]) for line in lines if line.startswith("pid"))
        assert "ready" in lines
        wait()
        os.kill(pid, signal.SIGKILL)
        written = []
        while (line := self._line()) != "gone":
            written.append(line)
        return written

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        assert self._process.wait(60) == 0
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "killed.gpkg"


@pytest.fixture
def nursery(path: Path, request: pytest.FixtureRequest) -> Iterator[Nursery]:
    started = Nursery(path, request.param)
    yield started
    started.close()


def _until(condition: Callable[[], object], then: float) -> None:
    """Wait until the condition holds, and a moment longer."""
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.0005)
    time.sleep(then)


def _kill_writers(nursery: Nursery, path: Path, times: int) -> None:
    Case.create(path, "Killed").close()
    random_ = random.Random(times)
    number = 0
    journals = 0
    for life in range(times):
        if life % 2:
            # What the writer commits is on its way into the file.
            writing = partial(inspection.journals, path)
            wait = partial(_until, writing, random_.uniform(0, COMMIT_TIME))
        else:
            wait = partial(time.sleep, random_.uniform(0, LONGEST_LIFE))
        applied = nursery.one_life(wait)
        known = int(applied[-1]) if applied else number
        journals += bool(inspection.journals(path))
        with Case.open(path) as case:  # checks every page of the file
            number, found = state_of(case)
        assert found == expected(number)
        assert number in (known, known + 1)
        assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert number > times / 20, "the writers hardly wrote"
    assert journals > times / 20, "hardly any writer was killed while it wrote"


@pytest.mark.parametrize("nursery", ["write"], indirect=True)
@pytest.mark.parametrize("times", [200, pytest.param(1000, marks=pytest.mark.long)])
def test_change_sets_are_whole_after_kills(nursery: Nursery, path: Path, times: int) -> None:
    _kill_writers(nursery, path, times)


@pytest.mark.parametrize("nursery", ["create"], indirect=True)
def test_a_case_is_whole_or_not_there_when_its_creation_is_killed(
    nursery: Nursery, path: Path
) -> None:
    random_ = random.Random(11)
    there = 0
    for life in range(12):
        if life % 2:
            nursery.one_life(partial(_until, path.exists, random_.uniform(0, COMMIT_TIME)))
        else:
            nursery.one_life(partial(time.sleep, random_.uniform(0, LONGEST_LIFE)))
        if path.exists():
            there += 1
            with Case.open(path) as case:
                assert case.info["title"] == "Killed"
            path.unlink()
    assert there >= 6
