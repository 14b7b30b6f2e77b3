"""What is known of addresses: start pages with their validators, and pages that are still to be fetched."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Text, cast, func, select, update
from sqlalchemy.orm import Session

from kitewire.article import PageLink
from kitewire.crawl import ListFetched, PageToFetch
from kitewire.source import Source
from kitewire.urls import host_of
from storage.hygiene import cleaned
from storage.inserting import insert_missing
from storage.keys import address_key_or_none, bounded
from storage.models import PageRow, SourceRow, StartRow
from storage.sources import source_of, source_row
from storage.transaction import Transactions


class Frontier:
    """Start pages and the pages found on them."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def start_state(self, source: str, url: str) -> tuple[str | None, str | None] | None:
        """(ETag, Last-Modified) of a start page when it was last read; None: never read."""
        with self._transactions.read() as session:
            row = session.get(StartRow, (source_row(session, source).id, bounded(url)))
            return None if row is None else (row.etag, row.last_modified)

    def save_start(self, source: str, page: ListFetched, now: datetime) -> int:
        """Keep a start page's validators and the addresses found on it, both or neither.

        Gives how many addresses were not known before, for any source.
        """
        page = cleaned(page)
        with self._transactions.write() as session:
            source_id = source_row(session, source).id
            session.merge(
                StartRow(
                    source_id=source_id,
                    url=bounded(page.url),
                    etag=page.etag,
                    last_modified=page.last_modified,
                    fetched=now,
                )
            )
            return _add_pages(session, source_id, page.links, now)

    def work(self, source: str, now: datetime, limit: int | None = None) -> list[PageToFetch]:
        """The pages to fetch now: first those never fetched, as they were found, then those due again."""
        with self._transactions.read() as session:
            source_id = source_row(session, source).id
            new = select(PageRow).where(PageRow.source_id == source_id, PageRow.outcome.is_(None)).order_by(PageRow.id)
            rows = list(session.scalars(new.limit(limit)))
            if limit is None or len(rows) < limit:
                again = (
                    select(PageRow)
                    .where(PageRow.source_id == source_id, PageRow.outcome.is_not(None), PageRow.next_check <= now)
                    .order_by(PageRow.next_check, PageRow.id)
                    .limit(None if limit is None else limit - len(rows))
                )
                rows += session.scalars(again)
            return [_to_fetch(row) for row in rows]

    def source_name_for(self, url: str) -> str | None:
        """Which source an address belongs to: the one that found it, else the one whose home or start has its host."""
        with self._transactions.read() as session:
            found = select(SourceRow.name).join(PageRow, PageRow.source_id == SourceRow.id)
            name = session.scalar(found.where(PageRow.url_key == address_key_or_none(url)))
            if name is not None:
                return name
            host = _bare(host_of(url))
            if not host:
                return None
            likely = select(SourceRow).order_by(SourceRow.name)
            if host.isascii():  # JSON writes other letters as escapes
                likely = likely.where(func.lower(cast(SourceRow.definition, Text)).contains(host, autoescape=True))
            sources = (source_of(row) for row in session.scalars(likely))
            return next((one.name for one in sources if host in _hosts(one)), None)


def _add_pages(session: Session, source_id: int, links: Iterable[PageLink], now: datetime) -> int:
    """Insert those of `links` that are not known; what a list newly says of a page not yet fetched is kept."""
    rows: dict[str, dict[str, object]] = {}
    for link in links:
        key = address_key_or_none(link.url)
        if key is not None and key not in rows:
            rows[key] = {
                "source_id": source_id,
                "url_key": key,
                "url": link.url,
                "hint_title": link.text,
                "hint_date": link.date,
                "discovered": now,
            }
    added = insert_missing(session, PageRow, "url_key", rows)
    for key in rows.keys() - added:
        _fill_hint(session, key, rows[key])
    return len(added)


def _fill_hint(session: Session, key: str, row: dict[str, object]) -> None:
    waiting = (PageRow.url_key == key, PageRow.outcome.is_(None))
    if row["hint_title"]:
        session.execute(update(PageRow).where(*waiting, PageRow.hint_title == "").values(hint_title=row["hint_title"]))
    if row["hint_date"]:
        session.execute(update(PageRow).where(*waiting, PageRow.hint_date.is_(None)).values(hint_date=row["hint_date"]))


def _to_fetch(row: PageRow) -> PageToFetch:
    hinted = bool(row.hint_title or row.hint_date)
    return PageToFetch(
        url=row.url,
        etag=row.etag,
        last_modified=row.last_modified,
        hint=PageLink(row.url, row.hint_title, row.hint_date) if hinted else None,
        known=row.article_id is not None,
    )


def _hosts(source: Source) -> set[str]:
    return {_bare(host_of(url)) for url in (source.home, *(start.url for start in source.starts))}


def _bare(host: str) -> str:
    return host.removeprefix("www.")
