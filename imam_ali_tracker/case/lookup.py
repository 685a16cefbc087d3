"""Find rows of a case as an analyst names them: by uuid, by name, by an expression."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from qgis.core import QgsExpression, QgsExpressionContext, QgsExpressionContextUtils, QgsFeature

from imam_ali_tracker.case.database import open_layer
from imam_ali_tracker.case.labels import table_label
from imam_ali_tracker.case.schema import UUID
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from imam_ali_tracker.case.store import Case

_SEPARATOR = re.compile(r"[;\n]")
_NAMED = 5


def split_names(text: str) -> list[str]:
    """Return the names in a text: one a line, or with semicolons between them."""
    return [name.strip() for name in _SEPARATOR.split(text) if name.strip()]


class Lookup:
    """The rows of one table by name: of sites or corridors.

    A name counts whatever its case and compatibility forms. Where no row has it, the further names
    of sites do.
    """

    def __init__(self, case: Case, table: str) -> None:
        self._table = table
        self.names: dict[str, str] = {}
        self._own: dict[str, list[str]] = {}
        self._further: dict[str, list[str]] = {}
        with case.reading():
            for row in case.rows(table, geometry=False):
                self.names[row[UUID.name]] = str(row["name"])
                self._own.setdefault(plain(str(row["name"])), []).append(row[UUID.name])
            for row in case.rows("site_names") if table == "sites" else ():
                uuids = self._further.setdefault(plain(str(row["name"])), [])
                if row["site"] not in uuids:
                    uuids.append(row["site"])

    def uuids(self, texts: Iterable[str]) -> list[str]:
        """Return the uuids of rows given by uuid or name, in that order.

        Raises :class:`TrackerError` for what names no row, or more than one.
        """
        return [self._uuid(text) for text in texts]

    def _uuid(self, text: str) -> str:
        if text in self.names:
            return text
        name = plain(text)
        found = self._own.get(name) or self._further.get(name) or []
        if len(found) == 1:
            return found[0]
        if not found:
            raise TrackerError(
                tr("“{}” is not in the table “{}”.").format(text, table_label(self._table)),
                self._near(name),
            )
        raise TrackerError(
            tr("“{}” is the name of {} rows of the table “{}”.").format(
                text, len(found), table_label(self._table)
            ),
            tr("Give the uuid instead: {}.").format("; ".join(found[:_NAMED])),
        )

    def _near(self, name: str) -> str:
        near = get_close_matches(name, [*self._own, *self._further], _NAMED)
        uuids = dict.fromkeys(uuid for key in near for uuid in self._all(key))
        names = [self.names[uuid] for uuid in uuids if uuid in self.names]
        if not names:
            return tr("Give a name or a uuid as it stands there.")
        return tr("Did you mean {}?").format(", ".join(tr("“{}”").format(each) for each in names))

    def _all(self, key: str) -> list[str]:
        return [*self._own.get(key, ()), *self._further.get(key, ())]


def plain(name: str) -> str:
    """Return what two spellings of one name have in common."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def matching(case: Case, table: str, expression: str) -> list[str]:
    """Return the uuids of the rows for which a QGIS expression is true.

    Raises :class:`TrackerError` for an expression that cannot be evaluated.
    """
    prepared = QgsExpression(expression)
    layer = open_layer(case.location, table)
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    context.setFields(layer.fields())
    if prepared.hasParserError() or not prepared.prepare(context):
        raise _unusable(expression, prepared.parserErrorString() or prepared.evalErrorString())
    found = []
    feature = QgsFeature()
    features = layer.getFeatures()
    while features.nextFeature(feature):
        context.setFeature(feature)
        value = prepared.evaluate(context)
        if prepared.hasEvalError():
            raise _unusable(expression, prepared.evalErrorString())
        if value:
            found.append(str(feature.attribute(UUID.name)))
    return found


def _unusable(expression: str, why: str) -> TrackerError:
    return TrackerError(
        tr("The expression {} cannot be used: {}.").format(expression, why.strip(" .")),
        tr("Write such as: \"status\" = 'active'."),
    )
