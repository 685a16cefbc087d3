"""Find the sites of a case in the texts of reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QMetaType

from imam_ali_tracker.algorithms.base import Parameters, stop_if_cancelled
from imam_ali_tracker.algorithms.parameters import fields_of, sink_of, table_output, write_table
from imam_ali_tracker.algorithms.report_choice import ReportBook
from imam_ali_tracker.algorithms.shapes import add_rows
from imam_ali_tracker.algorithms.with_case import CaseAlgorithm
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imam_ali_tracker.case.store import Case
    from imam_ali_tracker.claims.proposals import Proposal
    from imam_ali_tracker.provider.suggestions import Suggestions
    from imam_ali_tracker.reports.mentions import Mention

_TEXT, _NUMBER = QMetaType.Type.QString, QMetaType.Type.Int
_COLUMNS = (
    *(("report", _TEXT), ("source", _TEXT), ("site", _TEXT), ("site_name", _TEXT)),
    *(("name", _TEXT), ("text", _TEXT), ("start", _NUMBER), ("end", _NUMBER)),
    *(("certainty", _TEXT), ("reason", _TEXT), ("sentence", _TEXT)),
)


@dataclass
class _Read:
    """A text, where it is from, and the row of its report, if that is in the case."""

    source: str
    text: str
    report: dict[str, Any] = field(default_factory=dict)


class FindMentions(CaseAlgorithm):
    """Suggests which sites a text speaks of, and which claims it makes."""

    picture = "/search.svg"
    TEXT = "TEXT"
    FILES = "FILES"
    REPORT = "REPORT"
    UNSURE = "UNSURE"
    OUTPUT = "OUTPUT"
    CLAIMS = "CLAIMS"
    CERTAIN = "CERTAIN"
    MARKED = "MARKED"
    PROPOSED = "PROPOSED"

    def name(self) -> str:
        """Return the id of the algorithm."""
        return "findmentions"

    def displayName(self) -> str:
        """Return the title in the toolbox."""
        return tr("Find mentions")

    def groupId(self) -> str:
        """Return the id of the group."""
        return "reports"

    def shortHelpString(self) -> str:
        """Return the help text."""
        return tr(
            "Looks in the text of reports for the sites of a case, by all their names: in Latin, "
            "Arabic, Persian and Hebrew letters, with and without articles, hyphens and marks.\n\n"
            "The output has a feature for each mention, at the position of its site, with the "
            "sentence and how sure it is. What may be something else of the same name (a mosque, "
            "a person, a government) is marked, with the reason. The second output has what the "
            "sentences say in figures, directions and dates, as claims to be recorded.\n\n"
            "Texts come from saved pages, PDF files and plain text, or are typed here. A saved "
            "page is taken for the report of the case with its address. Texts are not kept: a "
            "mention has its sentence, shortened.\n\n"
            "These are suggestions. Nothing is attached and nothing is written to the case; look "
            "through the output, and give it to “Attach reports”."
        )

    def declare(self) -> None:
        """Declare the parameters."""
        self.declare_case()
        self.addParameter(
            QgsProcessingParameterMultipleLayers(
                self.FILES,
                tr("Saved pages, PDF files or texts"),
                Qgis.ProcessingSourceType.File,
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterString(self.TEXT, tr("Text"), multiLine=True, optional=True)
        )
        self.addParameter(
            QgsProcessingParameterString(
                self.REPORT, tr("Report that the text is of (uuid or address)"), optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(
                self.UNSURE, tr("List what may be something else, too"), defaultValue=True
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT, tr("Mentions"), Qgis.ProcessingSourceType.VectorPoint
            )
        )
        self.addParameter(table_output(self.CLAIMS, tr("Proposed claims")))
        for output, title in (
            (self.CERTAIN, tr("Mentions that are certain")),
            (self.MARKED, tr("Mentions that may be something else")),
            (self.PROPOSED, tr("Claims proposed")),
        ):
            self.addOutput(QgsProcessingOutputNumber(output, title))

    def run_algorithm(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Search the texts and return both outputs and how much there is in them."""
        from imam_ali_tracker.provider.suggestions import names_of, suggest
        from imam_ali_tracker.reports.mentions import NameIndex

        with self.case_to_read(parameters, context) as case:
            sites = {row["uuid"]: row for row in case.rows("sites")}
            index = NameIndex(names_of(case))
            reads = list(self._texts(parameters, context, case))
        found: list[tuple[_Read, Suggestions]] = []
        for number, read in enumerate(reads):
            stop_if_cancelled(feedback)
            found.append((read, suggest(read.text, index, read.report)))
            feedback.setProgress(100.0 * (number + 1) / len(reads))
        unsure = self.parameterAsBool(parameters, self.UNSURE, context)
        mentions = [
            (read, mention)
            for read, suggestions in found
            for mention in suggestions.mentions
            if unsure or mention.certainty.value == "certain"
        ]
        proposals = [(read, each) for read, suggestions in found for each in suggestions.proposals]
        fields = fields_of(_COLUMNS)
        sink, identifier = sink_of(
            self, parameters, context, self.OUTPUT, fields, kind=Qgis.WkbType.Point
        )
        add_rows(sink, [row for pair in mentions for row in _features(*pair, sites)])
        certain = sum(mention.certainty.value == "certain" for _, mention in mentions)
        return {
            self.OUTPUT: identifier,
            self.CLAIMS: write_table(
                self, parameters, context, self.CLAIMS, _claim_columns(proposals)
            ),
            self.CERTAIN: certain,
            self.MARKED: len(mentions) - certain,
            self.PROPOSED: len(proposals),
        }

    def _texts(
        self, parameters: Parameters, context: QgsProcessingContext, case: Case
    ) -> Iterator[_Read]:
        book = ReportBook(case.rows("reports"))
        chosen = book.chosen(self.parameterAsString(parameters, self.REPORT, context))
        typed = self.parameterAsString(parameters, self.TEXT, context)
        given = self.parameterAsFileList(parameters, self.FILES, context)
        paths = [path for path in given if path]
        if not typed.strip() and not paths:
            raise TrackerError(tr("There is no text."), tr("Choose files, or give the text."))
        if len(chosen) > 1 or (chosen and len(paths) + bool(typed.strip()) > 1):
            raise TrackerError(
                tr("A report can be given for one text only."),
                tr("Leave the report out, or search one text at a time."),
            )
        report = dict(chosen[0]) if chosen else {}
        if typed.strip():
            yield _Read("", typed, report)
        for path in paths:
            yield _read_file(Path(path), report, book)


