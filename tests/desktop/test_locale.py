"""The desktop from right to left, with a decimal comma, and in a zone west of the dates' own."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

from tests.desktop.test_plugin import HERE, complaints
from tests.support.desktop import run_in_desktop

GERMAN = """
[locale]
overrideFlag=true
userLocale=en_US
globalLocale=de_DE
"""


def shown(folder: Path, reference_case: Path, **arguments: str) -> dict[str, Any]:
    """Return what the desktop shows."""
    folder.mkdir()
    # The same place for all, so that what shows the path is the same.
    case = shutil.copy(reference_case, folder.parent / "case.gpkg")
    run = run_in_desktop(
        HERE / "locale_script.py",
        folder,
        arguments={"IAT_CASE": str(case), "IAT_FOLDER": str(folder), **arguments},
        settings=GERMAN,
        timeout=170,
    )
    assert complaints(run) == []
    value: dict[str, Any] = run.value
    return value


_DATE = re.compile(r"\b(?:\d{1,2} )?[A-Z]\w+ 20\d\d\b")


def parts(text: str) -> list[str]:
    """Return the words and figures of a text in an order of their own."""
    return sorted(re.findall(r"\w+", text))


def test_dates_numbers_and_direction(tmp_path: Path, reference_case: Path) -> None:
    there = shown(tmp_path / "west", reference_case, TZ="America/Los_Angeles", IAT_PANEL="420")
    here = shown(
        tmp_path / "rtl", reference_case, TZ="UTC", IAT_PANEL="420", IAT_RIGHT_TO_LEFT="yes"
    )
    assert (there["locale"], there["zone"], here["zone"]) == ("de_DE", "-0800", "+0000")
    # No date moves by the zone of the machine, nor anything by its direction.
    assert set(there["panel"]) == set(here["panel"])
    for part, texts in there["panel"].items():
        assert texts == here["panel"][part], part
    for layer, texts in there["forms"].items():
        # From right to left Qt's own date fields have their parts the other way round.
        assert list(map(parts, texts)) == list(map(parts, here["forms"][layer])), layer
    # Columns break elsewhere from right to left, but the dates are the same.
    dates = [Counter(_DATE.findall(" ".join(each["briefing"]))) for each in (there, here)]
    assert dates[0] == dates[1]
    assert len(dates[0]) > 10
    said = str(there["panel"])
    assert "2019" in said
    assert there["one_of_several"] == []
    numbers = there["numbers"]
    assert numbers["read"] == {
        "34,45 40,92": [34.45, 40.92],
        "34,4512; 40,9186": [34.4512, 40.9186],
        "34.45, 40.92": [34.45, 40.92],
        "34,45 N 40,92 E": [34.45, 40.92],
        "12,5 km": 12_500,
        "12.5 km": 12_500,
        "500 m": 500,
        "2.500 m": numbers["read"]["2.500 m"],
    }
    assert "thousands" in numbers["read"]["2.500 m"]
    assert numbers["shown"] == ["12,5 km", "12,5"]
    assert numbers["typed"] == [7.25, 7.25]
