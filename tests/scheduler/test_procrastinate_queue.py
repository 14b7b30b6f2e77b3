"""The queue over many machines on a real PostgreSQL, with real children that crawl nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest
from procrastinate.schema import SchemaManager
from sqlalchemy import text

from kitewire.errors import DatabaseError
from kitewire.settings import Settings
from kitewire.source import Schedule, ScheduleKind, Source
from scheduler.children import Children
from scheduler.fleet import lock_of, name_of
from scheduler.procrastinate_queue import ProcrastinateQueue
from scheduler.service import utc_now
from scheduler.worker import Worker
from storage import Database, open_database
from storage.queue_tables import SCHEMA, bring_up_queue, check_queue, queue_address
from tests.scheduler.processes import by_command, wait_until

T = TypeVar("T")
NAMES = ("a", "b", "c")


@pytest.fixture
def database(fresh_postgres: str) -> Iterator[Database]:
    with open_database(fresh_postgres, upgrade=True) as opened:
        bring_up_queue(opened.transactions)
        hourly = Schedule(ScheduleKind.INTERVAL, timedelta(hours=1))
        for name in NAMES:
            opened.sources.save(Source(name, f"http://{name}.example/", schedule=hourly))
        yield opened


@pytest.fixture
def queue(database: Database) -> Iterator[ProcrastinateQueue]:
    opened = ProcrastinateQueue(database)
    opened.tend()
    yield opened
    opened.stop()


@pytest.fixture
def work(database: Database) -> Iterator[Callable[[str], Worker]]:
    workers: list[Worker] = []

    def begin(code: str) -> Worker:
        settings = Settings(KITEWIRE_TAKE_OVER=3, KITEWIRE_MAX_CRAWLS=2)
        workers.append(
            Worker(database, settings, Children(2, by_command(lambda name: [sys.executable, "-c", code, name])))
        )
        workers[-1].start()
        return workers[-1]

    yield begin
    for worker in workers:
        worker.kill()
        worker.stop()


def sql(database: Database, statement: str) -> list[tuple[object, ...]]:
    with database.transactions.write() as session:
        session.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
        done = session.execute(text(statement.replace("jobs", "procrastinate_jobs")))
        return [tuple(row) for row in done] if done.returns_rows else []


def due(database: Database) -> list[str]:
    return database.schedule.due_names(utc_now(), 100)


def test_one_job_a_source(database: Database, queue: ProcrastinateQueue) -> None:
    before = queue.room
    queue.offer(["a", "b"], utc_now())
    queue.offer(["b", "c"], utc_now())
    queue.tend()
    assert queue.busy == {"a", "b", "c"}
    assert (queue.waiting, queue.room) == (3, before - 3)
    assert sql(database, "SELECT count(*) FROM jobs") == [(3,)]
    assert name_of(lock_of("a b")) == "a b"


def test_a_job_put_off_takes_no_place_of_those_that_wait(database: Database, queue: ProcrastinateQueue) -> None:
    queue.offer(["a"], utc_now())
    sql(database, "UPDATE jobs SET scheduled_at = now() + interval '1 hour'")
    queue.tend()
    assert (queue.waiting, queue.busy) == (0, {"a"})


def test_jobs_are_worked_once_and_leave_nothing_behind(
    database: Database, queue: ProcrastinateQueue, work: Callable[[str], Worker], tmp_path: Path
) -> None:
    queue.offer(NAMES, utc_now())
    note = f"import sys; open({str(tmp_path / 'ran')!r}, 'a').write(sys.argv[1])"
    worker = work(note)
    wait_until(lambda: not due(database), "a run of each")
    wait_until(lambda: sql(database, "SELECT count(*) FROM jobs") == [(0,)], "an empty queue")
    assert sorted((tmp_path / "ran").read_text()) == ["a", "b", "c"]
    worker.stop()
    assert worker.crashed is None
    assert sql(database, "SELECT count(*) FROM procrastinate_workers") == [(0,)]


def test_a_job_that_has_grown_old_is_not_worked(
    database: Database, queue: ProcrastinateQueue, work: Callable[[str], Worker]
) -> None:
    queue.offer(NAMES, utc_now())
    database.schedule.set_due("a", utc_now() + timedelta(hours=1))
    database.sources.pause("b", True)
    database.sources.remove("c")
    worker = work("pass")
    wait_until(lambda: sql(database, "SELECT count(*) FROM jobs") == [(0,)], "an empty queue")
    assert worker.state().started == 0


def test_a_worker_that_stops_gives_its_jobs_back(
    database: Database, queue: ProcrastinateQueue, work: Callable[[str], Worker]
) -> None:
    queue.offer(["a"], utc_now())
    worker = work("import time; time.sleep(600)")
    wait_until(lambda: worker.state().running, "a crawl")
    worker.stop()
    assert sql(database, "SELECT status FROM jobs") == [("todo",)]
    assert due(database)[0] == "a"


def test_killed_and_busy_crawls_are_put_off(
    database: Database, queue: ProcrastinateQueue, work: Callable[[str], Worker]
) -> None:
    queue.offer(["a", "b"], utc_now())
    code = "import os, signal, sys; sys.argv[1] == 'b' and sys.exit(75); os.kill(os.getpid(), signal.SIGKILL)"
    worker = work(code)
    later = "SELECT count(*) FROM jobs WHERE status = 'todo' AND scheduled_at > now() + interval '1 second'"
    wait_until(lambda: sql(database, later) == [(2,)], "both put off")
    assert due(database) == ["a", "b", "c"]
    assert worker.state().started >= 2


def test_jobs_of_a_dead_worker_and_those_that_got_lost_come_back(
    database: Database, queue: ProcrastinateQueue, work: Callable[[str], Worker]
) -> None:
    queue.offer(["a", "b"], utc_now())
    sql(database, "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute')")
    # One is worked by a worker that beats no more, the other was taken by one that has left without a word.
    sql(database, "UPDATE jobs SET status = 'doing', worker_id = (SELECT id FROM procrastinate_workers)")
    sql(database, "UPDATE jobs SET worker_id = NULL WHERE lock = 'crawl b'")
    work("pass")
    wait_until(lambda: due(database) == ["c"], "that both are run")


def test_a_job_that_got_lost_between_database_and_worker_comes_back(
    database: Database, queue: ProcrastinateQueue, work: Callable[[str], Worker]
) -> None:
    worker = work("pass")
    wait_until(lambda: len(sql(database, "SELECT id FROM procrastinate_workers")) == 1, "a worker")
    sql(
        database,
        "INSERT INTO jobs (queue_name, task_name, lock, queueing_lock, args, status, worker_id)"
        " SELECT 'crawls', 'crawl', 'crawl a', 'crawl a',"
        """ '{"source": "a", "at": "2026-11-22T00:00:00+00:00"}', 'doing', id FROM procrastinate_workers""",
    )
    wait_until(lambda: "a" not in due(database), "a run of it")
    assert worker.state().started == 1


def test_a_worker_outlives_the_loss_of_its_connections(
    database: Database, queue: ProcrastinateQueue, work: Callable[[str], Worker], tmp_path: Path
) -> None:
    go = tmp_path / "go"
    queue.offer(["a"], utc_now())
    worker = work(f"import os, time\nwhile not os.path.exists({str(go)!r}): time.sleep(0.05)")
    wait_until(lambda: worker.state().running, "a crawl")
    address = queue_address(database.transactions.engine)
    with psycopg.connect(address, autocommit=True) as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        connection.execute(f"{others} WHERE datname = current_database() AND pid <> pg_backend_pid()".encode())
    go.touch()
    wait_until(lambda: "a" not in _patiently(due, database), "the end of it, written down")
    _patiently(lambda _: queue.offer(["b"], utc_now()), database)
    wait_until(lambda: due(database) == ["c"], "another crawl by the same worker")
    assert worker.running


def _patiently(do: Callable[[Database], T], database: Database) -> T:
    """A connection that was cut is noticed by who uses it next."""
    for _ in range(5):
        try:
            return do(database)
        except DatabaseError:
            continue
    return do(database)


def test_an_embedded_database_has_no_queue(tmp_path: Path) -> None:
    with open_database(f"sqlite:///{tmp_path / 'a.db'}") as embedded:
        with pytest.raises(DatabaseError, match="need one PostgreSQL"):
            check_queue(embedded.transactions)
        assert embedded.sources.all() == []


def test_how_the_tables_stand_is_told(fresh_postgres: str) -> None:
    with open_database(fresh_postgres, upgrade=True) as database:
        with pytest.raises(DatabaseError, match="are missing: run `kitewire db upgrade`"):
            check_queue(database.transactions)
        assert bring_up_queue(database.transactions)
        assert not bring_up_queue(database.transactions)
        check_queue(database.transactions)
        with database.transactions.write() as session:
            session.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
        with pytest.raises(DatabaseError, match="are missing"):
            check_queue(database.transactions)
        assert bring_up_queue(database.transactions), "as after the archive was restored on another server"
        _set_version(database, "99.00.00_01_of_the_future")
        with pytest.raises(DatabaseError, match="newer"):
            check_queue(database.transactions)
        with pytest.raises(DatabaseError, match="pip install --upgrade procrastinate"):
            bring_up_queue(database.transactions)


def test_tables_of_an_older_procrastinate_are_brought_up_by_its_migrations(fresh_postgres: str) -> None:
    older = "03.03.00_01_pre_priority_lock_fetch_job"
    with open_database(fresh_postgres, upgrade=True) as database:
        with psycopg.connect(queue_address(database.transactions.engine), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {SCHEMA}".encode())
            connection.execute(f"SET search_path TO {SCHEMA}".encode())
            for script in sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql")):
                if script.stem <= older:
                    connection.execute(script.read_bytes())
        _set_version(database, older)
        with pytest.raises(DatabaseError, match="are older"):
            check_queue(database.transactions)
        assert bring_up_queue(database.transactions)
        check_queue(database.transactions)
        queue = ProcrastinateQueue(database)
        queue.tend()
        queue.offer(["a"], utc_now())
        queue.tend()
        assert queue.busy == {"a"}
        queue.stop()


def _set_version(database: Database, version: str) -> None:
    with database.transactions.write() as session:
        session.execute(text(f"COMMENT ON SCHEMA {SCHEMA} IS '{version}'"))
