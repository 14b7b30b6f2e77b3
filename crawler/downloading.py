"""The download handler: Scrapy's one on aiohttp, with every name and every socket passing the address guard.

Scrapy runs here on plain asyncio, without Twisted's reactor (`TWISTED_REACTOR_ENABLED = False`): measured on
this project's crawl of loopback pages, that takes half the processor time a page, and a crawl can be run
more than once in a process.
"""

from __future__ import annotations

import time
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

import aiohttp
from scrapy import Request
from scrapy.core.downloader import Downloader, Slot
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError, ResponseDataLossError
from scrapy.http import Headers, Response

from crawler.guard import AddressGuard, GuardedResolver
from crawler.manners import manners_of
from crawler.resolving import PooledResolver

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred

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
    def _request_headers(request: Request) -> Headers:
        return request.headers  # no copy: there is no proxy whose password would have to be taken out

    async def _read_response(self, response: _ClientResponse, request: Request) -> Response:
        """The body as bytes, for whoever reads it to decode: Scrapy would look for its encoding here, and send a signal
        for each part of it."""
        enough = request.meta.get(ENOUGH)
        if enough is not None:
            # What it may unpack to, where it comes packed though that was not asked for.
            request.meta["download_maxsize"] = 10 * enough
        body = await self._body(response, request, enough, 0 if enough else self._default_maxsize)
        # Headers as they came: aiohttp reads them as UTF-8, and what is none could not be sent back.
        return Response(request.url, response.status, list(response.raw_headers), body)

    async def _body(self, response: _ClientResponse, request: Request, enough: int | None, most: int) -> bytes:
        expected = response.content_length
        if most and expected is not None and expected > most:
            self._cancel_maxsize(expected, most, request, expected=True)
        parts, size = [], 0
        try:
            async for part in response.content.iter_any():
                parts.append(part)
                size += len(part)
                if most and size > most:
                    parts.clear()
                    self._cancel_maxsize(size, most, request, expected=False)
                if enough is not None and size >= enough:
                    break
        except aiohttp.ClientPayloadError as error:
            raise ResponseDataLossError(str(error)) from error
        return b"".join(parts)


class OrderlyDownloader(Downloader):
    """Scrapy's own, that hands on as many requests of a host as it has connections also where no delay is set.

    There a request takes its place only once its task runs, by when all that wait have been handed on; then they wait
    for a connection while their time runs out, and one page that hangs fails those behind it, and with them the host.
    """

    def _wait_for_download(
        self, slot: Slot, request: Request, queue_dfd: Deferred[Response]
    ) -> Coroutine[Any, Any, None]:
        slot.transferring.add(request)
        return super()._wait_for_download(slot, request, queue_dfd)


class Downloads:
    """The way of a request through the downloader and all its middlewares, without what Scrapy's engine does beside it:
    logs, signals, and a look after each response whether a scheduler that is never used has more.

    Measured: it takes a tenth of the processor time of the process that fetches.
    """

    def __init__(self, engine: ExecutionEngine) -> None:
        self._downloader = engine.downloader

    async def download_async(self, request: Request) -> Response:
        """As the engine's method of this name."""
        while True:
            got = await self._downloader.middleware.download_async(self._downloader._enqueue_request, request)
            if isinstance(got, Response):
                got.request = got.request or request
                return got
            request = got
