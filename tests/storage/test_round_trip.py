"""What was saved is what is read, for any text; on each database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kitewire.archive_view import ArticleQuery
from kitewire.article import (
    ArticlePage,
    Bylines,
    Decoding,
    PageKind,
    PageLink,
    Precision,
    PublicationDate,
    RelatedEntry,
)
from kitewire.crawl import ListFetched, Outcome, PageRead
from storage import Database
from storage.checking import check
from storage.hygiene import clean_text, cleaned
from tests.storage.making import NOW, SITE, article, desk

TEXT = st.text(alphabet=st.characters(), max_size=60)
NAMES = st.lists(TEXT, max_size=3).map(tuple)
TIMES = st.datetimes(
    datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))])
)
DATES = st.builds(PublicationDate, st.none() | TIMES, st.sampled_from(Precision), st.sampled_from(["meta", "text"]))
RELATED = st.lists(
    st.builds(RelatedEntry, TEXT, st.none() | TEXT | st.just(f"{SITE}/7"), st.none() | st.just("2026-10-01")),
    max_size=4,
).map(tuple)
PAGES = st.builds(
    ArticlePage,
    url=st.just(f"{SITE}/1.htm"),
    kind=st.just(PageKind.ARTICLE),
    decoding=st.builds(Decoding, st.none() | TEXT, TEXT, st.integers(0, 9999)),
    title=TEXT,
    body=TEXT,
    lang=st.none() | st.sampled_from(["zh", "en"]),
    published=st.none() | DATES,
    modified=st.none() | TIMES,
    origin=st.none() | TEXT,
    dateline=st.none() | TEXT,
    bylines=st.builds(Bylines, NAMES, NAMES, NAMES, NAMES),
    section=st.none() | TEXT,
    keywords=NAMES,
    image=st.none() | TEXT,
    related=RELATED,
)
QUIET = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def test_articles(any_database: Database) -> None:
    at = desk(any_database)

    @QUIET
    @given(PAGES)
    def kept(page: ArticlePage) -> None:
        (saved,) = at.save(PageRead(page.url, Outcome.NEW, article=page))
        assert saved.article_id is not None
        stored, page = any_database.articles.get(saved.article_id), cleaned(page)
        for name in ("title", "body", "lang", "modified", "origin", "dateline", "section", "keywords", "image"):
            assert getattr(stored, name) == getattr(page, name), name
        assert (stored.bylines, stored.decoding) == (page.bylines, page.decoding)
        found = page.published
        assert stored.published == (found.when if found else None)
        assert (stored.published_precision, stored.published_found_by) == (
            (found.precision, found.found_by) if found else (None, None)
        )
        assert [RelatedEntry(one.title, one.url, one.date) for one in stored.related] == list(page.related)

    kept()
    assert check(any_database).faults == ()


def test_hints_and_validators(any_database: Database) -> None:
    desk(any_database)
    count = iter(range(10**6))

    @QUIET
    @given(TEXT, st.none() | TEXT, st.none() | TEXT)
    def kept(title: str, date: str | None, etag: str | None) -> None:
        link = PageLink(f"{SITE}/{next(count)}", title, date)
        any_database.frontier.save_start("weifang", ListFetched(SITE, (link,), etag, etag), NOW)
        (page,) = [one for one in any_database.frontier.work("weifang", NOW) if one.url == link.url]
        assert page.hint == (cleaned(link) if title or date else None)
        clean = None if etag is None else clean_text(etag)
        assert any_database.frontier.start_state("weifang", SITE) == (clean, clean)

    kept()


@pytest.mark.parametrize("when", [datetime.min, datetime.max])
def test_a_date_at_the_end_of_the_calendar(any_database: Database, when: datetime) -> None:
    at = desk(any_database)
    for hours in (8, -8):
        page = article(published=when.replace(tzinfo=timezone(timedelta(hours=hours))))
        assert at.outcomes(at.save(PageRead(page.url, Outcome.NEW, article=page)))[0] in ("new", "unchanged")
    assert any_database.articles.count(ArticleQuery()) == 1
