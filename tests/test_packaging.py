"""The project installs as it stands: files that are read at run time are in the package."""

from __future__ import annotations

import tomllib
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
            if path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts:
                assert any(path.name.endswith(ending) for ending in endings), f"{path} would not be installed"
