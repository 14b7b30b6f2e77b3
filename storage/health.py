"""How sources fare: what was learned of each, what was found, and the numbers that monitoring asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from kitewire.crawl import RunStatus
from kitewire.health import Finding, FindingKind, SourceHealth
from kitewire.run_measures import RunMeasures, RunRecord
from kitewire.source import Source
from storage.assessing import ASSESSED_ONCE, BEGUN, COUNTED, DUE, ENDED, KNOWN, MOVED, SILENT, SOURCE, STANDING
from storage.findings import finding_of, read_findings, values_of
from storage.models import SourceRow
from storage.service_models import AlertRow, FindingRow, SourceHealthRow
from storage.sources import source_from, source_row, unknown_source
from storage.transaction import Transactions


@dataclass(frozen=True, slots=True)
class Unassessed:
    """What an assessment begins with."""

    source: Source
    changed_since: datetime | None
    """Since when a layout of its articles that was known is gone."""
    expectation: dict[str, Any]
    """As it was written down; empty for a new source."""
    last_run: int
    """The newest run that was assessed; 0: none."""
    runs: tuple[RunRecord, ...]
    """Those that have ended since, oldest first."""
    standing: tuple[Finding, ...]
    failures: int
    """Failed runs since the last one that finished; interrupted ones prove nothing."""
    started: datetime | None
    """When its last run began."""


@dataclass(frozen=True, slots=True)
class Due:
    """When a source is to run next."""

    when: datetime
    chosen: datetime


@dataclass(frozen=True, slots=True)
class Assessed:
    """What an assessment has come to."""

    expectation: dict[str, Any]
    run: RunRecord
    """The newest one that was assessed."""
    succeeded: datetime | None
    """When the newest of them that finished ended; None: none did."""
    raised: Sequence[Finding] = ()
    kept: Sequence[Finding] = ()
    cleared: Sequence[Finding] = ()
    hooks: Sequence[str] = field(default=())
    """Who is to be told of what was raised and cleared."""


class Health:
    """Expectations and findings."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def unassessed(self, source: str) -> Unassessed:
        """What is to be assessed of a source: its crawls that have ended. Raises `UnknownSourceError`."""
        with self._transactions.read_rows() as connection:
            known = connection.execute(KNOWN, {"wanted": source}).first()
            if known is None:
                raise unknown_source(source)
            last = known.run_id or 0
            ended = connection.execute(ENDED, {"source": known.id, "last": last})
            standing = connection.execute(STANDING, {"source": known.id}) if known.troubled else ()
            return Unassessed(
                source=source_from(known.definition, source),
                changed_since=known.changed_since,
                expectation=known.expectation or {},
                last_run=last,
                runs=tuple(_record(row) for row in ended),
                standing=tuple(finding_of(row, source) for row in standing),
                failures=known.failures,
                started=known.started,
            )

    def silences(self, source: str) -> list[tuple[datetime, datetime | None]]:
        """When the source was silent and it was found so: from, to (None: it still is). Raises `UnknownSourceError`."""
        with self._transactions.read_rows() as connection:
            rows = connection.execute(SILENT, {"wanted": source}).all()
            if not rows and connection.execute(SOURCE, {"wanted": source}).first() is None:
                raise unknown_source(source)
            return [(since, cleared) for since, cleared in rows]

    def save(self, source: str, last_run: int, after: Assessed, due: Due | None = None) -> bool:
        """Keep an assessment with its findings and the alerts about them, and when the source is due: all or nothing.

        False, and only `due` is kept, where another process has assessed beyond `last_run` meanwhile. Raises
        `UnknownSourceError`.
        """
        run = after.run
        values = {
            "run": run.id,
            "learned": after.expectation,
            "cost": run.requests,
            "took": (run.ended - run.started).total_seconds(),
            "well": after.succeeded,
        }
        with self._transactions.write_rows() as connection:
            source_id = _due_at(connection, source, due)
            this = {"source": source_id, "before": last_run}
            moved = connection.execute(MOVED, {**this, **values}).first()
            if moved is None:
                if last_run or connection.execute(ASSESSED_ONCE, this).first() is not None:
                    return False
                connection.execute(BEGUN, this)
                moved = connection.execute(MOVED, {**this, **values}).one()
            if moved.articles is None or run.measures.new:
                connection.execute(COUNTED, this)
            _write(connection, source_id, after)
            return True

    def answers(self) -> None:
        """Raises `DatabaseError` where the database does not answer."""
        with self._transactions.read() as session:
            session.execute(select(SourceRow.id).limit(1)).first()

    def findings(self, source: str | None = None, cleared: bool = False) -> list[Finding]:
        """The findings (of one source) that stand, and with `cleared` those that are over too; the newest first.

        Raises `UnknownSourceError`.
        """
        with self._transactions.read() as session:
            source_id = None if source is None else source_row(session, source).id
            return read_findings(session, source_id, cleared)

    def accept(self, source: str, now: datetime) -> int:
        """Take the source as it is now for what is to be expected: what was learned is dropped, what was found is over.

        Gives how many findings that were. Raises `UnknownSourceError`.
        """
        with self._transactions.write() as session:
            source_id = source_row(session, source).id
            known = session.get(SourceHealthRow, source_id)
            if known is not None:
                known.expectation = {}
            mine = (FindingRow.source_id == source_id, FindingRow.cleared.is_(None))
            over = session.scalars(update(FindingRow).where(*mine).values(cleared=now).returning(FindingRow.id)).all()
            waiting = (AlertRow.finding_id.in_(over), AlertRow.next_try.is_not(None))
            session.execute(delete(AlertRow).where(*waiting))
            return len(over)

    def states(self, now: datetime) -> list[SourceHealth]:
        """How each source stands, by name: answered without a look at runs or articles."""
        statement = (
            select(
                SourceRow.id,
                SourceRow.name,
                SourceRow.paused,
                SourceRow.next_due,
                SourceRow.created,
                SourceRow.lease_until,
                SourceHealthRow.articles,
                SourceHealthRow.succeeded,
                SourceHealthRow.seconds,
                SourceHealthRow.requests,
            )
            .outerjoin(SourceHealthRow, SourceHealthRow.source_id == SourceRow.id)
            .order_by(SourceRow.name)
        )
        standing: dict[int, list[FindingKind]] = {}
        with self._transactions.read() as session:
            kinds = select(FindingRow.source_id, FindingRow.kind).where(FindingRow.cleared.is_(None))
            for source_id, kind in session.execute(kinds.order_by(FindingRow.id)):
                standing.setdefault(source_id, []).append(FindingKind(kind))
            return [
                SourceHealth(
                    source=row.name,
                    paused=row.paused,
                    articles=row.articles or 0,
                    succeeded=row.succeeded,
                    seconds=row.seconds,
                    requests=row.requests or 0,
                    due=row.next_due,
                    running=row.lease_until is not None and row.lease_until > now,
                    created=row.created,
                    findings=tuple(standing.get(row.id, ())),
                )
                for row in session.execute(statement)
            ]


