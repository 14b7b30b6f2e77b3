"""The history of runs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, true, update
from sqlalchemy.orm import Session

from kitewire.crawl import Outcome, RunStatus, RunView
from kitewire.errors import UnknownIdError
from kitewire.messages import Message
from kitewire.run_measures import RunMeasures
from storage.hosts import free_dead_leases
from storage.measuring import note_measures
from storage.models import RunOutcomeRow, RunRow, SourceRow
from storage.service_models import HostLeaseRow
from storage.sources import source_row
from storage.transaction import Transactions


class Runs:
    """Runs and how their pages ended."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def start(self, source: str, trigger: str, owner: str, now: datetime) -> int:
        """Open a run; gives its id. Raises `UnknownSourceError`."""
        with self._transactions.write() as session:
            row = RunRow(
                source_id=source_row(session, source).id,
                trigger=trigger[:16],
                status=RunStatus.RUNNING.value,
                started=now,
                owner=owner,
            )
            session.add(row)
            session.flush()
            return row.id

    def finish(
        self,
        run_id: int,
        status: RunStatus,
        now: datetime,
        error: str = "",
        found: int = 0,
        measures: RunMeasures = RunMeasures(),
    ) -> None:
        """Close a run, with measures beside those of its pages; its source's failures in a row are counted on, or begin
        again. Raises `UnknownIdError`."""
        with self._transactions.write() as session:
            row = session.get(RunRow, run_id)
            if row is None:
                raise UnknownIdError(Message("there is no run {number}", number=run_id))
            if row.status == status.value:  # it was closed, and only the answer was lost
                return
            row.status, row.ended, row.error, row.found = status.value, now, error, found
            note_measures(row, measures)
            source = session.get_one(SourceRow, row.source_id)
            if status is RunStatus.FAILED:
                source.failures += 1
            elif status is RunStatus.FINISHED:
                source.failures = 0

    def blame(self, source: str, owner: str, error: str, now: datetime) -> bool:
        """Write down that the run of the process `owner` failed, since it had to be ended from outside.

        Gives whether there was one that had not come to an end of its own.
        """
        unfinished = (RunStatus.RUNNING.value, RunStatus.INTERRUPTED.value)
        latest = (
            select(RunRow)
            .join(SourceRow, SourceRow.id == RunRow.source_id)
            .where(SourceRow.name == source, RunRow.owner == owner, RunRow.status.in_(unfinished))
            .order_by(RunRow.id.desc())
            .limit(1)
        )
        with self._transactions.write() as session:
            row = session.scalar(latest)
            if row is None:
                return False
            row.status, row.ended, row.error = RunStatus.FAILED.value, row.ended or now, error
            session.get_one(SourceRow, row.source_id).failures += 1
            return True

    def history(self, source: str | None = None, limit: int = 20, before: int | None = None) -> list[RunView]:
        """The latest runs (of one source; older than the run `before`), newest first, with their outcomes.

        Raises `UnknownSourceError`.
        """
        with self._transactions.read() as session:
            which = true() if source is None else RunRow.source_id == source_row(session, source).id
            older = true() if before is None else RunRow.id < before
            return _views(session, which & older, limit)

    def get(self, run_id: int) -> RunView:
        """One run. Raises `UnknownIdError`."""
        with self._transactions.read() as session:
            found = _views(session, RunRow.id == run_id)
        if not found:
            raise UnknownIdError(Message("there is no run {number}", number=run_id))
        return found[0]

    def running(self, also: Collection[int] = ()) -> list[RunView]:
        """The runs that are open, newest first, and those of `also` however they stand."""
        with self._transactions.read() as session:
            return _views(session, or_(RunRow.status == RunStatus.RUNNING.value, RunRow.id.in_(sorted(also))))

    def totals(self) -> dict[RunStatus, int]:
        """How many runs stand in each status, every status present."""
        statement = select(RunRow.status, func.count()).group_by(RunRow.status)
        with self._transactions.read() as session:
            found: dict[str, int] = dict(session.execute(statement).all())
        return {status: found.get(status.value, 0) for status in RunStatus}

    def interrupt_open(self, owner_is_alive: Callable[[str], bool], now: datetime) -> int:
        """Mark open runs whose owner is dead as interrupted, and free what dead owners had leased; gives how many runs.

        Nobody can tell whether a process of another machine lives, but a crawl holds the lease of its source: one
        without is dead. An import has no lease, and none takes a week.
        A process can be killed after its lease was taken and before its run was opened, or after its run was closed
        and before the lease was given back: so leases are looked at for themselves.
        """
        with self._transactions.write() as session:
            opened = (
                select(RunRow, SourceRow.lease_owner, SourceRow.lease_until)
                .join(SourceRow, SourceRow.id == RunRow.source_id)
                .where(RunRow.status == RunStatus.RUNNING.value)
            )
            dead = [
                row
                for row, holder, until in session.execute(opened)
                if not owner_is_alive(row.owner) or _is_left(row, holder, until, now)
            ]
            for row in dead:
                row.status, row.ended = RunStatus.INTERRUPTED.value, now
            owners = select(SourceRow.lease_owner).where(SourceRow.lease_owner.is_not(None)).distinct()
            gone = [owner for owner in session.scalars(owners) if owner is not None and not owner_is_alive(owner)]
            held = session.scalars(select(HostLeaseRow.owner).distinct())
            free_dead_leases(session, [owner for owner in held if not owner_is_alive(owner)])
            session.execute(
                update(SourceRow).where(SourceRow.lease_owner.in_(gone)).values(lease_owner=None, lease_until=None)
            )
            return len(dead)


_CRAWLS = ("command", "schedule")
_LONGEST_IMPORT = timedelta(days=7)


def _is_left(run: RunRow, holder: str | None, until: datetime | None, now: datetime) -> bool:
    """Whether an open run cannot be under way, by the lease of its source."""
    if run.trigger not in _CRAWLS:
        return now - run.started > _LONGEST_IMPORT
    return holder != run.owner or until is None or until <= now


def _views(session: Session, which: ColumnElement[bool], limit: int | None = None) -> list[RunView]:
    """The runs with their outcomes, newest first."""
    statement = select(RunRow, SourceRow.name).join(SourceRow, SourceRow.id == RunRow.source_id)
    rows = session.execute(statement.where(which).order_by(RunRow.id.desc()).limit(limit)).all()
    counts: dict[int, dict[tuple[Outcome, str], int]] = {row.id: {} for row, _ in rows}
    outcomes = select(RunOutcomeRow).where(RunOutcomeRow.run_id.in_(counts))
    for one in session.scalars(outcomes.order_by(RunOutcomeRow.outcome, RunOutcomeRow.reason)):
        counts[one.run_id][Outcome(one.outcome), one.reason] = one.pages
    return [_view(row, name, counts[row.id]) for row, name in rows]


def _view(row: RunRow, source: str, counts: dict[tuple[Outcome, str], int]) -> RunView:
    return RunView(
        id=row.id,
        source=source,
        trigger=row.trigger,
        status=RunStatus(row.status),
        started=row.started,
        ended=row.ended,
        error=row.error,
        found=row.found,
        requests=row.requests,
        counts=counts,
    )
