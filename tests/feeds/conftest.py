"""The invented archive, and views made by hand for what no outlet would write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds.web import create_app
from kitewire.settings import Settings
from storage import Database
from tests.feeds.archive import fill
from tests.feeds.serving import serving


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
    with serving(create_app(database, Settings())) as served:
        yield served
