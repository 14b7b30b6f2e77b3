"""A backup holds every row of one moment, made while others write, and comes back whole or not at all."""

from __future__ import annotations

import gzip
import sqlite3
import threading
from pathlib import Path

import pytest

from kitewire.archive_view import ArticleQuery
from kitewire.errors import DatabaseError, OutputError, UsageError
from storage import Database, open_database
from storage.backup import backup, restore
from storage.checking import check
from tests.storage.making import article, desk, read
from tests.storage.whole import fill, rows, story_text


def _another(url: str, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'other' / 'restored.db'}" if url.startswith("sqlite") else url


@pytest.mark.parametrize("compress", [False, True])
def test_every_row_comes_back(database_url: str, tmp_path: Path, compress: bool) -> None:
    with open_database(database_url) as database:
        fill(database)
        before = rows(database)
    assert all(before[name] for name in ("articles", "revisions", "links", "stories", "related_entries", "findings"))
    told: list[float] = []
    made = backup(database_url, tmp_path / "kept" / "b.backup", compress, told.append)
    assert (made.articles, made.path.stat().st_size) == (12, made.bytes)
    assert told == sorted(told)
    assert [path.name for path in made.path.parent.iterdir()] == ["b.backup"]
    other = _another(database_url, tmp_path)
    restore(other, made.path, force=True)
    with open_database(other) as database:
        assert rows(database) == before
        assert check(database).faults == ()
        assert database.articles.count(ArticleQuery(text="风筝节")) == 12
        # What comes after gets numbers that no row of the old archive had.
        new = desk(database).save(read(article("/new.htm", title="新的", body=story_text(99))))[0].article_id
        assert new is not None and new > max(row[0] for row in before["articles"])


def test_while_a_writer_is_writing(database_url: str, tmp_path: Path) -> None:
    """The copy is of one moment: its batches are whole, and the writer never waits for it to end."""
    with open_database(database_url) as database:
        at = fill(database)
        stop, wrote = threading.Event(), 0

        def write() -> None:
            nonlocal wrote
            while not stop.is_set():
                pages = [article(f"/w{wrote}-{n}.htm", title=f"第{wrote}批之{n}", body=story_text(n)) for n in range(3)]
                at.save(*map(read, pages))
                wrote += 1

        thread = threading.Thread(target=write)
        thread.start()
        try:
            began = wrote
            made = backup(database_url, tmp_path / "b.backup", tell=lambda _: None)
            while wrote < began + 2:
                stop.wait(0.01)
        finally:
            stop.set()
            thread.join()
        assert (made.articles - 12) % 3 == 0
    other = _another(database_url, tmp_path)
    restore(other, made.path, force=True)
    with open_database(other) as database:
        assert database.articles.count(ArticleQuery()) == made.articles
        assert check(database).faults == ()


def test_what_is_there_is_not_overwritten_unasked(database_url: str, tmp_path: Path) -> None:
    with open_database(database_url) as database:
        fill(database)
        made = backup(database_url, tmp_path / "b.backup")
        desk(database).save(read(article("/later.htm", title="后来的", body=story_text(50))))
        before = rows(database)
        with pytest.raises(DatabaseError, match="--force"):
            restore(database_url, made.path)
        assert rows(database) == before
        restore(database_url, made.path, force=True)
    with open_database(database_url) as database:
        assert database.articles.count(ArticleQuery()) == 12


def test_those_who_have_it_open_see_the_restored_archive(database_url: str, tmp_path: Path) -> None:
    with open_database(database_url) as database:
        fill(database)
        made = backup(database_url, tmp_path / "b.backup")
        at = desk(database)
        at.save(read(article("/later.htm", title="后来的", body=story_text(50))))
        restore(database_url, made.path, force=True)
        assert database.articles.count(ArticleQuery()) == 12
        desk(database).save(read(article("/again.htm", title="又来的", body=story_text(51))))
        assert database.articles.count(ArticleQuery()) == 13
        assert check(database).faults == ()


@pytest.mark.parametrize("compress", [False, True])
def test_a_damaged_backup_changes_nothing(database_url: str, tmp_path: Path, compress: bool) -> None:
    with open_database(database_url) as database:
        fill(database, 3)
        made = backup(database_url, tmp_path / "b.backup", compress)
        before = rows(database)
        raw = bytearray(made.path.read_bytes())
        middle = len(raw) // 2
        raw[middle : middle + 5000] = b"\xa5" * 5000
        made.path.write_bytes(raw)
        with pytest.raises(DatabaseError, match=r"backup .*b.backup"):
            restore(database_url, made.path, force=True)
        made.path.write_bytes(raw[:middle])
        with pytest.raises(DatabaseError, match=r"backup .*b.backup"):
            restore(database_url, made.path, force=True)
        assert rows(database) == before


def test_a_file_that_is_no_backup(database_url: str, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("kites")
    with pytest.raises(DatabaseError, match="is no backup"):
        restore(database_url, other)
    with pytest.raises(DatabaseError, match="check the name"):
        restore(database_url, tmp_path / "nothing")


def test_a_backup_of_the_other_kind(any_database: Database, tmp_path: Path) -> None:
    url = any_database.transactions.engine.url
    path = tmp_path / "b"
    path.write_bytes(b"PK\x03\x04" if url.get_backend_name() == "sqlite" else b"SQLite format 3\x00")
    with pytest.raises(DatabaseError, match="DATABASE_URL name"):
        restore(url.render_as_string(hide_password=False), path)


def test_an_older_backup_is_brought_to_this_version(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with open_database(url) as database:
        fill(database)
    backup(url, tmp_path / "b.gz")
    plain = tmp_path / "old.db"
    plain.write_bytes(gzip.decompress((tmp_path / "b.gz").read_bytes()))
    with sqlite3.connect(plain) as connection:
        connection.execute("UPDATE meta SET value = 'old' WHERE name = 'search_version'")
    restore(url, plain, force=True)
    with open_database(url, upgrade=False) as database:
        assert check(database).faults == ()


def test_where_a_backup_cannot_be_written(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="choose another place"):
        backup(database_url, tmp_path / "file" / "b")
    with pytest.raises(OutputError, match="choose another place"):
        backup(database_url, Path("/proc/kitewire-backup"))
    with pytest.raises(UsageError, match="is a folder: name a file in it"):
        backup(database_url, tmp_path)
    if database_url.startswith("sqlite"):
        with pytest.raises(UsageError, match="is the database itself"):
            backup(database_url, tmp_path / "kitewire.db")
    open_database(database_url).close()
