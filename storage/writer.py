"""Saving what was read: a batch of pages in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from kitewire.crawl import PageRead, Saved
from kitewire.errors import UnknownIdError
from storage.batch import Batch, Circumstances
from storage.counting import count_outcomes
from storage.hygiene import cleaned
from storage.link_stage import link_saved
from storage.measuring import measure, note_measures
from storage.models import RunRow
from storage.page_rows import endings
from storage.site_memory import Learn, take_lessons
from storage.sources import source_of, source_row
from storage.transaction import Transactions

REPLAYS = ("ingest", "reprocess")
"""Triggers of runs that read an archive and not the outlet."""


class Writer:
    """Writes what a crawl, a replay or a re-extraction has read."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def save(
        self,
        source: str,
        run_id: int,
        pages: Sequence[PageRead],
        now: datetime,
        learn: Learn | None = None,
        number: int | None = None,
    ) -> list[Saved]:
        """Save a batch: page states, articles, revisions, fingerprints, search index, links, the run's counts and
        measures; with `learn` also what the articles teach about the source's pages.

        All of it or, where anything fails, nothing. Gives what became of each page, in order. `number`: of the batch
        in its run, from 1; one that was saved before is not saved again, only its outcomes are given. Raises
        `UnknownSourceError`, `UnknownIdError` for the run, and `DatabaseError` where the database is locked or gone.
        """
        pages = cleaned(tuple(pages))
        with self._transactions.write() as session:
            row = source_row(session, source)
            run = session.get(RunRow, run_id)
            if run is None:
                raise UnknownIdError(f"there is no run {run_id}")
            if number is not None:
                if run.batches >= number:
                    return endings(session, row.id, pages, now)
                run.batches = number
            replays = run.trigger in REPLAYS
            batch = Batch(session, Circumstances(row.id, source_of(row).limits.rechecks, now, replays), pages)
            saved = [batch.save(page) for page in pages]
            changed = batch.finish()
            if changed:
                link_saved(session, changed, batch.former_titles)
            count_outcomes(session, run_id, saved)
            ended = list(zip(pages, saved, strict=True))
            strange = take_lessons(session, row.id, learn, ended, now) if learn is not None else 0
            if not replays:
                note_measures(run, replace(measure(ended, now), strange=strange))
            return saved
