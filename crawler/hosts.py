"""What a host asked of us in this run: to wait (Retry-After), or to be left alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 300.0
"""Seconds. A host that asks for more is left alone for the rest of the run; its pages stay in the frontier."""


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

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}

    def pause(self, host: str, seconds: float) -> None:
        """No request to `host` begins before `seconds` from now have gone."""
        self._until[host] = max(self._until.get(host, 0.0), self._clock() + seconds)

    def left_alone(self, host: str) -> bool:
        """Whether `host` asked for so long a wait that this run does without it."""
        return self._until.get(host, 0.0) - self._clock() > LONGEST_WAIT

    async def ready(self, host: str) -> None:
        """Returns when `host` may be asked again."""
        while (rest := self._until.get(host, 0.0) - self._clock()) > 0:
            await asyncio.sleep(rest)
