"""Articles out of the archive in the amounts that formats need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kitewire.archive_view import ArticleQuery, ArticleView
from storage import Database


def find_page(database: Database, query: ArticleQuery, related: bool) -> tuple[Sequence[ArticleView], bool]:
    """The articles of one page, and whether there are more behind it."""
    if query.limit is None:
        return list(read_all(database, query, related)), False
    found = database.articles.find(replace(query, limit=query.limit + 1))
    page = found[: query.limit]
    return list(with_related(database, page) if related else page), len(found) > query.limit


def read_all(database: Database, query: ArticleQuery, related: bool) -> Iterator[ArticleView]:
    """All articles of a query, one by one in constant memory."""
    stream = database.articles.stream(query)
    return with_related(database, stream) if related else stream


def with_related(database: Database, articles: Iterator[ArticleView] | Sequence[ArticleView]) -> Iterator[ArticleView]:
    """The same articles with their related lists."""
    for article in articles:
        yield replace(article, related=database.articles.get(article.id).related)
