"""What lies between deciding that a source is due and running it: the local queue, or one over many machines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Queue(Protocol):
    """Takes names of due sources and sees to it that each is run once, somewhere.

    A name is only a message: whether a source is due is decided by the database, when it is offered and again when it
    is run. All methods raise `DatabaseError` where the queue cannot be reached.
    """

    def tend(self) -> None:
        """Note what has changed: to be called before `room` and `busy` are read, and about once a second."""

    @property
    def room(self) -> int:
        """How many names more it takes now."""

    @property
    def busy(self) -> frozenset[str]:
        """Names that it holds: waiting, running, or put off for a while. They are not to be offered."""

    @property
    def engaged(self) -> frozenset[str]:
        """Those of `busy` that run, or begin as soon as there is a place."""

    @property
    def waiting(self) -> int:
        """How many names wait for a place to run."""

    def offer(self, names: Sequence[str], now: datetime) -> None:
        """Take these names, all due at `now`. One that it holds already is passed over."""

    def stop(self) -> None:
        """Take and begin no more; what runs here saves what it holds and ends."""
