"""A story as a tree: every reprint under the article that it copies. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kitewire.archive_view import ArticleView, DescentView, LinkKind, LinkView, StoryTelling, StoryView


@dataclass(slots=True)
class Branch:
    """An article, how it came by its text, and its reprints by time."""

    article: ArticleView
    descent: DescentView | None = None
    """How its text came from the article above; None at the top level."""
    reprints: list[Branch] = field(default_factory=list)


def story_branches(telling: StoryTelling) -> list[Branch]:
    """The top level: the lead first, then the other articles that copied none, by time."""
    branches = {article.id: Branch(article) for article in telling.story.articles}
    for descent in telling.descents:
        branches[descent.link.a].descent = descent
        branches[descent.link.b].reprints.append(branches[descent.link.a])
    top = [branch for branch in branches.values() if branch.descent is None]
    return sorted(top, key=lambda branch: branch.article.id != telling.story.lead.id)


def walk(branches: list[Branch]) -> Iterator[Branch]:
    """Every branch, each followed by its reprints."""
    for branch in branches:
        yield branch
        yield from walk(branch.reprints)


def references(story: StoryView) -> list[LinkView]:
    """Which article refers to which, by time of the article that refers."""
    place = {article.id: number for number, article in enumerate(story.articles)}
    links = [link for link in story.links if link.kind is LinkKind.REFERENCE]
    return sorted(links, key=lambda link: (place[link.a], place[link.b], link.evidence))


def closest_ties(telling: StoryTelling) -> list[LinkView]:
    """The same-event links that hold the story together, closest first: those between what nothing closer ties.

    A spanning forest over the copies of one text (Kruskal 1956), so never more links than articles.
    """
    place = {article.id: number for number, article in enumerate(telling.story.articles)}
    group = {article: {article} for article in place}
    for found in telling.descents:
        _join(group, found.link.a, found.link.b)
    links = [link for link in telling.story.links if link.kind is LinkKind.SAME_EVENT]
    links.sort(key=lambda link: (-link.score, place[link.a], place[link.b]))
    return [link for link in links if _join(group, link.a, link.b)]


def _join(group: dict[int, set[int]], one: int, other: int) -> bool:
    """Make one group of the groups of two articles; gives whether they were two."""
    if group[one] is group[other]:
        return False
    small, large = sorted((group[one], group[other]), key=len)
    large |= small
    group.update(dict.fromkeys(small, large))
    return True
