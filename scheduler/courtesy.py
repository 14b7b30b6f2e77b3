"""Passes over due sources whose host is being crawled: to find that out would cost each of them a process."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta

from kitewire.errors import UnknownSourceError
from kitewire.hosts import crawled_hosts
from storage import Database

AHEAD = 50
"""Due sources that are looked at beyond those that there is room for."""
FAR_AHEAD = 5000
"""The same where those are all held up, as with hundreds of sections of one site: others must not wait behind them."""
REMEMBERED = 600.0
"""Seconds for which the hosts of sources are remembered; a source that was changed meanwhile only costs a try."""
_VOID = timedelta(minutes=10)
"""A lease that holds for longer was made by a clock that has been put back since."""

HostsOf = Callable[[str], Collection[str]]


def choose(due: Iterable[str], hosts_of: HostsOf, taken: Collection[str], room: int) -> list[str]:
    """The first `room` of `due` that share no host with `taken` or with one another."""
    chosen: list[str] = []
    held = set(taken)
    for name in due:
        if len(chosen) >= room:
            break
        hosts = hosts_of(name)
        if held.isdisjoint(hosts):
            chosen.append(name)
            held.update(hosts)
    return chosen


class Courtesy:
    """Chooses what to offer."""

    def __init__(self, database: Database, steady: Callable[[], float]) -> None:
        self._database = database
        self._steady = steady
        self._hosts: dict[str, frozenset[str]] = {}
        self._since = steady()

    def due(self, now: datetime, busy: frozenset[str], engaged: frozenset[str], room: int) -> list[str]:
        """Up to `room` names to offer, the longest due first: none of `busy`, and none whose host is leased or is that
        of an `engaged` source. Raises `DatabaseError`."""
        ahead = room + len(busy) + AHEAD
        found = self._database.schedule.due_names(now, ahead)
        names = self.among([name for name in found if name not in busy], now, engaged, room)
        if len(names) < room and len(found) == ahead:
            found = self._database.schedule.due_names(now, ahead + FAR_AHEAD)
            names = self.among([name for name in found if name not in busy], now, engaged, room)
        return names

    def among(self, due: Sequence[str], now: datetime, engaged: frozenset[str], room: int) -> list[str]:
        """The same, of these names. Raises `DatabaseError`."""
        if not due:
            return []
        self._forget_in_time()
        self._look_up([*due[: room + AHEAD], *engaged])
        leased = {host for host, until in self._database.hosts.busy(now).items() if until <= now + _VOID}
        return choose(due, self._hosts_of, leased.union(*map(self._hosts_of, engaged)), room)

    def _hosts_of(self, name: str) -> frozenset[str]:
        if name not in self._hosts:
            try:
                self._hosts[name] = crawled_hosts(self._database.sources.get(name))
            except UnknownSourceError:  # removed a moment ago
                return frozenset()
        return self._hosts[name]

    def _look_up(self, names: Collection[str]) -> None:
        unknown = [name for name in names if name not in self._hosts]
        self._hosts.update((one.name, crawled_hosts(one)) for one in self._database.sources.some(unknown))

    def _forget_in_time(self) -> None:
        if self._steady() - self._since > REMEMBERED:
            self._hosts.clear()
            self._since = self._steady()