def _read_file(path: Path, report: dict[str, Any], book: ReportBook) -> _Read:
    """Read a file; its report is the one given, else the one of the case with its address."""
    from imam_ali_tracker.reports.extract import extract_with_text, readable_text

    try:
        content = path.read_bytes()
    except OSError as error:
        raise TrackerError(
            tr("The file {} cannot be read.").format(path), details=str(error)
        ) from error
    metadata, text = extract_with_text(content)
    text = text or readable_text(content)
    if not text.strip():
        raise TrackerError(
            tr("There is no text in {}.").format(path),
            tr("Give a saved page, a PDF file with text in it, or a plain text."),
        )
    if not report:
        canonical = metadata.canonical_url
        found = book.like(canonical.value) if canonical is not None else None
        report = dict(found or {})
    return _Read(path.name, text, report)


def _features(read: _Read, mention: Mention, sites: dict[str, Any]) -> list[QgsFeature]:
    """Return a feature for each site that may be meant."""
    from imam_ali_tracker.provider.suggestions import quote_of

    fields = fields_of(_COLUMNS)
    quote = quote_of(read.text, mention)
    made = []
    for name in mention.names:
        feature = QgsFeature(fields)
        feature.setAttributes(
            [
                read.report.get("uuid"),
                read.source,
                name.site,
                sites[name.site]["name"],
                name.name,
                mention.text,
                mention.start,
                mention.end,
                mention.certainty.value,
                mention.reason,
                quote,
            ]
        )
        position = sites[name.site]["geometry"]
        feature.setGeometry(QgsGeometry(position) if position is not None else QgsGeometry())
        made.append(feature)
    return made


def _claim_columns(found: list[tuple[_Read, Proposal]]) -> dict[str, list[str | None]]:
    """Return the proposed claims as columns of text, named as in the table ``claims``."""
    from imam_ali_tracker.case.schema import CLAIMS
    from imam_ali_tracker.case.shape import row_shape
    from imam_ali_tracker.provider.suggestions import claim_row

    names = [column.name for column in row_shape(CLAIMS).fields if column in CLAIMS.fields]
    rows = [claim_row(each.claim) for _, each in found]
    columns = {name: [_as_text(row.get(name)) for row in rows] for name in names}
    return {"source": [read.source for read, _ in found], **columns}


def _as_text(value: Any) -> str | None:
    if value is None or value == ():
        return None
    if isinstance(value, tuple):
        return "; ".join(value)
    return f"{value:.15g}" if isinstance(value, float) else str(value)
