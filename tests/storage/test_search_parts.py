"""Where the newest matches are looked for: eras, parts of the archive, what is known of matches; on each database."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Connection, event, text

from kitewire.archive_view import ArticleQuery, Cursor
from storage import Database, open_database
from storage.choosing import choose
from storage.ranking import TITLE_WEIGHT, ranked
from storage.search_matches import Scored
from storage.search_parts import FIRST, LEAST, MOST, articles_of_part
from storage.search_places import ID_BITS, TOP, end_of, era_tokens, eras_between, place_of
from tests.storage.making import HOUR, NOW, article, desk, read
from tests.storage.older import set_back

_YEAR = timedelta(days=365)
_SECONDS = st.integers(0, (1 << 34) - 1)


@given(_SECONDS, _SECONDS, _SECONDS, st.integers(0, (1 << ID_BITS) - 1))
@example(0, 0, 0, 0)
def test_every_place_of_a_span_lies_in_its_eras(one: int, two: int, three: int, id_: int) -> None:
    low, among, last = sorted((one << ID_BITS, (two << ID_BITS) | id_, three << ID_BITS))
    eras = eras_between(low, last)
    assert len(eras) <= 16
    assert set(eras) & set(era_tokens(among)) or (not eras and last - low > (15 << (26 + ID_BITS)))


def test_eras_are_as_short_as_a_few_can_be() -> None:
    low = place_of(NOW, 0)
    spans = (HOUR, 30 * HOUR, _YEAR, 20 * _YEAR, 60 * _YEAR)
    assert [len(eras_between(low, place_of(NOW + span, 0))) for span in spans] == [1, 8, 9, 11, 0]


@given(st.datetimes(timezones=st.just(UTC)), st.integers(1, 99))
def test_nothing_below_a_place_is_after_its_end(when: datetime, id_: int) -> None:
    below = place_of(when, id_)
    assert end_of(below) >= when
    if 0 < below >> ID_BITS < (1 << 34) - 1:
        assert end_of(below & ~((1 << ID_BITS) - 1)) == when.replace(microsecond=0)


def test_how_far_to_look() -> None:
    assert articles_of_part(0, 0, 600) == 600 * FIRST and articles_of_part(0, 0, 20) == LEAST
    assert articles_of_part(6000, 0, 600) is None, "nothing tells how far"
    assert articles_of_part(6000, 300, 600) == 7800, "the other half, and a third more"
    assert articles_of_part(6000, 590, 600) == LEAST
    assert articles_of_part(6000, 60, 600) is None, "a word so rare that the part would be most of what there is"
    assert MOST >= 6000


TIMES = [datetime(1969, 7, 20, tzinfo=UTC), datetime(2001, 1, 1, tzinfo=UTC), *([NOW] * 3), NOW + HOUR / 7200]
TIMES += [NOW + days * 24 * HOUR for days in (-800, -90, -9, -2, -1)]
DAYS_OF_OTHERS = range(-300, 0, 30)


@pytest.fixture
def archive(any_database: Database) -> Database:
    """Articles about kites from 1969 on, some at one moment, among others; a title in 2001."""
    pages = [
        article(
            f"/{at}", title="风筝" if when.year == 2001 else f"第{at}篇", body=f"第{at}篇说到风筝。", published=when
        )
        for at, when in enumerate(TIMES)
    ]
    pages += [
        article(f"/other{day}", title=f"别的{day}", body=f"别的事{day}。", published=NOW + day * 24 * HOUR)
        for day in DAYS_OF_OTHERS
    ]
    desk(any_database).save(*map(read, pages))
    return any_database


@contextmanager
def _asked(database: Database) -> Iterator[list[str]]:
    """What the search index is asked meanwhile."""
    asked: list[str] = []
    engine = database.transactions.engine

    def note(connection: Connection, cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        if "article_search" in statement:
            asked.append(repr(parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _latest(database: Database, query: ArticleQuery) -> list[str]:
    found = database.articles.find(replace(query, latest_first=True))
    return [one.url.rpartition("/")[2] for one in found]


def _small_parts(monkeypatch: pytest.MonkeyPatch, articles: int) -> None:
    monkeypatch.setattr("storage.search_parts.FIRST", 0)
    monkeypatch.setattr("storage.search_parts.LEAST", articles)


@pytest.mark.parametrize("candidates", [1, 4, 600])
def test_a_page_counts_as_the_count_does(archive: Database, monkeypatch: pytest.MonkeyPatch, candidates: int) -> None:
    """What was ranked is not counted again."""
    monkeypatch.setattr("storage.search_walk.CANDIDATES", candidates)
    query = ArticleQuery(text="风筝", limit=2)
    for most in (1, 3, 7, 1000):
        assert (
            archive.articles.stories(query, most).chosen == min(most, len(TIMES)) == archive.articles.count(query, most)
        )
    latest = replace(query, latest_first=True)
    assert archive.articles.stories(latest, 1000).chosen == len(TIMES)
    assert archive.articles.stories(query).chosen is None


def test_parts_change_nothing(archive: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for words, first in itertools.product(("风筝", "说到风筝"), (1, 2, 5, 12, 1000)):
        _small_parts(monkeypatch, first)
        _check_all_ways(archive, ArticleQuery(text=words))


def _check_all_ways(archive: Database, query: ArticleQuery) -> None:
    expected = [str(at) for at in sorted(range(len(TIMES)), key=lambda at: (TIMES[at].replace(microsecond=0), at))]
    expected.reverse()
    # Within a second the index goes by ids, lists of articles by time.
    assert set(_latest(archive, query)) == set(expected)
    for many in (1, 3, 7, len(TIMES)):
        assert archive.articles.count(query, many) == many
        assert set(_latest(archive, replace(query, limit=many))) == set(expected[:many])
    with archive.transactions.read() as session:
        choice = choose(session, query)
        assert choice.walk is not None
        places = choice.walk.matches.newest(session, TOP, 99)
        assert places == sorted(places, reverse=True) and len(places) == len(TIMES)
        assert [one.place for one in choice.walk.matches.scored(session, 99)] == places
        for at, below in enumerate(places):
            assert choice.walk.matches.newest(session, below, 4) == places[at + 1 : at + 5]
    since, until = NOW - 100 * 24 * HOUR, NOW - 24 * HOUR
    assert set(_latest(archive, replace(query, since=since, until=until))) == {"7", "8", "9"}
    behind = replace(query, after=Cursor(NOW - 90 * 24 * HOUR, 0), limit=2)
    assert _latest(archive, behind) == ["6", "1"]


def test_the_newest_part_is_asked_alone(archive: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    _small_parts(monkeypatch, 3)
    with archive.transactions.read() as session:
        walk = choose(session, ArticleQuery(text="风筝")).walk
        assert walk is not None
        with _asked(archive) as few:
            walk.matches.newest(session, TOP, 4)
        with _asked(archive) as all_of_them:
            walk.matches.newest(session, TOP, 99)
    if archive.transactions.dialect == "sqlite":
        assert len(few) == len(all_of_them) == 1
        return
    (era,) = eras_between(place_of(NOW, 0), place_of(NOW + HOUR / 7200, 0))
    assert len(few) == 1 and repr(era)[1:-1] in few[0]
    assert len(all_of_them) > 1 and "t14x" not in all_of_them[-1], "at last without eras, all that is left"


def test_an_older_index_is_made_anew_with_eras(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _small_parts(monkeypatch, 1)
    with open_database(database_url, upgrade=True) as database:
        pages = [article(f"/{at}", body=f"第{at}篇说到风筝。", published=NOW + at * HOUR) for at in range(3)]
        desk(database).save(*map(read, pages))
        with database.transactions.write() as session:
            set_back(session.connection(), "0008")
            if database.transactions.dialect == "postgresql":
                session.execute(text("UPDATE article_search SET words = ts_filter(words, '{a,b}')"))
    with open_database(database_url, upgrade=True) as database:
        assert _latest(database, ArticleQuery(text="风筝", limit=1)) == ["2"]
        assert database.articles.count(ArticleQuery(text="风筝")) == 3


def test_stories_of_older_matches_are_whole(any_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "".join(f"第{n}支代表队来自第{n * 7}座城市，带来{n * 3}只风筝参加放飞。" for n in range(12))
    for at, name in enumerate(("weifang", "jinan", "qingdao")):
        home = f"https://{name}.example/"
        page = article(f"{home}{at}", title=f"报道{at}", body=body, published=NOW - at * HOUR)
        desk(any_database, name, home=home).save(read(page))
    for most in (600, 2, 1):
        monkeypatch.setattr("storage.search_walk.CANDIDATES", most)
        (hit,) = any_database.articles.stories(ArticleQuery(text="代表队")).hits
        assert (hit.articles, hit.lead.title) == (3, "报道0")
        (part,) = any_database.articles.stories(ArticleQuery(text="代表队 -source:jinan")).hits
        assert part.articles == 2


def test_an_old_headline_is_worth_what_new_ones_are() -> None:
    second, old = 1 << ID_BITS, 400 * 86_400
    titled, mention, best = (Scored((old + at) * second, *fits) for at, fits in enumerate(((2, 0), (0, 1), (4, 2))))
    assert ranked([best, mention, titled]) == [one.place for one in (best, titled, mention)]
    # The mean of `best` (3 + 1) and `titled` (1.5), a quarter of it after a year: above the mention's 0.5.
    assert ranked([best, mention, titled], [best.place, titled.place, 7]) == [
        best.place,
        titled.place,
        7,
        mention.place,
    ]
    assert ranked([mention], [7]) == [mention.place, 7] and TITLE_WEIGHT / 4 < 1
    assert ranked([]) == []
