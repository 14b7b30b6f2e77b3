"""The feeds that people gave names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import MappingProxyType

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from kitewire.errors import UnknownFeedError
from kitewire.messages import Message
from kitewire.saved_feed import SavedFeed, check_feed_name
from storage.feed_models import HubTopicRow, SavedFeedRow
from storage.transaction import Transactions


class SavedFeeds:
    """Saved feeds by name. What their parameters mean is not looked at here: `feeds.saved.save_feed` checks them."""

    def __init__(self, transactions: Transactions, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._transactions = transactions
        self._clock = clock

    def save(self, feed: SavedFeed) -> SavedFeed:
        """Add `feed`, or change the one of that name, which keeps its day of birth; hubs are told that it has changed.

        Gives it as stored. Raises `UsageError` for a name that is none.
        """
        name, now = check_feed_name(feed.name), self._clock()
        title, parameters = feed.title.strip(), dict(feed.parameters)
        with self._transactions.write() as session:
            row = session.scalar(_named(name))
            if row is None:
                row = SavedFeedRow(name=name, title=title, parameters=parameters, created=now, changed=now)
                session.add(row)
            elif (row.title, row.parameters) != (title, parameters):
                row.title, row.parameters, row.changed = title, parameters, now
                session.execute(update(HubTopicRow).where(HubTopicRow.saved == name).values(state=""))
            return _feed(row)

    def get(self, name: str) -> SavedFeed:
        """The saved feed `name`. Raises `UnknownFeedError`."""
        with self._transactions.read() as session:
            return _feed(_row(session, name))

    def all(self) -> list[SavedFeed]:
        """Every saved feed, by name."""
        with self._transactions.read() as session:
            return [_feed(row) for row in session.scalars(select(SavedFeedRow).order_by(SavedFeedRow.name))]

    def remove(self, name: str) -> None:
        """Forget the saved feed `name`; no article goes with it. Raises `UnknownFeedError`."""
        with self._transactions.write() as session:
            session.delete(_row(session, name))
            session.execute(delete(HubTopicRow).where(HubTopicRow.saved == name))


def _named(name: str) -> Select[SavedFeedRow]:
    return select(SavedFeedRow).where(SavedFeedRow.name == name)


def _row(session: Session, name: str) -> SavedFeedRow:
    row = session.scalar(_named(name))
    if row is None:
        template = "there is no saved feed {name!r}; `kitewire feed list` shows those there are"
        raise UnknownFeedError(Message(template, name=name))
    return row


def _feed(row: SavedFeedRow) -> SavedFeed:
    return SavedFeed(row.name, MappingProxyType(dict(row.parameters)), row.title, row.created, row.changed)
