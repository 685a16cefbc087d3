"""What the expression functions have in common: declaration, help, errors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any, Callable, NamedTuple

from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionFunction,
    QgsExpressionNodeFunction,
)

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

PREFIX = "iat_"
"""What the names of all functions begin with: a function of QGIS or of another plugin does not."""
_REQUIRED = object()


@dataclass(frozen=True)
class Argument:
    """An argument: its name, what it is, and what stands for it where it is left out."""

    name: str
    what: str
    default: Any = _REQUIRED

    @property
    def is_optional(self) -> bool:
        """Whether it may be left out."""
        return self.default is not _REQUIRED


class Call(NamedTuple):
    """One call: the values of all arguments in order, and the context, where there is one."""

    values: tuple[Any, ...]
    context: QgsExpressionContext | None


@dataclass(frozen=True)
class Declared:
    """A function as it is declared.

    ``run`` returns the value, ``None`` for NULL; it raises :class:`TrackerError` for what becomes
    an evaluation error. ``examples`` are expressions with what they give. ``columns`` are those of
    the current feature that it reads by itself.
    """

    name: str
    summary: str
    arguments: tuple[Argument, ...]
    examples: tuple[tuple[str, str], ...]
    run: Callable[[Call], Any]
    notes: str = ""
    columns: tuple[str, ...] = ()

    @property
    def syntax(self) -> str:
        """How it is called: optional arguments stand in brackets."""
        text = ""
        for number, argument in enumerate(self.arguments):
            comma = ", " if number else ""
            part = comma + argument.name
            if argument.is_optional:
                shown = "" if argument.default in (None, "") else f":={argument.default!r}"
                part = f"[{comma}{argument.name}{shown}]"
            text += part
        return f"{self.name}({text})"


class TrackerFunction(QgsExpressionFunction):
    """A function as QGIS evaluates it, in whatever thread.

    NULL for an argument gives NULL, as with QGIS's own functions.
    """

    def __init__(self, declared: Declared) -> None:
        arguments = [
            QgsExpressionFunction.Parameter(each.name, True, each.default)
            if each.is_optional
            else QgsExpressionFunction.Parameter(each.name)
            for each in declared.arguments
        ]
        super().__init__(declared.name, arguments, group(), help_html(declared))
        self.declared = declared

    def func(
        self,
        values: Iterable[Any],
        context: QgsExpressionContext | None,
        parent: QgsExpression | None,
        node: QgsExpressionNodeFunction | None,  # noqa: ARG002
    ) -> Any:
        """Evaluate; what is wrong becomes the error of the expression."""
        try:
            return self.declared.run(Call(tuple(values), context))
        except TrackerError as error:
            said = str(error)
        except Exception as error:  # noqa: BLE001 - an error that leaves this ends QGIS
            said = f"{type(error).__name__}: {error}"
        if parent is not None:
            parent.setEvalErrorString(f"{self.declared.name}: {said}")
        return None

    def usesGeometry(self, node: QgsExpressionNodeFunction | None) -> bool:  # noqa: ARG002
        """Return that none reads the geometry of the current feature by itself."""
        return False

    def referencedColumns(
        self,
        node: QgsExpressionNodeFunction | None,  # noqa: ARG002
    ) -> set[str]:
        """Return the columns that it reads by itself."""
        return set(self.declared.columns)


def group() -> str:
    """Return the group under which the functions stand."""
    return tr("Imam Ali Tracker")


def help_html(declared: Declared) -> str:
    """Return the help as QGIS lays out that of its own functions."""
    parts = [
        f"<h3>{tr('function {}').format(declared.name)}</h3>",
        f'<div class="description"><p>{escape(declared.summary)}</p></div>',
        f"<h4>{tr('Syntax')}</h4>",
        f'<div class="syntax"><code>{escape(declared.syntax)}</code></div>',
    ]
    if declared.arguments:
        rows = (
            f'<tr><td class="argument">{each.name}</td><td>{escape(each.what)}</td></tr>'
            for each in declared.arguments
        )
        parts.append(f"<h4>{tr('Arguments')}</h4>")
        parts.append(f'<div class="arguments"><table>{"".join(rows)}</table></div>')
    examples = (
        f"<li><code>{escape(expression)}</code> → <code>{escape(result)}</code></li>"
        for expression, result in declared.examples
    )
    parts.append(f"<h4>{tr('Examples')}</h4>")
    parts.append(f'<div class="examples"><ul>{"".join(examples)}</ul></div>')
    if declared.notes:
        parts.append(f"<h4>{tr('Notes')}</h4>")
        parts.append(f'<div class="notes"><p>{escape(declared.notes)}</p></div>')
    return "\n".join(parts)
