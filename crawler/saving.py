"""What is done with a batch of pages: saved, linked and learned from in one transaction.

It is done in a process of its own (`crawler.saver`), but for pages without a text.
"""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from crawler.ancestry import watch_crawl
from crawler.readings import unpacked
from kitewire.collector import collector_paused
from kitewire.crawl import PageRead, Saved
from kitewire.site_memory import Lesson, Recollection, SiteMemory
from storage import Database, open_database


@dataclass(frozen=True, slots=True)
class BatchToSave:
    """Some pages of a run. One that is tried again under the same number is not saved twice."""

    source: str
    run_id: int
    number: int
    """In its run, from 1."""
    pages: tuple[PageRead, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Learned:
    """What is known of a source's pages."""

    recollection: Recollection | None = None
    changed_since: datetime | None = None
    """Since when a layout that was known is gone."""


@dataclass(frozen=True, slots=True)
class BatchSaved:
    """What became of the pages, in their order; and what is known now, where they could teach anything."""

    pages: list[Saved]
    learned: Learned | None


def save_batch(database: Database, batch: BatchToSave) -> BatchSaved:
    """Raises `DatabaseError`."""
    pages = tuple(map(_opened, batch.pages))
    saved = database.writer.save(batch.source, batch.run_id, pages, batch.now, _learn, batch.number)
    teaches = any(page.article is not None for page in pages)
    return BatchSaved(saved, _learned(database, batch.source) if teaches else None)


def _opened(page: PageRead) -> PageRead:
    if not page.packed:
        return page
    article, fingerprint = unpacked(page.packed)
    return replace(page, article=article, fingerprint=fingerprint, packed=b"")


def _learn(memory: SiteMemory, lessons: Sequence[Lesson]) -> SiteMemory:
    from extraction.memory import learn  # here: the process that fetches saves pages as well, but none with lessons

    return learn(memory, lessons)


def _learned(database: Database, source: str) -> Learned:
    from extraction.memory import recollect

    memory = database.memories.load(source)
    return Learned(recollect(memory), memory.changed_since)


@dataclass(slots=True)
class _Archive:
    """The database of the process that saves."""

    url: str = ""
    timeout: float = 0.0
    opened: Database | None = None


_archive = _Archive()


def prepare(url: str, timeout: float) -> None:
    """Once in the process that saves. A batch that was begun is finished, whoever asks to stop: the crawl decides."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    watch_crawl()
    _archive.url, _archive.timeout = url, timeout


def save(batch: BatchToSave) -> BatchSaved:
    """`save_batch` in the process that saves."""
    if _archive.opened is None:
        # Not before: what keeps it from being opened now may pass, and is told as of any other batch.
        _archive.opened = open_database(_archive.url, upgrade=False, timeout=_archive.timeout)
    with collector_paused():
        return save_batch(_archive.opened, batch)
