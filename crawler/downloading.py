"""The download handler: Scrapy's one on aiohttp, with every name and every socket passing the address guard.

Scrapy runs here on plain asyncio, without Twisted's reactor (`TWISTED_REACTOR_ENABLED = False`): measured on
this project's crawl of loopback pages, that takes half the processor time a page, and a crawl can be run
more than once in a process.
"""

from __future__ import annotations

import aiohttp
from aiohttp.resolver import ThreadedResolver
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.crawler import Crawler

from crawler.guard import AddressGuard, GuardedResolver

ALLOW_HOSTS = "KITEWIRE_ALLOW_HOSTS"
"""The Scrapy setting that holds `Settings.allow_hosts`."""


class GuardedDownloadHandler(AiohttpDownloadHandler):
    """Fetches over http and https. A refused address raises `ForbiddenAddressError` before a packet is sent."""

    experimental = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # The session that the base class has opened knows no guard; it is given up before it was used.
        self._session.detach()
        guard = AddressGuard(crawler.settings.getlist(ALLOW_HOSTS))
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=GuardedResolver(guard, ThreadedResolver()),
                socket_factory=guard.socket_for,
                limit=self._pool_size_total,
                limit_per_host=self._pool_size_per_host,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            response_class=_ClientResponse,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        )
