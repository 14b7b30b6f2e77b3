"""The download handler: Scrapy's one on aiohttp, with every name and every socket passing the address guard.

Scrapy runs here on plain asyncio, without Twisted's reactor (`TWISTED_REACTOR_ENABLED = False`): measured on
this project's crawl of loopback pages, that takes half the processor time a page, and a crawl can be run
more than once in a process.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import aiohttp
from scrapy import Request
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Headers, Response

from crawler.guard import AddressGuard, GuardedResolver
from crawler.manners import manners_of
from crawler.resolving import PooledResolver

ALLOW_HOSTS = "KITEWIRE_ALLOW_HOSTS"
"""The Scrapy setting that holds `Settings.allow_hosts`."""
ENOUGH = "kitewire_enough"
"""Request meta: bytes of the body after which no more is read."""
NAMES_KEPT = 10
"""Seconds for which a name need not be looked up again (aiohttp's own figure)."""
_DEADLINE = "kitewire_deadline"


class GuardedDownloadHandler(AiohttpDownloadHandler):
    """Fetches over http and https. A refused address raises `ForbiddenAddressError` before a packet is sent."""

    experimental = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # The session that the base class has opened knows no guard; it is given up before it was used.
        self._session.detach()
        guard = AddressGuard(crawler.settings.getlist(ALLOW_HOSTS))
        self._resolver = GuardedResolver(guard, PooledResolver())
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=self._resolver,
                socket_factory=guard.socket_for,
                ttl_dns_cache=NAMES_KEPT,
                limit=self._pool_size_total,
                limit_per_host=self._pool_size_per_host,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            response_class=_ClientResponse,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        )

    async def download_request(self, request: Request) -> Response:
        """Send it, and count that. A page has one time limit for the whole of its answer and its redirects."""
        manners = manners_of(self.crawler)
        manners.meter.count()
        most = float(request.meta["download_timeout"])
        left = request.meta.setdefault(_DEADLINE, time.monotonic() + most) - time.monotonic()
        if left <= 0:
            raise DownloadTimeoutError(f"the redirects to {request.url} took too long")
        request.meta["download_timeout"] = min(left, most)
        return await manners.cut.run(super().download_request(request))

    async def close(self) -> None:
        """Closes what it opened."""
        await super().close()
        await self._resolver.close()

    @staticmethod
    def _extract_headers(response: _ClientResponse) -> Headers:
        # As they came: aiohttp reads them as UTF-8, and what is none could not be sent back.
        return Headers(list(response.raw_headers))

    async def _read_response(self, response: _ClientResponse, request: Request) -> Response:
        most = request.meta.get(ENOUGH)
        if most is None:
            return await super()._read_response(response, request)
        response.__dict__[ENOUGH] = most
        request.meta["download_maxsize"] = 0
        try:
            return await super()._read_response(response, request)
        finally:
            # What it may unpack to, where it comes packed though that was not asked for.
            request.meta["download_maxsize"] = 10 * most

    @staticmethod
    async def _iter_body_chunks(response: _ClientResponse) -> AsyncIterator[bytes]:
        most, got = response.__dict__.get(ENOUGH), 0
        async for chunk in response.content.iter_any():
            yield chunk
            got += len(chunk)
            if most is not None and got >= most:
                return
