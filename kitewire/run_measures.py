"""What a run's pages and lists were like: kept with the run, and what a source is expected to be is learned from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from kitewire.crawl import RunStatus


class Part(StrEnum):
    """What of an article is looked at."""

    TEXT = "text"
    """Whether the page had a readable text at all."""
    TITLE = "title"
    DATE = "date"
    TIME = "time"
    """A date with a time of day."""
    ORIGIN = "origin"
    BYLINE = "byline"
    RELATED = "related"
    IMAGE = "image"


MOST_SAMPLES = 3
"""Addresses kept of each kind of trouble."""
MOST_LISTS = 200
"""Start points that are told apart in one run."""


@dataclass(frozen=True, slots=True)
class ListMeasure:
    """How reading one start point went."""

    links: int = 0
    """Links to articles on the start point itself; for a sitemap on all of its files."""
    pages: int = 0
    """Lists read, those that go on from it among them."""
    unknown: int = 0
    """Addresses that were not known before."""
    unchanged: bool = False
    """The server said that it is the same as the last time (304)."""
    error: str = ""
    """Why it could not be read; empty: it was."""


@dataclass(frozen=True, slots=True)
class RunMeasures:
    """The measures of one run, or of a batch of its pages: `+` puts them together."""

    read: int = 0
    """Pages read for the first time: articles, and what turned out to be none."""
    articles: int = 0
    """Of them, articles; and articles whose text was changed."""
    new: int = 0
    """Articles stored for the first time."""
    filled: Mapping[str, int] = field(default_factory=dict)
    """`Part` → in how many of the articles it was found."""
    log_length: float = 0.0
    """Sum over the articles of the natural logarithm of their text's characters, and of its square."""
    log_length_squares: float = 0.0
    future: int = 0
    """Articles with a publication date in the future, as the page told it."""
    garbled: int = 0
    """Articles whose text was not decoded well, here or by the outlet."""
    strange: int = 0
    """Articles that look like no layout known of the source, where one was known."""
    attempts: int = 0
    """Pages that were asked for, or would have been if robots.txt had let us."""
    troubles: Mapping[str, int] = field(default_factory=dict)
    """Why a page could not be had (`http 403`, `timeout`, `robots.txt`, `challenge page` …) → pages."""
    newest: datetime | None = None
    """The newest publication date that is not in the future."""
    samples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What was wrong (a `Part`, `future`, `garbled`, or a trouble) → a few addresses."""
    lists: Mapping[str, ListMeasure] = field(default_factory=dict)
    """Address of a start point → how reading it went."""
    cut: str = ""
    """Which limit of the source has ended the run before it was done, in a few words; empty: none."""

    def __add__(self, other: RunMeasures) -> RunMeasures:
        return RunMeasures(
            read=self.read + other.read,
            articles=self.articles + other.articles,
            new=self.new + other.new,
            filled=dict(Counter(self.filled) + Counter(other.filled)),
            log_length=self.log_length + other.log_length,
            log_length_squares=self.log_length_squares + other.log_length_squares,
            future=self.future + other.future,
            garbled=self.garbled + other.garbled,
            strange=self.strange + other.strange,
            attempts=self.attempts + other.attempts,
            troubles=dict(Counter(self.troubles) + Counter(other.troubles)),
            newest=max((when for when in (self.newest, other.newest) if when), default=None),
            samples=_samples(self.samples, other.samples),
            lists=dict([*self.lists.items(), *other.lists.items()][:MOST_LISTS]),
            cut=other.cut or self.cut,
        )

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON; what is zero or empty is left out."""
        values = {name: getattr(self, name) for name in _NUMBERS}
        values |= {name: round(getattr(self, name), 3) for name in _SUMS}
        values |= {"filled": dict(self.filled), "troubles": dict(self.troubles)}
        values["samples"] = {name: list(urls) for name, urls in self.samples.items()}
        values["cut"] = self.cut
        values["newest"] = self.newest.isoformat() if self.newest else None
        values["lists"] = {url: _list_to_dict(one) for url, one in self.lists.items()}
        return {name: value for name, value in values.items() if value}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RunMeasures:
        """What `to_dict` wrote."""
        newest = data.get("newest")
        return cls(
            **{name: data.get(name, 0) for name in (*_NUMBERS, *_SUMS)},
            filled=dict(data.get("filled", {})),
            troubles=dict(data.get("troubles", {})),
            samples={name: tuple(urls) for name, urls in data.get("samples", {}).items()},
            newest=datetime.fromisoformat(newest) if newest else None,
            cut=data.get("cut", ""),
            lists={url: ListMeasure(**one) for url, one in data.get("lists", {}).items()},
        )


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run that has ended, with its measures."""

    id: int
    status: RunStatus
    started: datetime
    ended: datetime
    error: str = ""
    found: int = 0
    """Addresses that were not known before."""
    requests: int = 0
    measures: RunMeasures = field(default_factory=RunMeasures)


_NUMBERS = ("read", "articles", "new", "future", "garbled", "strange", "attempts")
_SUMS = ("log_length", "log_length_squares")


def _list_to_dict(one: ListMeasure) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in ("links", "pages", "unknown", "unchanged", "error")}
    return {name: value for name, value in values.items() if value}


def _samples(a: Mapping[str, tuple[str, ...]], b: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    # The latest say most about what is wrong now.
    return {name: (*b.get(name, ()), *a.get(name, ()))[:MOST_SAMPLES] for name in dict.fromkeys((*a, *b))}
