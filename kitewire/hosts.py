"""What is known of a host, for all runs and processes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kitewire.source import Source
from kitewire.urls import host_of


@dataclass(frozen=True, slots=True)
class HostState:
    """What a place (scheme, host and port) told us. All times are aware."""

    robots: bytes | None = None
    """The last robots.txt that could be had; None: there was none."""
    robots_status: int | None = None
    """HTTP status of the last answer; None: none came."""
    robots_fetched: datetime | None = None
    """When the last answer that counts came (RFC 9309, 2.4)."""
    robots_failing: datetime | None = None
    """Since when it cannot be reached (RFC 9309, 2.3.1.4); None while it can."""
    wait_until: datetime | None = None
    """From Retry-After, to whichever scheme of the host it was said."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Whether a source and its hosts are ours to crawl."""

    taken: bool
    busy_host: str = ""
    """A host of it that another process crawls now; empty: the source itself is being crawled."""


def crawled_hosts(source: Source) -> frozenset[str]:
    """The hosts that a crawl of the source holds for itself: those of its home and its start points."""
    return frozenset(host_of(url) for url in (source.home, *(start.url for start in source.starts)))
