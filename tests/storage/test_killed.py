"""A crawl that is killed loses nothing and doubles nothing, on each database."""

from __future__ import annotations

import contextlib
import gc
import random
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import event

from storage import Database, open_database
from storage.checking import check
from tests.storage.contents import contents
from tests.storage.killed_crawl import crawl
from tests.storage.making import source

TOP = Path(__file__).resolve().parents[2]
KILLS = 3
Whole = tuple[dict[str, list[object]], int]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """What an uninterrupted crawl leaves, and how many statements it takes."""
    statements = 0

    def counted(*_: object) -> None:
        nonlocal statements
        statements += 1

    with open_database(f"sqlite:///{tmp_path_factory.mktemp('whole') / 'kitewire.db'}") as database:
        database.sources.save(source())
        event.listen(database.transactions.engine, "after_cursor_execute", counted)
        crawl(database)
        return contents(database), statements


def test_killed_again_and_again_at_random_instants(database_url: str, whole: Whole) -> None:
    expected, _ = whole
    for seed in range(KILLS):
        command = [sys.executable, "-m", "tests.storage.killed_crawl", database_url]
        with subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            try:
                process.wait(random.Random(seed).uniform(0.0, 0.6))
            except subprocess.TimeoutExpired:
                process.kill()
    with open_database(database_url) as database:
        crawl(database)
        assert contents(database) == expected
        assert check(database).faults == ()


class _Killed(BaseException):
    """Stands for the death of the process: no handler of ours catches it."""


@pytest.mark.parametrize("share", [n / 5 for n in range(5)])
def test_cut_off_at_any_statement(any_database: Database, whole: Whole, share: float) -> None:
    """As before, but at chosen statements: the connection is closed as the process would leave it."""
    expected, statements = whole
    any_database.sources.save(source())
    engine = any_database.transactions.engine
    left = int(share * statements)

    def cut(*_: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise _Killed

    event.listen(engine, "after_cursor_execute", cut)
    # Not pytest.raises: what it keeps of the exception would hold the connection open.
    with contextlib.suppress(_Killed):
        crawl(any_database)
    assert left < 0
    event.remove(engine, "after_cursor_execute", cut)
    gc.collect()
    engine.dispose()
    crawl(any_database)
    assert contents(any_database) == expected
    assert check(any_database).faults == ()
