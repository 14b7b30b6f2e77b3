"""Endpoints: articles, what is around each, and how its text changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from feeds.api.answering import Answers, Id, read
from feeds.api.article_shapes import Around, Articles, History, WholeArticle
from feeds.parameters import Parameters
from feeds.reading import around_record, whole_record
from feeds.record import article_record, history_record, line_record
from kitewire.archive_view import ArticleQuery

Asked = Annotated[Parameters, Query()]


def add_articles(router: APIRouter, answers: Answers) -> None:
    """Add the endpoints to `router`."""
    database = answers.database

    def articles(request: Request, asked: Asked) -> Response:
        """Articles, latest first; every parameter narrows. Each reprint is listed unless `reprints=fold` is given.

        An item is a line without its text, or with `content=full` the whole article with its related list.
        """
        if asked.story:
            database.stories.get(asked.story)
        query = answers.query(asked)
        return answers.give(request, lambda: articles_page(answers, request, asked, query))

    def article(request: Request, number: Id) -> Response:
        """An article with its related list, its repaired reading, its earlier texts, and who refers to it."""
        return answers.give(request, lambda: whole_record(database, number))

    def related(request: Request, number: Id) -> Response:
        """What an article refers to, in its related list and in its text, and what refers to it."""
        return answers.give(request, lambda: around_record(database, number))

    def history(request: Request, number: Id) -> Response:
        """How an article's text changed, piece by piece."""

        def make() -> dict[str, Any]:
            return history_record(database.articles.get(number), database.articles.revisions(number))

        return answers.give(request, make)

    read(router, "/articles", Articles, articles)
    read(router, "/articles/{number}", WholeArticle, article)
    read(router, "/articles/{number}/related", Around, related)
    read(router, "/articles/{number}/history", History, history)


def articles_page(answers: Answers, request: Request, asked: Parameters, query: ArticleQuery) -> dict[str, Any]:
    """A page of the list that `query` makes."""
    whole = asked.content == "full"
    page = answers.database.articles.page(replace(query, with_related=whole))
    items = [article_record(one) if whole else line_record(one) for one in page.articles]
    return {"items": items, "next": answers.next_url(request, page.next)}
