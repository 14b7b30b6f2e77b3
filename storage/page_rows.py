"""Page rows: finding or making them for a batch, and noting how a fetch ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kitewire.crawl import Outcome, PageRead, Saved
from storage.inserting import chunks, insert_missing
from storage.keys import address_key
from storage.models import ArticleRow, PageRow
from storage.recheck import Ending, PageState, after, is_gone, spread

PART = "part of another page"
"""Reason of a page that was joined to the article of an earlier page; it is not asked for by itself."""
GONE = "gone"
"""Reason of a page that is proven not to be there any more (`storage.recheck`)."""
_NOT_READ = (Outcome.FAILED, Outcome.SKIPPED)


def page_rows(session: Session, source_id: int, pages: Iterable[PageRead], now: datetime) -> dict[str, PageRow]:
    """Key → row of every address that `pages` name; those that no list had named are added."""
    urls: dict[str, str] = {}
    for page in pages:
        for url in (page.fetched_url, *page.part_urls):
            urls.setdefault(address_key(url), url)
    wanted = {key: {"source_id": source_id, "url_key": key, "url": url, "discovered": now} for key, url in urls.items()}
    insert_missing(session, PageRow, "url_key", wanted)
    found = select(PageRow)
    return {
        row.url_key: row
        for part in chunks(list(urls))
        for row in session.scalars(found.where(PageRow.url_key.in_(part)))
    }


def endings(session: Session, source_id: int, pages: Sequence[PageRead], now: datetime) -> list[Saved]:
    """How pages ended that were saved before."""
    rows = page_rows(session, source_id, pages, now)
    ended = [(page.fetched_url, rows[address_key(page.fetched_url)]) for page in pages]
    return [Saved(url, Outcome(row.outcome or Outcome.FAILED), row.reason, row.article_id) for url, row in ended]


def pages_of(session: Session, article_ids: Sequence[int]) -> dict[int, dict[str, PageRow]]:
    """Article id → key → row of the pages that show it; further pages of a long article do not count."""
    pages: dict[int, dict[str, PageRow]] = {one: {} for one in article_ids}
    for part in chunks(article_ids):
        rows = select(PageRow).where(PageRow.article_id.in_(part), PageRow.reason != PART)
        for row in session.scalars(rows):
            if row.article_id is not None:
                pages[row.article_id][row.url_key] = row
    return pages


def note_end(row: PageRow, read: PageRead, seen: datetime, outcome: Outcome, reason: str) -> None:
    """Note on its row how a page ended. What could not be read leaves validators and time of the last reading."""
    fetched = read.fetched
    row.outcome, row.reason = outcome.value, reason
    row.status = fetched.status if fetched else None
    # What the answer brought belongs to the article no more: a 304 to its ETag would tell that the article is there.
    if outcome in _NOT_READ or (outcome is Outcome.NOT_ARTICLE and row.article_id is not None):
        return
    row.fetched = seen
    row.content_hash = read.content_hash or row.content_hash
    if fetched and (fetched.status != 304 or fetched.etag or fetched.last_modified):
        row.etag, row.last_modified = fetched.etag, fetched.last_modified


def note_next(row: PageRow, outcome: Outcome, now: datetime, rechecks: Sequence[timedelta]) -> bool:
    """Note when the page is due again after `outcome`; gives whether that proves that the page is not there."""
    end = Ending(outcome, row.status, row.reason, row.article_id is not None)
    before = PageState(row.tries, row.checks, row.next_check, row.missing)
    state = spread(after(before, end, now, rechecks), now, row.url_key)
    row.tries, row.checks, row.next_check, row.missing = state.tries, state.checks, state.next_check, state.missing
    return end.missing and is_gone(state, now)


def settle_absence(session: Session, article_ids: Sequence[int], now: datetime) -> None:
    """Tell anew of each article whether it is gone: it is when all its pages are.

    Where another page may still show it, that one is due at once.
    """
    session.flush()
    shown_by = pages_of(session, article_ids)
    for part in chunks(article_ids):
        for article in session.scalars(select(ArticleRow).where(ArticleRow.id.in_(part))):
            pages = shown_by[article.id].values()
            missing = [row.missing for row in pages if row.missing is not None and row.reason == GONE]
            if missing and len(missing) == len(pages):
                article.gone = article.gone or min(missing)
                continue
            if any(row.missing is None for row in pages):
                article.gone = None
            for row in pages:
                if row.reason != GONE and row.next_check is None:
                    row.next_check = now


def note_part(row: PageRow, article_id: int, seen: datetime) -> None:
    """Note that a page goes into the article of another one, and is never due by itself."""
    row.outcome, row.reason, row.article_id = Outcome.UNCHANGED.value, PART, article_id
    row.fetched, row.next_check = seen, None
