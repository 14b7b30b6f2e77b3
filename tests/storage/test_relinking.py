"""Relinking: an archive that other rules have made comes to equal a fresh one, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from kitewire.archive_view import LinkKind
from linking import VERSION
from storage import Database, open_database
from storage.checking import check
from storage.models import (
    ArticleRow,
    EventKeyRow,
    EventProfileRow,
    EventScoreRow,
    LinkRow,
    MetaRow,
    OutletFurnitureRow,
    OutletLineRow,
    RelatedRow,
    StoryRow,
)
from storage.relinking import PROGRESS_NAME, relink, relink_wanted
from storage.sketches import replace_sketches
from storage.upgrade import LINKING_NAME
from tests.storage.contents import contents
from tests.storage.link_world import NOW, Links, Story, links_of, save, text
from tests.storage.test_link_stage import world

TOP = Path(__file__).resolve().parents[2]
State = tuple[dict[str, list[Any]], Links]


@pytest.fixture(autouse=True)
def present_rules(database_url: str) -> Iterator[None]:
    """The tests of one PostgreSQL database share its version."""
    yield
    with open_database(database_url) as database:
        _version(database, VERSION)


def _version(database: Database, version: str) -> None:
    with database.transactions.write() as session:
        session.execute(delete(MetaRow).where(MetaRow.name == PROGRESS_NAME))
        session.execute(update(MetaRow).where(MetaRow.name == LINKING_NAME).values(value=version))


def filled(database: Database) -> list[int]:
    return save(
        database, [*world(), *(Story("river", f"f{n}", f"河湾零星消息第{n}则", text(500 + n)) for n in range(6))]
    )


def state(database: Database) -> State:
    """All that relinking makes, rows by the ids of this archive among it."""
    found = contents(database)
    with database.transactions.read() as session:
        for table in EVIDENCE:
            rows = session.execute(select(*table.__table__.columns))
            found[table.__tablename__] = sorted(map(tuple, rows))
    return found, links_of(database)


EVIDENCE: tuple[Any, ...] = (EventKeyRow, EventProfileRow, EventScoreRow, OutletLineRow, OutletFurnitureRow)


def under_other_rules(database: Database) -> None:
    """As if other rules had made the archive: keys changed, links missing and wrong, all in one story."""
    with database.transactions.write() as session:
        ids = list(session.scalars(select(ArticleRow.id).order_by(ArticleRow.id)))
        replace_sketches(session, dict.fromkeys(ids, (1, 2)))
        for table in (*EVIDENCE, LinkRow):
            session.execute(delete(table))
        session.add(LinkRow(a_id=ids[3], b_id=ids[4], kind="reprint", score=0.9, evidence="by other rules"))
        session.execute(update(RelatedRow).values(target_id=None, resolved_by=None, title_key=RelatedRow.title_key + 1))
        session.execute(update(ArticleRow).values(title_key=7, text_key=8, text_size=9))
        story = StoryRow(lead_id=ids[0], updated=NOW)
        session.add(story)
        session.flush()
        session.execute(update(ArticleRow).where(ArticleRow.id.in_(ids[:4])).values(story_id=story.id))
    _version(database, "0")


@pytest.mark.parametrize("batch", [3, 100])
def test_an_archive_of_other_rules_comes_to_equal_a_fresh_one(any_database: Database, batch: int) -> None:
    ids = filled(any_database)
    fresh = state(any_database)
    under_other_rules(any_database)
    assert state(any_database) != fresh
    assert relink(any_database, batch=batch) == len(ids)
    assert state(any_database) == fresh
    assert check(any_database).faults == ()
    assert relink_wanted(any_database) is None


def test_relinking_again_changes_nothing_not_even_the_numbers_of_stories(any_database: Database) -> None:
    ids = filled(any_database)
    numbers = [any_database.articles.get(one).story_id for one in ids]
    before = state(any_database)
    assert relink(any_database) is None, "the present rules made it"
    for _ in range(2):
        assert relink(any_database, force=True, batch=4) == len(ids)
        assert state(any_database) == before
        assert [any_database.articles.get(one).story_id for one in ids] == numbers


def test_decisions_by_hand_survive(any_database: Database) -> None:
    ids = filled(any_database)
    hands = any_database.hand_links
    (copied, *_) = [one for one in ids if any(link.kind is LinkKind.REPRINT for link in hands.around(one))]
    parted = hands.part_from_story(copied, "", NOW)
    hands.link(ids[-1], ids[-2], LinkKind.REPRINT, "", NOW)
    before = state(any_database)
    under_other_rules(any_database)
    relink(any_database)
    assert state(any_database) == before
    assert parted
    assert len(hands.decisions()) == len(parted) + 1


def test_crawls_may_write_meanwhile(any_database: Database) -> None:
    """Between any two batches an article comes, and one is revised."""
    filled(any_database)
    under_other_rules(any_database)
    late = [Story("hill", f"late{n}", f"山前网晚到的消息第{n}则", text(1 if n == 2 else 700 + n), 9) for n in range(10)]
    revised = replace(world()[4], body=text(99))
    waiting = list(late)

    def crawl(done: int, total: int) -> None:
        if waiting:
            save(any_database, [waiting.pop(0), revised], minutes=20 - len(waiting))

    relink(any_database, on_progress=crawl, batch=4)
    save(any_database, waiting)
    got = state(any_database)
    any_database.sources.remove("river")
    for name in ("hill", "harbour"):
        any_database.sources.remove(name)
    filled(any_database)
    save(any_database, [revised, *late])
    assert _without_numbers(got) == _without_numbers(state(any_database))


def _without_numbers(found: State) -> tuple[object, Links]:
    return found[0]["sketches"], found[1]


def test_killed_again_and_again_it_goes_on_where_it_was(database_url: str) -> None:
    with open_database(database_url) as database:
        filled(database)
        fresh = state(database)
        under_other_rules(database)
    for batches in (4, 9):  # within the evidence, within the links
        command = [sys.executable, "-m", "tests.storage.killed_relink", database_url]
        with subprocess.Popen(command, cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdin is not None and process.stdout is not None
            for _ in range(batches):
                assert process.stdout.readline()
                process.stdin.write(b"\n")
                process.stdin.flush()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(random.Random(batches).uniform(0.0, 0.03))
            process.kill()
        assert process.returncode == -signal.SIGKILL
    with open_database(database_url) as database:
        assert relink_wanted(database) is not None
    with open_database(database_url) as database:
        relink(database)
        assert state(database) == fresh
        assert check(database).faults == ()
        assert relink_wanted(database) is None


def test_what_other_rules_have_begun_begins_anew(any_database: Database) -> None:
    ids = filled(any_database)
    fresh = state(any_database)
    under_other_rules(any_database)
    with any_database.transactions.write() as session:
        session.add(MetaRow(name=PROGRESS_NAME, value='{"phase": "links", "after": 5, "version": "0"}'))
    assert relink_wanted(any_database) == f"links were made by the rules 0, not {VERSION}"
    assert relink(any_database) == len(ids)
    assert state(any_database) == fresh


def test_progress_is_told(any_database: Database) -> None:
    ids = filled(any_database)
    told: list[tuple[int, int]] = []
    relink(any_database, force=True, on_progress=lambda done, total: told.append((done, total)), batch=5)
    assert told == sorted(told)
    assert (told[0], told[-1]) == ((0, 2 * len(ids)), (2 * len(ids), 2 * len(ids)))
