"""How sources fare: what was learned of each, what was found, and the numbers that monitoring asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from kitewire.crawl import RunStatus
from kitewire.health import Evidence, Finding, FindingKind, SourceHealth
from kitewire.run_measures import RunMeasures, RunRecord
from kitewire.source import Source
from storage.inserting import insert
from storage.models import ArticleRow, RunRow, SiteMemoryRow, SourceRow
from storage.service_models import AlertRow, FindingRow, SourceHealthRow
from storage.sources import source_of, source_row
from storage.transaction import Transactions

MOST_RUNS = 200
"""Runs that are assessed at a time."""
_CRAWLS = ("command", "schedule")


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
        with self._transactions.read() as session:
            row = source_row(session, source)
            source_id = row.id
            known = session.get(SourceHealthRow, source_id)
            last = known.run_id if known else 0
            changed = select(func.max(SiteMemoryRow.changed_since)).where(SiteMemoryRow.source_id == source_id)
            runs = (
                select(RunRow)
                .where(RunRow.source_id == source_id, RunRow.id > last, RunRow.trigger.in_(_CRAWLS))
                .order_by(RunRow.id)
                .limit(MOST_RUNS)
            )
            # A run that is open while a later one has ended is a dead one: runs of a source do not overlap.
            ended = [_record(run) for run in session.scalars(runs) if run.status != RunStatus.RUNNING.value]
            return Unassessed(
                source=source_of(row),
                changed_since=session.scalar(changed),
                expectation=dict(known.expectation) if known else {},
                last_run=last,
                runs=tuple(ended),
                standing=tuple(_findings(session, source_id=source_id)),
            )

    def silences(self, source: str) -> list[tuple[datetime, datetime | None]]:
        """When the source was silent and it was found so: from, to (None: it still is). Raises `UnknownSourceError`."""
        with self._transactions.read() as session:
            mine = (FindingRow.source_id == source_row(session, source).id, FindingRow.kind == FindingKind.SILENT.value)
            rows = session.execute(select(FindingRow.since, FindingRow.cleared).where(*mine))
            return [(since, cleared) for since, cleared in rows]

    def save(self, source: str, last_run: int, after: Assessed) -> bool:
        """Keep an assessment with its findings and the alerts about them, all or nothing.

        False, and nothing is kept, where another process has assessed beyond `last_run` meanwhile. Raises
        `UnknownSourceError`.
        """
        with self._transactions.write() as session:
            source_id = source_row(session, source).id
            known = session.get(SourceHealthRow, source_id)
            if (known.run_id if known else 0) != last_run:
                return False
            if known is None:
                known = SourceHealthRow(source_id=source_id)
                session.add(known)
            run = after.run
            known.run_id, known.expectation, known.requests = run.id, after.expectation, run.requests
            known.seconds = (run.ended - run.started).total_seconds()
            known.succeeded = after.succeeded or known.succeeded
            if known.articles is None or run.measures.new:
                known.articles = session.scalar(select(func.count()).where(ArticleRow.source_id == source_id)) or 0
            _write(session, source_id, after)
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
            return _findings(session, source_id, cleared)

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


def _record(row: RunRow) -> RunRecord:
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


def _findings(session: Session, source_id: int | None = None, cleared: bool = False) -> list[Finding]:
    statement = select(FindingRow, SourceRow.name).join(SourceRow, SourceRow.id == FindingRow.source_id)
    if source_id is not None:
        statement = statement.where(FindingRow.source_id == source_id)
    if not cleared:
        statement = statement.where(FindingRow.cleared.is_(None))
    rows = session.execute(statement.order_by(FindingRow.id.desc()))
    return [finding_of(row, name) for row, name in rows]


def finding_of(row: FindingRow, source: str) -> Finding:
    """The finding that a row holds."""
    return Finding(
        kind=FindingKind(row.kind),
        since=row.since,
        seen=row.seen,
        proofs=row.proofs,
        evidence=tuple(Evidence.from_stored(one) for one in row.evidence["evidence"]),
        raised=row.raised,
        cleared=row.cleared,
        id=row.id,
        source=source,
    )


def _write(session: Session, source_id: int, after: Assessed) -> None:
    told: list[tuple[int, str]] = []
    for one in after.raised:
        row = FindingRow(source_id=source_id, kind=one.kind.value, raised=one.raised, **_values(one))
        session.add(row)
        session.flush()
        told.append((row.id, "raised"))
    for one in (*after.kept, *after.cleared):
        session.execute(update(FindingRow).where(FindingRow.id == one.id).values(**_values(one), cleared=one.cleared))
    told += [(one.id, "cleared") for one in after.cleared]
    now = after.run.ended
    alerts = [
        {"finding_id": finding, "event": event, "hook": hook, "made": now, "next_try": now, "tries": 0, "error": ""}
        for finding, event in told
        for hook in after.hooks
    ]
    if alerts:
        session.execute(insert(session, AlertRow), alerts)


def _values(one: Finding) -> dict[str, Any]:
    evidence = {"evidence": [part.stored() for part in one.evidence]}
    return {"since": one.since, "seen": one.seen, "proofs": one.proofs, "evidence": evidence}
