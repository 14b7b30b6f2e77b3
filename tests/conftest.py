"""What tests of several folders share: the databases that the contract suites run on."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text

from storage import Database, open_database
from tests.faults.server import Server

# A run of tests says the same of the same tree, however busy the machine: the examples are the same each time. To look
# for new ones: `pytest --hypothesis-profile wide`.
settings.register_profile("same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("wide", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("same")

DATABASES = ("sqlite", "postgresql")
# All other rows hang on these, but for keys, which the program deletes itself. TRUNCATE would make each table's files
# anew, which takes ten times as long.
_EMPTY = (
    "DELETE FROM sources",
    "DELETE FROM stories",
    "DELETE FROM event_keys",
    "DELETE FROM common_event_keys",
    "DELETE FROM sketches",
    "DELETE FROM leases",
    "DELETE FROM host_leases",
    "DELETE FROM hosts",
    "DELETE FROM saved_feeds",
    "DELETE FROM hub_topics",
    "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests come first: one at the end would leave all other workers idle."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str, worker_id: str) -> Iterator[str]:
    """The URL of a real PostgreSQL server out of a wheel. Each worker of a test run has its own: transaction numbers,
    locks and load are those of a whole server, and a test would see what those of another worker do."""
    # Not under pytest's own folder: pytest closes that to other users, and as root the server runs as another.
    server = Server(Path(tempfile.gettempdir()) / f"kitewire-postgres-{testrun_uid}-{worker_id}")
    yield server.url
    server.close()


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


def _run(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with contextlib.closing(engine.connect()) as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
