"""One address to one `Fetched` or one reason why not: retries, waits, redirects and errors in one place."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from aiohttp import ClientResponseError
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from w3lib.html import get_meta_refresh

from crawler.hosts import Hosts, seconds_to_wait
from crawler.postponed import Postponed
from crawler.refusals import RAW, Refused
from kitewire.crawl import Fetched, Outcome
from kitewire.errors import ForbiddenAddressError
from kitewire.urls import host_of, join, url_key

log = logging.getLogger(__name__)

RETRIES = 2
RETRIED_STATUS = frozenset({408, 429, 500, 502, 503, 504, 522, 524})
FIRST_PAUSE = 1.0
"""Seconds before the first retry; doubled for the next."""
REFRESH_WITHIN = 10.0
"""Seconds. A page that reloads itself later than this is meant to be read (news home pages do so)."""
REFRESHES = 3
_HEAD = 4096
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)

# In this order: the first class that fits names the reason.
_ERRORS: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "no such host"),
    (DownloadConnectionRefusedError, "connection refused"),
    (DownloadCancelledError, "too large"),
    (ResponseDataLossError, "connection lost"),
    (DownloadFailedError, "connection lost"),
    (UnsupportedURLSchemeError, "bad address"),
    (UnicodeError, "bad address"),
    (OSError, "connection lost"),
    (ValueError, "bad response"),
)
_PASSING = ("timeout", "connection lost", "connection refused", "no such host")
# Once more would hold the page for as long again.
_NOT_NOW = ("timeout",)


class Engine(Protocol):
    """The part of Scrapy's engine that fetches."""

    async def download_async(self, request: Request) -> Response:
        """Through all downloader middlewares."""


@dataclass(frozen=True, slots=True)
class NotFetched:
    """Why there is no response."""

    outcome: Outcome
    reason: str
    passing: bool = False
    """Whether another try may help."""
    answer: Fetched | None = None
    """The answer, without its body, where there was one."""
    postponed: Postponed | None = None
    """Set where nothing was asked, or nothing counts: it is for another run."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address with the validators of its last answer."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    raw: bool = False
    """Whether the archive wants the response as it came."""


class Fetcher:
    """Fetches through Scrapy's engine; what a host asks of us or fails in is noted in `hosts`."""

    def __init__(self, engine: Engine, hosts: Hosts) -> None:
        self._engine = engine
        self._hosts = hosts

    async def fetch(self, wanted: Wanted) -> tuple[Fetched | NotFetched, dict[str, Any]]:
        """The answer (any 2xx, or 304) or the reason why there is none, and the meta of the last request."""
        meta: dict[str, Any] = {}
        host = host_of(wanted.url)
        for turn in range(RETRIES + 1):
            got, meta = await self._once(wanted)
            if isinstance(got, Fetched) or not got.passing or got.reason in _NOT_NOW or turn == RETRIES:
                break
            if self._hosts.left_alone(host):
                break
            await asyncio.sleep(FIRST_PAUSE * 2**turn)
        if isinstance(got, Fetched) or got.answer is not None:
            self._hosts.note(host, "")
        elif got.reason in _PASSING and got.postponed is None:
            self._hosts.note(host, got.reason)
        if isinstance(got, NotFetched) and got.answer is not None and got.passing and self._hosts.left_alone(host):
            # It said not to be asked now, which is no verdict on the page.
            got = _postponed(self._hosts.postponed(host))
        return got, meta

    async def _once(self, wanted: Wanted) -> tuple[Fetched | NotFetched, dict[str, Any]]:
        request = _request(wanted)
        try:
            response = await self._engine.download_async(request)
        except Postponed as postponed:
            return _postponed(postponed), {}
        except Refused as refused:
            return NotFetched(refused.outcome, refused.reason), {}
        except ForbiddenAddressError:
            return NotFetched(Outcome.SKIPPED, "address not public"), {}
        except IgnoreRequest as ignored:
            return NotFetched(Outcome.FAILED, _ignored(str(ignored))), {}
        except tuple(kind for kind, _ in _ERRORS) as error:
            reason = reason_of(error)
            log.debug("%s: %s", wanted.url, error)
            return NotFetched(Outcome.FAILED, reason, passing=reason in _PASSING), {}
        return await self._answer(wanted, response), dict(response.request.meta if response.request else request.meta)

    async def _answer(self, wanted: Wanted, response: Response) -> Fetched | NotFetched:
        if response.status == 304 or 200 <= response.status < 300:
            return _fetched(wanted, response)
        if response.status in (429, 503):
            asked = seconds_to_wait(_header(response, "Retry-After") or "", datetime.now(UTC))
            if asked:
                self._hosts.pause(host_of(wanted.url), asked)
                await self._hosts.ask_later(response.url, asked)
        passing = response.status in RETRIED_STATUS
        answer = Fetched(wanted.url, response.url, response.status, b"", datetime.now(UTC))
        return NotFetched(Outcome.FAILED, f"http {response.status}", passing, answer)


