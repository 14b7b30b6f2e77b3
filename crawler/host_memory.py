"""What hosts told us, as a run remembers it: read once from the database, written when it changes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from crawler.books import Books
from kitewire.hosts import HostState
from storage.hosts import Hosts as HostRows


class HostMemory(Protocol):
    """Remembers the state of places (`kitewire.urls.place_of`)."""

    async def state(self, place: str) -> HostState:
        """What is known of a place."""

    async def keep_robots(self, place: str, state: HostState) -> None:
        """Remember what `state` says of its robots.txt."""

    async def keep_wait(self, place: str, until: datetime) -> None:
        """Remember until when it asked not to be asked."""


class OwnMemory:
    """Remembers for as long as the process looks at a site: a probe stores nothing."""

    def __init__(self) -> None:
        self._states: dict[str, HostState] = {}

    async def state(self, place: str) -> HostState:
        """As `HostMemory` says."""
        return self._states.get(place, HostState())

    async def keep_robots(self, place: str, state: HostState) -> None:
        """As `HostMemory` says."""
        self._states[place] = state

    async def keep_wait(self, place: str, until: datetime) -> None:
        """As `HostMemory` says."""
        self._states[place] = replace(self._states.get(place, HostState()), wait_until=until)


class SharedMemory:
    """Remembers in the database, for all runs and processes. A place is read once."""

    def __init__(self, books: Books, rows: HostRows) -> None:
        self._books = books
        self._rows = rows
        self._states: dict[str, asyncio.Task[HostState]] = {}

    async def state(self, place: str) -> HostState:
        """As `HostMemory` says. Raises `DatabaseError`."""
        if place not in self._states:
            self._states[place] = asyncio.create_task(self._books.look(self._rows.state, place))
        # Who asks first may be cancelled; the others still want the answer.
        return await asyncio.shield(self._states[place])

    async def keep_robots(self, place: str, state: HostState) -> None:
        """As `HostMemory` says. Raises `DatabaseError`."""
        await self._books.call(self._rows.keep_robots, place, state)
        self._states.pop(place, None)

    async def keep_wait(self, place: str, until: datetime) -> None:
        """As `HostMemory` says. Raises `DatabaseError`."""
        await self._books.call(self._rows.keep_wait, place, until)
        self._states.pop(place, None)
