"""Discovery at work: reads a source's start points and stores the addresses that it finds on them."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from crawler.batch import Ledger
from crawler.discovery import StartRead
from crawler.discovery.sites import day_in
from crawler.fetching import Fetcher, NotFetched, Wanted, fetch_through
from crawler.progress import Tally
from crawler.readers import PageTrouble, Readers
from crawler.readings import ListPage
from kitewire.article import PageLink
from kitewire.crawl import Fetched, ListFetched, ListState, ListToRead
from kitewire.run_measures import ListMeasure
from kitewire.source import Source, StartKind, StartPoint
from kitewire.urls import url_key

BARREN = 5
"""Pages of a list in a row without an unknown address that end it, in a crawl that goes into the depth."""
SITEMAP_DEPTH = 5
"""The protocol knows an index and its files; some sites nest a level or two more."""
PART = 2000
"""Addresses saved at a time: a sitemap of 50,000 keeps the database from no other source."""
NOTED_EVERY = 2.0
"""Seconds after which the requests for lists are written down: a write a list would make the next list wait for it."""
TOO_MANY, TOO_DEEP = "too many links", "list too deep"


@dataclass
class Findings:
    """What discovery has come to."""

    read: int = 0
    """Start points that answered."""
    errors: list[str] = field(default_factory=list)
    """One line for each list that could not be read."""
    excused: int = 0
    """Start points that were not asked, though nothing is wrong: their host asked to wait, or a limit is reached."""
    notes: dict[str, None] = field(default_factory=dict)
    """Why, each once."""
    lists: dict[str, ListMeasure] = field(default_factory=dict)
    """Address of a start point → how reading it went."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far discovery goes, and whom it tells."""

    since: date | None
    """Links that show an older day are left out."""
    deep: bool
    """Page on where pages hold nothing unknown: nothing was read yet, or the last run was cut off."""
    tally: Tally
    over: Callable[[], str]
    """Why the run is to end; empty: it is not."""
    found: Callable[[], None]
    """Called when addresses that were not known before are stored: they can be fetched while lists go on."""


@dataclass(slots=True)
class Walk:
    """The lists of a start point that one run reads."""

    start: StartPoint
    findings: Findings
    patience: int
    """Pages of a list in a row without an unknown address after which it is followed no further."""
    seen: set[str]
    room: int
    """Lists that may still be read."""
    measure: ListMeasure | None = None
    """None: of lists that have waited, which say nothing of how the source goes."""
    barren: int = 0
    todo: deque[ListToRead] = field(default_factory=deque)


