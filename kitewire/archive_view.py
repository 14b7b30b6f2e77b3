"""What is read out of the archive: articles, stories, links, and the query that chooses them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from kitewire.article import Bylines, Decoding, Precision


class LinkKind(StrEnum):
    """How two stored articles belong together."""

    REPRINT = "reprint"
    """`a` is a copy of `b`."""
    SAME_EVENT = "same_event"
    REFERENCE = "reference"
    """`a`'s related list names `b`, or its text links to it."""


class ReferencePlace(StrEnum):
    """Where an article refers to another."""

    RELATED = "related list"
    TEXT = "link in the text"


class Clue(StrEnum):
    """What tells that one article copied another; the best comes first."""

    HAND = "hand"
    """A person has said so."""
    ORIGIN = "origin"
    """Its origin line names the other's outlet."""
    TIME = "time"
    """It was published later; a bare day counts as the whole day."""
    TEXT = "text"
    """Nothing but the texts: the shorter one is taken for the copy."""


@dataclass(frozen=True, slots=True)
class LinkView:
    """One link between two articles; for reprints and references it leads from `a` to `b`."""

    a: int
    b: int
    kind: LinkKind
    score: float
    """0 to 1."""
    evidence: str = ""
    taken: float | None = None
    """For a reprint: share of `a`'s text that stands in `b`, 0 to 1; None where it was not measured."""
    kept: float | None = None
    """For a reprint: share of `b`'s text that stands in `a`, 0 to 1."""


@dataclass(frozen=True, slots=True)
class HandLinkView:
    """What a person has decided of two articles."""

    a: int
    """For a reprint the copy."""
    b: int
    kind: LinkKind | None
    """None: they are not linked, whatever the rules say."""
    note: str
    made: datetime


@dataclass(frozen=True, slots=True)
class RelatedView:
    """A related entry with the article it refers to, if that is stored."""

    position: int
    title: str
    url: str | None
    date: str | None
    target_id: int | None = None
    resolved_by: str | None = None
    """`url` or `title`."""


@dataclass(frozen=True, slots=True)
class BodyLinkView:
    """A link within an article's text, with the article it refers to, if that is stored."""

    position: int
    title: str
    """The words that are linked."""
    url: str
    target_id: int | None = None
    resolved_by: str | None = None
    """`url`."""


@dataclass(frozen=True, slots=True)
class RevisionView:
    """An earlier text of an article: what it said until `replaced_at`."""

    number: int
    title: str
    body: str
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class MendView:
    """One place of a text that was damaged on the way."""

    part: str
    """`title` or `body`."""
    start: int
    """Where `before` stands in the text as published, in characters."""
    before: str
    after: str
    kind: str
    """What had happened: `pinyin`, `shifted` or `misread`."""


@dataclass(frozen=True, slots=True)
class RepairedView:
    """The repaired reading of an article."""

    title: str
    body: str
    mends: tuple[MendView, ...]
    """Those of the title, then those of the body, by place."""
    untried: int = 0
    """Places of both that may be damaged and were not looked at: the work on one text is bounded."""


@dataclass(frozen=True, slots=True)
class ArticleView:
    """A stored article as readers see it."""

    id: int
    source: str
    source_title: str
    region: str
    url: str
    canonical_url: str
    title: str
    body: str
    lang: str | None
    published: datetime | None
    published_precision: Precision | None
    published_found_by: str | None
    modified: datetime | None
    first_seen: datetime
    updated: datetime
    """When the stored text last changed; `first_seen` until it does."""
    origin: str | None
    dateline: str | None
    bylines: Bylines
    section: str | None
    keywords: tuple[str, ...]
    image: str | None
    decoding: Decoding
    story_id: int | None
    related: tuple[RelatedView, ...] = ()
    """Empty in lists and exports unless asked for, and so is `links`."""
    links: tuple[BodyLinkView, ...] = ()
    snippet: str = ""
    """For search results: the place that matched, marked with U+E000 and U+E001."""
    marked_title: str = ""
    """For search results: the title, marked alike; empty where nothing in it matched."""
    repaired: RepairedView | None = None
    """None where nothing was mended: title and body are as published in either case."""
    gone: datetime | None = None
    """Since when its outlet says that it is not there any more; None while it is."""

    @property
    def sorted_by(self) -> datetime:
        """The time that orders lists: published, else first seen."""
        return self.published or self.first_seen


