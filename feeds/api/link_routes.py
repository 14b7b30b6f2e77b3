"""Endpoints: links between articles, and deciding of them by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from feeds.api.answering import Answers, Id, changed, read, write
from feeds.api.article_shapes import Decision, Decisions, Links, Suggestions
from feeds.api.desk_shapes import Forgotten, LinkToSet, Note, Parted
from feeds.entry import rfc3339
from feeds.record import link_record
from kitewire.archive_view import HandLinkView

Limit = Annotated[int, Query(ge=1, le=100, description="How many, at most.")]


def add_links(router: APIRouter, answers: Answers) -> None:
    """Add the endpoints to `router`."""
    database = answers.database

    def links(request: Request, number: Id) -> Response:
        """Every link of an article, references from and to it among them, and what was decided of it by hand."""

        def make() -> dict[str, Any]:
            return {
                "links": [link_record(one) for one in database.hand_links.around(number)],
                "decisions": [decision_record(one) for one in database.hand_links.decisions(number)],
            }

        return answers.give(request, make)

    def suggestions(request: Request, number: Id, limit: Limit = 10) -> Response:
        """Articles that may tell of the same event and are not linked with it, the likeliest first."""

        def make() -> dict[str, Any]:
            return {"items": [link_record(one) for one in database.stories.likely(number, limit)]}

        return answers.give(request, make)

    def decisions(request: Request) -> Response:
        """Everything that was decided by hand, the latest first."""
        return answers.give(
            request, lambda: {"items": [decision_record(one) for one in database.hand_links.decisions()]}
        )

    read(router, "/articles/{number}/links", Links, links)
    read(router, "/articles/{number}/suggestions", Suggestions, suggestions)
    read(router, "/links", Decisions, decisions)


def add_link_actions(router: APIRouter, answers: Answers) -> None:
    """Add what can be decided to `router`."""
    hand_links = answers.database.hand_links

    def decide(request: Request, a: Id, b: Id, wanted: LinkToSet) -> Response:
        """Link A and B for good, whatever the rules say, or with `kind` null part them for good."""
        now = datetime.now(UTC)
        if wanted.kind is None:
            hand_links.part(a, b, wanted.note, now)
        else:
            hand_links.link(a, b, wanted.kind, wanted.note, now)
        made = next(one for one in hand_links.decisions(a) if {one.a, one.b} == {a, b})
        return changed(decision_record(made))

    def forget(request: Request, a: Id, b: Id) -> Response:
        """Forget what was decided of A and B: the rules decide again."""
        return changed({"forgotten": hand_links.free(a, b)})

    def forget_all(request: Request, number: Id) -> Response:
        """Forget everything that was decided of an article."""
        return changed({"forgotten": hand_links.free(number)})

    def part(request: Request, number: Id, why: Note) -> Response:
        """Break every link of an article within its story, which it leaves."""
        return changed({"parted": hand_links.part_from_story(number, why.note, datetime.now(UTC))})

    write(router, "PUT", "/links/{a}/{b}", {200: Decision}, decide)
    write(router, "DELETE", "/links/{a}/{b}", {200: Forgotten}, forget)
    write(router, "DELETE", "/articles/{number}/links", {200: Forgotten}, forget_all)
    write(router, "POST", "/articles/{number}/part", {200: Parted}, part)


def decision_record(one: HandLinkView) -> dict[str, Any]:
    """A decision as one JSON object."""
    return {"a": one.a, "b": one.b, "kind": one.kind and one.kind.value, "note": one.note, "made": rfc3339(one.made)}
