"""A source: a site or a section of one that is crawled, and all that is known of how to read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class StartKind(StrEnum):
    """What stands at a start point."""

    LIST = "list"
    FEED = "feed"
    SITEMAP = "sitemap"
    """A sitemap, a sitemap index or a news sitemap: the file itself says which."""


class Field(StrEnum):
    """What a template's rules can find on a page."""

    TITLE = "title"
    BODY = "body"
    PUBLISHED = "published"
    ORIGIN = "origin"
    AUTHOR = "author"
    EDITOR = "editor"
    SECTION = "section"
    RELATED = "related"
    """The element whose links are the related list."""
    NEXT_PAGE = "next_page"
    STRIP = "strip"
    """Elements to take out before anything is read."""


@dataclass(frozen=True, slots=True)
class StartPoint:
    """Where discovery begins."""

    kind: StartKind
    url: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One CSS or XPath expression that finds a field."""

    field: Field
    language: str
    """`css` or `xpath`."""
    expression: str


@dataclass(frozen=True, slots=True)
class Template:
    """One layout of a site: an ordered list of rules; for each field the first rule that finds something wins."""

    name: str
    rules: tuple[Rule, ...]
    url_pattern: str | None = None
    """Regular expression that a page's URL must contain for the template to be tried; None: any page."""
    test_url: str | None = None
    test_contains: tuple[str, ...] = ()
    """Texts that the body at `test_url` must contain."""


class ScheduleKind(StrEnum):
    """How the next run of a source is chosen."""

    INTERVAL = "interval"
    CRON = "cron"
    ADAPTIVE = "adaptive"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a source is crawled."""

    kind: ScheduleKind = ScheduleKind.ADAPTIVE
    every: timedelta = timedelta(minutes=30)
    """The interval, or where `adaptive` begins."""
    cron: str | None = None
    """Five fields, read in the source's zone."""
    least: timedelta = timedelta(minutes=10)
    most: timedelta = timedelta(days=1)
    """Bounds of `adaptive`."""


DEFAULT_RECHECKS = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a crawl may take from a source."""

    delay: float = 1.0
    """Seconds between two requests to one host."""
    connections: int = 1
    """Requests under way to one host."""
    pages: int = 2000
    """Article pages fetched in one run."""
    list_pages: int = 20
    """List pages read from one start point in one run; the rest waits for the next runs."""
    depth: int = 200
    """List pages followed one behind the other from a start point, over all runs."""
    links: int = 50_000
    """Article addresses taken from one list page, feed or sitemap (the bound of sitemaps.org for a file)."""
    minutes: int = 120
    """How long one run goes on; what is left waits for the next one."""
    requests_a_day: int | None = None
    """Requests sent in a day of the source's zone, robots.txt, lists and repetitions among them; None: any number."""
    article_pages: int = 20
    """Pages joined into one article."""
    rechecks: tuple[timedelta, ...] = DEFAULT_RECHECKS
    """How long after an article was first seen, and then after each check, it is looked at again."""


@dataclass(frozen=True, slots=True)
class Source:
    """One source, as its file or its row describes it."""

    name: str
    """Unique; lower-case letters, digits, hyphens and dots."""
    home: str
    title: str = ""
    """The outlet's name for people; `name` where empty."""
    region: str = ""
    lang: str = ""
    """ISO 639-1; empty: told by each page."""
    zone: str = ""
    """IANA time zone of dates without one; empty: `Asia/Shanghai` for Chinese, else UTC."""
    starts: tuple[StartPoint, ...] = ()
    allow: tuple[str, ...] = ()
    """Regular expressions: an article's URL must contain one of them, where there are any."""
    deny: tuple[str, ...] = ()
    """Regular expressions: a URL that contains one of them is never fetched."""
    templates: tuple[Template, ...] = ()
    schedule: Schedule = field(default_factory=Schedule)
    limits: Limits = field(default_factory=Limits)
    verified: bool = False
    """Whether `source test` has passed since the source was written."""

    @property
    def label(self) -> str:
        """The name to show to people."""
        return self.title or self.name
