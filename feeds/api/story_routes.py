"""Endpoints: stories, and searching."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from feeds.api.answering import Answers, Id, read
from feeds.api.article_routes import Asked, articles_page
from feeds.api.article_shapes import Articles
from feeds.api.story_shapes import Hits, Story
from feeds.entry import rfc3339
from feeds.record import line_record
from feeds.story_record import story_record
from kitewire.archive_view import ArticleQuery, StoryHit
from kitewire.errors import BadQueryError

Group = Annotated[
    Literal["story", "none"], Query(description="story: each story once, as in `/stories`; none: each article.")
]


def add_stories(router: APIRouter, answers: Answers) -> None:
    """Add the endpoints to `router`."""
    database = answers.database

    def stories(request: Request, asked: Asked) -> Response:
        """What is told, latest first: each story once, and articles that are in none. Every parameter narrows."""
        query = answers.query(asked, fold=True)
        return answers.give(request, lambda: _hits(answers, request, query))

    def story(request: Request, number: Id) -> Response:
        """A story with its articles, the links between them, and who copied whom. Comparing its texts takes a while
        where there are many; the answer is kept until one of them changes.
        """

        def state() -> Hashable:
            found = database.stories.get(number)
            return found.lead.id, found.links, tuple((one.id, one.updated, one.origin) for one in found.articles)

        return answers.give(request, lambda: story_record(database.stories.tell(number)), state)

    def search(request: Request, asked: Asked, group: Group = "story") -> Response:
        """What matches `q`, best first unless `sort=latest` is given (docs/search.md tells the query language).

        Answers as `/stories` does, with `group=none` as `/articles` does.
        """
        if not asked.q:
            raise BadQueryError("q: say what to look for, such as q=風箏")
        query = answers.query(asked, latest_first=False, fold=True)
        if group == "none":
            return answers.give(request, lambda: articles_page(answers, request, asked, query))
        return answers.give(request, lambda: _hits(answers, request, query))

    read(router, "/stories", Hits, stories)
    read(router, "/stories/{number}", Story, story)
    read(router, "/search", Hits | Articles, search)  # type: ignore[arg-type]


def _hits(answers: Answers, request: Request, query: ArticleQuery) -> dict[str, Any]:
    page = answers.database.articles.stories(query)
    return {"items": [hit_record(hit) for hit in page.hits], "next": answers.next_url(request, page.next)}


def hit_record(hit: StoryHit) -> dict[str, Any]:
    """A story in a list as one JSON object."""
    return {
        "story": hit.story_id,
        "lead": line_record(hit.lead),
        "articles": hit.articles,
        "outlets": list(hit.outlets),
        "latest": rfc3339(hit.latest),
    }
