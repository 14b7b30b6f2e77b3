"""The tables of feeds: those saved under a name, and what hubs are told when one has changed (WebSub)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import ID, Base


class SavedFeedRow(Base):
    """A feed that somebody gave a name."""

    __tablename__ = "saved_feeds"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    """As in its address."""
    title: Mapped[str]
    """For people; empty: made of the parameters."""
    parameters: Mapped[dict[str, Any]]
    """Name → text, as in the address of any feed."""
    created: Mapped[datetime]
    changed: Mapped[datetime]
    """When title or parameters last changed."""


class HubTopicRow(Base):
    """A feed that hubs may have subscribers for: its address was fetched while a hub was named in it."""

    __tablename__ = "hub_topics"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    """Its `self` address."""
    query: Mapped[dict[str, Any]]
    """The `ArticleQuery` of its first page (`storage.hub_topics`)."""
    saved: Mapped[str | None] = mapped_column(index=True)
    """Name of the saved feed that it is."""
    state: Mapped[str] = mapped_column(String(32))
    """Hash of what stood on that page when hubs were last told; empty: they are to be told."""
    fetched: Mapped[datetime] = mapped_column(index=True)
    """When somebody last asked for it, to the hour."""


class HubPushRow(Base):
    """What one hub is to be told of one topic: that it has changed. There is no second message while one waits."""

    __tablename__ = "hub_pushes"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("hub_topics.id", ondelete="CASCADE"))
    hub: Mapped[str]
    """Its address."""
    made: Mapped[datetime]
    """When the change was seen."""
    tries: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime | None] = mapped_column(index=True)
    """Null: it was taken, or given up."""
    sent: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    """Why the last try failed."""

    __table_args__ = (Index(None, "topic_id", "hub", unique=True),)
