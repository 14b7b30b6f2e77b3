"""`kitewire db`."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from kitewire.commands.db import app
from kitewire.errors import DatabaseError
from storage import open_database
from storage.upgrade import newest
from tests.storage.making import article, desk, read


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'kitewire.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    return url


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0
    return result.output


def test_upgrade_makes_a_database_and_check_finds_it_sound(url: str) -> None:
    assert f"revision {newest()}" in _run("upgrade")
    assert "sound: 0 articles" in _run("check")
    assert f"revision {newest()}" in _run("upgrade")


def test_check_of_nothing_makes_nothing(url: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="no such file"):
        _run("check")
    assert list(tmp_path.iterdir()) == []


def test_check_names_faults_and_upgrade_mends_the_search(url: str) -> None:
    with open_database(url) as database:
        desk(database).save(read(article()))
        with database.transactions.write() as session:
            session.execute(text("INSERT INTO article_search (article_search) VALUES ('delete-all')"))
    with pytest.raises(DatabaseError, match="1 articles are missing in the search index"):
        _run("check")
    assert "1 articles" in _run("upgrade", "--rebuild-search")
    assert "sound: 1 articles" in _run("check")


def test_upgrade_of_a_server(fresh_postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", fresh_postgres)
    with pytest.raises(DatabaseError, match="kitewire db upgrade"):
        _run("check")
    _run("upgrade")
    assert "sound: 0 articles" in _run("check")
