"""Draw the README's picture from commands on the demo's database, in Chromium: `make picture` after `make demo`."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from functools import partial
from pathlib import Path

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from demo_world.session import Session
from demo_world.world import HOSTS

WIDTH = 100
SUBJECT = "岫水大桥"
PICTURE = Path(__file__).parent / "images" / "demo.png"
# One font for both scripts: only then is a Chinese character two columns wide.
PAGE = """<!doctype html><meta charset="utf-8"><style>{stylesheet}
body {{ margin: 0; background: #14171b }}
main {{ display: inline-block; padding: 22px 28px; color: {foreground} }}
pre {{ margin: 0; font: 14px/1.38 "Noto Sans Mono CJK SC", monospace }}
</style><main><pre>{code}</pre></main>"""


def main() -> None:
    """Run the commands on a terminal of their own and photograph what they show."""
    session = Session(Path("demo-output"), tuple(HOSTS.values()))
    story = next(found["story"] for found in session.records("search", SUBJECT, "--json") if found["story"])
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere, force_terminal=True)
        for words in (("runs", "--limit", "6"), ("story", str(story)), ("search", "摆渡人", "--limit", "2")):
            console.print(Text.assemble(("$ ", "bold green"), (f"kitewire {' '.join(words)}", "bold")))
            console.print(Text.from_ansi(on_terminal(session, *words)), "")
    PICTURE.parent.mkdir(exist_ok=True)
    photograph(console.export_html(theme=MONOKAI, code_format=PAGE), PICTURE)


def photograph(html: str, picture: Path) -> None:
    """A page's main element as PNG, at twice the pixels."""
    with sync_playwright() as playwright:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        page = browser.new_page(viewport={"width": 1200, "height": 900}, device_scale_factor=1.5)
        page.set_content(html)
        page.locator("main").screenshot(path=picture)
        browser.close()


def on_terminal(session: Session, *words: str) -> str:
    """What a command prints where it believes that a person looks on."""
    ours, theirs = pty.openpty()
    environment = session.environment | {"COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    with subprocess.Popen(session.command(*words), env=environment, stdin=theirs, stdout=theirs) as child:
        os.close(theirs)
        told = b"".join(iter(partial(_read, ours), b""))
    os.close(ours)
    if child.returncode:
        sys.exit(f"`kitewire {' '.join(words)}` ended with {child.returncode}; run `make demo` first")
    return told.decode("utf-8").replace("\r\n", "\n").rstrip()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # how a terminal tells that the command has ended
        return b""


if __name__ == "__main__":
    main()
