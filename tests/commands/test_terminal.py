"""What holds for all commands: JSON for machines, the manual page, and what a shell completes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from kitewire.cli import app
from kitewire.commands.manual import commands, manual_page, roff
from kitewire.saved_feed import SavedFeed
from kitewire.settings import Settings, env_name
from tests.feeds.archive import fill

COMMANDS = dict(commands(typer.main.get_command(app), "kitewire"))
WITHOUT_JSON = {
    "kitewire export": "what it writes is a document in a format that is asked for",
    "kitewire source export": "as export",
    "kitewire source freeze": "it writes a source file",
    "kitewire manual": "it writes a page",
    "kitewire serve": "it runs until it is stopped",
    "kitewire worker": "as serve",
}
Kitewire = Callable[..., Any]


@pytest.fixture
def kitewire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kitewire:
    with fill(tmp_path) as archive:
        archive.saved_feeds.save(SavedFeed("kites", {"q": "風箏"}, "風箏"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'archive.db'}")

    def run(*words: str) -> Any:
        result = CliRunner().invoke(app, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return run


def test_every_command_that_prints_data_prints_json() -> None:
    without = {path for path, command in COMMANDS.items() if not any("--json" in one.opts for one in command.params)}
    assert without == set(WITHOUT_JSON)


def test_actions_tell_machines_what_was_done(kitewire: Kitewire, tmp_path: Path) -> None:
    """Nothing else stands on standard output: each is read as one JSON value."""
    assert kitewire("source", "pause", "weifang", "--json") == {"sources": ["weifang"], "paused": True}
    assert kitewire("source", "resume", "weifang", "--json")["paused"] is False
    assert kitewire("source", "run", "weifang", "--json") == {"sources": ["weifang"], "scheduler": None}
    assert kitewire("source", "forget", "weifang", "--json") == {"sources": ["weifang"], "layouts": 0}
    assert kitewire("links", "set", "2", "4", "--kind", "same_event", "--json")["kind"] == "same_event"
    assert kitewire("links", "break", "2", "4", "--json") == {"a": 2, "parted": [4], "note": ""}
    assert kitewire("links", "free", "2", "--json") == {"forgotten": 1}
    assert kitewire("links", "free", "2", "--json") == {"forgotten": 0}
    assert kitewire("relink", "--json") == {"articles": None}
    assert kitewire("db", "upgrade", "--json")["indexed"] is None
    assert kitewire("db", "check", "--json")["faults"] == []
    made = kitewire("db", "backup", str(tmp_path / "backup"), "--json")
    assert made["articles"] == 4 and made["bytes"] == (tmp_path / "backup").stat().st_size
    assert kitewire("db", "restore", str(tmp_path / "backup"), "--force", "--json")["articles"] == 4
    assert set(kitewire("db", "vacuum", "--json")) == {"bytes_before", "bytes_now"}
    (tmp_path / "new.toml").write_text('name = "new"\nhome = "http://new.example/"\n')
    assert kitewire("source", "import", str(tmp_path / "new.toml"), "--json") == {"added": 1, "changed": 0}
    assert kitewire("source", "remove", "river.post", "--yes", "--json") == {"sources": ["river.post"], "articles": 2}


def test_the_manual_page_tells_of_all_commands_and_settings() -> None:
    page = manual_page()
    assert page.isascii()
    for path, command in COMMANDS.items():
        assert f".SS {roff(path)}\n" in page
        for parameter in command.params:
            for name in parameter.opts if parameter.param_type_name == "option" and not parameter.hidden else ():
                assert rf"\fB{roff(name)}\fR" in page, f"{path} {name}"
    for field in Settings.model_fields.values():
        assert roff(env_name(field)) in page


@pytest.mark.parametrize(
    "checker",
    [["groff", "-Tutf8", "-man", "-ww", "-z"], ["mandoc", "-T", "lint", "-W", "error"]],
    ids=["groff", "mandoc"],
)
def test_formatters_find_nothing_wrong_with_the_manual_page(checker: list[str], tmp_path: Path) -> None:
    if not shutil.which(checker[0]):
        pytest.skip(f"{checker[0]} is not installed")
    (tmp_path / "kitewire.1").write_text(manual_page())
    done = subprocess.run([*checker, str(tmp_path / "kitewire.1")], capture_output=True, text=True, check=False)
    assert done.stdout + done.stderr == ""


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (".SH x", "\\&.SH x"),
        ("'x", "\\(aqx"),
        ("a\\b --c", "a\\eb \\-\\-c"),
        ("a\n.SH b", "a .SH b"),
        ("中", "\\[u4E2D]"),
        ("𠮷", "\\[u20BB7]"),
    ],
)
def test_text_in_the_manual_page_is_no_request(text: str, written: str) -> None:
    assert roff(text) == written


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("sou", ["source"]),
        ("source pa", ["pause"]),
        ("source show ", ["river.post", "weifang"]),
        ("source pause weifang r", ["river.post"]),
        ("search x --source w", ["weifang"]),
        ("export --region 山", ["山東"]),
        ("feed show ", ["kites"]),
        ("runs w", ["weifang"]),
    ],
)
def test_the_shell_is_told_how_a_line_may_go_on(kitewire: Kitewire, line: str, offered: list[str]) -> None:
    assert complete(line, os.environ["DATABASE_URL"]) == offered


def test_completing_makes_no_archive_and_says_nothing(tmp_path: Path) -> None:
    assert complete("source show ", f"sqlite:///{tmp_path / 'none.db'}") == []
    assert complete("source show ", "nonsense") == []
    assert list(tmp_path.iterdir()) == []


def complete(line: str, url: str) -> list[str]:
    words = ["kitewire", *line.split(" ")]
    asked = {"_KITEWIRE_COMPLETE": "complete_bash", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    done = CliRunner().invoke(app, [], env=asked | {"DATABASE_URL": url}, prog_name="kitewire")
    assert done.stderr == ""
    return done.stdout.split()
