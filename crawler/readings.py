"""What is given to a reader and what it gives back: light, for the process that fetches has no need of the rest."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from datetime import datetime

from kitewire.article import ArticlePage, PageKind, PageLink
from kitewire.crawl import Fingerprint
from kitewire.site_memory import Recollection
from kitewire.source import StartKind, Template


@dataclass(frozen=True, slots=True)
class PageToRead:
    """A page as it came, and what is known of it as `extraction.Hints`."""

    body: bytes
    url: str
    charset: str | None = None
    seen: datetime | None = None
    lang: str = ""
    zone: str = ""
    templates: tuple[Template, ...] = ()
    link: PageLink | None = None
    memory: Recollection | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one page, or the joined pages of one article, turned out to say."""

    kind: PageKind
    reason: str
    next_page: str | None
    """The three as of the article."""
    packed: bytes
    """As `kitewire.crawl.PageRead.packed`; no fingerprint for a first page that goes on elsewhere."""
    content_hash: str
    """SHA-256 of the bytes; of the hashes of its pages for a joined article."""

    @property
    def article(self) -> ArticlePage:
        """What the page says."""
        return unpacked(self.packed)[0]


def unpacked(packed: bytes) -> tuple[ArticlePage, Fingerprint | None]:
    """What `PageRead.packed` holds."""
    found: tuple[ArticlePage, Fingerprint | None] = pickle.loads(packed)
    return found


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list page, feed or sitemap as it came."""

    kind: StartKind
    body: bytes
    url: str
    charset: str | None
