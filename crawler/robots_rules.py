"""What robots.txt comes to by RFC 9309: pure, of what is known of a place and the time."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kitewire.hosts import HostState

FRESH = timedelta(hours=24)
"""RFC 9309, 2.4: no longer is a copy to be relied on, unless the file cannot be reached."""
GIVEN_UP = timedelta(days=30)
"""RFC 9309, 2.3.1.4: unreachable for so long, a file of which there is no copy counts as not there."""
ASKED_AGAIN = timedelta(minutes=10)
"""How soon a long run asks again for a file that it could not reach."""
MOST_BYTES = 500 * 1024
"""RFC 9309, 2.5: so much must be read at least, and we read no more."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What holds for a place now."""

    allowed: bool
    """False: everything is forbidden for now, since the file cannot be reached."""
    text: bytes | None = None
    """The file that holds; None: none."""


def is_fresh(state: HostState, now: datetime) -> bool:
    """Whether the last answer may be relied on. One from the future came before the clock was put back."""
    return state.robots_fetched is not None and timedelta(0) <= now - state.robots_fetched < FRESH


def after_answer(state: HostState, status: int | None, body: bytes, now: datetime) -> HostState:
    """`state` after an answer to the request for the file; `status` None: none came.

    5xx and 429 count as unreachable (2.3.1.4); any other status but 2xx, and redirects without end (2.3.1.2), as a
    file that is not there (2.3.1.3).
    """
    if status is None or status == 429 or status >= 500:
        return replace(state, robots_status=status, robots_failing=state.robots_failing or now)
    there = 200 <= status < 300
    return replace(
        state,
        robots=body[:MOST_BYTES] if there else None,
        robots_status=status,
        robots_fetched=now,
        robots_failing=None,
    )


def verdict(state: HostState, now: datetime) -> Verdict:
    """What holds. A copy of a file that cannot be reached any more goes on to hold (2.3.1.4 allows it)."""
    if state.robots_failing is None or state.robots is not None:
        return Verdict(True, state.robots)
    return Verdict(now - state.robots_failing >= GIVEN_UP)


def holds_until(state: HostState, now: datetime) -> datetime:
    """When the file is to be asked for again, should the run last as long."""
    if state.robots_failing is not None or state.robots_fetched is None:
        return now + ASKED_AGAIN
    return state.robots_fetched + FRESH


def text_of(body: bytes) -> str:
    """The file as text: UTF-8 (2.2), also with a byte order mark; UTF-16 where its mark says so.

    Bytes of other encodings are percent-encoded, as they stand in addresses.
    """
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    text = body.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
    if text.isascii():
        return text
    return "".join(f"%{ord(sign) - 0xDC00:02X}" if "\udc80" <= sign <= "\udcff" else sign for sign in text)
