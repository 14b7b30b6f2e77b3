"""`/api/v1`, put together."""

from __future__ import annotations

from fastapi import APIRouter

from feeds.api.answering import PREFIX, Answers
from feeds.api.article_routes import add_articles
from feeds.api.export_routes import add_exports
from feeds.api.link_routes import add_link_actions, add_links
from feeds.api.run_routes import add_runs
from feeds.api.saved_routes import add_saved_feeds
from feeds.api.source_routes import add_source_actions, add_sources
from feeds.api.story_routes import add_stories
from feeds.service import Service


def api_router(service: Service) -> APIRouter:
    """The API over `service`. Endpoints are plain functions, so that the server runs them in its threads."""
    router = APIRouter(prefix=PREFIX)
    answers = Answers(service)
    for tag, adders in {
        "articles": (add_articles,),
        "stories": (add_stories,),
        "links": (add_links, add_link_actions),
        "sources": (add_sources, add_source_actions),
        "runs": (add_runs,),
        "feeds": (add_saved_feeds,),
        "export": (add_exports,),
    }.items():
        part = APIRouter(tags=[tag])
        for add in adders:
            add(part, answers)
        router.include_router(part)
    return router
