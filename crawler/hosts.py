"""How a run treats hosts: it waits where one asked for it (Retry-After), and leaves alone those that do not answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from crawler.host_memory import HostMemory, OwnMemory
from crawler.postponed import Postponed
from kitewire.urls import host_of, place_of

LONGEST_WAIT = 300.0
"""Seconds. A host that asks for more is left alone for the rest of the run; its pages stay in the frontier."""
MOST_WAIT = timedelta(days=7)
"""No host is left alone for longer than this for one answer of its; a wait beyond it was noted by another clock."""
MOST_TROUBLE = 5
"""Requests in a row without an answer after which a host is left alone for the rest of the run."""


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


def seconds_to_wait(retry_after: str, now: datetime) -> float | None:
    """What a Retry-After header asks for (RFC 9110, 10.2.3: seconds or a date); None where it cannot be read."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        when = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())


class Hosts:
    """Pauses by host: each waits for itself, none for another."""

    def __init__(
        self,
        memory: HostMemory | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._memory = memory or OwnMemory()
        self._clock = clock
        self._now = now
        self._sleep = sleep
        self._until: dict[str, float] = {}
        self._told: dict[str, datetime] = {}
        self._asked: set[str] = set()
        self._trouble: dict[str, int] = {}
        self._silent: dict[str, str] = {}

    def pause(self, host: str, seconds: float) -> None:
        """No request to `host` begins before `seconds` from now have gone, `MOST_WAIT` at most."""
        until = self._clock() + min(seconds, MOST_WAIT.total_seconds())
        self._until[host] = max(self._until.get(host, 0.0), until)

    async def ask_later(self, url: str, seconds: float) -> None:
        """The host of `url` asked to be left alone for so long: this run obeys, and so do others after it."""
        host, seconds = host_of(url), min(seconds, MOST_WAIT.total_seconds())
        until = self._now() + timedelta(seconds=seconds)
        self.pause(host, seconds)
        known = self._told.get(host)
        if known is None or until > known + timedelta(seconds=1):
            self._told[host] = until
            await self._memory.keep_wait(place_of(url), until)

    def note(self, host: str, trouble: str) -> None:
        """How a request to `host` ended: the trouble in getting any answer, or nothing."""
        count = self._trouble[host] = self._trouble.get(host, 0) + 1 if trouble else 0
        if count >= MOST_TROUBLE:
            self._silent[host] = f"{host} does not answer ({trouble}); its other pages wait"

    def left_alone(self, host: str) -> bool:
        """Whether this run does without `host`."""
        return host in self._silent or self._until.get(host, 0.0) - self._clock() > LONGEST_WAIT

    def all_left_alone(self) -> frozenset[str]:
        """The hosts that this run does without."""
        return frozenset(host for host in (*self._silent, *self._until) if self.left_alone(host))

    async def ready(self, url: str) -> None:
        """Returns when the host of `url` may be asked. Raises `Postponed` where this run does without it."""
        host = host_of(url)
        await self._remember(host, url)
        while (rest := self._until.get(host, 0.0) - self._clock()) > 0 or host in self._silent:
            if self.left_alone(host):
                raise self.postponed(host)
            await self._sleep(rest)

    def postponed(self, host: str) -> Postponed:
        """Why `host` is left alone."""
        if host in self._silent:
            return Postponed(self._silent[host], excused=False)
        until = self._now() + timedelta(seconds=self._until[host] - self._clock())
        return Postponed(f"{host} asked to wait until {until:%Y-%m-%d %H:%M} UTC")

    async def _remember(self, host: str, url: str) -> None:
        place = place_of(url)
        if place in self._asked:
            return
        until = (await self._memory.state(place)).wait_until
        self._asked.add(place)
        now = self._now()
        if until is not None and now < until <= now + MOST_WAIT:
            self._told[host] = max(self._told.get(host, until), until)
            self.pause(host, (until - now).total_seconds())
