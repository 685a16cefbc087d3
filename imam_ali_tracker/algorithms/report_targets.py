"""What the parameters of “Attach reports” choose: features, and the reports for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsExpression,
    QgsFeature,
    QgsFeatureRequest,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingUtils,
)
from qgis.PyQt.QtCore import QMetaType

from imam_ali_tracker.algorithms.base import Parameters
from imam_ali_tracker.algorithms.case_layers import layer_given, table_shown
from imam_ali_tracker.algorithms.parameters import fields_of, source_of
from imam_ali_tracker.algorithms.report_choice import ReportBook
from imam_ali_tracker.algorithms.shapes import add_rows
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from imam_ali_tracker.algorithms.attach_reports import AttachReports
    from imam_ali_tracker.case.attaching import Attachment
    from imam_ali_tracker.case.store import Case

_JOINED = (
    *("uuid", "title", "authors", "publisher", "published", "url", "canonical_url"),
    *("archive_url", "language", "description", "reliability"),
)
_MENTION_FIELDS = ("report", "site", "certainty", "sentence")


class Targets:
    """The features and reports that the parameters of one run choose."""

    def __init__(
        self,
        algorithm: AttachReports,
        parameters: Parameters,
        context: QgsProcessingContext,
        case: Case,
    ) -> None:
        self._algorithm = algorithm
        self._parameters = parameters
        self._context = context
        self._case = case
        self._book = ReportBook(case.rows("reports"))
        listed = self._book.chosen(self._text(algorithm.REPORTS))
        self._listed = [str(row["uuid"]) for row in listed]
        self.problems: list[str] = []
        self._table = algorithm.parameterAsEnumString(parameters, algorithm.TABLE, context)
        if parameters.get(algorithm.FEATURES) and not self._table:
            layer = layer_given(parameters[algorithm.FEATURES], context)
            self._table = "" if layer is None else table_shown(layer, case.location)
        self._outside = bool(parameters.get(algorithm.FEATURES)) and not self._table

    def _given(self, name: str) -> bool:
        return bool(self._parameters.get(name))

    def _text(self, name: str) -> str:
        return self._algorithm.parameterAsString(self._parameters, name, self._context).strip()

    def _source(self, name: str, needed: Sequence[str]) -> QgsProcessingFeatureSource:
        source = source_of(self._algorithm, self._parameters, name, self._context)
        missing = [field for field in needed if source.fields().indexOf(field) < 0]
        if missing:
            raise TrackerError(
                tr("{} has no field “{}”.").format(source.sourceName(), missing[0]),
                tr("Give a layer of the case, or the output of “Find mentions” for mentions."),
            )
        return source

    def _attachment(self, report: str, table: str, uuid: str, quote: str = "") -> Attachment:
        from imam_ali_tracker.case.attaching import Attachment

        algorithm = self._algorithm
        credibility = algorithm.parameterAsEnumString(
            self._parameters, algorithm.CREDIBILITY, self._context
        )
        locator = self._text(algorithm.LOCATOR)
        return Attachment(report, table, uuid, locator, quote, credibility)

    def _all_listed(self) -> Sequence[str]:
        if not self._listed:
            raise TrackerError(
                tr("It is not said which reports are attached."),
                tr("List their uuids or addresses, or give the field that has them."),
            )
        return self._listed

    def of_mentions(self) -> Iterator[Attachment]:
        """Yield the sites of the mentions; each with its first sentence as the quote."""
        algorithm = self._algorithm
        if not self._given(algorithm.MENTIONS):
            return
        source = self._source(algorithm.MENTIONS, _MENTION_FIELDS)
        unsure = algorithm.parameterAsBool(self._parameters, algorithm.UNSURE, self._context)
        seen = set()
        for feature in source.getFeatures():
            row = feature.attributeMap()
            if not (unsure or row["certainty"] == "certain"):
                continue
            named = _plain(row["report"])
            for report in [named] if named else self._all_listed():
                site = _plain(row["site"])
                if (report, site) not in seen:
                    seen.add((report, site))
                    yield self._attachment(report, "sites", site, _plain(row["sentence"]))

    def of_expression(self) -> Iterator[Attachment]:
        """Yield the rows of the table that the expression chooses."""
        algorithm = self._algorithm
        text = self._text(algorithm.EXPRESSION)
        if not text:
            return
        if not self._table or self._given(algorithm.FEATURES):
            raise TrackerError(
                tr("An expression chooses features of a table of the case."),
                tr("Give the table, and no features beside it."),
            )
        from imam_ali_tracker.case.database import open_layer

        expression = QgsExpression(text)
        if expression.hasParserError():
            raise TrackerError(
                tr("The expression cannot be read."), details=expression.parserErrorString()
            )
        layer = open_layer(self._case.location, self._table)
        unknown = sorted(expression.referencedColumns() - set(layer.fields().names()))
        if unknown:
            raise TrackerError(
                tr("The table “{}” has no column “{}”.").format(self._table, unknown[0]),
                tr("Write the names of columns in double quotes, texts in single ones."),
            )
        uuids = [str(f["uuid"]) for f in layer.getFeatures(QgsFeatureRequest(expression))]
        if not uuids:
            self.problems.append(tr("The expression chooses no feature."))
        for uuid in uuids:
            for report in self._all_listed():
                yield self._attachment(report, self._table, uuid)

    def of_features(self) -> Iterator[Attachment]:
        """Yield the features of a layer of the case."""
        algorithm = self._algorithm
        if not self._given(algorithm.FEATURES) or self._outside:
            return
        source = self._source(algorithm.FEATURES, ("uuid",))
        for feature in source.getFeatures():
            for report in self._reports_of(feature):
                yield self._attachment(report, self._table, str(feature["uuid"]))

    def _reports_of(self, feature: QgsFeature) -> Sequence[str]:
        """Return the reports of a feature: those listed, or the one that its key names."""
        field = self._text(self._algorithm.KEY_FIELD)
        if not field:
            return self._all_listed()
        key = _plain(feature[field])
        row = self._book.find(key) if key else None
        if row is None:
            if key:
                self.problems.append(
                    tr("Feature {}: the case has no report “{}”.").format(feature.id(), key)
                )
            return ()
        uuid = str(row["uuid"])
        return (uuid,) if not self._listed or uuid in self._listed else ()

    def joined(self) -> tuple[int, str | None]:
        """Write the features of another layer with their reports; return how many have one."""
        algorithm = self._algorithm
        if not self._outside:
            return 0, None
        if not self._given(algorithm.OUTPUT):
            raise TrackerError(
                tr("The features are not of the case, so no report can be attached to them."),
                tr("Give an output, which will have them with the fields of their reports."),
            )
        source = self._source(algorithm.FEATURES, ())
        added = fields_of([(name, QMetaType.Type.QString) for name in _JOINED])
        fields = QgsProcessingUtils.combineFields(source.fields(), added, "report_")
        sink, identifier = algorithm.parameterAsSink(
            self._parameters,
            algorithm.OUTPUT,
            self._context,
            fields,
            source.wkbType(),
            source.sourceCrs(),
        )
        if sink is None:
            raise TrackerError(algorithm.invalidSinkError(self._parameters, algorithm.OUTPUT))
        rows: list[QgsFeature] = []
        count = 0
        for feature in source.getFeatures():
            reports = self._reports_of(feature)
            count += bool(reports)
            for report in reports or (None,):
                values = [_cell(self._book.rows[report].get(n)) for n in _JOINED] if report else []
                made = QgsFeature(fields)
                made.setGeometry(feature.geometry())
                made.setAttributes([*feature.attributes(), *(values or [None] * len(_JOINED))])
                rows.append(made)
        add_rows(sink, rows)
        return count, identifier


def _plain(value: Any) -> str:
    """Return the text of an attribute; NULL, in any of its ways, is empty."""
    return value if isinstance(value, str) else ""


def _cell(value: Any) -> str | None:
    if value is None or value == ():
        return None
    return "; ".join(value) if isinstance(value, tuple) else str(value)
