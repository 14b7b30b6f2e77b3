"""A story as one JSON object: who told it, how its articles are linked, and who copied whom."""

from __future__ import annotations

from typing import Any

from feeds.entry import rfc3339
from feeds.record import line_record, link_record
from feeds.story_tree import Branch, story_branches, walk
from kitewire.archive_view import ArticleView, DescentView, PassagesView, StoryTelling


def story_record(telling: StoryTelling) -> dict[str, Any]:
    """A story: its lead, its articles by time (without bodies), the links between them, and the tree of its reprints.

    `tree` holds every article once, each behind the one that it copied (`parent`; null at the top level).
    """
    story = telling.story
    return {
        "id": story.id,
        "lead": story.lead.id,
        "title": story.lead.title,
        "outlets": sorted({article.source for article in story.articles}),
        "articles": [_member(article) for article in story.articles],
        "links": [link_record(link) for link in story.links],
        "tree": [_node(branch) for branch in walk(story_branches(telling))],
    }


def _member(article: ArticleView) -> dict[str, Any]:
    precision = article.published_precision
    return line_record(article) | {
        "published_precision": precision and precision.value,
        "first_seen": rfc3339(article.first_seen),
        "origin": article.origin,
    }


def _node(branch: Branch) -> dict[str, Any]:
    found = branch.descent
    return {"article": branch.article.id, "parent": found and found.link.b, **_descent(found)}


def _descent(found: DescentView | None) -> dict[str, Any]:
    """Always the same fields: all null where nothing was copied."""
    return {
        "told_by": found and found.told_by.value,
        "score": found and found.link.score,
        "taken": found and found.link.taken,
        "kept": found and found.link.kept,
        "added": found and _passages(found.added),
        "left_out": found and _passages(found.left_out),
    }


def _passages(found: PassagesView | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"sentences": found.sentences, "share": found.share, "excerpts": list(found.excerpts)}