def _record(row: Row[Any]) -> RunRecord:
    return RunRecord(
        id=row.id,
        status=RunStatus(row.status),
        started=row.started,
        ended=row.ended or row.started,
        error=row.error,
        found=row.found,
        requests=row.requests,
        measures=RunMeasures.from_dict(row.measures or {}),
    )


def _due_at(connection: Connection, source: str, due: Due | None) -> int:
    """The id of the source; where `due` is given, that is kept."""
    named = {"wanted": source}
    statement = SOURCE if due is None else DUE
    row = connection.execute(statement, named if due is None else {**named, "due": due.when, "at": due.chosen}).first()
    if row is None:
        raise unknown_source(source)
    return int(row[0])


def _write(connection: Connection, source_id: int, after: Assessed) -> None:
    told: list[tuple[int, str]] = []
    for one in after.raised:
        named = {"source_id": source_id, "kind": one.kind.value, "raised": one.raised}
        made = connection.execute(insert(FindingRow).values(**named, **values_of(one)).returning(FindingRow.id))
        told.append((made.scalar_one(), "raised"))
    for one in (*after.kept, *after.cleared):
        changed = {**values_of(one), "cleared": one.cleared}
        connection.execute(update(FindingRow).where(FindingRow.id == one.id).values(**changed))
    told += [(one.id, "cleared") for one in after.cleared]
    now = after.run.ended
    alerts = [
        {"finding_id": finding, "event": event, "hook": hook, "made": now, "next_try": now, "tries": 0, "error": ""}
        for finding, event in told
        for hook in after.hooks
    ]
    if alerts:
        connection.execute(insert(AlertRow), alerts)
