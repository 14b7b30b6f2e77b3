"""What discovery hands on."""

from __future__ import annotations

from dataclasses import dataclass

from kitewire.article import PageLink
from kitewire.source import StartKind


@dataclass(frozen=True, slots=True)
class StartRead:
    """What stands at a start point. A broken feed or sitemap has a `problem`, beside whatever could still be read."""

    links: tuple[PageLink, ...] = ()
    """In the order of the file; of a sitemap the newest first."""
    more: tuple[tuple[StartKind, str], ...] = ()
    """What goes on from here, best first: next list pages, child sitemaps, a feed's next page."""
    problem: str = ""
    """Why it cannot be used, in words for people; empty: it could be read."""
    title: str = ""
    lang: str = ""
    """ISO 639-1, as declared; empty: not told."""
    left_out: int = 0
    """Addresses that stand there beyond what is read."""
