"""Print docs/commands.md from the commands themselves: `python -m kitewire.commands.reference > docs/commands.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import typer.main

_HEAD = """# Commands

Made from the commands themselves by `make docs`. Every command answers `--help`; an error the user can mend is one line
on standard error, with exit code 2 for a wrong call and 1 for a failure. `--json` prints one JSON object a line.
"""


def reference() -> str:
    """The whole document."""
    from kitewire.cli import app

    return _HEAD + "".join(_sections(typer.main.get_command(app), "kitewire"))


def _sections(command: Any, path: str) -> Iterator[str]:
    if not hasattr(command, "list_commands"):
        yield _section(command, path)
        return
    context = command.context_class(command, info_name=path)
    for name in command.list_commands(context):
        yield from _sections(command.get_command(context, name), f"{path} {name}")


def _section(command: Any, path: str) -> str:
    context = command.context_class(command, info_name=path)
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    lines = [f"\n## `{path}`\n", f"{command.help or ''}\n", f"    {usage}\n"]
    rows = [_row(parameter) for parameter in command.params if not getattr(parameter, "hidden", False)]
    if rows:
        lines += ["| argument or option | default | meaning |\n|---|---|---|", *rows, ""]
    return "\n".join(lines)


def _row(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        name = (parameter.name or "").upper()
    else:
        name = ", ".join((*parameter.opts, *parameter.secondary_opts))
    default = parameter.default
    plain = default is None or callable(default) or default in (False, (), [], "") or "UNSET" in str(default).upper()
    meaning = (getattr(parameter, "help", None) or "").replace("|", "\\|").replace("\n", " ")
    return f"| `{name}` | {'' if plain else f'`{default}`'} | {meaning} |"


if __name__ == "__main__":
    sys.stdout.write(reference())
