"""The terminal session that the demo shows: headings, command lines, and the output of the commands themselves."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from kitewire.settings import Settings, env_name

PATIENCE = 120.0
"""Seconds that one command may take; they take one or two."""
WIDTH = 110
"""Columns where the output goes to no terminal: then nothing says how many there are."""
SERVICE = {"PORT": "0", "KITEWIRE_WORKERS": "1", "LOG_LEVEL": "INFO"}
"""Settings of the service: a free port, and one reading process a crawl, since starting it costs more than reading so
few pages."""


class BrokenPromiseError(Exception):
    """Something that the demo promises did not happen. The message says what."""


class Session:
    """Runs `kitewire` commands on the demo's database. What is shown goes to standard output, in order."""

    def __init__(self, folder: Path, hosts: tuple[str, ...]) -> None:
        self.console = Console(highlight=False)
        if not self.console.is_terminal:
            self.console.width = int(os.environ.get("COLUMNS") or WIDTH)
        self.settings = {
            "DATABASE_URL": f"sqlite:///{folder / 'kitewire.db'}",
            "KITEWIRE_ALLOW_HOSTS": ",".join(hosts),
        }
        more = {"COLUMNS": str(self.console.width), "KITEWIRE_USER_AGENT": "Kitewire/0.1 (demo)"}
        self.environment = _environment(self.settings) | more
        self._chapters = 0

    def chapter(self, title: str, text: str = "") -> None:
        """A numbered heading, and a sentence or two."""
        self._chapters += 1
        self.console.print()
        self.console.print(Rule(Text(f"{self._chapters}  {title}", style="bold"), align="left"))
        if text:
            self.console.print(text, style="dim", markup=False)

    def say(self, text: str) -> None:
        """A line between two commands."""
        self.console.print(text, markup=False)

    def prompt(self, line: str) -> None:
        """A command line as one would type it."""
        self.console.print(Text.assemble("\n", ("$ ", "bold green"), (line, "bold")), soft_wrap=True)

    def show(self, *arguments: str) -> None:
        """Show a command line, then the output of the command. Raises `BrokenPromiseError` where it fails."""
        self.prompt(_typed("kitewire", *arguments))
        self.console.file.flush()
        done = subprocess.run(self.command(*arguments), env=self.environment, timeout=PATIENCE, check=False)
        if done.returncode:
            raise BrokenPromiseError(f"`{_typed('kitewire', *arguments)}` ended with {done.returncode}")

    def records(self, *arguments: str) -> list[dict[str, Any]]:
        """The JSON lines that a command prints, unseen. Raises `BrokenPromiseError` where it fails."""
        done = subprocess.run(
            self.command(*arguments), env=self.environment, timeout=PATIENCE, capture_output=True, check=False
        )
        if done.returncode:
            complaint = done.stderr.decode("utf-8", "replace").strip()
            raise BrokenPromiseError(f"`{_typed('kitewire', *arguments)}` ended with {done.returncode}: {complaint}")
        return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]

    def start(self, log: Path, *arguments: str) -> subprocess.Popen[str]:
        """Start a command that goes on: its standard output is a pipe, its standard error goes to `log`."""
        with log.open("wb") as errors:
            return subprocess.Popen(
                self.command(*arguments),
                env=_environment(self.settings | SERVICE),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    @staticmethod
    def command(*arguments: str) -> list[str]:
        """The command line of the `kitewire` that is installed beside this Python."""
        return [str(Path(sys.executable).with_name("kitewire")), *arguments]


def _typed(*words: str) -> str:
    """Words as one would type them; unlike shlex, no quotes around Chinese ones."""
    return " ".join(word if re.fullmatch(r"[\w@%+=:,./-]+", word) else shlex.quote(word) for word in words)


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Our environment with no settings of Kitewire but these: the demo is the same on every machine."""
    names = {env_name(field) for field in Settings.model_fields.values()}
    ours = {name: text for name, text in os.environ.items() if name.removesuffix("_FILE") not in names}
    return {**ours, **settings, "PYTHONIOENCODING": "utf-8"}
