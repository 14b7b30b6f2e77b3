"""Discovery at work: reads a source's start points and stores the addresses that it finds on them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from crawler.batch import Ledger
from crawler.discovery import StartRead
from crawler.discovery.sites import day_in
from crawler.fetching import Fetcher, NotFetched, Wanted, fetch_through
from crawler.readers import PageTrouble, Readers
from crawler.reading import ListPage
from kitewire.article import PageLink
from kitewire.crawl import Fetched, ListFetched
from kitewire.run_measures import ListMeasure
from kitewire.source import Source, StartKind, StartPoint
from kitewire.urls import url_key


@dataclass
class Findings:
    """What discovery has come to."""

    read: int = 0
    """Start points that answered."""
    errors: list[str] = field(default_factory=list)
    """One line for each list that could not be read."""
    lists: dict[str, ListMeasure] = field(default_factory=dict)
    """Address of a start point → how reading it went."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back discovery goes, and whom it tells."""

    since: date | None
    """Links that show an older day are left out."""
    deep: bool
    """Page on even where a page holds nothing unknown: nothing was read yet, or the last run was cut off."""
    found: Callable[[int], None]
    """Told of each list's unknown addresses."""


@dataclass(frozen=True, slots=True)
class Lists:
    """Reads lists, feeds and sitemaps, and stores what is found before anything of it is fetched."""

    source: Source
    ledger: Ledger
    fetcher: Fetcher
    readers: Readers
    reach: Reach

    async def follow(self, start: StartPoint, findings: Findings) -> None:
        """Read a start point and the lists that go on from it.

        The start point's validators are saved last, when all that follows it has been saved: a crawl killed
        in between reads it again.
        """
        measure = ListMeasure()
        waiting = deque([(start.kind, start.url)])
        seen, whole, first = {url_key(start.url)}, True, None
        for number in range(self.source.limits.list_pages):
            if not waiting:
                break
            kind, url = waiting.popleft()
            got = await self._get(url, conditional=number == 0 or not self.reach.deep)
            page = await self._read(kind, got)
            if isinstance(page, str):
                findings.errors.append(f"{kind.value} {url}: {page}")
                findings.lists[start.url] = measure = replace(measure, error=measure.error if number else page)
                whole = False
                continue
            findings.read += number == 0
            findings.lists[start.url] = measure = _measured(measure, start.kind, page, number)
            if page is None or not isinstance(got, Fetched):
                continue
            first = first or got
            links = tuple(link for link in page.links if not self._too_old(link))
            whole = whole and len(links) == len(page.links)
            unknown = await self._save(ListFetched(url, links), got if number else None)
            findings.lists[start.url] = measure = replace(measure, unknown=measure.unknown + unknown)
            if kind is StartKind.LIST and not self._goes_on(unknown, links, page):
                continue
            onward = [one for one in page.more if url_key(one[1]) not in seen]
            seen.update(url_key(one[1]) for one in onward)
            waiting.extend(onward)
        if first is not None and whole:
            await self._save(ListFetched(start.url, ()), first)

    async def _get(self, url: str, conditional: bool) -> Fetched | NotFetched:
        state = None
        if conditional:
            state = await self.ledger.books.call(self.ledger.database.frontier.start_state, self.source.name, url)
        etag, last_modified = state or (None, None)
        got, _ = await fetch_through(self.fetcher, Wanted(url, etag, last_modified))
        return got

    async def _read(self, kind: StartKind, got: Fetched | NotFetched) -> StartRead | str | None:
        """What the list holds; a text: why it cannot be read; None: the same as the last time."""
        if isinstance(got, NotFetched):
            return got.reason
        if got.status == 304:
            return None
        try:
            page = await self.readers.read_list(ListPage(kind, got.body, got.final_url, got.charset), self.source)
        except PageTrouble as trouble:
            return trouble.reason
        return page.problem if page.problem and not page.links and not page.more else page

    async def _save(self, page: ListFetched, answer: Fetched | None) -> int:
        if answer is not None:
            page = replace(page, etag=answer.etag, last_modified=answer.last_modified)
        save = self.ledger.database.frontier.save_start
        unknown = await self.ledger.books.call(save, self.source.name, page, datetime.now(UTC))
        self.reach.found(unknown)
        return unknown

    def _goes_on(self, unknown: int, links: tuple[PageLink, ...], page: StartRead) -> bool:
        if page.links and not links:
            return False  # all older than asked for: what follows is older still
        return bool(unknown) or self.reach.deep

    def _too_old(self, link: PageLink) -> bool:
        return too_old(link.url, link.date, self.reach.since)


def _measured(measure: ListMeasure, kind: StartKind, page: StartRead | None, number: int) -> ListMeasure:
    """`measure` of a start point after its `number`-th list (from 0), None for one that is the same as the last time.

    Only the start point itself has a size to be expected: how far a list is followed depends on what is new.
    """
    if page is None:
        return replace(measure, unchanged=True) if number == 0 or kind is StartKind.SITEMAP else measure
    counts = number == 0 or kind is StartKind.SITEMAP
    return replace(measure, pages=measure.pages + 1, links=measure.links + (len(page.links) if counts else 0))


def too_old(url: str, shown: str | None, since: date | None) -> bool:
    """Whether an address shows a day before `since`, in its list (`YYYY-MM-DD` or `YYYY-MM`) or in itself."""
    day = shown or day_in(url)
    return since is not None and day is not None and day < since.isoformat()[: len(day)]
