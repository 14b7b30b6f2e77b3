"""What a page says: the records that extraction gives and storage keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kitewire.site_memory import Observation


class Precision(StrEnum):
    """How much of a publication date the page told."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    YEAR_MISSING = "year_missing"
    """Month and day only, and nothing settled the year: `PublicationDate.when` is None."""


class PageKind(StrEnum):
    """What a page turned out to be."""

    ARTICLE = "article"
    NOT_ARTICLE = "not_article"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """When an article was published, and how that was found out."""

    when: datetime | None
    """Aware. With precision `day` the time is midnight in the page's zone."""
    precision: Precision
    found_by: str
    """The finder: `json-ld`, `meta`, `cms`, `template`, `url`, `text`, `dateline` or `memory`."""


@dataclass(frozen=True, slots=True)
class Bylines:
    """Who made an article, by role; names in the order of the page."""

    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()

    ROLES = ("reporters", "correspondents", "editors", "authors")

    def by_role(self) -> dict[str, list[str]]:
        """Role → names, every role present."""
        return {role: list(getattr(self, role)) for role in self.ROLES}


@dataclass(frozen=True, slots=True)
class RelatedEntry:
    """One line of an article's related-news list."""

    title: str
    url: str | None
    """Absolute, as the page links it; None where the line is no link."""
    date: str | None = None
    """`YYYY-MM-DD` or `YYYY-MM`, only as shown beside the entry."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link of a page: absolute address, its text, and the day shown beside it if any."""

    url: str
    text: str
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Decoding:
    """How the bytes of a page were read."""

    declared: str | None
    """The charset that header or page named, as they named it, in lower case."""
    used: str
    """The Python codec that was used."""
    replaced: int = 0
    """Characters that could not be decoded and stand as U+FFFD."""


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """All that was read from one page (or from the joined pages of one article)."""

    url: str
    kind: PageKind
    decoding: Decoding
    reason: str = ""
    """Why a page is no article or failed, or what an article is besides (a live ticker), in a few words of a fixed set;
    empty for a plain article."""
    canonical_url: str = ""
    title: str = ""
    body: str = ""
    """Plain paragraphs separated by one newline, as published."""
    lang: str | None = None
    """ISO 639-1."""
    published: PublicationDate | None = None
    modified: datetime | None = None
    future: datetime | None = field(default=None, compare=False, repr=False)
    """A date of publication that the page tells and that has not come yet: it is not believed."""
    origin: str | None = None
    """Whom the page names as the text's source (来源), which need not be the outlet that shows it."""
    dateline: str | None = None
    """As printed, such as `魯網10月28日訊`."""
    bylines: Bylines = field(default_factory=Bylines)
    section: str | None = None
    keywords: tuple[str, ...] = ()
    image: str | None = None
    related: tuple[RelatedEntry, ...] = ()
    body_links: tuple[PageLink, ...] = ()
    """The links within the text, in its order, each address once; without dates."""
    next_page: str | None = None
    """Absolute address of the article's next page, where the article goes on."""
    pages: int = 1
    """How many fetched pages the body was joined from."""
    observation: Observation | None = field(default=None, compare=False, repr=False)
    """What the page shows of its site; only where the hints ask for it."""

    @property
    def outcome(self) -> str:
        """`article`, `article (what besides)`, `not_article (reason)` or `failed (reason)`, as commands print it."""
        return f"{self.kind.value} ({self.reason})" if self.reason else self.kind.value
