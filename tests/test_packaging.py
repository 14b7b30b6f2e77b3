"""The project installs as it stands: files that are read at run time are in the package."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


def test_every_dependency_is_pinned_by_range() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    every = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    for dependency in every:
        assert ">=" in dependency, dependency


def test_data_files_are_packaged() -> None:
    setuptools = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    endings = {pattern.removeprefix("*") for pattern in setuptools["package-data"]["*"]}
    folders = [pattern.rstrip("*") for pattern in setuptools["packages"]["find"]["include"]]
    for folder in folders:
        for path in (TOP / folder).rglob("*"):
            if path.is_file() and path.suffix not in (".py", ".c", ".so") and "__pycache__" not in path.parts:
                assert any(path.name.endswith(ending) for ending in endings), f"{path} would not be installed"


def test_every_import_is_a_named_dependency() -> None:
    """Nothing stands on a package that is there only because another one needs it."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    every = [*project["dependencies"], *extras["postgres"], *extras["parquet"]]
    named = {_normal(re.split(r"[\[<>=]", dependency)[0]) for dependency in every}
    ours = {path.name for path in TOP.iterdir() if path.is_dir()}
    distributions = importlib.metadata.packages_distributions()
    for folder in ("kitewire", "extraction", "linking", "crawler", "storage", "scheduler", "feeds", "demo_world"):
        for path in (TOP / folder).rglob("*.py"):
            for module in _imported(ast.parse(path.read_text(encoding="utf-8"))):
                if module not in sys.stdlib_module_names and module not in ours:
                    names = {_normal(name) for name in distributions[module]}
                    assert names & named, f"{path.relative_to(TOP)} imports {module}: name it in pyproject.toml"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]
