"""Articles of any number, read in batches: none is larger than memory should hold, none outlives its transaction.

A reader of an export may be slow, or be gone without telling. Between two batches nothing is open: no transaction that
would keep PostgreSQL from cleaning up or SQLite's log from being folded in, and no thread.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kitewire.archive_view import ArticleQuery, ArticleView
from storage import Database

_FIRST = 10
"""Articles of the first batch; the next ones are as large as these let expect `_BATCH` of text."""
_GROWTH = 4
"""Times as many articles as in the batch before, at most: after many short ones come longer ones."""
_MOST = 1000
_BATCH = 4_000_000
"""Characters of text in a batch, about; a usual article has a thousand."""
_CHUNK = 65_536


def in_batches(database: Database, query: ArticleQuery) -> Iterator[ArticleView]:
    """The articles that `query` chooses, the latest first whatever it says of the order.

    Each that is there from the first batch to the last comes once; those that are saved meanwhile may come or not. One
    whose date of publication changes meanwhile may be missed. Raises as `Articles.find`, at the first batch.
    """
    query = replace(query, latest_first=True)
    left, size = query.limit, _FIRST
    while left is None or left > 0:
        page = database.articles.page(replace(query, limit=size if left is None else min(size, left)))
        left = None if left is None else left - len(page.articles)
        size = _next_size(page.articles)
        waiting, after = deque(page.articles), page.next
        del page
        while waiting:
            yield waiting.popleft()
        if after is None:
            return
        query = replace(query, after=after, offset=0)


def _next_size(articles: tuple[ArticleView, ...]) -> int:
    each = 1 + sum(len(one.body) + len(one.title) for one in articles) // max(1, len(articles))
    return min(_MOST, _GROWTH * max(1, len(articles)), max(1, _BATCH // each))


def in_chunks(pieces: Iterable[bytes], size: int = _CHUNK) -> Iterator[bytes]:
    """`pieces` joined to chunks of `size` bytes or more: each costs a turn of the server."""
    held: list[bytes] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= size:
            yield b"".join(held)
            held, length = [], 0
    if held:
        yield b"".join(held)
