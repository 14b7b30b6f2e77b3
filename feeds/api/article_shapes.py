"""Articles in answers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from feeds.api.shapes import ArticleId, NextUrl, Shape, Share, StoryId, Time, Uid
from kitewire.archive_view import LinkKind, ReferencePlace
from kitewire.article import Precision


class Line(Shape):
    """An article in a list, without its text."""

    id: ArticleId
    uid: Uid
    source: str = Field(description="Name of its source.")
    source_title: str
    region: str
    url: str = Field(description="Its canonical address at its outlet.")
    title: str
    lang: str | None = Field(description="ISO 639-1.")
    published: Time | None = Field(description="As its page says.")
    updated: Time = Field(description="When the stored text last changed.")
    gone: Time | None = Field(description="Since when its outlet says that it is not there any more.")
    story: StoryId | None
    snippet: str = Field(description="In searches: the place that matched, as plain text; else empty.")
    marks: list[list[int]] = Field(description="`[start, end]` of what matched, in characters of `snippet`.")


class Related(Shape):
    """An entry of an article's related list, or a link within its text."""

    position: int
    title: str
    url: str | None
    date: str | None = Field(description="As the page gives it.")
    article: ArticleId | None = Field(description="The stored article that it refers to.")
    resolved_by: Literal["url", "title"] | None


class TextLink(Shape):
    """A link within an article's text."""

    position: int
    title: str = Field(description="The words that are linked.")
    url: str
    article: ArticleId | None = Field(description="The stored article that it refers to.")
    resolved_by: Literal["url", "title"] | None


class Decoding(Shape):
    """How the bytes of a page became text."""

    declared: str | None = Field(description="The character set that the page or its server named.")
    used: str
    replaced: int = Field(ge=0, description="Characters that could not be read and stand as U+FFFD.")


class Mend(Shape):
    """One place of a text that was damaged on the way to us."""

    part: Literal["title", "body"]
    start: int = Field(ge=0, description="Where `before` stands in the text as published, in characters.")
    before: str
    after: str
    kind: str = Field(description="pinyin, shifted or misread.")


class Repaired(Shape):
    """The repaired reading of an article."""

    title: str
    body: str
    mends: list[Mend]
    untried: int = Field(ge=0, description="Places that may be damaged and were not looked at, in a long damaged text.")


class Article(Shape):
    """An article with every stored field."""

    id: ArticleId
    uid: Uid
    source: str = Field(description="Name of its source.")
    source_title: str
    region: str
    url: str = Field(description="Where it was fetched.")
    canonical_url: str
    title: str
    body: str = Field(description="As published, a paragraph a line.")
    lang: str | None = Field(description="ISO 639-1.")
    published: Time | None
    published_precision: Precision | None
    published_found_by: str | None
    modified: Time | None = Field(description="As its page says.")
    first_seen: Time
    updated: Time = Field(description="When the stored text last changed.")
    gone: Time | None = Field(description="Since when its outlet says that it is not there any more.")
    origin: str | None = Field(description="Whom the page names as its source.")
    dateline: str | None
    bylines: dict[str, list[str]] = Field(description="reporters, correspondents, editors and authors.")
    section: str | None
    keywords: list[str]
    image: str | None
    related: list[Related]
    links: list[TextLink]
    decoding: Decoding
    repaired: Repaired | None = Field(description="Null: nothing was mended.")
    story: StoryId | None


class Revision(Shape):
    """An earlier text of an article."""

    number: int = Field(ge=1)
    title: str
    body: str
    replaced_at: Time


class Referrer(Line):
    """An article that refers to another."""

    places: list[ReferencePlace]


class WholeArticle(Article):
    """An article with its earlier texts and the articles that refer to it."""

    revisions: list[Revision]
    referred_by: list[Referrer]


class Around(Shape):
    """What an article refers to, and what refers to it."""

    article: ArticleId
    related: list[Related]
    links: list[TextLink]
    referred_by: list[Referrer]
    stored: list[Line] = Field(description="The stored articles that `related` and `links` refer to.")


class Piece(Shape):
    """A run of characters of a paragraph, and whether it stayed."""

    op: Literal["same", "gone", "new"]
    text: str


class Change(Shape):
    """One change of an article's text; paragraphs as lists of pieces."""

    number: int = Field(ge=1)
    replaced_at: Time
    title: list[list[Piece]]
    body: list[list[Piece]]


class History(Shape):
    """How an article's text changed."""

    id: ArticleId
    uid: Uid
    title: str
    first_seen: Time
    gone: Time | None
    changes: list[Change]


class Articles(Shape):
    """A page of a list of articles: lines, or whole ones with `content=full`."""

    items: list[Line | Article]
    next: NextUrl


class Link(Shape):
    """A link from article `a` to article `b`."""

    a: ArticleId
    b: ArticleId
    kind: LinkKind = Field(description="reprint: `a` is a copy of `b`; reference: `a` names `b`.")
    score: Share
    evidence: str
    taken: Share | None = Field(description="For a reprint: share of `a`'s text that stands in `b`.")
    kept: Share | None = Field(description="For a reprint: share of `b`'s text that stands in `a`.")


class Decision(Shape):
    """What a person has decided of two articles."""

    a: ArticleId
    b: ArticleId
    kind: Literal["reprint", "same_event"] | None = Field(description="Null: never linked.")
    note: str
    made: Time


class Links(Shape):
    """The links of an article, and what was decided of it by hand."""

    links: list[Link]
    decisions: list[Decision]


class Suggestions(Shape):
    """Articles that may tell of the same event and are not linked, the likeliest first."""

    items: list[Link]


class Decisions(Shape):
    """Everything that was decided by hand, the latest first."""

    items: list[Decision]
