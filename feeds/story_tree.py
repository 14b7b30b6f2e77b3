"""A story as a tree: every reprint under the article that it copies. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from kitewire.archive_view import ArticleView, LinkKind, LinkView, StoryView


@dataclass(slots=True)
class Branch:
    """An article, how it belongs to what stands above it, and its reprints by time."""

    article: ArticleView
    link: LinkView | None = None
    """The reprint link to the article above; at the top level the closest tie to another article of the story."""
    reprints: list[Branch] = field(default_factory=list)


def story_branches(story: StoryView) -> list[Branch]:
    """The top level: the lead first, then the other articles that copy nothing, by time.

    An article that copies several stands under the one it is most alike; links that would close a circle are left out.
    """
    branches = {article.id: Branch(article) for article in story.articles}
    above: dict[int, int] = {}
    reprints = [link for link in story.links if link.kind is LinkKind.REPRINT]
    for link in sorted(reprints, key=lambda link: (-link.score, link.a, link.b)):
        known = link.a in branches and link.b in branches
        if known and link.a != story.lead.id and link.a not in above and not _leads_to(link.b, link.a, above):
            above[link.a] = link.b
            branches[link.a].link = link
    top = []
    for article in story.articles:
        branch = branches[article.id]
        if article.id in above:
            branches[above[article.id]].reprints.append(branch)
        else:
            branch.link = _closest(article.id, story.links)
            top.append(branch)
    return sorted(top, key=lambda branch: branch.article.id != story.lead.id)


def references(story: StoryView) -> list[LinkView]:
    """Which article's related list names which, by time of the article that names."""
    place = {article.id: number for number, article in enumerate(story.articles)}
    links = [link for link in story.links if link.kind is LinkKind.REFERENCE and link.a in place and link.b in place]
    return sorted(links, key=lambda link: (place[link.a], place[link.b]))


def _leads_to(start: int, goal: int, above: dict[int, int]) -> bool:
    at: int | None = start
    while at is not None and at != goal:
        at = above.get(at)
    return at == goal


def _closest(article_id: int, links: tuple[LinkView, ...]) -> LinkView | None:
    tied = [link for link in links if article_id in (link.a, link.b) and link.kind is LinkKind.SAME_EVENT]
    return max(tied, key=lambda link: link.score, default=None)
