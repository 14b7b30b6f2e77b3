"""What all messages to others share: when one is tried again, and how it is posted."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from storage.outbox import Message

TIMEOUT = 20.0
"""Seconds that a receiver has for one message."""
FIRST_PAUSE = timedelta(minutes=1)
"""Until the second try; doubled for each next one, up to `LONGEST_PAUSE`."""
LONGEST_PAUSE = timedelta(hours=1)
GIVES_UP = timedelta(days=1)
_BUSY = (408, 425, 429)
"""Answers of the range 4xx that say nothing of the message (RFC 9110, RFC 8470, RFC 6585)."""


class NotTaken(Exception):
    """A receiver did not take a message; the text says why."""


class Refused(NotTaken):
    """It does not take this message, by its answer; it may well take others."""


def next_try(message: Message, now: datetime) -> datetime | None:
    """When to try again after this try; None: no more, a day has gone."""
    pause = min(FIRST_PAUSE * 2 ** min(message.tries, 20), LONGEST_PAUSE)
    return None if now + pause - message.made > GIVES_UP else now + pause


def post(url: str, body: bytes, headers: Mapping[str, str], user_agent: str) -> None:
    """POST to an address that the operator has named and which may therefore be private; redirects are not followed.

    Raises `NotTaken` unless the answer is 2xx.
    """
    asyncio.run(_post(url, body, {"User-Agent": user_agent, **headers}))


async def _post(url: str, body: bytes, headers: Mapping[str, str]) -> None:
    # Here, since every crawl and every start of the service would pay for it.
    import aiohttp

    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            if not 200 <= answer.status < 300:
                refused = 400 <= answer.status < 500 and answer.status not in _BUSY
                raise (Refused if refused else NotTaken)(f"it answered {answer.status}")
    except TimeoutError as error:
        raise NotTaken(f"it did not answer within {TIMEOUT:.0f} seconds") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise NotTaken(f"{type(error).__name__}: {error}") from error
