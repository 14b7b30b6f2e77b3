"""What was learned of a source is kept with the articles that taught it, on each database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from extraction.memory import learn
from kitewire.article import ArticlePage
from kitewire.crawl import PageRead
from kitewire.errors import UnknownIdError, UnknownSourceError
from kitewire.site_memory import Lesson, Observation, SiteMemory
from storage import Database
from storage.models import SiteMemoryRow
from tests.storage.making import BODY, HOUR, NOW, Desk, article, desk, read

STANDING = (12345, "版权所有\x00，转载请注明出处")


def observation(number: int, body: str = "div#content") -> Observation:
    return Observation(
        article=number,
        title=1000 + number,
        texts=(10 * number, 10 * number + 1, 10 * number + 2),
        section="news.example/",
        body=body,
        places=(("title", "div.top > h1"),),
        blocks=((10 * number, "正文"), STANDING),
        kinds=(("in div#content > p", 1.0),),
    )


def told(number: int, **more: str) -> ArticlePage:
    """An article page with what it shows of its site."""
    seen = observation(number, **more)
    return article(f"/{number}.htm", title=f"第{number}条新闻", body=f"{number}：{BODY}", observation=seen)


def save(at: Desk, *pages: PageRead, hours: int = 0) -> None:
    at.database.writer.save(at.name, at.run_id, pages, NOW + hours * HOUR, learn)


def layouts(database: Database) -> Sequence[SiteMemoryRow]:
    with database.transactions.read() as session:
        return session.scalars(select(SiteMemoryRow).order_by(SiteMemoryRow.layout)).all()


def test_a_saved_article_teaches_once(any_database: Database) -> None:
    at = desk(any_database)
    save(at, *(read(told(n)) for n in range(1, 4)))
    memory = any_database.memories.load(at.name)
    assert (memory.pages, memory.layouts[0].body) == (3, "div#content")
    assert memory.layouts[0].blocks[STANDING[0]].articles == 3
    assert memory.layouts[0].blocks[STANDING[0]].sample == "版权所有\ufffd，转载请注明出处"


def test_the_same_pages_again_teach_nothing(any_database: Database) -> None:
    at = desk(any_database)
    save(at, *(read(told(n)) for n in range(1, 4)))
    before = any_database.memories.load(at.name)
    save(at, *(read(told(n), at=NOW + HOUR) for n in range(1, 4)), hours=1)
    assert any_database.memories.load(at.name) == before


def test_nothing_is_learned_without_a_teacher_or_without_an_article(any_database: Database) -> None:
    at = desk(any_database)
    at.save(read(told(1)))
    assert any_database.memories.load(at.name) == SiteMemory()
    save(at, PageRead(told(2).url, read(told(2)).outcome))
    assert any_database.memories.load(at.name) == SiteMemory()


def test_a_batch_that_fails_teaches_nothing(any_database: Database) -> None:
    at = desk(any_database)
    save(at, read(told(1)))
    before = any_database.memories.load(at.name)
    with pytest.raises(UnknownIdError):
        any_database.writer.save(at.name, at.run_id + 99, [read(told(2))], NOW, learn)

    def broken(memory: SiteMemory, lessons: Sequence[Lesson]) -> SiteMemory:
        raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        any_database.writer.save(at.name, at.run_id, [read(told(3))], NOW, broken)
    assert any_database.memories.load(at.name) == before
    (page,) = [one for one in any_database.sources.states() if one.name == at.name]
    assert page.articles == 1


def test_a_row_a_layout_with_the_time_of_its_end(any_database: Database) -> None:
    at = desk(any_database)
    for number in range(1, 9):
        save(at, read(told(number), at=NOW + number * HOUR), hours=number)
    for number in range(9, 15):
        save(at, read(told(number, body="div#story"), at=NOW + number * HOUR), hours=number)
    rows = {row.memory["body"]: row for row in layouts(any_database)}
    assert {body: row.pages for body, row in rows.items()} == {"div#content": 8, "div#story": 6}
    assert rows["div#content"].changed_since == NOW + 9 * HOUR
    assert rows["div#story"].changed_since is None
    assert any_database.memories.load(at.name).changed_since == NOW + timedelta(hours=9)


def test_to_forget_leaves_the_articles(any_database: Database) -> None:
    at, other = desk(any_database), desk(any_database, "zibo", home="https://zibo.example/")
    save(at, read(told(1)), read(told(2, body="div#story")))
    save(other, read(told(3)))
    assert any_database.memories.forget(at.name) == 2
    assert any_database.memories.load(at.name) == SiteMemory()
    assert any_database.memories.load("zibo").pages == 1
    assert sum(one.articles for one in any_database.sources.states()) == 3
    with pytest.raises(UnknownSourceError):
        any_database.memories.forget("nobody")


def test_a_memory_goes_with_its_source(any_database: Database) -> None:
    at = desk(any_database)
    save(at, read(told(1)))
    any_database.sources.remove(at.name)
    with any_database.transactions.read() as session:
        assert session.scalar(select(func.count()).select_from(SiteMemoryRow)) == 0


def test_a_memory_forgotten_is_learned_again_from_pages_that_are_known(any_database: Database) -> None:
    at = desk(any_database)
    save(at, *(read(told(n)) for n in range(1, 4)))
    any_database.memories.forget(at.name)
    save(at, *(read(told(n), at=NOW + HOUR) for n in range(1, 4)), hours=1)
    assert any_database.memories.load(at.name).pages == 3


def test_what_another_version_wrote_is_learned_anew(any_database: Database) -> None:
    at = desk(any_database)
    save(at, read(told(1)), read(told(2, body="div#story")))
    with any_database.transactions.write() as session:
        for row in session.scalars(select(SiteMemoryRow)):
            row.memory = {**row.memory, "version": 0}
    assert any_database.memories.load(at.name) == SiteMemory()
    save(at, read(told(3)))
    assert any_database.memories.load(at.name).pages == 1
    assert len(layouts(any_database)) == 1