@dataclass(frozen=True, slots=True)
class ReprintView:
    """The same text in another article: one of those that stand behind the one that is shown."""

    id: int
    source: str
    source_title: str
    """The outlet's name for people, else the source's."""
    url: str
    """Canonical."""
    title: str
    sorted_by: datetime


@dataclass(frozen=True, slots=True)
class Referrer:
    """An article that refers to another."""

    article: ArticleView
    places: tuple[ReferencePlace, ...]
    """Where: in its related list, in its text, or in both."""


@dataclass(frozen=True, slots=True)
class StoryView:
    """Articles that belong together."""

    id: int
    lead: ArticleView
    articles: tuple[ArticleView, ...]
    """By time, the lead among them."""
    links: tuple[LinkView, ...]


@dataclass(frozen=True, slots=True)
class PassagesView:
    """The sentences of one text that do not stand in another."""

    sentences: int
    share: float
    """Of the text that they stand in, 0 to 1."""
    excerpts: tuple[str, ...]
    """As published, neighbours in one; ` … ` where a part of them does stand in the other text."""


@dataclass(frozen=True, slots=True)
class DescentView:
    """From whom an article of a story has its text, and what became of it."""

    link: LinkView
    """The reprint link: `a` is the copy, `b` its original; `taken` and `kept` are known."""
    told_by: Clue
    added: PassagesView | None
    """What the copy says and the original does not; None where they cannot be compared (two languages)."""
    left_out: PassagesView | None
    """What the original says and the copy does not."""


@dataclass(frozen=True, slots=True)
class StoryTelling:
    """A story, and who copied whom in it."""

    story: StoryView
    """Here `taken` and `kept` of its reprint links are always known."""
    descents: tuple[DescentView, ...]
    """One for each article that copied another: a tree, or several; by time of the copy."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place in a list of articles where a page ended; `storage.cursors` writes it into addresses."""

    sorted_by: datetime | None
    """Of the page's last article. None: in the order of relevance, which has no place of its own."""
    id: int
    """Of that article; in the order of relevance how many hits came before."""


@dataclass(frozen=True, slots=True)
class ArticleQuery:
    """Which articles to read out; every filter narrows."""

    text: str = ""
    """A search in the language of docs/search.md; empty: all."""
    zone: tzinfo = UTC
    """Where the days that `text` names begin."""
    source: str | None = None
    region: str | None = None
    since: datetime | None = None
    """On `sorted_by`, inclusive."""
    until: datetime | None = None
    """On `sorted_by`, exclusive."""
    lang: str | None = None
    story: int | None = None
    limit: int | None = 50
    offset: int = 0
    after: Cursor | None = None
    """Only what comes behind this place; `offset` counts from there."""
    fold_reprints: bool = False
    """One article a group of reprints: the earliest."""
    latest_first: bool = False
    """Also where a text is searched: feeds must show what is new, not what matches best."""
    with_related: bool = False
    """With the related list and the links of each article."""


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of a list of articles."""

    articles: tuple[ArticleView, ...]
    next: Cursor | None
    """`ArticleQuery.after` of the next page; None: there is none."""


@dataclass(frozen=True, slots=True)
class StoryHit:
    """One line of a list of stories: a story as far as a query chooses its articles, or an article that is in none."""

    story_id: int | None
    lead: ArticleView
    """What to show of it: the best match of a search by relevance; else the story's lead, if that is chosen, or the
    earliest article chosen."""
    articles: int
    """How many articles of the story are chosen; 1 for a single article."""
    outlets: tuple[str, ...]
    """Titles of their outlets, each once: the lead's, then the others by time."""
    latest: datetime
    """`sorted_by` of the latest of them."""


@dataclass(frozen=True, slots=True)
class StoryPage:
    """A page of a list of stories."""

    hits: tuple[StoryHit, ...]
    next: Cursor | None
    """`ArticleQuery.after` of the next page; None: there is none."""
    chosen: int | None = None
    """Articles that the query chooses, whatever its limit, where they were to be counted."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as lists show it: what can be had of thousands of them without reading their definitions."""

    name: str
    title: str
    region: str
    home: str
    lang: str
    verified: bool

    @property
    def label(self) -> str:
        """What people call it."""
        return self.title or self.name


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source with what the database knows of it."""

    name: str
    paused: bool
    next_due: datetime | None
    last_run: datetime | None
    last_status: str | None
    articles: int
    failures: int = 0
    """Failed runs in a row."""
    findings: tuple[str, ...] = ()
    """Kinds of what is found to be wrong with it now (`kitewire.health.FindingKind`)."""
