"""Making the functions known to QGIS, and taking them away again."""

from __future__ import annotations

import sys

from qgis.core import QgsExpression, QgsExpressionFunction

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.project.expressions.function import PREFIX, Declared, TrackerFunction

_FACTS = "imam_ali_tracker.project.expressions.case_facts"
_KEPT = "_imam_ali_tracker_functions"


def register() -> None:
    """Register the functions; those of an earlier load give way."""
    unregister()
    kept = getattr(QgsExpressionFunction, _KEPT, [])
    # An expression that is parsed already, of a label or a data-defined property, calls a function
    # by its place among all; QGIS does not look whether it is still there. What is collected
    # would crash it, so a class of QGIS keeps them as long as Python lasts.
    setattr(QgsExpressionFunction, _KEPT, kept)
    for declared in declarations():
        function = TrackerFunction(declared)
        kept.append(function)
        if not QgsExpression.registerFunction(function):
            raise TrackerError(
                tr("QGIS does not take the expression function {}.").format(declared.name),
                tr("Restart QGIS."),
            )


def unregister() -> None:
    """Take the functions away, and let go of what they have read.

    Expressions that name them no longer parse.
    """
    names = [function.name() for function in QgsExpression.Functions()]
    for name in names:
        if name.startswith(PREFIX):
            QgsExpression.unregisterFunction(name)
    read = sys.modules.get(_FACTS)  # not imported for it: nothing was read then
    if read is not None:
        read.forget()


def declarations() -> list[Declared]:
    """Return all functions, in the order of the documentation."""
    from imam_ali_tracker.project.expressions import checking, citing, measuring, writing

    return [
        *measuring.declared(),
        *citing.declared(),
        *checking.declared(),
        *writing.declared(),
    ]
