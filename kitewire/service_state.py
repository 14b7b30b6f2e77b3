"""How the scheduler of this process stands: what `/readyz`, `/metrics` and `kitewire health` can read of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ServiceState:
    """One look at the scheduler."""

    dispatching: bool = False
    """Whether this process chooses what is crawled; otherwise it stands by, or has not begun."""
    standing_by_for: str = ""
    """Who dispatches instead (`kitewire.owner`); empty: nobody that we know of."""
    last_tick: datetime | None = None
    """When the loop last came round; aware."""
    seconds_since_tick: float | None = None
    """The same by a steady clock, at the moment the state was asked for: this tells a loop that hangs."""
    last_error: str = ""
    """Why the last look failed (a database that is gone); empty: it did not."""
    bugs: int = 0
    """Looks that failed by a bug of ours since the start; each is in the log with its traceback."""
    running: tuple[str, ...] = ()
    """Sources that this process crawls now."""
    waiting: int = 0
    """Sources that are due, offered to the queue, and not begun."""
    started: int = 0
    """Crawls begun by this process since its start."""
    ended: int = 0
    """Crawls of this process that ended since its start."""
