"""The one place where the parts of the storage are put together."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from types import TracebackType

from sqlalchemy import URL, Engine
from sqlalchemy.exc import DBAPIError

from kitewire.errors import DatabaseError
from storage.alerts import Alerts
from storage.articles import Articles
from storage.calendar import Calendar
from storage.changes import Changes
from storage.engine import connect, read_url
from storage.facets import Facets
from storage.failures import mendable, shown
from storage.feed_pages import FeedPages
from storage.frontier import Frontier
from storage.hand_links import HandLinks
from storage.health import Health
from storage.hosts import Hosts
from storage.hub_topics import HubPushes, HubTopics
from storage.leases import Leases
from storage.requests import Requests
from storage.run_pages import RunPages
from storage.runs import Runs
from storage.saved_feeds import SavedFeeds
from storage.schedule import Schedule
from storage.site_memory import Memories
from storage.sources import Sources
from storage.stories import Stories
from storage.transaction import Transactions
from storage.upgrade import bring_up, check_known, is_current, newest
from storage.writer import Writer

TIMEOUT = 30.0
"""Seconds that a writer waits for another."""


class Database:
    """An open archive: its parts, each for one purpose. Safe to share between threads, not between processes."""

    def __init__(self, transactions: Transactions) -> None:
        self.transactions = transactions
        self.changes = Changes(transactions)
        self.sources = Sources(transactions)
        self.schedule = Schedule(transactions)
        self.leases = Leases(transactions)
        self.hosts = Hosts(transactions)
        self.requests = Requests(transactions)
        self.frontier = Frontier(transactions)
        self.writer = Writer(transactions)
        self.memories = Memories(transactions)
        self.runs = Runs(transactions)
        self.run_pages = RunPages(transactions)
        self.calendar = Calendar(transactions)
        self.facets = Facets(transactions)
        self.articles = Articles(transactions)
        self.stories = Stories(transactions)
        self.hand_links = HandLinks(transactions)
        self.health = Health(transactions)
        self.alerts = Alerts(transactions)
        self.saved_feeds = SavedFeeds(transactions)
        self.feed_pages = FeedPages(transactions)
        self.hub_topics = HubTopics(transactions)
        self.hub_pushes = HubPushes(transactions)

    def close(self) -> None:
        """Give every connection back."""
        self.changes.close()
        self.transactions.engine.dispose()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_database(url: str, upgrade: bool | None = None, timeout: float = TIMEOUT) -> Database:
    """Open the archive at `url`: `sqlite:///PATH` or `postgresql://user:password@host/name`.

    `upgrade`: whether missing tables and columns are made; None: in an embedded database (SQLite) yes, on a server
    no. `timeout`: seconds to wait for another writer. Raises `DatabaseError`, which says how to mend it, where
    the database cannot be opened, is not Kitewire's, or is older (and not to be upgraded) or newer than this code.
    """
    address = read_url(url)
    engine = connect(address, timeout)
    transactions = Transactions(engine, timeout)
    embedded = address.get_backend_name() == "sqlite"
    allowed = embedded if upgrade is None else upgrade
    if embedded and not allowed and not Path(address.database or "").exists():
        raise DatabaseError(f"database {shown(address)}: there is no such file: run `kitewire db upgrade` to make it")
    try:
        _prepare(engine, address, timeout)
        _bring_up(transactions, address, allowed)
    except BaseException:
        engine.dispose()
        raise
    return Database(transactions)


def _prepare(engine: Engine, url: URL, timeout: float) -> None:
    if engine.dialect.name == "sqlite":
        _begin_log(engine, url, timeout)
        return
    with engine.connect() as connection:
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        mend = "make one with createdb --encoding=UTF8 --template=template0"
        raise DatabaseError(f"database {shown(url)}: its encoding is {encoding}: {mend}")


def _begin_log(engine: Engine, url: URL, timeout: float) -> None:
    """Turn on write-ahead logging; SQLite does not wait by itself while another process does the same."""
    until = time.monotonic() + timeout
    while True:
        try:
            with closing(engine.raw_connection()) as connection:
                if connection.cursor().execute("PRAGMA journal_mode").fetchone() != ("wal",):
                    connection.cursor().execute("PRAGMA journal_mode=WAL")
                return
        except (sqlite3.Error, DBAPIError, DatabaseError) as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise mendable(error, url) or error from error
            time.sleep(0.05)


def _bring_up(transactions: Transactions, url: URL, allowed: bool) -> None:
    with transactions.read() as session:
        revision = check_known(session.connection())
        done = revision == newest() and (not allowed or is_current(session))
    if done:
        return
    if not allowed:
        state = "has no tables yet" if revision is None else "is older than this Kitewire"
        raise DatabaseError(f"database {shown(url)}: {state}: run `kitewire db upgrade`")
    bring_up(transactions)
