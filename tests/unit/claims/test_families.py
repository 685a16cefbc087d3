"""How claims belong together: variants, and what supersedes what."""

from __future__ import annotations

from dataclasses import replace

from imam_ali_tracker.claims.lineage import Families, Variant
from imam_ali_tracker.claims.model import Claim, Report
from imam_ali_tracker.core.dates import parse_date


def claim(uuid: str, variant_of: str = "", superseded_by: str = "", value: float = 1) -> Claim:
    made = Claim(uuid, f"report-{uuid}", "distance", f"Claim {uuid}", value=value, unit="km")
    return replace(made, variant_of=variant_of, superseded_by=superseded_by)


def reports(**published: str) -> dict[str, Report]:
    return {
        f"report-{name}": Report(f"report-{name}", published=parse_date(date))
        for name, date in published.items()
    }


def shape(members: tuple[Variant, ...]) -> list[tuple[str, str]]:
    return [(m.claim.uuid, "" if m.parent is None else m.parent.uuid) for m in members]


def test_variants_hang_below_what_they_vary_in_the_order_of_publication() -> None:
    claims = [claim("a"), claim("b", "a", value=2), claim("c", "a"), claim("d", "b"), claim("x")]
    found = Families(claims, reports(a="2019-01", b="2019-09", c="2019-05"))
    for each in "abcd":
        assert shape(found.of(each)) == [("a", ""), ("c", "a"), ("b", "a"), ("d", "b")]
    assert found.of("x") == ()
    changed = {member.claim.uuid: len(member.changes) for member in found.of("a")}
    assert changed == {"a": 0, "b": 1, "c": 0, "d": 1}


def test_what_supersedes_hangs_below_unless_it_is_a_variant() -> None:
    claims = [claim("a", superseded_by="b"), claim("b"), claim("c", "a", superseded_by="b")]
    members = Families(claims).of("a")
    assert shape(members) == [("a", ""), ("b", "a"), ("c", "a")]
    told = {m.claim.uuid: ([s.uuid for s in m.supersedes], m.superseded_by) for m in members}
    assert told["b"] == (["a", "c"], None)
    assert told["a"][1] is not None
    assert told["a"][1].uuid == "b"


def test_circles_and_broken_references_end() -> None:
    circle = [
        claim("a", "c"),
        claim("b", "a"),
        claim("c", "b"),
        claim("d", "d"),
        claim("e", "gone"),
    ]
    found = Families(circle)
    assert [m.claim.uuid for m in found.of("b")] == ["a", "b", "c"]
    assert found.of("d") == found.of("e") == found.of("gone") == ()


def test_a_long_chain_is_no_problem() -> None:
    claims = [claim("0"), *(claim(str(n), str(n - 1)) for n in range(1, 5_000))]
    assert len(Families(claims).of("77")) == 5_000
