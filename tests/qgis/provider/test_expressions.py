"""Filters by expression, compiled or not, alone and with rectangles and ids.

What a filter should give is worked out by QGIS's own evaluation, feature by feature.
"""

from __future__ import annotations

import pytest
from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextScope,
    QgsExpressionContextUtils,
    QgsFeatureRequest,
    QgsRectangle,
)

from tests.qgis.provider.conftest import Subject, spatial_only
from tests.qgis.provider.test_reading import EXACT, NO_GEOMETRY, ids

# {text} and {number} are fields; {word} and {value} are what one feature holds there.
EXPRESSIONS = [
    "{text} = {word}",
    "{text} <> {word}",
    "{text} IN ({word}, 'no such thing')",
    "{text} NOT IN ({word})",
    "{text} IS NULL",
    "{text} IS NOT NULL",
    "{text} IS {word}",
    "{text} LIKE {start}",
    "{text} LIKE '%a%'",
    "{text} NOT LIKE '%a%'",
    "{text} ILIKE '%A%'",
    "{text} LIKE '_%'",
    "{text} || 'x' = {word} || 'x'",
    "upper({text}) = upper({word})",
    "length({text}) > 5",
    "left({text}, 2) = left({word}, 2)",
    "regexp_match({text}, 'e')",
    "coalesce({text}, 'none') = 'none'",
    "trim({text}) = {word}",
    "{text} = 'it''s “so” 100%_'",
    "{number} = {value}",
    "{number} <> {value}",
    "{number} < {value}",
    "{number} <= {value}",
    "{number} > {value}",
    "{number} >= {value}",
    "{number} BETWEEN {value} AND {value} + 10",
    "{number} IS NULL",
    "{number} IS NOT NULL",
    "{number} IN ({value}, -9999)",
    "{number} NOT IN ({value}, 1)",
    "-{number} < 0",
    "{number} + 1 > {value}",
    "{number} - 1 < {value}",
    "{number} * 2 > {value}",
    "{number} / 2 < {value}",
    "to_int({number}) % 2 = 0",
    "{number} ^ 2 > 4",
    "abs({number}) >= 0",
    "round({number}) = round({value})",
    "NOT ({number} > {value})",
    "NOT {number} IS NULL",
    "{number} = {value} OR {text} = {word}",
    "{number} = {value} AND {text} = {word}",
    "{number} = {value} AND ({text} = {word} OR {text} IS NULL)",
    "CASE WHEN {number} > {value} THEN 1 ELSE 0 END = 1",
    "if({text} IS NULL, 1, 0) = 1",
    "$id = {id}",
    "$id IN ({id}, -1)",
    "$id > {id}",
    "true",
    "false",
    "NULL",
    "1 = 1",
    "@wanted = {text}",
    "{number} = @nobody_sets_this",
    "$geometry IS NULL",
    "x_min($geometry) > 40",
    "$x > 40 AND {number} IS NOT NULL",
    "intersects($geometry, buffer(make_point(40, 34), 0.5))",
    "num_points($geometry) > 1",
    "geom_to_wkt($geometry) LIKE '%4%'",
    "bounds_width($geometry) > 0.1 OR {text} IS NULL",
    "attribute($currentfeature, 'fid') = {id}",
]


def _spelled(expression: str, subject: Subject) -> str:
    """Fill in names of fields and values of the second feature."""
    fields = subject.layer.fields()
    texts = [i for i in range(len(fields)) if fields[i].typeName().lower().startswith("str")]
    texts = texts or [i for i in range(len(fields)) if not fields[i].isNumeric()]
    numbers = [i for i in range(1, len(fields)) if fields[i].isNumeric()] or [0]
    # The uuid comes first in a case's tables; the name after it says more.
    text = texts[1] if len(texts) > 1 else texts[0]
    sample = next(f for f in subject.features if str(f[text]) not in ("NULL", "None"))
    counted = next((f for f in subject.features if str(f[numbers[0]]) != "NULL"), sample)
    value = counted[numbers[0]]
    return expression.format(
        text=QgsExpression.quotedColumnRef(fields[text].name()),
        number=QgsExpression.quotedColumnRef(fields[numbers[0]].name()),
        word=QgsExpression.quotedString(str(sample[text])),
        start=QgsExpression.quotedString(str(sample[text])[:2] + "%"),
        value=value if str(value) != "NULL" else 1,
        id=sample.id(),
    )


def _context(subject: Subject) -> QgsExpressionContext:
    context = QgsExpressionContext(
        QgsExpressionContextUtils.globalProjectLayerScopes(subject.layer)
    )
    scope = QgsExpressionContextScope()
    scope.setVariable("wanted", "Bravo")
    context.appendScope(scope)
    return context


def _matching(subject: Subject, text: str) -> set[int]:
    """Return the ids of the features for which QGIS finds the expression true."""
    expression, context = QgsExpression(text), _context(subject)
    assert not expression.hasParserError(), expression.parserErrorString()
    found = set()
    for feature in subject.features:
        context.setFeature(feature)
        context.setFields(subject.layer.fields())
        value = expression.evaluate(context)
        if str(value) != "NULL" and value:
            found.add(feature.id())
    return found


def _request(subject: Subject, text: str) -> QgsFeatureRequest:
    return QgsFeatureRequest().setFilterExpression(text).setExpressionContext(_context(subject))


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_filter(subject: Subject, expression: str) -> None:
    """A filter gives the features for which it is true, whoever evaluates it."""
    text = _spelled(expression, subject)
    expected = _matching(subject, text)
    request = _request(subject, text)
    assert set(ids(subject.provider.getFeatures(request))) == expected
    assert set(ids(subject.layer.getFeatures(request))) == expected
    source = subject.provider.featureSource()
    bare = QgsFeatureRequest(request).setNoAttributes().setFlags(NO_GEOMETRY)
    assert set(ids(source.getFeatures(bare))) == expected
    limited = QgsFeatureRequest(request).setLimit(1)
    assert len(ids(subject.provider.getFeatures(limited))) == min(1, len(expected))


@spatial_only
@pytest.mark.parametrize("expression", EXPRESSIONS[::5])
def test_filter_within_a_rectangle(subject: Subject, expression: str) -> None:
    """A filter and a rectangle together give what fits both."""
    text = _spelled(expression, subject)
    box = QgsRectangle(38, 33, 42, 36)
    touching = {f.id() for f in subject.features if f.geometry().intersects(box)}
    request = _request(subject, text).setFilterRect(box).setFlags(EXACT)
    expected = _matching(subject, text) & touching
    assert set(ids(subject.provider.getFeatures(request))) == expected
    assert set(ids(subject.layer.getFeatures(request))) == expected


def test_filter_in_order_and_limited(subject: Subject) -> None:
    """Filter, order and limit work together, in this sequence."""
    text = _spelled("{number} IS NOT NULL OR {text} IS NOT NULL", subject)
    request = _request(subject, text).addOrderBy("$id", False).setLimit(2)
    expected = sorted(_matching(subject, text), reverse=True)[:2]
    assert ids(subject.provider.getFeatures(request)) == expected


def test_filter_that_cannot_be(subject: Subject) -> None:
    """A filter that does not parse, or names no field, gives nothing and breaks nothing."""
    for text in ("this is no (expression", '"no such field" = 1'):
        request = QgsFeatureRequest().setFilterExpression(text)
        assert ids(subject.provider.getFeatures(request)) == []
    assert set(ids(subject.provider.getFeatures())) == subject.ids
