"""What the documents say of commands and settings is what there is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main

from kitewire.cli import app
from kitewire.settings import Settings, env_name

TOP = Path(__file__).resolve().parent.parent
ROOT: Any = typer.main.get_command(app)
CONTEXT = ROOT.context_class(ROOT, info_name="kitewire")
DOCUMENTS = [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))]


def commands(command: Any = ROOT, path: tuple[str, ...] = ("kitewire",)) -> dict[tuple[str, ...], Any]:
    """Every command by its words."""
    if not hasattr(command, "list_commands"):
        return {path: command}
    found: dict[tuple[str, ...], Any] = {}
    for name in command.list_commands(CONTEXT):
        found |= commands(command.get_command(CONTEXT, name), (*path, name))
    return found


COMMANDS = commands()


def spoken_commands() -> list[tuple[str, str]]:
    """(document, command line) for each line of a shell block that calls kitewire."""
    found = []
    for document in DOCUMENTS:
        for block in re.findall(r"```(?:sh|console|bash)\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL):
            for line in block.splitlines():
                words = line.removeprefix("$ ").strip()
                if re.match(r"(\w+=\S+ )*kitewire ", words):
                    found.append((document.name, words))
    return found


@pytest.mark.parametrize("path", list(COMMANDS), ids=" ".join)
def test_command_is_documented_with_its_options(path: tuple[str, ...]) -> None:
    text = (TOP / "docs" / "commands.md").read_text(encoding="utf-8")
    heading = f"## `{' '.join(path)}`\n"
    assert heading in text, f"docs/commands.md lacks {heading!r}: make it anew with `make docs`"
    section = text.split(heading, 1)[1].split("\n## ", 1)[0]
    for parameter in COMMANDS[path].params:
        for name in parameter.opts if parameter.param_type_name == "option" else ():
            assert name in section, f"docs/commands.md, {' '.join(path)}: {name} is missing: run `make docs`"
    assert COMMANDS[path].help, f"{' '.join(path)} has no help"


def test_no_command_is_documented_that_does_not_exist() -> None:
    text = (TOP / "docs" / "commands.md").read_text(encoding="utf-8")
    known = {" ".join(path) for path in COMMANDS} | {" ".join(path[:-1]) for path in COMMANDS}
    assert set(re.findall(r"^## `(.+)`$", text, re.MULTILINE)) <= known


@pytest.mark.parametrize("field", list(Settings.model_fields.values()), ids=env_name)
def test_setting_is_documented(field: object) -> None:
    default = field.default  # type: ignore[attr-defined]
    shown = ",".join(default) if isinstance(default, tuple) else str(default)
    row = f"| `{env_name(field)}` | {f'`{shown}`' if shown else '(empty)'} | {field.description} |"  # type: ignore[attr-defined]
    assert row in (TOP / "docs" / "settings.md").read_text(encoding="utf-8"), f"docs/settings.md lacks: {row}"


@pytest.mark.parametrize(("document", "line"), spoken_commands())
def test_command_lines_of_the_documents_parse(document: str, line: str) -> None:
    words = [word for word in shlex.split(line, comments=True) if not re.fullmatch(r"\w+=\S*", word)]
    words = words[: next((n for n, word in enumerate(words) if word in "|><&" or word == "&&"), len(words))]
    path = max((p for p in COMMANDS if tuple(words[: len(p)]) == p), key=len, default=None)
    assert path is not None, f"{document}: {line!r} is no command"
    COMMANDS[path].make_context(" ".join(path), list(words[len(path) :]), resilient_parsing=False)


def test_links_between_the_documents_lead_somewhere() -> None:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"
