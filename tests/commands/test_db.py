"""`kitewire db`."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from kitewire.commands.db import app
from kitewire.errors import DatabaseError, UsageError
from kitewire.spans import read_span
from storage import open_database
from storage.queue_tables import SCHEMA, check_queue
from storage.upgrade import newest
from tests.storage.making import NOW, article, desk, read
from tests.storage.whole import DAY


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


def test_backup_restore_vacuum_and_prune(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_database(url) as database:
        desk(database).save(
            read(article(published=NOW)), read(article("/old.htm", body="旧", published=NOW - 900 * DAY))
        )
    kept = tmp_path / "kept.db.gz"
    assert "kept.db.gz: 2 articles" in _run("backup", str(kept))
    assert kept.read_bytes().startswith(b"\x1f\x8b")
    assert _run("prune", "--keep", "2y", "--dry-run").startswith("would go: 1 articles")
    assert "sound: 2 articles" in _run("check")
    assert json.loads(_run("prune", "--keep", "2y", "--json")) == {
        "dry_run": False, "articles": 1, "revisions": 0, "runs": 0, "findings": 0, "request_days": 0,
        "archive_files": 0, "archive_bytes": 0,
    }  # fmt: skip
    assert "sound: 1 articles" in _run("check")
    assert "MB now" in _run("vacuum")
    with pytest.raises(DatabaseError, match="--force"):
        _run("restore", str(kept))
    assert "restored 2 articles" in _run("restore", "--force", str(kept))
    assert "sound: 2 articles" in _run("check")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    assert "restored 2 articles" in _run("restore", str(kept))
    assert "sound: 2 articles" in _run("check")


def test_restore_leaves_the_queue_of_a_server_as_it_is(
    fresh_postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup says nothing of the queue's tables: they are made where they are missing, and kept where they are."""
    monkeypatch.setenv("DATABASE_URL", fresh_postgres)
    assert "made the tables of the queue ready" in _run("upgrade")
    _run("backup", str(tmp_path / "a.zip"))
    assert "made the tables" not in _run("restore", "--force", str(tmp_path / "a.zip"))
    with open_database(fresh_postgres) as database:
        check_queue(database.transactions)
        with database.transactions.write() as session:
            session.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
            session.execute(text("DELETE FROM meta WHERE name = 'queue_migration'"))
    assert "made the tables of the queue ready" in _run("restore", "--force", str(tmp_path / "a.zip"))
    with open_database(fresh_postgres) as database:
        check_queue(database.transactions)


@pytest.mark.parametrize(
    "options",
    [[], ["--keep", "soon"], ["--keep", "0d"], ["--runs", "5h"], ["--revisions", "-2d"], ["--pages", "1s"]],
)
def test_prune_wants_to_know_what(url: str, options: list[str]) -> None:
    _run("upgrade")
    with pytest.raises(UsageError, match="2y"):
        _run("prune", *options)


def test_prune_archived_pages(url: str, tmp_path: Path) -> None:
    with open_database(url) as database:
        desk(database).save(read(article()))
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in ("weifang-20200101T000000Z-1.warc.gz", "jinan-20200101T000000Z-2.warc.gz"):
        (folder / name).write_bytes(b"x" * 1000)
    with pytest.raises(UsageError, match="KITEWIRE_ARCHIVE"):
        _run("prune", "--pages", "1y")
    with pytest.raises(UsageError, match="there is no folder"):
        _run("prune", "--pages", "1y", "--archive", str(tmp_path / "slip"))
    asked = ["prune", "--pages", "1y", "--archive", str(folder)]
    assert "2 files of archived pages (0.0 MB)" in _run(*asked, "--dry-run")
    gone = json.loads(_run(*asked, "--source", "weifang", "--json"))
    assert (gone["archive_files"], gone["archive_bytes"]) == (1, 1000)
    assert [path.name for path in folder.iterdir()] == ["jinan-20200101T000000Z-2.warc.gz"]


@pytest.mark.parametrize(
    ("words", "days"), [("90d", 90), ("12w", 84), ("18mo", 547.875), ("2y", 730.5), (" 1 Y ", 365.25)]
)
def test_spans(words: str, days: float) -> None:
    assert read_span(words) == timedelta(days=days)
