"""What a format writes: a channel with its articles, or a list of sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kitewire.archive_view import ArticleView, ReprintView
from kitewire.saved_feed import SavedFeed
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
    first_url: str | None = None
    """The newest page, on the others."""
    older_archive_url: str | None = None
    """The archive document with what came before (RFC 5005, `prev-archive`)."""
    newer_archive_url: str | None = None
    """`next-archive`; of the oldest archive document."""
    current_url: str | None = None
    """Of an archive document: the feed that goes on. Only an archive document has one."""
    hubs: tuple[str, ...] = ()
    """Where to subscribe to this feed (WebSub)."""

    @property
    def links(self) -> list[tuple[str, str]]:
        """(relation, address) of what this document is and leads to, in a fixed order."""
        named = (
            ("self", self.self_url),
            ("first", self.first_url),
            ("previous", self.previous_url),
            ("next", self.next_url),
            ("current", self.current_url),
            ("prev-archive", self.older_archive_url),
            ("next-archive", self.newer_archive_url),
        )
        return [(relation, url) for relation, url in named if url]


@dataclass(frozen=True, slots=True)
class Feed:
    """All that a format may need; articles and sources may be generators and are read once."""

    channel: Channel
    articles: Iterable[ArticleView] = ()
    sources: Iterable[Source] = ()
    saved: Iterable[SavedFeed] = ()
    reprints: Mapping[int, Sequence[ReprintView]] = field(default_factory=dict)
    """By the number of the article whose text they carry: those that its entry stands for."""
    full: bool = True
    """With whole texts; else with summaries alone."""
    pages: Callable[[Iterable[ArticleView]], Iterator[bytes]] | None = None
    """Gives the archived pages of articles as a WARC file; None: no pages are kept."""


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
