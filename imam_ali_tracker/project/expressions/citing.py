"""The reports behind a feature: how many, and as citations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING

from imam_ali_tracker.case import citing
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.project.expressions import arguments
from imam_ali_tracker.project.expressions.breaking import broken
from imam_ali_tracker.project.expressions.case_rows import (
    facts_of,
    row_arguments,
    row_of,
)
from imam_ali_tracker.project.expressions.function import Argument, Call, Declared

if TYPE_CHECKING:
    from imam_ali_tracker.case.changes import Row
    from imam_ali_tracker.project.expressions.case_facts import Cited

_TEXT, _HTML, _SHORT = "text", "html", "short"


def declared() -> list[Declared]:
    """Return the functions of this module."""
    return [
        Declared(
            "iat_report_count",
            tr(
                "Returns how many reports speak of a feature of a case: those that are attached to "
                "it, and for a claim the report that makes it."
            ),
            row_arguments(),
            (("iat_report_count()", "3"),),
            _report_count,
            columns=("uuid",),
        ),
        Declared(
            "iat_citation",
            tr(
                "Returns the reports that speak of a feature of a case as citations: publisher, "
                "title, authors, date as far as it is known, address, where in the report and in "
                "which words. For a report itself it is the reference. NULL where no report is "
                "attached."
            ),
            (
                *row_arguments(),
                Argument("separator", tr("what stands between citations"), "; "),
                Argument(
                    "format",
                    tr(
                        "'text', 'html' with the titles linked, for map tips and HTML frames, or "
                        "'short' with the titles alone, for lists"
                    ),
                    _TEXT,
                ),
                Argument("most", tr("how many at most; 0: all"), 0),
                Argument(
                    "width",
                    tr(
                        "after how many characters a line is broken, for what does not break lines "
                        "itself, such as texts in forms; 0: never"
                    ),
                    0,
                ),
            ),
            (
                ("iat_citation(separator:='\\n')", tr("The Jerusalem Post, “Despite airstrikes …")),
                ("iat_citation(@atlas_feature)", tr("the citations of the page's feature")),
            ),
            _citation,
            tr("In HTML all that comes from reports is escaped, and nothing is loaded."),
            columns=("uuid",),
        ),
    ]


def _report_count(call: Call) -> int | None:
    row = row_of(call)
    if row is None:
        return None
    cited = facts_of(row, call).cited(row.table, row.uuid)
    return len({each.report for each in cited})


def _citation(call: Call) -> str | None:
    separator, shape, most, width = call.values[2:]
    if shape not in (_TEXT, _HTML, _SHORT):
        hint = tr("Give 'text', 'html' or 'short'.")
        raise TrackerError(tr("“{}” is not a format.").format(shape), hint)
    row = row_of(call)
    if row is None:
        return None
    facts = facts_of(row, call)
    cited = facts.cited(row.table, row.uuid)
    reports = facts.reports_of(cited)
    written = (_written(each, reports[each.report], shape) for each in _in_order(cited, reports))
    texts = list(dict.fromkeys(written))
    longest = int(arguments.number(width, "width"))
    if longest > 0:
        texts = [broken(text, longest, html=shape == _HTML) for text in texts]
    left_out = len(texts) - int(arguments.number(most, "most") or len(texts))
    if left_out > 0:
        texts[-left_out:] = [tr("… and {} more").format(left_out)]
    return separator.join(texts) or None


def _in_order(cited: Iterable[Cited], reports: Mapping[str, Row]) -> list[Cited]:
    """Return citations of reports that are there, in order of publication."""

    def published(each: Cited) -> tuple[bool, str]:
        date = reports[each.report]["published"]
        return date is None, "" if date is None else date.isoformat()

    return sorted((each for each in cited if each.report in reports), key=published)


def _written(cited: Cited, report: Row, shape: str) -> str:
    if shape != _HTML:
        name = citing.report_title(report) if shape == _SHORT else citing.reference(report)
        return citing.citation(name, cited.locator, cited.quote)
    locator, quote = (escape(text) if text else None for text in (cited.locator, cited.quote))
    return citing.citation(citing.reference_html(report), locator, quote)
