"""Every string that an analyst sees goes through ``tr`` as a literal, to be translatable."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.support import staging
from tests.support.imports import PACKAGE, sources

MODULES = sources(staging.ROOT / PACKAGE)

# Calls whose string arguments are shown, by the name called: Qt's and QGIS's setters and widgets,
# Processing's texts, and our own errors, which end up in the message bar.
SHOWN = {
    "QAction", "QCheckBox", "QDockWidget", "QGroupBox", "QLabel", "QMenu", "QMessageBox",
    "QPushButton", "QRadioButton", "QToolButton", "QgsProcessingException", "QgsTask",
    "addItem", "addMenu", "addRow", "addTab", "addToolBar", "critical", "information",
    "pushCritical", "pushInfo", "pushMessage", "pushSuccess", "pushWarning", "question",
    "reportError", "setDescription", "setHeaderLabels", "setHorizontalHeaderLabels", "setHelp",
    "setPlaceholderText", "setPrefix", "setStatusTip", "setSuffix", "setText", "setTitle",
    "setToolTip", "setWhatsThis", "setWindowTitle", "setProgressText", "warning",
    "beginEditCommand",
}  # fmt: skip
# Methods of QGIS's and Qt's classes whose returned text is shown.
RETURNED = {"displayName", "shortHelpString", "shortDescription", "group", "title"}
# A count before a plural: "1 sites" would be shown. `plural` has the form for one thing.
COUNTED = re.compile(
    r"\{[^}]*\} (?:other |saved |stored |fetched |of \{[^}]*\} )*(?:addresses|areas|buffers|"
    r"citations|claims|copies|corridors|days|entries|errors|features|fields|groups|items|layers|"
    r"layouts|lines|observations|pages|places|points|positions|problems|reports|rows|seconds|"
    r"sites|sources|tables|times|values|warnings|waypoints|zones)\b"
)
ALWAYS_SEVERAL = {
    "“{}” is the name of {} rows of the table “{}”.",
    "The positions of these {} sites are other places', used as proxies; {}: {}.",
    "There are {} rows instead of one.",
    "The case has {} rows in {} instead of one.",
    "{} sites have this name.",
    "{} entries",
}


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _words(node: ast.expr) -> bool:
    """Tell whether an expression is literal text with words in it."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and any(c.isalpha() for c in node.value)
    if isinstance(node, ast.JoinedStr):
        return any(_words(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return _words(node.left) or _words(node.right)
    if isinstance(node, ast.Call) and _name(node.func) == "format":
        return isinstance(node.func, ast.Attribute) and _words(node.func.value)
    if isinstance(node, (ast.List, ast.Tuple)):
        return any(_words(item) for item in node.elts)
    return False


def _is_shown(name: str, own_errors: set[str]) -> bool:
    return name in SHOWN or name in own_errors


def _literal(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def _findings_in_call(node: ast.Call, own_errors: set[str]) -> Iterator[str]:
    name = _name(node.func)
    if name == "tr":
        text = _literal(node.args[0]) if len(node.args) == 1 and not node.keywords else None
        if text is None:
            yield "tr() takes one literal string; fill it with .format() afterwards"
        elif COUNTED.search(text) and text not in ALWAYS_SEVERAL:
            yield "tr() shows a count before a plural; use plural()"
    elif name == "plural":
        if len(node.args) != 3 or None in map(_literal, node.args[:2]):
            yield "plural() takes two literal strings and a count"
    elif _is_shown(name, own_errors):
        shown = [*node.args, *(k.value for k in node.keywords if k.arg != "objectName")]
        yield from (f"{name}() shows text that is not in tr()" for one in shown if _words(one))


def _findings_in_method(node: ast.FunctionDef) -> Iterator[str]:
    if node.name in RETURNED:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Return) and inner.value is not None and _words(inner.value):
                yield f"{node.name}() returns text that is not in tr()"


def findings(source: str, own_errors: set[str]) -> list[str]:
    """Return what is wrong in a source, as ``line: what``."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            found += [f"{node.lineno}: {text}" for text in _findings_in_call(node, own_errors)]
        elif isinstance(node, ast.FunctionDef):
            found += [f"{node.lineno}: {text}" for text in _findings_in_method(node)]
    return found


def error_classes() -> set[str]:
    """Return the names of the package's errors that are shown to the analyst."""
    bases = {"TrackerError"}
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in MODULES.values()]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    for _ in range(5):
        bases |= {c.name for c in classes if any(_name(base) in bases for base in c.bases)}
    return bases


OWN_ERRORS = error_classes()


@pytest.mark.parametrize("module", sorted(MODULES))
def test_shown_text_is_translated(module: str) -> None:
    assert findings(MODULES[module].read_text(encoding="utf-8"), OWN_ERRORS) == []


def test_own_errors_are_known() -> None:
    assert len(OWN_ERRORS) > 1, "the errors' base class has another name than assumed here"


@pytest.mark.parametrize(
    "source",
    [
        "tr(f'{n} sites')",
        "tr('{} sites'.format(n))",
        "tr('sites ' + name)",
        "tr(text)",
        "tr('{} sites')",
        "tr('{:,} of {:,} saved reports').format(n, total)",
        "plural('site', text, n)",
        "plural('site', 'sites')",
        "label.setText('Sites')",
        "label.setText(f'{n} sites')",
        "QLabel('Sites', parent)",
        "raise TrackerError('No such file')",
        "def displayName(self):\n    return 'Buffers'",
    ],
)
def test_untranslatable_text_is_found(source: str) -> None:
    assert len(findings(source, {"TrackerError"})) == 1


@pytest.mark.parametrize(
    "source",
    [
        "tr('Sites: {}').format(n)",
        "plural('{} site', '{} sites', n).format(n)",
        "label.setText(tr('Sites'))",
        "label.setText('—')",
        "label.setText(name)",
        "def displayName(self):\n    return tr('Buffers')",
        "def name(self):\n    return 'buffers'",
    ],
)
def test_good_text_passes(source: str) -> None:
    assert findings(source, {"TrackerError"}) == []
