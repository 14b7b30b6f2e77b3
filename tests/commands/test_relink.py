"""`kitewire relink`, and the hints that it is wanted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from kitewire.cli import app
from storage import open_database
from storage.models import MetaRow
from storage.upgrade import LINKING_NAME
from tests.storage.link_world import save
from tests.storage.test_hand_links import BRIDGE, COPY

Kitewire = Callable[..., Result]
WANTED = "run `kitewire relink`"


@pytest.fixture
def kitewire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kitewire:
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    with open_database(url) as database:
        save(database, [BRIDGE, COPY])
        database.sources.pause("river", True)
        database.sources.pause("hill", True)
        with database.transactions.write() as session:
            session.execute(update(MetaRow).where(MetaRow.name == LINKING_NAME).values(value="0"))
    monkeypatch.setenv("DATABASE_URL", url)

    def run(*words: str) -> Result:
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, result.output
        return result

    return run


@pytest.mark.parametrize("command", [("db", "check"), ("crawl",), ("serve", "--once")])
def test_hints_until_it_is_done(kitewire: Kitewire, command: tuple[str, ...]) -> None:
    assert kitewire(*command).stderr.count(WANTED) == 1
    assert WANTED not in kitewire("links", "list").stderr
    kitewire("relink")
    assert WANTED not in kitewire(*command).stderr


def test_relink_does_nothing_twice_unless_forced(kitewire: Kitewire) -> None:
    assert kitewire("relink").stdout == "2 articles linked anew\n"
    assert "nothing to do" in kitewire("relink").stdout
    assert kitewire("relink", "--force").stdout == "2 articles linked anew\n"
