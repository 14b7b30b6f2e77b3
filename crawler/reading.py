"""What a worker process does with a page: decode, parse, extract, fold, fingerprint. Pure."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Sequence
from dataclasses import replace

from crawler.discovery import StartRead, may_be_article
from crawler.discovery.reading import read_start
from crawler.readings import ListPage, PageToRead, Reading
from extraction import Hints, extract, join_pages
from kitewire.article import ArticlePage, PageKind
from kitewire.source import Source
from linking import prints_of


def read(page: PageToRead) -> Reading:
    """Read one page. Raises MemoryError."""
    hints = Hints(
        charset=page.charset,
        seen=page.seen,
        lang=page.lang,
        zone=page.zone,
        templates=page.templates,
        link=page.link,
        memory=page.memory,
        observe=True,
    )
    return _reading(extract(page.body, page.url, hints), hashlib.sha256(page.body).hexdigest())


def join(readings: Sequence[Reading]) -> Reading:
    """The pages of one article, in order, as one."""
    together = hashlib.sha256("".join(r.content_hash for r in readings).encode()).hexdigest()
    return _reading(join_pages([r.article for r in readings]), together, whole=True)


def read_list_page(start: ListPage, source: Source) -> StartRead:
    """Read a list page, feed or sitemap; of its links only those that may be articles, and of those no more than the
    source's limit: the first, which in a sitemap are the newest."""
    found = read_start(start.kind, start.body, start.url, start.charset)
    links = [link for link in found.links if may_be_article(link, source)]
    beyond = links[source.limits.links :]
    return replace(found, links=tuple(links[: source.limits.links]), left_out=found.left_out + len(beyond))


def _reading(article: ArticlePage, content_hash: str, whole: bool = False) -> Reading:
    ends = article.kind is PageKind.ARTICLE and (whole or not article.next_page)
    prints = prints_of(article.title, article.body) if ends else None
    packed = pickle.dumps((article, prints))
    return Reading(article.kind, article.reason, article.next_page, packed, content_hash)
