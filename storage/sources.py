"""The sources: what is crawled, and how each stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from kitewire.archive_view import SourceLine, SourceState
from kitewire.errors import UnknownSourceError
from kitewire.messages import Message
from kitewire.source import Source
from kitewire.source_files import source_to_dict
from kitewire.source_reader import read_source
from linking import fold_query
from storage.base import table_of
from storage.hygiene import cleaned
from storage.inserting import chunks
from storage.models import ArticleRow, RunRow, SourceRow
from storage.removal import remove_source
from storage.service_models import FindingRow
from storage.transaction import Transactions

NO_SOURCE = "there is no source {name!r}; `kitewire source list` shows those there are"


def source_row(session: Session, name: str) -> SourceRow:
    """The row of the source `name`. Raises `UnknownSourceError` where there is none."""
    row = session.scalar(select(SourceRow).where(SourceRow.name == name))
    if row is None:
        raise unknown_source(name)
    return row


def unknown_source(name: str) -> UnknownSourceError:
    """The error for a source that is not there."""
    return UnknownSourceError(Message(NO_SOURCE, name=name))


def source_of(row: SourceRow) -> Source:
    """The source that a row holds."""
    return source_from(row.definition, row.name)


def source_from(definition: dict[str, Any], name: str) -> Source:
    """The source `name`, as its row defines it."""
    return read_source(definition, f"source {name} in the database")


class Sources:
    """Source rows."""

    def __init__(self, transactions: Transactions, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._transactions = transactions
        self._clock = clock

    def save(self, source: Source) -> None:
        """Add `source`, or change the one of that name; its schedule state, pages and articles stay."""
        source = cleaned(source)
        with self._transactions.write() as session:
            row = session.scalar(select(SourceRow).where(SourceRow.name == source.name))
            if row is None:
                row = SourceRow(name=source.name, created=self._clock())
                session.add(row)
            row.title, row.region, row.home = source.title, source.region, source.home
            row.definition = source_to_dict(source)

    def get(self, name: str) -> Source:
        """The source `name`. Raises `UnknownSourceError`."""
        with self._transactions.read() as session:
            return source_of(source_row(session, name))

    def some(self, names: Sequence[str]) -> list[Source]:
        """Those of the sources of these names that there are, in any order; in one question for hundreds."""
        found: list[Source] = []
        with self._transactions.read_rows() as connection:
            for part in chunks(names):
                rows = connection.execute(_DEFINED, {"names": part})
                found += (source_from(definition, name) for name, definition in rows)
        return found

    def all(self) -> list[Source]:
        """Every source, by name."""
        with self._transactions.read() as session:
            return [source_of(row) for row in session.scalars(select(SourceRow).order_by(SourceRow.name))]

    def lines(self, about: str = "") -> list[SourceLine]:
        """Every source as lists show it, by name; a fifth of the work of `all`. `about`: words each of which stands in
        its name, title, region or address, in either script."""
        found, words = self._lines(), fold_query(about).casefold().split()

        def told(one: SourceLine) -> bool:
            text = fold_query(f"{one.name} {one.title} {one.region} {one.home}").casefold()
            return all(word in text for word in words)

        return [one for one in found if not words or told(one)]

    def _lines(self) -> list[SourceLine]:
        lang, verified = SourceRow.definition["lang"], SourceRow.definition["verified"]
        columns = (SourceRow.name, SourceRow.title, SourceRow.region, SourceRow.home)
        statement = select(*columns, lang.as_string(), verified.as_boolean()).order_by(SourceRow.name)
        with self._transactions.read() as session:
            return [
                SourceLine(name, title, region, home, lang or "", bool(known))
                for name, title, region, home, lang, known in session.execute(statement)
            ]

    def states(self, only: str | None = None) -> list[SourceState]:
        """How every source stands, or only one, by name."""
        counted = select(ArticleRow.source_id, func.count().label("articles")).group_by(ArticleRow.source_id)
        newest = select(func.max(RunRow.id).label("id")).group_by(RunRow.source_id)
        columns = (SourceRow.id, SourceRow.name, SourceRow.paused, SourceRow.next_due, SourceRow.failures)
        wanted = select(*columns).order_by(SourceRow.name)
        if only is not None:
            which = select(SourceRow.id).where(SourceRow.name == only).scalar_subquery()
            counted, newest = counted.where(ArticleRow.source_id == which), newest.where(RunRow.source_id == which)
            wanted = wanted.where(SourceRow.id == which)
        counts, latest = counted.subquery(), newest.subquery()
        runs = select(RunRow).join(latest, latest.c.id == RunRow.id).subquery()
        statement = (
            wanted.add_columns(func.coalesce(counts.c.articles, 0), runs.c.started, runs.c.status)
            .outerjoin(counts, counts.c.source_id == SourceRow.id)
            .outerjoin(runs, runs.c.source_id == SourceRow.id)
        )
        standing = select(FindingRow.source_id, FindingRow.kind).where(FindingRow.cleared.is_(None))
        with self._transactions.read() as session:
            found: dict[int, tuple[str, ...]] = {}
            for source, kind in session.execute(standing.order_by(FindingRow.id)):
                found[source] = (*found.get(source, ()), kind)
            return [
                SourceState(name, paused, due, started, status, articles, failures, found.get(number, ()))
                for number, name, paused, due, failures, articles, started, status in session.execute(statement)
            ]

    def remove(self, name: str) -> None:
        """Delete a source with its pages, runs and articles. Raises `UnknownSourceError`."""
        with self._transactions.write() as session:
            remove_source(session, source_row(session, name))

    def pause(self, name: str, paused: bool) -> None:
        """Take a source out of the schedule, or back into it. Raises `UnknownSourceError`."""
        with self._transactions.write() as session:
            source_row(session, name).paused = paused


_columns = table_of(SourceRow).c
_DEFINED = select(_columns.name, _columns.definition).where(_columns.name.in_(bindparam("names", expanding=True)))
