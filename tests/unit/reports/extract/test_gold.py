"""Real pages of the press with values that people read from them, in ``../shared``.

The pages are test data of their owners and not copied into the project; where the folder is
missing, there is nothing to score.
"""

from __future__ import annotations

import pytest

from benchmarks import extraction

pytestmark = pytest.mark.skipif(
    not extraction.PAGES.is_dir(), reason=f"the scored pages are not at {extraction.PAGES}"
)


@pytest.fixture(scope="module")
def scores() -> extraction.Scores:
    return extraction.score(extraction.records())


@pytest.mark.parametrize(("field", "floor"), sorted(extraction.FLOORS.items()))
def test_f1_of_a_field(scores: extraction.Scores, field: str, floor: float) -> None:
    assert scores[field]["f1"] >= floor


def test_undated_pages_are_given_no_date(scores: extraction.Scores) -> None:
    undated = scores["published"]
    assert undated["none"] >= 30
    assert undated["spurious"] <= undated["none"] / 4


def test_dates_of_pages_in_right_to_left_languages() -> None:
    pages = [record for record in extraction.records() if record.get("lang") in extraction.RTL]
    assert len(pages) >= 10
    assert extraction.score(pages)["published"]["f1"] >= 0.93
