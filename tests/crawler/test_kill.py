"""SIGKILL at random moments, again and again: the archive is in the end the same, row for row."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from demo_world import serve_world
from tests.crawler.killing import Victim, by_natural_keys, differences, kill_until_done


@pytest.mark.long
def test_a_crawl_killed_again_and_again_ends_as_one_that_was_not(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    with serve_world() as world:
        whole = Victim(world, tmp_path / "whole.db")
        _, seconds = whole.crawl()
        killed = Victim(world, tmp_path / "killed.db")
        kill_until_done(killed, 2, seconds, random.Random(seed))
    assert len(by_natural_keys(whole.database)["articles"]) > 70
    assert differences(whole.database, killed.database) == [], f"seed {seed}"
    with sqlite3.connect(killed.database) as connection:
        assert {status for (status,) in connection.execute("select status from runs")} <= {"finished", "interrupted"}
