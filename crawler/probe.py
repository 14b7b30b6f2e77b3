"""Looks at a site or a source: which start points it has, what three of its articles say, whether its templates hold.

Everything is fetched through Scrapy with the settings and the address guard of a crawl, and nothing is stored.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from scrapy.crawler import Crawler

from crawler import looping
from crawler.discovery.starts import Fetch
from crawler.fetching import Fetcher, NotFetched, Wanted, fetch_through
from crawler.probing import Probing
from crawler.settings import for_source, scrapy_settings
from crawler.spiders.probe import ProbeSpider, Work
from kitewire.crawl import Fetched
from kitewire.errors import DiscoveryError
from kitewire.probe import Probe
from kitewire.settings import Settings
from kitewire.source import Limits, Source
from kitewire.source_values import name_from
from kitewire.urls import require_http

Tell = Callable[[str], None]


def probe(asked: str | Source, settings: Settings, tell: Tell | None = None) -> Probe:
    """Look at a home page, or at a source; a source without start points is looked at as a home page.

    `tell` hears each address that is fetched. Raises `BadUrlError`, `DiscoveryError` where nothing is found, and
    `ForbiddenAddressError` where the home page's address is not public.
    """
    source = asked if isinstance(asked, Source) else source_for(asked)

    async def look(fetch: Fetch) -> Probe:
        return await (Probing(source, fetch).known() if source.starts else Probing(source, fetch).unknown())

    return _run(look, source.limits, settings, tell or (lambda line: None))


def source_for(url: str, name: str = "", limits: Limits | None = None) -> Source:
    """A source of which nothing is known but its home page. Raises `BadUrlError`."""
    url = require_http(url)
    return Source(name or name_from(url), url, limits=limits or Limits())


def _run(look: Callable[[Fetch], Awaitable[Probe]], limits: Limits, settings: Settings, tell: Tell) -> Probe:
    seen: list[Probe] = []
    raised: list[BaseException] = []

    async def work(fetcher: Fetcher) -> None:
        # Scrapy logs what a spider raises and goes on; here it belongs to the caller.
        try:
            seen.append(await look(_fetching(fetcher, tell)))
        except Exception as error:
            raised.append(error)

    _start(work, limits, settings)
    if raised:
        raise raised[0]
    if not seen:
        raise DiscoveryError("the probe was stopped before it saw anything")
    return seen[0]


def _start(work: Work, limits: Limits, settings: Settings) -> None:
    if settings.log_level != "DEBUG":
        # What Scrapy warns of is told in the notes.
        logging.getLogger("scrapy").setLevel(logging.ERROR)
    made = scrapy_settings(settings)
    made.setdict(for_source(limits), priority="cmdline")
    looping.run(Crawler(ProbeSpider, made).crawl_async(work=work))


def _fetching(fetcher: Fetcher, tell: Tell) -> Fetch:
    async def fetch(url: str) -> Fetched | str:
        tell(url)
        got, _ = await fetch_through(fetcher, Wanted(url))
        return got.reason if isinstance(got, NotFetched) else got

    return fetch
