"""The PostgreSQL of a fleet is stopped for a while: dispatcher and worker go on by themselves when it is back."""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pytest

from kitewire.errors import DatabaseError
from kitewire.settings import Settings
from kitewire.source import Schedule, ScheduleKind, Source
from scheduler.children import Children
from scheduler.leadership import Leadership
from scheduler.procrastinate_queue import ProcrastinateQueue
from scheduler.service import Service, utc_now
from scheduler.worker import Worker
from storage import Database, open_database
from storage.queue_tables import bring_up_queue
from tests.faults.server import Server
from tests.scheduler.processes import by_command, wait_until

AWAY = 4.0
"""Seconds: longer than `KITEWIRE_TAKE_OVER` here, so that heartbeats and leases are missed."""
CODE = "import os, sys, time\nwhile sys.argv[2] == 'slow' and not os.path.exists(sys.argv[1]): time.sleep(0.05)"


def due(database: Database) -> list[str]:
    try:
        return database.schedule.due_names(utc_now(), 100)
    except DatabaseError:
        return ["?"]


def test_it_goes_on_by_itself(testrun_uid: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.fleet.POOL_PATIENCE", 1.0)
    go = tmp_path / "go"
    settings = Settings(KITEWIRE_TAKE_OVER=2)
    # Not under pytest's own folder: pytest closes that to other users, and as root the server runs as another.
    server = Server(Path(tempfile.gettempdir()) / f"kitewire-fleet-gone-{testrun_uid}")
    try:
        with open_database(server.url, upgrade=True, timeout=5) as database:
            bring_up_queue(database.transactions)
            hourly = Schedule(ScheduleKind.INTERVAL, timedelta(hours=1))
            database.sources.save(Source("slow", "http://slow.example/", schedule=hourly))
            children = Children(2, by_command(lambda name: [sys.executable, "-c", CODE, str(go), name]))
            worker = Worker(database, settings, children)
            service = Service(database, ProcrastinateQueue(database), Leadership(database.leases, settings.take_over))
            service.start()
            worker.start()
            try:
                wait_until(lambda: worker.state().running, "a crawl")
                server.stop()
                go.touch()
                wait_until(lambda: not worker.state().running, "its end while the server is away")
                wait_until(lambda: service.state().last_error, "a look that fails")
                time.sleep(AWAY)
                assert service.running and worker.running
                server.start()
                wait_until(lambda: due(database) == [], "how it ended, written down")
                database.sources.save(Source("next", "http://next.example/", schedule=hourly))
                wait_until(lambda: due(database) == [], "another crawl")
                assert worker.state().started == 2
                assert (service.state().bugs, service.state().last_error) == (0, "")
            finally:
                go.touch()
                service.stop()
                worker.stop()
            assert worker.crashed is None and service.crashed is None
    finally:
        server.close()
