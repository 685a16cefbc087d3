"""Lines for what does not break them itself."""

from __future__ import annotations

import pytest

from imam_ali_tracker.project.expressions.breaking import broken


@pytest.mark.parametrize(
    ("text", "html", "lines"),
    [
        ("one two three four", False, "one two\nthree\nfour"),
        ("<b>1</b> & 2", False, "<b>1</b>\n& 2"),
        ("", False, ""),
        ("unbreakable words", False, "unbreakable\nwords"),
        # Tags have no width and are not broken, entities are one letter.
        ('one <a href="x y">two three</a>', True, 'one <a href="x y">two<br>three</a>'),
        ("&lt;&lt; &gt;&gt; &amp;", True, "&lt;&lt; &gt;&gt; &amp;"),
        ("one <i>two</i>, three", True, "one <i>two</i>,<br>three"),
    ],
)
def test_a_line_has_no_more_letters_than_fit(text: str, html: bool, lines: str) -> None:
    assert broken(text, 8, html=html) == lines
