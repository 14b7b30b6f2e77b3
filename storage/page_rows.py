"""Page rows: finding or making them for a batch, and noting how a fetch ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kitewire.crawl import Outcome, PageRead
from storage.inserting import chunks, insert_missing
from storage.keys import address_key
from storage.models import PageRow
from storage.recheck import PageState, after

PART = "part of another page"
"""Reason of a page that was joined to the article of an earlier page; it is not asked for by itself."""
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
    if outcome in _NOT_READ:
        return
    row.fetched = seen
    row.content_hash = read.content_hash or row.content_hash
    if fetched and (fetched.status != 304 or fetched.etag or fetched.last_modified):
        row.etag, row.last_modified = fetched.etag, fetched.last_modified


def note_next(row: PageRow, outcome: Outcome, now: datetime, rechecks: Sequence[timedelta]) -> None:
    """Note when the page is due again after `outcome`."""
    state = after(PageState(row.tries, row.checks, row.next_check), outcome, row.status, now, rechecks)
    row.tries, row.checks, row.next_check = state.tries, state.checks, state.next_check


def note_part(row: PageRow, article_id: int, seen: datetime) -> None:
    """Note that a page goes into the article of another one, and is never due by itself."""
    row.outcome, row.reason, row.article_id = Outcome.UNCHANGED.value, PART, article_id
    row.fetched, row.next_check = seen, None
