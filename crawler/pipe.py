"""The way of a page, written once. A live crawl, a replay of an archive and a re-extraction all go this way:

    frontier ─▶ get ─▶ arrive ─▶ read ─▶ gather its further pages ─▶ batch ─▶ save + link

`get` asks the site or an archive (`Getter`); `read` (decode, parse, extract, fold, fingerprint) happens in worker
processes (`crawler.reading`), saving and linking in another one (`crawler.batch`, `crawler.saving`). Each page ends
in exactly one `PageRead`.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from crawler.batch import Known
from crawler.discovery import may_be_article
from crawler.fetching import NotFetched, Wanted
from crawler.readers import PageTrouble, Readers
from crawler.readings import PageToRead, Reading
from kitewire.article import PageKind, PageLink
from kitewire.crawl import Fetched, Outcome, PageRead, PageToFetch
from kitewire.source import Source
from kitewire.urls import host_of, url_key

Getter = Callable[[Wanted, str | None], Awaitable[Fetched | NotFetched]]
"""Gets an address; the second argument is the address of the article's first page, for one of its further pages."""

_ERROR_PAGE = re.compile(r"/(?:40[34]|410|error|err|not-?_?found)(?:page)?(?:\.\w{2,5})?/?$", re.IGNORECASE)
"""Paths to which outlets redirect what is not there, often with status 200."""
_OUTCOMES = {
    PageKind.ARTICLE: Outcome.NEW,
    PageKind.NOT_ARTICLE: Outcome.NOT_ARTICLE,
    PageKind.FAILED: Outcome.FAILED,
}


@dataclass(frozen=True, slots=True)
class Pipe:
    """The way of the pages of one source."""

    source: Source
    get: Getter
    readers: Readers
    known: Known = field(default_factory=Known)
    """What the source's other pages have taught."""

    async def carry(self, page: PageToFetch) -> PageRead:
        """One page from its address to what is saved of it. No error of the page or its site comes out."""
        try:
            return await self._way(page)
        except PageTrouble as trouble:
            return PageRead(page.url, Outcome.FAILED, trouble.reason)

    async def _way(self, page: PageToFetch) -> PageRead:
        got = await self.get(_wanted(page), None)
        refused = self._arrive(page, got)
        if refused or not isinstance(got, Fetched):
            return refused or PageRead(page.url, Outcome.FAILED, "not fetched")
        reading = await self._read(got, page.hint)
        if reading.kind is PageKind.ARTICLE and reading.next_page:
            return await self._gather(page, got, reading)
        return _page_read(page, got, reading)

    def _arrive(self, page: PageToFetch, got: Fetched | NotFetched) -> PageRead | None:
        """The outcome of a page that need not be read; None for one that must."""
        if isinstance(got, NotFetched):
            return PageRead(page.url, got.outcome, got.reason, fetched=got.answer)
        if got.status == 304:
            return PageRead(page.url, Outcome.UNCHANGED, fetched=got)
        if sent_away(self.source, page.url, got.final_url):
            return PageRead(page.url, Outcome.NOT_ARTICLE, "redirected elsewhere", fetched=replace(got, body=b""))
        return None

    async def _read(self, got: Fetched, hint: PageLink | None) -> Reading:
        page = PageToRead(
            got.body,
            got.final_url,
            charset=got.charset,
            seen=got.fetched_at,
            lang=self.source.lang,
            zone=self.source.zone,
            templates=self.source.templates,
            link=hint,
            memory=await self.known.recollection(self.readers.recall),
        )
        return await self.readers.read(page)

    async def _gather(self, page: PageToFetch, first: Fetched, reading: Reading) -> PageRead:
        """An article that goes on over further pages, as one. A dead link to a next page ends it there."""
        readings, urls = [reading], [first.final_url]
        seen = {url_key(page.url), url_key(first.final_url)}
        onward = reading.next_page
        while onward and len(readings) < self.source.limits.article_pages:
            if url_key(onward) in seen or host_of(onward) != host_of(first.final_url):
                break
            seen.add(url_key(onward))
            got = await self.get(Wanted(onward), page.url)
            if isinstance(got, NotFetched):
                if got.passing:
                    return PageRead(page.url, Outcome.FAILED, f"next page: {got.reason}")
                break
            part = await self._read(got, None)
            if part.kind is not PageKind.ARTICLE:
                break
            readings.append(part)
            urls.append(onward)
            onward = part.next_page
        whole = await self.readers.join(readings)
        return replace(_page_read(page, first, whole), part_urls=tuple(urls[1:]))


def sent_away(source: Source, asked: str, answered: str) -> bool:
    """Whether a redirect led to something else than the article: an error page, another site's or a home page."""
    if asked == answered or url_key(asked) == url_key(answered):
        return False
    if _ERROR_PAGE.search(urlsplit(answered).path):
        return True
    if host_of(asked).removeprefix("www.") == host_of(answered).removeprefix("www."):
        return "/" not in url_key(answered)
    return not may_be_article(PageLink(answered, ""), source)


def _wanted(page: PageToFetch) -> Wanted:
    # Without a stored article a 304 would leave the page empty for good.
    return Wanted(page.url, page.etag, page.last_modified) if page.known else Wanted(page.url)


def _page_read(page: PageToFetch, got: Fetched, reading: Reading) -> PageRead:
    return PageRead(
        fetched_url=page.url,
        outcome=_OUTCOMES[reading.kind],
        reason=reading.reason,
        fetched=replace(got, body=b"", headers=()),
        content_hash=reading.content_hash,
        packed=reading.packed,
    )
