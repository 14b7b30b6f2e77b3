"""The tables of the archive; those of the service (hosts, leases, findings) stand in `service_models`.

A migration test holds both and `storage/migrations` together.
Times are aware UTC in Python and stored without zone. Keys of fingerprints are signed 64-bit integers.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, LargeBinary, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import ID, Base

MOST_SHORT = 64
"""Shingles of a text that is compared with another because of a single common key. Of 156,000 pairs of the development
half that share a single key 71 are copies, none with more than 55."""
SHORT_TEXT = f"text_size <= {MOST_SHORT}"


class SourceRow(Base):
    """A source; `definition` is the whole `kitewire.source.Source` as `kitewire.source_files` writes it."""

    __tablename__ = "sources"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    title: Mapped[str]
    region: Mapped[str] = mapped_column(index=True)
    home: Mapped[str]
    definition: Mapped[dict[str, Any]]
    paused: Mapped[bool] = mapped_column(default=False)
    created: Mapped[datetime]
    next_due: Mapped[datetime | None] = mapped_column(index=True)
    scheduled: Mapped[datetime | None]
    """When `next_due` was chosen: in the future, the clock was put back since, and the choice is void."""
    failures: Mapped[int] = mapped_column(default=0)
    """Failed runs in a row."""
    lease_owner: Mapped[str | None]
    """Who crawls this source now, and until when that holds: no two runs of one source at once."""
    lease_until: Mapped[datetime | None]


class StartRow(Base):
    """A list page, feed or sitemap that was read: what a conditional request needs. Keyed by source and URL."""

    __tablename__ = "start_pages"

    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    content_hash: Mapped[str | None]
    """SHA-256 of its bytes: the same again need not be read, whatever the server says."""
    fetched: Mapped[datetime]


class PageRow(Base):
    """An address that may hold an article, and the state of its fetching. `outcome` is null until it was fetched."""

    __tablename__ = "pages"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    url_key: Mapped[str] = mapped_column(unique=True)
    """`kitewire.urls.url_key`."""
    url: Mapped[str]
    hint_title: Mapped[str] = mapped_column(default="")
    hint_date: Mapped[str | None]
    discovered: Mapped[datetime]
    fetched: Mapped[datetime | None]
    status: Mapped[int | None]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    content_hash: Mapped[str | None]
    outcome: Mapped[str | None]
    """The last one; `kitewire.crawl.Outcome`."""
    reason: Mapped[str] = mapped_column(default="")
    tries: Mapped[int] = mapped_column(default=0)
    """Failures in a row."""
    checks: Mapped[int] = mapped_column(default=0)
    """Re-checks since the article was first stored or last changed."""
    next_check: Mapped[datetime | None]
    """When it is due again; null with an outcome: never."""
    missing: Mapped[datetime | None]
    """Since when each answer says that it is not there; null while none does."""
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id", ondelete="SET NULL"), index=True)

    __table_args__ = (Index(None, "source_id", "next_check"), Index(None, "source_id", "outcome"))


class ArticleRow(Base):
    """An article as published."""

    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    url_key: Mapped[str] = mapped_column(unique=True)
    """Of the canonical URL: one article each."""
    url: Mapped[str]
    canonical_url: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    lang: Mapped[str | None] = mapped_column(String(16))
    published: Mapped[datetime | None]
    published_precision: Mapped[str | None] = mapped_column(String(16))
    published_found_by: Mapped[str | None] = mapped_column(String(32))
    modified: Mapped[datetime | None]
    first_seen: Mapped[datetime]
    updated: Mapped[datetime] = mapped_column(index=True)
    gone: Mapped[datetime | None]
    """Since when its outlet says that it is not there; null while it is, and again when it comes back."""
    sorted_by: Mapped[datetime] = mapped_column(index=True)
    """`published`, else `first_seen`: the order of every list."""
    origin: Mapped[str | None]
    dateline: Mapped[str | None]
    section: Mapped[str | None]
    keywords: Mapped[list[str]]
    image: Mapped[str | None]
    bylines: Mapped[dict[str, Any]]
    """Role → names."""
    decoding: Mapped[dict[str, Any]]
    repaired: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The repaired reading and what was mended (`storage.repaired`); null where nothing was."""
    text_hash: Mapped[str] = mapped_column(String(64))
    """Of title and body as stored: tells a revision from an unchanged page."""
    title_key: Mapped[int] = mapped_column(BigInteger, index=True)
    """Hash of the folded title; 0 for none. With the date it resolves references."""
    text_key: Mapped[int] = mapped_column(BigInteger)
    text_size: Mapped[int]
    """Different shingles of the folded text."""
    sketch: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """The keys that stand for it in `sketches` (`storage.sketches`)."""
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id", ondelete="SET NULL"), index=True)

    # The second tells of articles that share one key with another by chance which are short; on PostgreSQL too, but to
    # say so here and not only in migration 0011 would load its dialect with each command. Feeds name articles by id:
    # the id of a deleted one must not come again.
    __table_args__ = (
        Index(None, "source_id", "sorted_by", "first_seen"),
        Index("ix_articles_short", "id", sqlite_where=text(SHORT_TEXT)),
        {"sqlite_autoincrement": True},
    )


