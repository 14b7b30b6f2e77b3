"""What is known of addresses: start pages with their validators, and pages that are still to be fetched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Text, cast, func, not_, or_, select
from sqlalchemy.orm import Session

from kitewire.article import PageLink
from kitewire.crawl import ListFetched, ListState, ListToRead, PageToFetch
from kitewire.source import Source
from kitewire.urls import host_of
from storage.counting import count_skipped
from storage.hygiene import cleaned
from storage.inserting import chunks, insert_missing
from storage.keys import address_key_or_none, bounded
from storage.models import PageRow, SourceRow, StartRow
from storage.sources import source_of, source_row
from storage.transaction import Transactions
from storage.waiting_lists import add_waiting, end_waiting, put_back, waiting_lists

TOO_MANY_LISTS = "too many lists"
"""Reason of lists that there is no room for among those that wait."""


class Frontier:
    """Start pages and the pages found on them."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def start_state(self, source: str, url: str) -> tuple[str | None, str | None] | None:
        """(ETag, Last-Modified) of a start page when it was last read; None: never read."""
        state = self.list_state(source, url)
        return None if state is None else (state.etag, state.last_modified)

    def list_state(self, source: str, url: str) -> ListState | None:
        """How a list was when it was last read; None: never read."""
        with self._transactions.read() as session:
            row = session.get(StartRow, (source_row(session, source).id, bounded(url)))
            return None if row is None else ListState(row.etag, row.last_modified, row.content_hash or "")

    def save_start(self, source: str, page: ListFetched, now: datetime, run_id: int | None = None) -> int:
        """Keep a list's state, the addresses found on it and the lists that go on from it, all or nothing.

        What it passed over is counted for the run, where one is given. Gives how many addresses were not known
        before, for any source.
        """
        page = cleaned(page)
        with self._transactions.write() as session:
            source_id = source_row(session, source).id
            left_out = Counter(dict(page.left_out))
            if page.whole:
                _keep_state(session, source_id, page, now)
            if page.whole and page.start_url:
                end_waiting(session, source_id, page.start_url, [page.url])
            added = _add_pages(session, source_id, page.links, now)
            if page.onward and (added or not page.onward_if_new):
                left_out[TOO_MANY_LISTS] += add_waiting(session, source_id, page.start_url, page.onward)
            if run_id is not None:
                count_skipped(session, run_id, left_out)
            return added

    def waiting_lists(self, source: str, start_url: str, limit: int) -> list[ListToRead]:
        """The first lists of a start point that earlier runs had no room to read."""
        with self._transactions.read() as session:
            return waiting_lists(session, source_row(session, source).id, start_url, limit)

    def drop_lists(self, source: str, start_url: str, urls: Sequence[str]) -> None:
        """Take lists out of those that wait: what they hold is known."""
        with self._transactions.write() as session:
            end_waiting(session, source_row(session, source).id, start_url, urls)

    def put_back_list(self, source: str, start_url: str, wanted: ListToRead) -> bool:
        """Note that a list could not be read now: it waits for another run, a few times. False: it was given up."""
        with self._transactions.write() as session:
            source_id = source_row(session, source).id
            add_waiting(session, source_id, start_url, [wanted], again=True)
            return put_back(session, source_id, start_url, wanted.url)

    def work(
        self, source: str, now: datetime, limit: int | None = None, without: Collection[str] = (), again: bool = True
    ) -> list[PageToFetch]:
        """The pages to fetch now: first those never fetched, as they were found, then those due again.

        `without`: hosts whose pages are left out. `again`: whether pages that are due again are given at all.
        """
        with self._transactions.read() as session:
            source_id = source_row(session, source).id
            mine = (PageRow.source_id == source_id, *(not_(_on(host)) for host in sorted(without)))
            new = select(*_TO_FETCH).where(*mine, PageRow.outcome.is_(None)).order_by(PageRow.id)
            rows = list(session.execute(new.limit(limit)))
            if again and (limit is None or len(rows) < limit):
                due = (
                    select(*_TO_FETCH)
                    .where(*mine, PageRow.outcome.is_not(None), PageRow.next_check <= now)
                    .order_by(PageRow.next_check, PageRow.id)
                    .limit(None if limit is None else limit - len(rows))
                )
                rows += session.execute(due)
            return [_to_fetch(*row) for row in rows]

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
    _fill_hints(session, {key: row for key, row in rows.items() if key not in added})
    return len(added)


def _fill_hints(session: Session, rows: dict[str, dict[str, object]]) -> None:
    told = [key for key, row in rows.items() if row["hint_title"] or row["hint_date"]]
    lacks = or_(PageRow.hint_title == "", PageRow.hint_date.is_(None))
    for part in chunks(told):
        waiting = select(PageRow).where(PageRow.url_key.in_(part), PageRow.outcome.is_(None), lacks)
        for page in session.scalars(waiting):
            page.hint_title = page.hint_title or str(rows[page.url_key]["hint_title"])
            page.hint_date = page.hint_date or rows[page.url_key]["hint_date"]  # type: ignore[assignment]


def _keep_state(session: Session, source_id: int, page: ListFetched, now: datetime) -> None:
    session.merge(
        StartRow(
            source_id=source_id,
            url=bounded(page.url),
            etag=page.etag,
            last_modified=page.last_modified,
            content_hash=page.content_hash or None,
            fetched=now,
        )
    )


def _on(host: str) -> ColumnElement[bool]:
    """Whether a page's address is at `host`, as far as the address is spelt plainly."""
    name = f"[{host}]" if ":" in host else host
    starts = [f"{scheme}://{name}{end}" for scheme in ("http", "https") for end in "/:?"]
    return or_(*(PageRow.url.startswith(start, autoescape=True) for start in starts))


# Whole rows would take three times as long: a run asks again whenever a list has been read.
_TO_FETCH = (
    PageRow.url,
    PageRow.etag,
    PageRow.last_modified,
    PageRow.hint_title,
    PageRow.hint_date,
    PageRow.article_id.is_not(None),
)


def _to_fetch(
    url: str, etag: str | None, last_modified: str | None, title: str, date: str | None, known: bool
) -> PageToFetch:
    hint = PageLink(url, title, date) if title or date else None
    return PageToFetch(url, etag, last_modified, hint, known)


def _hosts(source: Source) -> set[str]:
    return {_bare(host_of(url)) for url in (source.home, *(start.url for start in source.starts))}


def _bare(host: str) -> str:
    return host.removeprefix("www.")
