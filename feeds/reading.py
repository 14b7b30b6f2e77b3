"""Articles out of the archive in the amounts that formats need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from feeds.record import article_record, body_link_record, line_record, related_record, revision_record
from kitewire.archive_view import ArticleQuery, ArticleView
from storage import Database


def find_page(database: Database, query: ArticleQuery) -> tuple[Sequence[ArticleView], bool]:
    """The articles of one page, and whether there are more behind it."""
    if query.limit is None:
        return database.articles.find(query), False
    found = database.articles.find(replace(query, limit=query.limit + 1))
    return found[: query.limit], len(found) > query.limit


def whole_record(database: Database, article_id: int) -> dict[str, Any]:
    """An article with its related list, its earlier texts, and the articles that refer to it, for JSON.

    Raises `UnknownIdError`.
    """
    return article_record(database.articles.get(article_id)) | {
        "revisions": [revision_record(one) for one in database.articles.revisions(article_id)],
        "referred_by": _referred_by(database, article_id),
    }


def around_record(database: Database, article_id: int) -> dict[str, Any]:
    """What an article refers to, and what refers to it, for JSON. Raises `UnknownIdError`."""
    article = database.articles.get(article_id)
    targets = (*(one.target_id for one in article.related), *(one.target_id for one in article.links))
    stored = dict.fromkeys(one for one in targets if one is not None)
    return {
        "article": article.id,
        "related": [related_record(one) for one in article.related],
        "links": [body_link_record(one) for one in article.links],
        "referred_by": _referred_by(database, article_id),
        "stored": [line_record(database.articles.get(one)) for one in stored],
    }


def _referred_by(database: Database, article_id: int) -> list[dict[str, Any]]:
    return [
        line_record(one.article) | {"places": [place.value for place in one.places]}
        for one in database.articles.referrers(article_id)
    ]
