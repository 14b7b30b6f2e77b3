"""Feeds that hubs may have subscribers for, whether they have changed, and what the hubs are to be told (WebSub)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, exists, func, select
from sqlalchemy.orm import Session

from kitewire.archive_view import ArticleQuery
from kitewire.errors import UsageError
from storage.feed_models import HubPushRow, HubTopicRow
from storage.feed_pages import page_state
from storage.inserting import insert
from storage.models import ArticleRow, RunRow
from storage.outbox import Outbox
from storage.transaction import Transactions

MOST_TOPICS = 2000
"""Beyond, only saved feeds become topics: whoever may read could make any number of addresses."""
_LONGEST_ADDRESS = 2000
_AGAIN = timedelta(hours=1)
"""How exactly it is known when a topic was last asked for."""
_FORGOTTEN = timedelta(days=90)
"""A topic that nobody, hub or reader, asked for since."""
_RECENT_RUNS = 2000
_TIMES = ("since", "until")
_ASKED = ("text", "source", "region", *_TIMES, "lang", "story", "limit", "fold_reprints", "latest_first")


@dataclass(frozen=True, slots=True)
class Topic:
    """A feed as hubs know it."""

    url: str
    """Its `self` address."""
    query: ArticleQuery
    """Of its newest page."""
    saved: str | None = None
    """Name of the saved feed that it is."""


@dataclass(frozen=True, slots=True)
class HubPush:
    """One message to one hub: that a topic has changed."""

    id: int
    url: str
    """Of the topic."""
    hub: str
    made: datetime
    tries: int


class HubTopics:
    """The topics."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._noted: dict[str, datetime] = {}
        self._looked: Hashable = None

    def note(self, topic: Topic, now: datetime) -> None:
        """Remember that somebody asked for a topic, before it is answered; more than once an hour costs nothing."""
        known = self._noted.get(topic.url)
        if known is not None and timedelta() <= now - known < _AGAIN:
            return
        if len(self._noted) > MOST_TOPICS:
            self._noted.clear()
        self._noted[topic.url] = now
        if len(topic.url) <= _LONGEST_ADDRESS:
            with self._transactions.write() as session:
                _note(session, topic, now)

    def look(self, hubs: Sequence[str], now: datetime) -> int:
        """See which topics have changed since the last look and store what `hubs` are to be told of them, together;
        gives how many. Costs next to nothing where no run has saved anything since."""
        with self._transactions.read() as session:
            mark = _mark(session)
            if mark == self._looked and not session.scalar(select(exists().where(HubTopicRow.state == ""))):
                return 0
            changed = [(row.id, state) for row, state in _states(session) if state != row.state]
        for number, state in changed:
            self._tell(number, state, hubs, now)
        with self._transactions.write() as session:
            session.execute(delete(HubTopicRow).where(HubTopicRow.fetched < now - _FORGOTTEN))
        self._looked = mark
        return len(changed)

    def _tell(self, topic: int, state: str, hubs: Sequence[str], now: datetime) -> None:
        with self._transactions.write() as session:
            row = session.get(HubTopicRow, topic)
            if row is None:
                return
            row.state = state
            for hub in hubs:
                message = insert(session, HubPushRow).values(
                    topic_id=topic, hub=hub, made=now, tries=0, next_try=now, error=""
                )
                # One that waits after a try that failed goes on waiting; it says the same.
                begun = case((HubPushRow.next_try.is_(None), 0), else_=HubPushRow.tries)
                again = {"made": now, "tries": begun, "next_try": func.coalesce(HubPushRow.next_try, now)}
                session.execute(message.on_conflict_do_update(index_elements=["topic_id", "hub"], set_=again))


class HubPushes(Outbox):
    """What hubs are to be told; the receivers are their addresses."""

    def __init__(self, transactions: Transactions) -> None:
        super().__init__(transactions, HubPushRow, "hub")

    def due(self, now: datetime, limit: int = 500) -> list[HubPush]:
        """The messages to send now, those never tried first."""
        statement = (
            select(HubPushRow, HubTopicRow.url)
            .join(HubTopicRow, HubTopicRow.id == HubPushRow.topic_id)
            .where(HubPushRow.next_try <= now)
            .order_by(HubPushRow.tries, HubPushRow.id)
            .limit(limit)
        )
        with self._transactions.read() as session:
            return [HubPush(row.id, url, row.hub, row.made, row.tries) for row, url in session.execute(statement)]


def _note(session: Session, topic: Topic, now: datetime) -> None:
    row = session.scalar(select(HubTopicRow).where(HubTopicRow.url == topic.url))
    asked = _written(topic.query)
    if row is not None:
        row.query, row.saved, row.fetched = asked, topic.saved, now
    elif topic.saved is not None or (session.scalar(select(func.count(HubTopicRow.id))) or 0) < MOST_TOPICS:
        state = page_state(session, topic.query)
        session.add(HubTopicRow(url=topic.url, query=asked, saved=topic.saved, state=state, fetched=now))


def _states(session: Session) -> list[tuple[HubTopicRow, str]]:
    found = []
    for row in session.scalars(select(HubTopicRow).order_by(HubTopicRow.id)):
        try:
            found.append((row, page_state(session, _read(row.query))))
        except UsageError:
            continue  # its source is gone
    return found


def _mark(session: Session) -> Hashable:
    """Another one whenever an article has come or changed, and whenever a run has begun or ended."""
    newest = select(func.max(RunRow.id)).scalar_subquery()
    runs = select(func.max(RunRow.id), func.count(RunRow.ended)).where(RunRow.id > newest - _RECENT_RUNS)
    articles = select(func.max(ArticleRow.id), func.max(ArticleRow.updated))
    return (*session.execute(runs).one(), *session.execute(articles).one())


def _written(query: ArticleQuery) -> dict[str, Any]:
    values = asdict(query)
    return {name: one.isoformat() if isinstance(one := values[name], datetime) else one for name in _ASKED}


def _read(values: dict[str, Any]) -> ArticleQuery:
    given = {name: values[name] for name in _ASKED if name in values}
    return ArticleQuery(**given | {name: datetime.fromisoformat(given[name]) for name in _TIMES if given.get(name)})
