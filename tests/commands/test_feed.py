"""kitewire feed over a real archive."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kitewire.cli import app
from kitewire.errors import BadQueryError, UnknownFeedError, UnknownSourceError, UsageError
from tests.feeds.archive import fill

Kitewire = Callable[..., Result]


@pytest.fixture
def kitewire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kitewire:
    fill(tmp_path).close()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'archive.db'}")
    monkeypatch.setenv("BASE_URL", "https://news.example/")
    return lambda *words: CliRunner().invoke(app, ["feed", *words])


def told(result: Result) -> str:
    assert result.exception is None, result.exception
    return result.stdout


def test_add_show_change_remove(kitewire: Kitewire) -> None:
    added = told(kitewire("add", "kites", "--query", "風箏", "--region", "山東", "--reprints", "all"))
    assert "https://news.example/feeds/kites.rss" in added and "q=風箏 region=山東 reprints=all" in added
    assert "there is a feed 'kites' already" in str(kitewire("add", "kites").exception)
    changed = json.loads(told(kitewire("add", "kites", "--source", "weifang", "--title", "K", "--replace", "--json")))
    assert (changed["title"], changed["parameters"]) == ("K", {"source": "weifang"})
    assert changed["feeds"]["atom"] == "https://news.example/feeds/kites.atom"
    assert json.loads(told(kitewire("show", "kites", "--json"))) == changed
    assert [json.loads(line)["name"] for line in told(kitewire("list", "--json")).splitlines()] == ["kites"]
    assert "source=weifang" in told(kitewire("list"))
    assert "Removed kites." in told(kitewire("remove", "kites", "--yes"))
    assert "kitewire feed add NAME" in kitewire("list").stderr


def test_removing_is_asked_for(kitewire: Kitewire) -> None:
    told(kitewire("add", "kites"))
    assert kitewire("remove", "kites").exit_code != 0
    assert isinstance(kitewire("remove", "kites", "none", "--yes").exception, UnknownFeedError)
    assert json.loads(told(kitewire("remove", "kites", "kites", "--yes", "--json"))) == {"removed": ["kites"]}


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("add", "Kites"), UsageError),
        (("add", "kites", "--source", "nobody"), UnknownSourceError),
        (("add", "kites", "--since", "soon"), BadQueryError),
        (("add", "kites", "--title", "x" * 201), BadQueryError),
        (("show", "none"), UnknownFeedError),
    ],
)
def test_refusals(kitewire: Kitewire, words: tuple[str, ...], error: type[UsageError]) -> None:
    assert isinstance(kitewire(*words).exception, error)


def test_titles_do_nothing_to_the_terminal(kitewire: Kitewire) -> None:
    told(kitewire("add", "kites", "--title", "a\x1b[31mb\u202ec"))
    for words in (("list",), ("show", "kites")):
        assert "\x1b" not in told(kitewire(*words)) and "\u202e" not in told(kitewire(*words))