class RevisionRow(Base):
    """An earlier text of an article."""

    __tablename__ = "revisions"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """1 for the first text, and so on."""
    title: Mapped[str]
    body: Mapped[str]
    text_hash: Mapped[str] = mapped_column(String(64))
    replaced_at: Mapped[datetime]


class RelatedRow(Base):
    """A related entry, and the reference it makes once its target is stored."""

    __tablename__ = "related_entries"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    """From 1."""
    title: Mapped[str]
    url: Mapped[str | None]
    url_key: Mapped[str | None] = mapped_column(index=True)
    date: Mapped[str | None] = mapped_column(String(10))
    title_key: Mapped[int] = mapped_column(BigInteger, index=True)
    target_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id", ondelete="SET NULL"), index=True)
    resolved_by: Mapped[str | None] = mapped_column(String(8))
    """`url` or `title`."""
    ties: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it makes both articles one story (`linking.ties`)."""


class BodyLinkRow(Base):
    """A link within an article's body, and the reference it makes once its target is stored."""

    __tablename__ = "body_links"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    """From 1."""
    title: Mapped[str]
    """The words that are linked."""
    url: Mapped[str]
    url_key: Mapped[str | None] = mapped_column(index=True)
    target_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id", ondelete="SET NULL"), index=True)
    resolved_by: Mapped[str | None] = mapped_column(String(8))
    """`url`."""
    ties: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it makes both articles one story (`linking.ties`)."""


class SketchRow(Base):
    """One key of an article's fingerprint; candidates are found by it.

    Rows are deleted by key, with the keys that the article's own row holds: an index by article would double the cost
    of writing, and so there is no foreign key either.
    """

    __tablename__ = "sketches"

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    article_id: Mapped[int] = mapped_column(ID, primary_key=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class LinkRow(Base):
    """A reprint or same-event link between two articles; references stand in `related_entries`."""

    __tablename__ = "links"

    a_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    """The copy."""
    b_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, index=True)
    """The original."""
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    score: Mapped[float] = mapped_column(Float)
    evidence: Mapped[str] = mapped_column(default="")
    taken: Mapped[float | None] = mapped_column(Float)
    """For a reprint: share of the copy's text that stands in the original, 0 to 1."""
    kept: Mapped[float | None] = mapped_column(Float)
    """For a reprint: share of the original's text that stands in the copy, 0 to 1."""


class HandLinkRow(Base):
    """What a person has decided of two articles; it outdoes the rules."""

    __tablename__ = "hand_links"

    a_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    """For a reprint the copy."""
    b_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, index=True)
    kind: Mapped[str | None] = mapped_column(String(16))
    """`reprint` or `same_event`: they are linked; null: they are not, whatever the rules say."""
    note: Mapped[str] = mapped_column(default="")
    made: Mapped[datetime]