async def fetch_through(fetcher: Fetcher, wanted: Wanted) -> tuple[Fetched | NotFetched, dict[str, Any]]:
    """As `fetch`, but through pages that only send the reader on (meta refresh, as e-papers begin)."""
    first, seen = wanted.url, [wanted.url]
    while True:
        got, meta = await fetcher.fetch(wanted)
        onward = refresh_target(got) if isinstance(got, Fetched) else None
        if onward is None or len(seen) > REFRESHES or url_key(onward) in map(url_key, seen):
            break
        seen.append(onward)
        wanted = Wanted(onward, raw=wanted.raw)
    if isinstance(got, Fetched) and got.url != first:
        # Validators belong to the page that was sent, not to the one that was asked for.
        got = Fetched(first, got.final_url, got.status, got.body, got.fetched_at, got.charset, headers=got.headers)
    return got, meta


def refresh_target(page: Fetched) -> str | None:
    """Where a small page sends its readers at once, by a meta refresh; None for a page that is to be read."""
    head = page.body[:_HEAD]
    if b"refresh" not in head.lower():
        return None
    seconds, url = get_meta_refresh(head.decode("latin-1"), page.final_url, "latin-1")
    if seconds is None or not url or seconds > REFRESH_WITHIN:
        return None
    target = join(page.final_url, url)
    return target if target and url_key(target) != url_key(page.final_url) else None


def _request(wanted: Wanted) -> Request:
    validators = {"If-None-Match": wanted.etag, "If-Modified-Since": wanted.last_modified}
    headers = {name: sent for name, value in validators.items() if value and (sent := _sendable(value))}
    return Request(wanted.url, headers=headers, callback=NO_CALLBACK, dont_filter=True, meta={RAW: wanted.raw})


def _sendable(value: str) -> bytes:
    """The bytes of a header as they came; nothing where they are no UTF-8: aiohttp could not send them back as such."""
    raw = value.encode("latin-1", "replace")
    try:
        raw.decode()
    except UnicodeDecodeError:
        return b""
    return raw


def reason_of(error: Exception) -> str:
    """Why there was no answer, in two or three words."""
    cause = error.__cause__
    if isinstance(cause, ClientResponseError) and not isinstance(error, DownloadTimeoutError):
        return "bad response"  # headers too long, too many or broken: it will not be better the next time
    return next((name for kind, name in _ERRORS if isinstance(error, kind)), "no answer")


def _postponed(postponed: Postponed) -> NotFetched:
    return NotFetched(Outcome.SKIPPED, postponed.reason, postponed=postponed)


def _fetched(wanted: Wanted, response: Response) -> Fetched:
    charset = _CHARSET.search(_header(response, "Content-Type") or "")
    return Fetched(
        url=wanted.url,
        final_url=response.url,
        status=response.status,
        body=response.body,
        fetched_at=datetime.now(UTC),
        charset=charset.group(1).lower() if charset else None,
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
    )


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _ignored(message: str) -> str:
    if "redirections" in message:
        return "too many redirects"
    return "too large" if "MAXSIZE" in message else "not fetched"
