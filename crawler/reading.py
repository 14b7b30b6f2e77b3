"""What a worker process does with a page: decode, parse, extract, fold, fingerprint. Pure but for its own limits."""

from __future__ import annotations

import hashlib
import pickle
import resource
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from crawler.ancestry import watch_crawl
from crawler.discovery import StartRead, may_be_article, read_start
from extraction import Hints, extract, join_pages
from kitewire.article import ArticlePage, PageKind
from kitewire.crawl import Fingerprint
from kitewire.source import Source, StartKind
from linking import prints_of

MEMORY = 3 * 2**30
"""Bytes of address space a worker may have: a page that wants more is a failed page, not a dead machine."""


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


def prepare() -> None:
    """Once in each worker: limits, and an end together with the crawl that it serves."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # The default action ends the process even inside a C function, where no Python handler would run.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    watch_crawl()


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """The process is ended by SIGALRM when the block takes longer."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def read(body: bytes, url: str, hints: Hints, seconds: float) -> Reading:
    """Read one page within `seconds`. Raises MemoryError."""
    with at_most(seconds):
        return _reading(extract(body, url, hints), hashlib.sha256(body).hexdigest())


def join(readings: Sequence[Reading], seconds: float) -> Reading:
    """The pages of one article, in order, as one. Limits as in `read`."""
    with at_most(seconds):
        together = hashlib.sha256("".join(r.content_hash for r in readings).encode()).hexdigest()
        return _reading(join_pages([r.article for r in readings]), together, whole=True)


def read_list_page(start: ListPage, source: Source, seconds: float) -> StartRead:
    """Read a list page, feed or sitemap; of its links only those that may be articles, and of those no more than the
    source's limit: the first, which in a sitemap are the newest. Limits as in `read`."""
    with at_most(seconds):
        found = read_start(start.kind, start.body, start.url, start.charset)
        links = [link for link in found.links if may_be_article(link, source)]
        beyond = links[source.limits.links :]
        return replace(found, links=tuple(links[: source.limits.links]), left_out=found.left_out + len(beyond))


def _reading(article: ArticlePage, content_hash: str, whole: bool = False) -> Reading:
    ends = article.kind is PageKind.ARTICLE and (whole or not article.next_page)
    prints = prints_of(article.title, article.body) if ends else None
    packed = pickle.dumps((article, prints))
    return Reading(article.kind, article.reason, article.next_page, packed, content_hash)
