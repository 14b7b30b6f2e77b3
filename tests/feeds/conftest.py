"""The invented archive, and views made by hand for what no outlet would write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import Database
from tests.feeds.archive import fill


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = fill(tmp_path)
    yield opened
    opened.close()
