"""The invented archive, and views made by hand for what no outlet would write."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from feeds.web import create_app
from kitewire.settings import Settings
from storage import Database
from tests.feeds.archive import fill


@pytest.fixture(autouse=True)
def _everybody_may_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starlette's test client does not come from this machine; `test_access` has settings of its own."""
    monkeypatch.setenv("KITEWIRE_OPEN_READ", "all")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = fill(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def address(database: Database) -> Iterator[str]:
    """Where a real server serves that archive."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(database, Settings()), log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
