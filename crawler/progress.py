"""What a crawl is asked for, and what it tells while it runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kitewire.crawl import Outcome, Saved


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """How a crawl differs from an ordinary one."""

    limit: int | None = None
    """Article pages of this run, for each source; None: as many as the source's limits allow."""
    since: date | None = None
    """Addresses that show an older day are left out."""
    archive: Path | None = None
    """Folder to write a WARC file into, one a run."""
    due: bool = False
    """Only sources whose time has come."""
    trigger: str = "command"
    """`command` or `schedule`."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the crawl of one source has come."""

    source: str
    found: int = 0
    """Article addresses that were not known before."""
    fetched: int = 0
    """Pages that have ended, in whichever outcome."""
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    failed: int = 0
    skipped: int = 0
    not_article: int = 0
    done: bool = False
    note: str = ""
    """At the end: why the source was not crawled, or what went wrong."""
    busy: bool = False
    """At the end: nothing was done, because another process crawls a host of it now. Try again soon."""


OnProgress = Callable[[Progress], None]


class Tally:
    """Counts for one source and tells them on."""

    def __init__(self, source: str, tell: OnProgress) -> None:
        self.found = 0
        self._source = source
        self._tell = tell
        self.moved = 0
        """Grows with all that is found or saved."""
        self._counts: Counter[Outcome] = Counter()
        self._passed_over = 0
        self._tell(self.now())

    @property
    def saved(self) -> int:
        """Pages that have ended."""
        return self._counts.total()

    def add_found(self, number: int) -> None:
        """So many addresses more."""
        self.moved += 1
        self.found += number
        self._tell(self.now())

    def add_saved(self, pages: Sequence[Saved]) -> None:
        """These pages have been saved."""
        self.moved += 1
        self._counts.update(page.outcome for page in pages)
        self._tell(self.now())

    def pass_over(self, number: int) -> None:
        """So many addresses were left out before they became pages."""
        self._passed_over += number
        self._tell(self.now())

    def end(self, note: str = "", busy: bool = False) -> None:
        """Nothing comes after this."""
        self._tell(self.now(done=True, note=note, busy=busy))

    def now(self, done: bool = False, note: str = "", busy: bool = False) -> Progress:
        """The state at this moment."""
        by_name = {outcome.value: self._counts[outcome] for outcome in Outcome}
        by_name[Outcome.SKIPPED.value] += self._passed_over
        return Progress(self._source, self.found, self.saved, **by_name, done=done, note=note, busy=busy)
