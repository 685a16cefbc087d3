"""Who imports whom inside the plugin, read from the source without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "imam_ali_tracker"


@dataclass(frozen=True)
class Import:
    """One import: the module that has it, the line, and the full dotted name that it asks for.

    ``for_types_only`` is true inside ``if TYPE_CHECKING:``, which never runs.
    """

    module: str
    line: int
    target: str
    for_types_only: bool


def module_name(path: Path, package_folder: Path) -> str:
    """Return the dotted name of a source file of the package."""
    parts = [PACKAGE, *path.relative_to(package_folder).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    return name == "TYPE_CHECKING"


def _statements(node: ast.AST, types_only: bool) -> Iterator[tuple[ast.AST, bool]]:
    """Yield every import or call below ``node``, wherever it stands, with whether it runs."""
    for field in ast.iter_child_nodes(node):
        if isinstance(node, ast.If) and _is_type_checking(node.test):
            inside = types_only or field in node.body
        else:
            inside = types_only
        if isinstance(field, (ast.Import, ast.ImportFrom, ast.Call)):
            yield field, inside
        yield from _statements(field, inside)


def _base(node: ast.ImportFrom, module: str, is_package: bool) -> str:
    """Return the absolute name of what a ``from … import`` imports from."""
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    parts = parts[: len(parts) - node.level + (1 if is_package else 0)]
    return ".".join([*parts, node.module] if node.module else parts)


def _targets(node: ast.AST, module: str, is_package: bool) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = _base(node, module, is_package)
        return [f"{base}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else None
        called = called or getattr(node.func, "id", None)
        if called in {"import_module", "__import__"} and isinstance(node.args[0].value, str):
            return [node.args[0].value]
    return []


def imports_of(source: str, module: str, *, is_package: bool = False) -> list[Import]:
    """Return all imports of a module's source, those inside functions too."""
    return [
        Import(module, node.lineno, target, types_only)  # type: ignore[attr-defined]
        for node, types_only in _statements(ast.parse(source), types_only=False)
        for target in _targets(node, module, is_package)
    ]


def sources(package_folder: Path) -> dict[str, Path]:
    """Return the package's modules by their dotted names."""
    return {
        module_name(path, package_folder): path for path in sorted(package_folder.rglob("*.py"))
    }


def all_imports(package_folder: Path) -> list[Import]:
    """Return every import in the package."""
    return [
        found
        for module, path in sources(package_folder).items()
        for found in imports_of(
            path.read_text(encoding="utf-8"), module, is_package=path.name == "__init__.py"
        )
    ]


def reached(module: str, imports: list[Import], modules: set[str]) -> set[str]:
    """Return everything that importing and using ``module`` can load, its packages included.

    The root package is left out: every module is in it, and ``classFactory`` in it, which only QGIS
    calls, leads to everything.
    """
    by_module: dict[str, list[str]] = {}
    for found in imports:
        if not found.for_types_only:
            by_module.setdefault(found.module, []).append(found.target)
    seen: set[str] = set()
    todo = [module]
    while todo:
        name = todo.pop()
        if name in seen or name == PACKAGE:
            continue
        seen.add(name)
        if name in modules:
            todo += by_module.get(name, [])
        parent = name.rpartition(".")[0]
        if parent:
            todo.append(parent)
    return seen