@dataclass(frozen=True, slots=True)
class Lists:
    """Reads lists, feeds and sitemaps, and stores what is found before anything of it is fetched.

    A list is saved together with the lists that go on from it: they wait in the database until they are read, by this
    run or another. So a crawl killed at any moment goes on where it was, and an archive deeper than one run may read is
    read over several.
    """

    source: Source
    ledger: Ledger
    fetcher: Fetcher
    readers: Readers
    reach: Reach

    async def follow(self, start: StartPoint, findings: Findings) -> None:
        """Read a start point and what is new behind it; then go on with lists that wait from earlier runs."""
        most = self.source.limits.list_pages
        frontier, look = self.ledger.database.frontier, self.ledger.books.look
        waited = await look(frontier.waiting_lists, self.source.name, start.url, most)
        kept_for_them = min(len(waited), max(1, most // 4)) if most > 1 else 0
        patience = BARREN if self.reach.deep else 1
        walk = Walk(start, findings, patience, {url_key(start.url)}, most - kept_for_them, ListMeasure())
        walk.todo.append(ListToRead(start.kind, start.url))
        await self._go(walk)
        walk.room += kept_for_them
        walk.patience, walk.barren, walk.measure = BARREN, 0, None
        walk.todo = deque(one for one in waited if url_key(one.url) not in walk.seen)
        walk.seen.update(url_key(one.url) for one in walk.todo)
        await self._go(walk)

    async def _go(self, walk: Walk) -> None:
        while walk.todo and walk.room > 0 and not self.reach.over():
            walk.room -= 1
            await self._one(walk, walk.todo.popleft())
            if walk.barren >= BARREN:
                await self._drop(walk, [one for one in walk.todo if one.kind is StartKind.LIST])
                walk.todo = deque(one for one in walk.todo if one.kind is not StartKind.LIST)

    async def _one(self, walk: Walk, wanted: ListToRead) -> None:
        state = await self._state(wanted)
        got, _ = await fetch_through(self.fetcher, Wanted(wanted.url, state.etag, state.last_modified))
        digest = hashlib.sha256(got.body).hexdigest() if isinstance(got, Fetched) else ""
        page = await self._read(wanted.kind, got, digest == state.content_hash)
        if isinstance(page, str):
            await self._failed(walk, wanted, got, page)
            return
        if wanted.url == walk.start.url:
            walk.findings.read += 1
        self._measure(walk, wanted, page)
        if page is None:
            walk.barren += wanted.kind is StartKind.LIST
            await self._unchanged(walk, wanted, got, state)
        elif isinstance(got, Fetched):
            await self._found(walk, wanted, page, ListState(got.etag, got.last_modified, digest))

    async def _state(self, wanted: ListToRead) -> ListState:
        look, frontier = self.ledger.books.look, self.ledger.database.frontier
        return await look(frontier.list_state, self.source.name, wanted.url) or ListState()

    async def _read(self, kind: StartKind, got: Fetched | NotFetched, same: bool) -> StartRead | str | None:
        """What the list holds; a text: why it cannot be read; None: the same as the last time."""
        if isinstance(got, NotFetched):
            return got.reason
        if got.status == 304 or same:
            return None
        try:
            page = await self.readers.read_list(ListPage(kind, got.body, got.final_url, got.charset), self.source)
        except PageTrouble as trouble:
            return trouble.reason
        return page.problem if page.problem and not page.links and not page.more else page

    async def _failed(self, walk: Walk, wanted: ListToRead, got: Fetched | NotFetched, reason: str) -> None:
        findings, is_start = walk.findings, wanted.url == walk.start.url
        postponed = got.postponed if isinstance(got, NotFetched) else None
        if postponed is not None and postponed.excused:
            findings.excused += is_start
            findings.notes[reason] = None
            if is_start and walk.measure is not None and not self.reach.over():
                # A host that asks to wait again and again is as good as one that refuses.
                findings.lists[walk.start.url] = walk.measure = replace(walk.measure, error=reason)
            return
        findings.errors.append(f"{wanted.kind.value} {wanted.url}: {reason}")
        if walk.measure is not None:
            walk.measure = replace(walk.measure, error=reason if is_start else walk.measure.error)
            findings.lists[walk.start.url] = walk.measure
        if is_start or postponed is not None:
            return
        if isinstance(got, NotFetched) and got.passing:
            put_back = self.ledger.database.frontier.put_back_list
            await self.ledger.books.call(put_back, self.source.name, walk.start.url, wanted)
        else:
            await self._drop(walk, [wanted])

    async def _unchanged(self, walk: Walk, wanted: ListToRead, got: Fetched | NotFetched, state: ListState) -> None:
        """A server may send other validators with the same bytes."""
        now = ListState(got.etag, got.last_modified, state.content_hash) if isinstance(got, Fetched) else state
        if isinstance(got, Fetched) and got.status != 304 and now != state:
            kept = (now.etag, now.last_modified, now.content_hash)
            await self._save(ListFetched(wanted.url, (), *kept, start_url=walk.start.url))
        elif wanted.url != walk.start.url:
            await self._drop(walk, [wanted])

    async def _found(self, walk: Walk, wanted: ListToRead, page: StartRead, answer: ListState) -> None:
        links = tuple(link for link in page.links if not self._too_old(link))
        # What was left out as too old is to be found by a run that asks for more.
        answer = answer if len(links) == len(page.links) else ListState()
        unknown = 0
        parts = [links[start : start + PART] for start in range(0, len(links), PART)] or [()]
        for part in parts[:-1]:
            unknown += await self._save(ListFetched(wanted.url, part, whole=False))
        # All older than asked for: what follows is older still.
        onward = () if page.links and not links else self._onward(walk, page, wanted.depth + 1)
        lists = tuple(one for one in onward if one.depth <= self._deepest(one.kind))
        left_out = {TOO_MANY: page.left_out, TOO_DEEP: len(onward) - len(lists)}
        stubborn = wanted.kind is not StartKind.LIST or walk.barren + 1 < walk.patience
        last = ListFetched(
            wanted.url,
            parts[-1],
            answer.etag,
            answer.last_modified,
            answer.content_hash,
            start_url=walk.start.url,
            onward=lists,
            onward_if_new=not (unknown or stubborn),
            left_out=tuple((reason, number) for reason, number in left_out.items() if number),
        )
        unknown += await self._save(last)
        if unknown:
            self.reach.found()
        if walk.measure is not None:
            walk.measure = replace(walk.measure, unknown=walk.measure.unknown + unknown)
            walk.findings.lists[walk.start.url] = walk.measure
        if unknown or stubborn:
            walk.todo.extend(lists)
            walk.seen.update(url_key(one.url) for one in lists)
        walk.barren = 0 if unknown else walk.barren + (wanted.kind is StartKind.LIST)

    def _onward(self, walk: Walk, page: StartRead, depth: int) -> tuple[ListToRead, ...]:
        if self.source.limits.list_pages == 1:
            return ()
        return tuple(ListToRead(kind, url, depth) for kind, url in page.more if url_key(url) not in walk.seen)

    def _deepest(self, kind: StartKind) -> int:
        return (
            self.source.limits.depth if kind is not StartKind.SITEMAP else min(SITEMAP_DEPTH, self.source.limits.depth)
        )

    async def _save(self, page: ListFetched) -> int:
        ledger = self.ledger
        save = ledger.database.frontier.save_start
        unknown = await ledger.books.call(save, self.source.name, page, datetime.now(UTC), ledger.run_id)
        await ledger.note_requests(NOTED_EVERY)
        self.reach.tally.add_found(unknown)
        if passed := sum(number for _, number in page.left_out):
            self.reach.tally.pass_over(passed)
        return unknown

    async def _drop(self, walk: Walk, lists: Sequence[ListToRead]) -> None:
        if lists:
            drop = self.ledger.database.frontier.drop_lists
            await self.ledger.books.call(drop, self.source.name, walk.start.url, [one.url for one in lists])

    def _measure(self, walk: Walk, wanted: ListToRead, page: StartRead | None) -> None:
        if walk.measure is not None:
            walk.measure = _measured(walk.measure, walk.start.kind, page, int(wanted.url != walk.start.url))
            walk.findings.lists[walk.start.url] = walk.measure

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
