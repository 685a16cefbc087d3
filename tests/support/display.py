"""A virtual screen for desktop tests: an Xvfb of its own that ends with its user."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_GRAB = """
import sys
from PyQt5.QtWidgets import QApplication
application = QApplication(sys.argv[:1])
sys.exit(0 if application.primaryScreen().grabWindow(0).save(sys.argv[1]) else 1)
"""


@contextlib.contextmanager
def virtual_display(width: int = 1600, height: int = 1000) -> Iterator[str]:
    """Start an X server without hardware and yield its display name, such as ``:99``."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(writer),
            "-screen",
            "0",
            f"{width}x{height}x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ],
        pass_fds=[writer],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    os.close(writer)
    try:
        with os.fdopen(reader) as answer:
            number = answer.readline().strip()
        if not number:
            errors = server.communicate(timeout=10)[1].decode(errors="replace")
            raise RuntimeError(f"Xvfb did not start: {errors}")
        yield f":{number}"
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        if server.stderr is not None:
            server.stderr.close()


def screenshot(display: str, picture: Path) -> bool:
    """Save what a display shows, whoever draws on it; tell whether that worked."""
    done = subprocess.run(
        [sys.executable, "-c", _GRAB, str(picture)],
        env={**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"},
        check=False,
        capture_output=True,
        timeout=30,
    )
    return done.returncode == 0
