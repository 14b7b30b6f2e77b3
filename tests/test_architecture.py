"""The arrows that docs/architecture.md draws, no cycles, and the size budgets of the house."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "kitewire": set(),
    "extraction": {"kitewire"},
    "linking": {"kitewire"},
    "storage": {"linking", "kitewire"},
    "crawler": {"extraction", "linking", "storage", "kitewire"},
    "scheduler": {"crawler", "storage", "kitewire"},
    "feeds": {"storage", "kitewire"},
    "demo_world": {"kitewire"},
}
ONLY_DOOR = {("scheduler", "crawler"): "crawler.door"}
FRONT_DOOR = ("kitewire.cli", "kitewire.commands")
MOST_LINES, MOST_FUNCTION_LINES, MOST_PARAMETERS = 400, 60, 6
# A command's parameters are its options: Typer reads them from the signature.
OPTION_FILES = "kitewire/commands/"


def _modules() -> dict[str, Path]:
    found = {}
    for folder in MAY_IMPORT:
        for path in sorted((TOP / folder).rglob("*.py")):
            parts = path.relative_to(TOP).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = _modules()
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}


def _is_front_door(module: str) -> bool:
    return module.startswith(FRONT_DOOR)


def _imports(module: str, top_level_only: bool = False) -> Iterator[str]:
    """Our own modules that `module` imports; not those under TYPE_CHECKING when only real imports are asked for."""
    nodes = TREES[module].body if top_level_only else ast.walk(TREES[module])
    for node in nodes:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} uses a relative import"
            base = node.module or ""
            names = [f"{base}.{a.name}" if f"{base}.{a.name}" in MODULES else base for a in node.names]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] in MAY_IMPORT)


@pytest.mark.parametrize("module", [m for m in MODULES if not _is_front_door(m)])
def test_only_drawn_arrows(module: str) -> None:
    folder = module.split(".")[0]
    for target in _imports(module):
        assert not _is_front_door(target), f"{module} imports the front door ({target})"
        other = target.split(".")[0]
        assert other == folder or other in MAY_IMPORT[folder], f"{module} may not import {target}"
        door = ONLY_DOOR.get((folder, other))
        assert door is None or target.startswith(door), f"{module} must go through {door}, not {target}"


def test_no_import_cycles() -> None:
    graph = {m: {t for t in _imports(m, top_level_only=True) if t in MODULES and t != m} for m in MODULES}
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " → ".join((*path, module))
        if module not in done:
            for target in sorted(graph[module]):
                visit(target, (*path, module))
            done.add(module)

    for module in sorted(graph):
        visit(module, ())


@pytest.mark.parametrize("module", list(MODULES))
def test_budgets(module: str) -> None:
    path = MODULES[module]
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES, f"{path} is too long"
    for node in ast.walk(TREES[module]):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        where = f"{path.relative_to(TOP)}:{node.lineno} {node.name}"
        assert (node.end_lineno or 0) - node.lineno < MOST_FUNCTION_LINES, f"{where} is too long"
        if not str(path.relative_to(TOP)).startswith(OPTION_FILES):
            names = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
            assert len([n for n in names if n not in ("self", "cls")]) <= MOST_PARAMETERS, f"{where} takes too much"


@pytest.mark.parametrize("module", list(MODULES))
def test_names_say_something(module: str) -> None:
    assert not {"utils", "helpers", "manager", "misc"} & set(module.split("."))
