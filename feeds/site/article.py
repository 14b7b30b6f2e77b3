"""What the page of an article shows: put together from the archive."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from feeds.differences import Paragraph as Changes
from feeds.differences import differences
from feeds.entry import address
from feeds.site.body import Paragraph, read_body, read_title
from feeds.site.paging import Part, part_of
from feeds.site.times import local_day
from feeds.text import line
from kitewire.archive_view import ArticleView, LinkKind, Referrer, RevisionView, StoryView
from storage import Database

MOST_TELLINGS = 8
"""Other articles of its story that are shown beside an article."""
CHANGES_SHOWN = 20
"""Changes of a text on a page of its history."""


class Tie(StrEnum):
    """How another article of the story belongs to the one that is read; the closest is the first."""

    ORIGINAL = "original"
    COPY = "copy"
    CITED = "cited"
    CITES = "cites"
    EVENT = "event"
    STORY = "story"


@dataclass(frozen=True, slots=True)
class Telling:
    """Another article of the same story."""

    article: ArticleView
    tie: Tie


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One article with all that is shown around it."""

    article: ArticleView
    title: Paragraph
    body: list[Paragraph]
    repaired: bool
    """Whether title and body are the repaired reading."""
    revisions: list[RevisionView]
    referrers: list[Referrer]
    story: StoryView | None
    tellings: list[Telling]
    """The closest of the story's other articles."""
    citation: str


def article_page(database: Database, number: int, reading: str, zone: ZoneInfo) -> ArticlePage:
    """The page of article `number`; `reading` `published` shows it as published. Raises `UnknownIdError`."""
    article = database.articles.get(number)
    story = database.stories.get(article.story_id) if article.story_id else None
    repaired = article.repaired is not None and reading != "published"
    return ArticlePage(
        article=article,
        title=read_title(article, repaired),
        body=read_body(article, repaired),
        repaired=repaired,
        revisions=database.articles.revisions(number),
        referrers=database.articles.referrers(number),
        story=story,
        tellings=closest(story, number) if story else [],
        citation=cite(article, zone),
    )


def closest(story: StoryView, number: int) -> list[Telling]:
    """The other articles of a story, those that it is tied to most closely first, then by time."""
    ties: dict[int, Tie] = {}
    for link in story.links:
        if number in (link.a, link.b):
            other, tie = (link.b, _OUT[link.kind]) if link.a == number else (link.a, _IN[link.kind])
            ties[other] = min(ties.get(other, Tie.STORY), tie, key=list(Tie).index)
    tellings = [Telling(one, ties.get(one.id, Tie.STORY)) for one in story.articles if one.id != number]
    return sorted(tellings, key=lambda one: list(Tie).index(one.tie))[:MOST_TELLINGS]


_OUT = {LinkKind.REPRINT: Tie.ORIGINAL, LinkKind.REFERENCE: Tie.CITED, LinkKind.SAME_EVENT: Tie.EVENT}
_IN = {LinkKind.REPRINT: Tie.COPY, LinkKind.REFERENCE: Tie.CITES, LinkKind.SAME_EVENT: Tie.EVENT}


def cite(article: ArticleView, zone: ZoneInfo) -> str:
    """`Headline. Outlet, 2026-10-28. https://…`: what a footnote needs, in an order that every style can be made of."""
    day = local_day(article.sorted_by, zone).isoformat()
    parts = (line(article.title), f"{line(article.source_title)}, {day}", address(article.canonical_url) or "")
    return ". ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an article's text: from the text of this number to the next."""

    revision: RevisionView
    title: list[Changes]
    """As differences; the same throughout where the headline stayed."""
    body: list[Changes]


def changes(article: ArticleView, revisions: list[RevisionView], page: int = 1) -> Part[Change]:
    """The changes of an article, the last one first; only those of the page are compared."""
    texts = [(one.title, one.body) for one in revisions] + [(article.title, article.body)]
    part = part_of(range(len(revisions))[::-1], page, CHANGES_SHOWN)
    return Part(
        [_change(revisions[n], *texts[n + 1]) for n in part.items], part.number, part.pages, part.total, part.first
    )


def _change(old: RevisionView, title: str, body: str) -> Change:
    return Change(old, list(differences(old.title, title)), list(differences(old.body, body)))