class EventKeyRow(Base):
    """One of the telling terms of an article; articles on the same event are found by them.

    Rows are deleted by key, with the keys that the article's profile holds: an index by article would double the
    cost of writing, and so there is no foreign key either.
    """

    __tablename__ = "event_keys"

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True)
    """Of publication, else of first sight: days since 1970 in UTC."""
    article_id: Mapped[int] = mapped_column(ID, primary_key=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class CommonEventKeyRow(Base):
    """A telling term that so many articles hold within these days that it finds nothing; the rows of `event_keys` say
    the same, and need not be counted again."""

    __tablename__ = "common_event_keys"

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    last_day: Mapped[int] = mapped_column(primary_key=True)
    first_day: Mapped[int]

    __table_args__ = ({"sqlite_with_rowid": False},)


class EventProfileRow(Base):
    """What is compared of an article when it is asked whether two tell of the same event."""

    __tablename__ = "event_profiles"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    profile: Mapped[bytes] = mapped_column(LargeBinary)
    """`linking.events`, packed."""
    day: Mapped[int] = mapped_column(index=True)
    """As in `event_keys`. Indexed to see whether there are articles of no day."""


class EventScoreRow(Base):
    """How likely two articles tell of the same event, where that is too unsure for a link: for stories and suggestions.

    Those sure enough stand in `links` and not here.
    """

    __tablename__ = "event_scores"

    a_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    """The one with the smaller id."""
    b_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, index=True)
    score: Mapped[float] = mapped_column(Float)


class OutletLineRow(Base):
    """A short line at the beginning or end of an article's text; those that its outlet repeats are furniture."""

    __tablename__ = "outlet_lines"

    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    """Hash of the folded line."""
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, index=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class OutletFurnitureRow(Base):
    """A line of `outlet_lines` that its outlet repeats so often that it is left out when texts are compared."""

    __tablename__ = "outlet_furniture"

    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class StoryRow(Base):
    """Articles tied together; exists only with two articles or more."""

    __tablename__ = "stories"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    lead_id: Mapped[int | None] = mapped_column(
        ForeignKey("articles.id", ondelete="SET NULL", use_alter=True), index=True
    )
    updated: Mapped[datetime]

    __table_args__ = ({"sqlite_autoincrement": True},)


class RunRow(Base):
    """One crawl of one source."""

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), index=True)
    trigger: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    started: Mapped[datetime] = mapped_column(index=True)
    ended: Mapped[datetime | None]
    found: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    owner: Mapped[str] = mapped_column(default="")
    """Host and process that runs it, to find runs that a killed process left open."""
    batches: Mapped[int] = mapped_column(default=0, server_default="0")
    """Batches of pages that were saved: one whose acknowledgement was lost is not counted twice."""
    requests: Mapped[int] = mapped_column(default=0, server_default="0")
    """Requests that were sent, robots.txt and repetitions among them."""
    measures: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the run's pages were like (`kitewire.run_measures.RunMeasures`), for the source's expectation."""


class RunOutcomeRow(Base):
    """How many pages of a run ended in one outcome for one reason."""

    __tablename__ = "run_outcomes"

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(16), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200), primary_key=True, default="")
    pages: Mapped[int]


class SiteMemoryRow(Base):
    """What was learned of one layout of a source; `memory` is a `kitewire.site_memory.LayoutMemory`, below 64 kB."""

    __tablename__ = "site_memories"

    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True)
    layout: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Key of the place where the layout has its body."""
    pages: Mapped[int]
    """Articles it was learned from."""
    memory: Mapped[dict[str, Any]]
    updated: Mapped[datetime]
    changed_since: Mapped[datetime | None]
    """Since when the source's articles no longer look like this; null while they do."""


class MetaRow(Base):
    """Facts about the database itself, such as the version of the linking rules that made its fingerprints."""

    __tablename__ = "meta"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str]
