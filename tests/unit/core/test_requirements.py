"""What is said where a library is missing."""

from __future__ import annotations

import pytest

from imam_ali_tracker.core import requirements
from imam_ali_tracker.core.errors import TrackerError


def test_nothing_is_missing_here() -> None:
    assert requirements.missing_libraries() == ()


def test_a_missing_library_is_named_with_what_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requirements, "find_spec", lambda name: None if name == "shapely" else 1)
    assert requirements.missing_libraries() == ("shapely",)
    with pytest.raises(TrackerError, match="pip install shapely") as raised:
        requirements.require("shapely")
    assert "corridor zones" in str(raised.value)


def test_a_library_that_is_there_is_not_complained_about() -> None:
    requirements.require("shapely")
