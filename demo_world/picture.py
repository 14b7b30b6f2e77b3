"""`python -m demo_world.picture FILE.svg`: the README's picture, drawn from commands on the demo's database."""

from __future__ import annotations

import argparse
import os
import pty
import subprocess
import sys
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from demo_world.promises import require
from demo_world.session import BrokenPromiseError, Session
from demo_world.world import HOSTS

WIDTH = 96
_SUBJECT = "斜拉桥"
"""A word that only the story told by all three outlets has."""
_FONT = "ui-monospace, Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace"
# Rich's own format loads a font from the network.
_FORMAT = (
    '<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">'
    "<style>.{unique_id}-matrix {{ font-family: " + _FONT + "; font-size: {char_height}px;"
    " line-height: {line_height}px; font-variant-east-asian: full-width; }} {styles}</style>"
    '<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}"'
    ' height="{terminal_height}"/></clipPath>{lines}</defs>{chrome}'
    '<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">{backgrounds}'
    '<g class="{unique_id}-matrix">{matrix}</g></g></svg>'
)


def main() -> None:
    """Run the commands on a terminal of their own and draw what they show."""
    parser = argparse.ArgumentParser(prog="python -m demo_world.picture", description=__doc__)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--output", type=Path, default=Path("demo-output"), help="folder that the demo made")
    chosen = parser.parse_args()
    try:
        svg = _drawn(chosen.output)
    except BrokenPromiseError as error:
        sys.exit(f"picture: {error}")
    chosen.picture.parent.mkdir(parents=True, exist_ok=True)
    chosen.picture.write_text(svg, encoding="utf-8")


def _drawn(folder: Path) -> str:
    """The picture as SVG."""
    session = Session(folder, tuple(HOSTS.values()))
    found = session.records("search", _SUBJECT, "--json")
    require(bool(found and found[0]["story"]), f"{folder} holds no story of {_SUBJECT}; run the demo first")
    commands = (("runs", "--limit", "6"), ("story", str(found[0]["story"])), ("search", "摆渡人"))
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere, force_terminal=True)
        for words in commands:
            console.print(Text.assemble(("$ ", "bold green"), (f"kitewire {' '.join(words)}", "bold")))
            console.print(Text.from_ansi(_on_terminal(session, *words)), "")
    return console.export_svg(title="kitewire", theme=MONOKAI, code_format=_FORMAT, unique_id="kitewire")


def _on_terminal(session: Session, *words: str) -> str:
    """What a command prints where it believes that a person looks on. Raises `BrokenPromiseError` where it fails."""
    ours, theirs = pty.openpty()
    environment = session.environment | {"COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    with subprocess.Popen(session.command(*words), env=environment, stdin=theirs, stdout=theirs) as child:
        os.close(theirs)
        told = b"".join(iter(partial(_read, ours), b""))
    os.close(ours)
    require(child.returncode == 0, f"`kitewire {' '.join(words)}` ended with {child.returncode}; run the demo first")
    return told.decode("utf-8").replace("\r\n", "\n").rstrip()


def _read(terminal: int) -> bytes:
    """Some bytes; none when the command has ended, which a terminal tells by an error."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


if __name__ == "__main__":
    main()
