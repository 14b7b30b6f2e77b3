"""What a look at a site or a source has shown: start points, sample articles, tests of templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kitewire.article import ArticlePage, PageLink
from kitewire.crawl import Fetched
from kitewire.messages import Message, numbered
from kitewire.source import Source, StartPoint


@dataclass(frozen=True, slots=True)
class StartReport:
    """One start point and what it holds."""

    start: StartPoint
    what: str
    """`feed`, `news sitemap`, `sitemap` or `list page`."""
    articles: int = 0
    """Its links that may be articles."""
    newest: str | None = None
    """The newest day that a link tells."""
    goes_on: bool = False
    """Whether further pages or child sitemaps follow."""
    problem: str = ""
    """Why it cannot be used; empty: it can."""


@dataclass(frozen=True, slots=True)
class TemplateTest:
    """A template tried on its own `test_url`."""

    template: str
    url: str
    page: ArticlePage | None = None
    missing: tuple[str, ...] = ()
    """Texts of `test_contains` that the body lacks."""
    problem: str = ""

    @property
    def passed(self) -> bool:
        """Whether the page was read as an article that holds every text."""
        return not self.problem and not self.missing


@dataclass(frozen=True, slots=True)
class ProbedPage:
    """A page as it came, and what led to it: enough to read it again under other rules."""

    fetched: Fetched
    link: PageLink
    is_article: bool


@dataclass(frozen=True, slots=True)
class Probe:
    """What was seen."""

    source: Source
    """As probed; where only a home page was given, with all that was found filled in."""
    starts: tuple[StartReport, ...]
    samples: tuple[ArticlePage, ...]
    """Articles, at most three."""
    tests: tuple[TemplateTest, ...] = ()
    notes: tuple[str, ...] = ()
    """What was tried, and what went wrong on the way, a line each."""
    pages: tuple[ProbedPage, ...] = ()
    """Every page that was read for a sample, those that were taken for no article among them."""


@dataclass(frozen=True, slots=True)
class Lack:
    """A field that not all samples have."""

    field: str
    """`title`, `date` or `byline or origin`."""
    samples: int
    """So many are without it."""


def noted(url: str, what: str) -> Message:
    """A line of notes: what came of an address."""
    return Message("{url}: {problem}", url=url, problem=numbered(what))


def lacks(pages: Sequence[ArticlePage]) -> list[Lack]:
    """What is missing in samples."""
    asked = {
        "title": [bool(page.title) for page in pages],
        "date": [bool(page.published and page.published.when) for page in pages],
        "byline or origin": [bool(page.origin or any(page.bylines.by_role().values())) for page in pages],
    }
    return [Lack(name, has.count(False)) for name, has in asked.items() if not all(has)]
