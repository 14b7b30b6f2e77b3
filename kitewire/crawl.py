"""What passes between a crawl's stages: pages fetched, pages read, outcomes, runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kitewire.article import ArticlePage, PageLink
from kitewire.source import StartKind


class Outcome(StrEnum):
    """How a page ended; every page ends in exactly one."""

    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    NOT_ARTICLE = "not_article"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Fetched:
    """One response, as it came: what the archive keeps and extraction reads."""

    url: str
    """The address that was asked for."""
    final_url: str
    """The address that answered, after redirects."""
    status: int
    body: bytes
    fetched_at: datetime
    """Aware, UTC."""
    charset: str | None = None
    """From the Content-Type header, in lower case."""
    etag: str | None = None
    last_modified: str | None = None
    """Both byte for byte as the server sent them."""
    headers: tuple[tuple[str, str], ...] = ()
    """All of them, for the archive; may be empty."""


@dataclass(frozen=True, slots=True)
class PageToFetch:
    """One page that is due: never fetched, failed before, or up for a re-check."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    hint: PageLink | None = None
    """What the list, feed or sitemap said of it."""
    known: bool = False
    """Whether an article is stored for it."""


@dataclass(frozen=True, slots=True)
class ListToRead:
    """A list page, feed or sitemap to be read."""

    kind: StartKind
    url: str
    depth: int = 0
    """Lists from the start point to this one."""
    tries: int = 0
    """So many times in a row it could not be read."""


@dataclass(frozen=True, slots=True)
class ListState:
    """What is known of a list that was read before: what a conditional request and a comparison need."""

    etag: str | None = None
    last_modified: str | None = None
    content_hash: str = ""
    """SHA-256 of its bytes; empty: not to be relied on."""


@dataclass(frozen=True, slots=True)
class ListFetched:
    """A list page, feed or sitemap that was read, with what is needed to ask for it again."""

    url: str
    links: tuple[PageLink, ...]
    etag: str | None = None
    last_modified: str | None = None
    content_hash: str = ""
    start_url: str = ""
    """The start point that it belongs to; empty: it is none's."""
    onward: tuple[ListToRead, ...] = ()
    """Lists that go on from it and wait to be read."""
    onward_if_new: bool = False
    """Whether they wait only where an address on it was unknown."""
    whole: bool = True
    """False: a part of its links, and more follow. Its state stays as it was until the last part."""
    left_out: tuple[tuple[str, int], ...] = ()
    """(Reason, number) of addresses that were passed over, for the run's counts."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What linking keeps of a text so that a copy of it is found by look-up. All keys are signed 64-bit integers."""

    title_key: int
    """Hash of the folded title; 0 where there is none."""
    text_key: int
    """Hash of the whole folded text."""
    sketch: tuple[int, ...]
    """Hashes of chosen shingles of the folded text, ascending."""
    size: int
    """How many different shingles the text has."""
    event: bytes = b""
    """What is compared when it is asked whether two tell of one event (`linking.events`); empty: not made."""
    lines: tuple[int, ...] = ()
    """Keys of the lines at the ends of the text that may be furniture of its outlet."""
    furniture: tuple[int, ...] = ()
    """Those of them that were left out."""
    opening: str = field(default="", compare=False)
    """The folded title and, on the next line, the folded beginning of the text (`linking.ties`), so that whoever saves
    the article need not fold it again; empty: not made."""
    text: str = field(default="", compare=False)
    """The whole folded text, for the same reason; only where `opening` was made."""


@dataclass(frozen=True, slots=True)
class PageRead:
    """One page at the end of its way, ready to be saved: exactly one of these for each page of a crawl.

    `article` is None where nothing was read: a 304 (`unchanged`), a refusal (`skipped`) or an error (`failed`).
    Otherwise `outcome` is NEW for an article as far as the reader can know; storage decides between new,
    revised and unchanged.
    """

    fetched_url: str
    outcome: Outcome
    reason: str = ""
    article: ArticlePage | None = None
    fingerprint: Fingerprint | None = None
    fetched: Fetched | None = None
    """Without body: address, status, validators and time of the first page."""
    part_urls: tuple[str, ...] = ()
    """Addresses of an article's further pages; they count with the first one."""
    content_hash: str = ""
    """Of the bytes of all its pages."""
    packed: bytes = b""
    """Article and fingerprint, pickled, instead of both: on their way from the process that reads to the one that saves
    they pass through one that never looks into them."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one `PageRead`."""

    url: str
    outcome: Outcome
    reason: str = ""
    article_id: int | None = None


@dataclass(frozen=True, slots=True)
class Appeared:
    """When an article of a source appeared: what the adaptive schedule learns from."""

    published: datetime
    """As its page says, else when it was first seen. A page that gives only the day gives its midnight."""
    seen: datetime
    """When a crawl first had it."""


class RunStatus(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    """The process ended before the run did; found by the next run."""


@dataclass(frozen=True, slots=True)
class RunView:
    """One crawl of one source."""

    id: int
    source: str
    trigger: str
    """`command`, `schedule`, `ingest` or `reprocess`."""
    status: RunStatus
    started: datetime
    ended: datetime | None = None
    error: str = ""
    found: int = 0
    """Article addresses that discovery had not known before."""
    requests: int = 0
    """Requests that were sent, robots.txt, redirects and repetitions among them."""
    counts: dict[tuple[Outcome, str], int] = field(default_factory=dict)
    """(outcome, reason) → pages."""

    def total(self, outcome: Outcome) -> int:
        """Pages that ended in `outcome`, for any reason."""
        return sum(n for (kind, _), n in self.counts.items() if kind is outcome)
