"""What a format writes: a channel with its articles, or a list of sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from kitewire.archive_view import ArticleView
from kitewire.source import Source


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed as a whole. All addresses are absolute."""

    title: str
    """Says what was asked for."""
    description: str
    base: str
    """Address of the service, without a slash at its end."""
    self_url: str
    """Where this document is served, to the last parameter."""
    feed_id: str
    """The same for all pages of one feed."""
    home_url: str
    """For people: the outlet's home page, or the service's."""
    lang: str | None = None
    """ISO 639-1, where all articles share it."""
    updated: datetime | None = None
    """When an article in it last changed; None for an empty one."""
    next_url: str | None = None
    """The page with older articles, where there are more."""
    previous_url: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """All that a format may need; articles and sources may be generators and are read once."""

    channel: Channel
    articles: Iterable[ArticleView] = ()
    sources: Iterable[Source] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a feed. `write` gives the document piece by piece and keeps no article longer than its piece."""

    media_type: str
    """For Content-Type."""
    write: Callable[[Feed], Iterator[bytes]]
    limit: int | None = 50
    """Articles where no limit is asked for; None: all."""
    of_sources: bool = False
    """Whether it lists sources instead of articles."""
    related: bool = False
    """Whether it shows related lists."""
