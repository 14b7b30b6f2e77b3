"""List pages that a run had no room to read: they wait, and the next runs go on with them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from kitewire.crawl import ListToRead
from kitewire.source import StartKind
from storage.inserting import chunks, insert
from storage.keys import bounded
from storage.models import StartRow
from storage.service_models import WaitingListRow

MOST_WAITING = 10_000
"""Lists of one start point that may wait; a sitemap index of 50,000 files would else fill the database."""
MOST_TRIES = 3
"""So many times in a row a waiting list may be unreadable before it is given up."""


def waiting_lists(session: Session, source_id: int, start_url: str, limit: int) -> list[ListToRead]:
    """The first `limit` lists of a start point that wait, those found first in front."""
    of_start = (WaitingListRow.source_id == source_id, WaitingListRow.start_url == bounded(start_url))
    rows = session.scalars(select(WaitingListRow).where(*of_start).order_by(WaitingListRow.id).limit(limit))
    return [ListToRead(StartKind(row.kind), row.url, row.depth, row.tries) for row in rows]


def add_waiting(
    session: Session, source_id: int, start_url: str, lists: Sequence[ListToRead], again: bool = False
) -> int:
    """Put lists into the queue; those in it stay where they are. Gives how many there was no room for.

    Sitemaps that were read once are left out unless `again`: an index names all its old ones each time.
    """
    start, lists = bounded(start_url), _bounded(lists)
    sitemaps = [one.url for one in lists if one.kind is StartKind.SITEMAP and not again]
    known = {url for part in chunks(sitemaps) for url in session.scalars(_read_once(source_id, part))}
    lists = [one for one in lists if one.url not in known]
    here = (WaitingListRow.source_id == source_id, WaitingListRow.start_url == start)
    urls = [one.url for one in lists]
    there = {
        url
        for part in chunks(urls)
        for url in session.scalars(select(WaitingListRow.url).where(*here, WaitingListRow.url.in_(part)))
    }
    fresh = list({one.url: one for one in lists if one.url not in there}.values())
    room = max(0, MOST_WAITING - (session.scalar(select(func.count()).where(*here)) or 0)) if fresh else 0
    for part in chunks(fresh[:room]):
        rows = [
            {
                "source_id": source_id,
                "start_url": start,
                "url": one.url,
                "kind": one.kind.value,
                "depth": one.depth,
                "tries": one.tries,
            }
            for one in part
        ]
        session.execute(insert(session, WaitingListRow), rows)
    return len(fresh[room:])


def end_waiting(session: Session, source_id: int, start_url: str, urls: Sequence[str]) -> None:
    """Take lists out of the queue."""
    for part in chunks([bounded(url) for url in urls]):
        session.execute(
            delete(WaitingListRow).where(
                WaitingListRow.source_id == source_id,
                WaitingListRow.start_url == bounded(start_url),
                WaitingListRow.url.in_(part),
            )
        )


def put_back(session: Session, source_id: int, start_url: str, url: str) -> bool:
    """Note that a waiting list could not be read; False: it was given up."""
    row = session.scalar(
        select(WaitingListRow).where(
            WaitingListRow.source_id == source_id,
            WaitingListRow.start_url == bounded(start_url),
            WaitingListRow.url == bounded(url),
        )
    )
    if row is None:
        return False
    row.tries += 1
    if row.tries >= MOST_TRIES:
        session.delete(row)
    return row.tries < MOST_TRIES


def _read_once(source_id: int, urls: Sequence[str]) -> Select[str]:
    return select(StartRow.url).where(StartRow.source_id == source_id, StartRow.url.in_(urls))


def _bounded(lists: Sequence[ListToRead]) -> list[ListToRead]:
    # An address that is cut is none any more.
    return [one for one in lists if bounded(one.url) == one.url]
