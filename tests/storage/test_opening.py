"""Opening a database: what is made by itself, and what the user is told."""

from __future__ import annotations

import importlib.util
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from kitewire.archive_view import ArticleQuery
from kitewire.errors import DatabaseAwayError, DatabaseError
from storage import open_database
from storage.checking import check
from storage.upgrade import newest
from tests.storage.making import NOW, article, desk, read, source


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


def test_a_file_is_made_and_upgraded_by_itself(tmp_path: Path) -> None:
    with open_database(_url(tmp_path / "new.db")) as database:
        database.sources.save(source())
    with sqlite3.connect(tmp_path / "new.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with open_database(_url(tmp_path / "new.db"), upgrade=False) as database:
        assert database.sources.all() == [source()]
        health = check(database)
        assert (health.revision, health.articles, health.faults) == (newest(), 0, ())


def test_foreign_keys_hold(tmp_path: Path) -> None:
    with open_database(_url(tmp_path / "a.db")) as database, database.transactions.read() as session:
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert session.execute(text("PRAGMA synchronous")).scalar() == 1


def test_a_server_is_upgraded_only_when_asked(fresh_postgres: str) -> None:
    plain = fresh_postgres.replace("postgresql+psycopg://", "postgresql://")
    with pytest.raises(DatabaseError, match="has no tables yet: run `kitewire db upgrade`"):
        open_database(plain)
    open_database(plain, upgrade=True).close()
    with open_database(plain) as database:
        assert check(database).faults == ()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nonsense", "no database address"),
        ("", "no database address"),
        ("mysql://user:secret@host/name", "mysql is not supported"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("postgresql://user:secret@127.0.0.1:1/name", "does not answer"),
        ("postgresql://user:secret@127.0.0.1:notaport/name", "DATABASE_URL"),
    ],
)
def test_addresses_that_cannot_work(url: str, told: str) -> None:
    with pytest.raises(DatabaseError, match=told) as caught:
        open_database(url)
    assert "secret" not in str(caught.value)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "psycopg" else find(name, *rest)
    )
    with pytest.raises(DatabaseError, match=r"pip install 'kitewire\[postgres\]'"):
        open_database("postgresql://user@127.0.0.1/name")


def test_a_database_that_is_not_there(postgres_server: str) -> None:
    with pytest.raises(DatabaseError, match="createdb"):
        open_database(postgres_server.replace("/postgres?", "/nosuch?"))


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="folder exists"):
        open_database(_url(tmp_path / "none" / "a.db"))
    with pytest.raises(DatabaseError, match="is a folder"):
        open_database(_url(tmp_path))
    with pytest.raises(DatabaseError, match="no such file"):
        open_database(_url(tmp_path / "a.db"), upgrade=False)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_moved_away_while_it_is_open_and_put_back(tmp_path: Path) -> None:
    path = tmp_path / "kitewire.db"
    with open_database(_url(path)) as database:
        database.sources.save(source())
        path.rename(tmp_path / "elsewhere.db")
        for use in (
            database.sources.all,
            lambda: database.sources.save(source("b")),
            lambda: database.schedule.due_names(NOW, 1),
        ):
            with pytest.raises(DatabaseAwayError, match="was moved, removed or replaced while it was in use: put it"):
                use()
        assert not path.exists()
        (tmp_path / "elsewhere.db").rename(path)
        assert database.sources.all() == [source()]


def test_another_file_in_its_place_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "kitewire.db"
    with open_database(_url(path)) as database:
        path.unlink()
        path.write_bytes(b"")
        with pytest.raises(DatabaseAwayError, match="replaced"):
            database.sources.save(source())
        assert path.read_bytes() == b""


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are notes and no database.\n" * 200)
    with pytest.raises(DatabaseError, match="something else"):
        open_database(_url(path))
    assert path.read_text().startswith("These are notes")


def test_a_database_of_another_program(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(DatabaseError, match="another program"):
        open_database(_url(tmp_path / "other.db"))


def test_a_newer_and_an_older_database(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match="newer Kitewire"):
        open_database(database_url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(DatabaseError):
        open_database(database_url, upgrade=False)
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO alembic_version VALUES ('{newest()}')"))
    open_database(database_url).close()
    engine.dispose()


def test_an_index_of_other_rules_is_made_anew(database_url: str) -> None:
    with open_database(database_url) as database:
        desk(database).save(read(article()))
        with database.transactions.write() as session:
            session.execute(text("UPDATE meta SET value = 'old' WHERE name = 'search_version'"))
        assert "search index" in check(database).faults[0]
    with open_database(database_url, upgrade=True) as database:
        assert check(database).faults == ()
        assert database.articles.count(ArticleQuery(text="风筝")) == 1


def test_faults_are_found(database_url: str) -> None:
    with open_database(database_url) as database:
        desk(database).save(read(article()))
        with database.transactions.write() as session:
            session.execute(text("INSERT INTO stories (updated) VALUES ('2026-01-01')"))
        assert any("fewer than two" in fault for fault in check(database).faults)


def test_a_lock_held_too_long(database_url: str) -> None:
    with (
        open_database(database_url) as holder,
        open_database(database_url, timeout=0.2) as other,
        holder.transactions.write(),
    ):
        assert other.sources.all() == [], "readers do not wait"
        with pytest.raises(DatabaseError, match="another process is writing"):
            other.sources.save(source())
    with open_database(database_url, timeout=0.2) as other:
        other.sources.save(source())


def test_a_batch_against_a_lock_is_lost_to_none(database_url: str) -> None:
    with open_database(database_url, timeout=0.2) as database, open_database(database_url) as holder:
        at = desk(database)
        with holder.transactions.write(), pytest.raises(DatabaseError, match="another process is writing"):
            at.save(read(article()))
        assert [one.outcome.value for one in at.save(read(article()))] == ["new"]


def test_a_fresh_file_that_is_locked(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseError, match="another process is writing"):
            open_database(_url(path), timeout=0.2)


def test_a_server_that_goes_away_and_comes_back(fresh_postgres: str, postgres_server: str) -> None:
    with open_database(fresh_postgres, upgrade=True) as database:
        database.sources.save(source())
        engine = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
        with pytest.raises(DatabaseError), database.transactions.write() as session:
            with engine.connect() as killer:
                name = session.get_bind().url.database  # type: ignore[union-attr]
                killer.execute(
                    text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": name}
                )
            session.execute(text("SELECT 1"))
        engine.dispose()
        assert database.sources.all() == [source()], "the pool finds its way back"


OPEN = """
import sys
from storage import open_database
database = open_database(sys.argv[1], upgrade=True)
database.close()
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_processes_that_open_a_fresh_database_at_once(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    url = _url(tmp_path / "a.db") if kind == "sqlite" else request.getfixturevalue("fresh_postgres")
    command = [sys.executable, "-c", OPEN, url]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate()[1] for process in processes] == [""] * 2
    assert [process.returncode for process in processes] == [0] * 2
    with open_database(url) as database:
        assert check(database).faults == ()
        assert "articles" in inspect(database.transactions.engine).get_table_names()


def test_bugs_pass_through(database_url: str) -> None:
    with (
        open_database(database_url) as database,
        pytest.raises(DBAPIError) as caught,
        database.transactions.write() as session,
    ):
        session.execute(text("SELECT nothing FROM nowhere"))
    assert "nowhere" in str(caught.value)
