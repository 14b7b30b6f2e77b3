"""Stories in answers."""

from __future__ import annotations

from pydantic import Field

from feeds.api.article_shapes import Line, Link
from feeds.api.shapes import ArticleId, NextUrl, Shape, Share, StoryId, Time
from kitewire.archive_view import Clue
from kitewire.article import Precision


class Hit(Shape):
    """A story in a list, or an article that is in none."""

    story: StoryId | None
    lead: Line = Field(description="The article that stands for it; in searches the one that matches best.")
    articles: int = Field(ge=1, description="How many of its articles were chosen.")
    outlets: list[str] = Field(description="The outlets that tell it, by name for people.")
    latest: Time


class Hits(Shape):
    """A page of stories."""

    items: list[Hit]
    next: NextUrl


class Member(Line):
    """An article of a story."""

    published_precision: Precision | None
    first_seen: Time
    origin: str | None = Field(description="Whom the page names as its source.")


class Passages(Shape):
    """Sentences of one text that do not stand in another."""

    sentences: int
    share: Share = Field(description="Of the text that they stand in.")
    excerpts: list[str]


class Node(Shape):
    """An article in the tree of who copied whom; all is null but `article` where it copied nobody."""

    article: ArticleId
    parent: ArticleId | None = Field(description="The article that it copied.")
    told_by: Clue | None = Field(description="What tells that it is the copy.")
    score: Share | None
    taken: Share | None
    kept: Share | None
    added: Passages | None
    left_out: Passages | None


class Story(Shape):
    """A story: its articles by time, the links between them, and who copied whom."""

    id: StoryId
    lead: ArticleId
    title: str
    outlets: list[str] = Field(description="Names of the sources that tell it.")
    articles: list[Member]
    links: list[Link]
    tree: list[Node] = Field(description="Every article once, each behind the one that it copied.")
