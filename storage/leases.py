"""Leases of work that one process at a time may do on a database, such as scheduling.

A lease is a row with its owner and a beat that is counted on at each sign of life. No time is stored: whoever wants the
lease watches the beat by its own steady clock and takes over when it has stood still for long enough, so that no wall
clock that jumps, or differs between machines, can do harm (the fencing by a growing number is that of M. Burrows, "The
Chubby lock service", OSDI 2006, 2.4).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError

from storage.base import table_of
from storage.service_models import LeaseRow
from storage.transaction import Transactions

_MOST = 2**31 - 1
"""The largest beat that the column holds; it begins again, as no two looks are that far apart."""


@dataclass(frozen=True, slots=True)
class LeaseView:
    """A lease as it was seen."""

    owner: str
    """Empty: it was given back."""
    beat: int


class Leases:
    """Leases by name."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def look(self, name: str) -> LeaseView | None:
        """The lease as it stands; None: nobody ever held it."""
        statement = select(LeaseRow.owner, LeaseRow.beat).where(LeaseRow.name == name)
        with self._transactions.read() as session:
            row = session.execute(statement).first()
            return None if row is None else LeaseView(row.owner, row.beat)

    def take(self, name: str, owner: str, seen: LeaseView | None) -> LeaseView | None:
        """Take the lease that was `seen` (None: there was none). Gives it as it then stands; None: it has moved."""
        if seen is None:
            return self._make(name, owner)
        return self._move(name, seen, owner)

    def beat(self, name: str, held: LeaseView) -> LeaseView | None:
        """A sign of life of who holds the lease. Gives it as it stands then; None: another has taken it."""
        return self._move(name, held, held.owner)

    def give_back(self, name: str, held: LeaseView) -> None:
        """Give the lease back, so that another may take it at once; nothing happens where it is not ours any more."""
        self._move(name, held, "")

    def _make(self, name: str, owner: str) -> LeaseView | None:
        try:
            with self._transactions.aside() as session:
                session.add(LeaseRow(name=name, owner=owner, beat=1))
        except IntegrityError:
            return None
        return LeaseView(owner, 1)

    def _move(self, name: str, seen: LeaseView, owner: str) -> LeaseView | None:
        next_beat = seen.beat + 1 if seen.beat < _MOST else 1
        values = {"wanted": name, "seen_owner": seen.owner, "seen_beat": seen.beat, "by": owner, "next_beat": next_beat}
        with self._transactions.aside() as session:
            moved = session.execute(_MOVED, values).first() is not None
        return LeaseView(owner, next_beat) if moved else None


# Made once, of the plain table: each scheduler beats every few seconds for ever.
_lease = table_of(LeaseRow).c
_MOVED = (
    update(table_of(LeaseRow))
    .where(
        _lease.name == bindparam("wanted"),
        _lease.owner == bindparam("seen_owner"),
        _lease.beat == bindparam("seen_beat"),
    )
    .values(owner=bindparam("by"), beat=bindparam("next_beat"))
    .returning(_lease.name)
)
