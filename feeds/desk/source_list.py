"""The list of all sources: narrowed, in pages, and only for those of the page what costs time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from feeds.desk.drawing import spark_path
from feeds.desk.rooms import Room, now, source_path
from feeds.site.paging import Part, part_of
from kitewire.archive_view import SourceLine, SourceState
from kitewire.overdue import overdue
from kitewire.source_state import marks
from kitewire.urls import host_of

A_PAGE = 50
MOST_REGIONS = 200
"""To choose from in a form; of more the beginning is no choice."""
SPARK_DAYS = 30
_WELL = (("finished",), ("new",), ("unverified",))
"""States beside which being overdue is the news."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to; what is empty does not narrow."""

    words: str = ""
    region: str = ""
    state: str = ""
    page: int = 1

    @property
    def narrows(self) -> bool:
        """Whether anything is asked."""
        return bool(self.words or self.region or self.state)


@dataclass(frozen=True, slots=True)
class Row:
    """A source of the page."""

    source: SourceLine
    state: SourceState
    marks: tuple[str, ...]
    path: str
    host: str
    spark: str
    """The path of its days."""
    recent: int
    """Its articles in them."""


@dataclass(frozen=True, slots=True)
class SourceList:
    """One page of the list, and what it can be narrowed to."""

    rows: Part[Row]
    all: int
    """Sources there are."""
    regions: tuple[str, ...]
    states: Mapping[str, int]
    """Mark → how many have it, among all."""


def source_list(room: Room, asked: Asked) -> SourceList:
    """The page that is asked for, by name."""
    database = room.database
    every = database.sources.lines()
    states = {state.name: state for state in database.sources.states()}
    late = {one.source for one in overdue(database.health.states(now()), now())}
    said = {one.name: _marks(one, states[one.name], late) for one in every if one.name in states}
    counts = Counter(word for words in said.values() for word in words)
    chosen = [
        one
        for one in (database.sources.lines(asked.words) if asked.words else every)
        if one.name in said and asked.region in ("", one.region) and (not asked.state or asked.state in said[one.name])
    ]
    part = part_of(chosen, asked.page, A_PAGE)
    rows = _rows(room, [(one, states[one.name], said[one.name]) for one in part.items])
    regions = tuple(sorted({one.region for one in every if one.region}))
    return SourceList(
        Part(rows, part.number, part.pages, part.total, part.first), len(said),
        regions if len(regions) <= MOST_REGIONS else (), dict(counts.most_common()),
    )  # fmt: skip


def _marks(source: SourceLine, state: SourceState, late: set[str]) -> tuple[str, ...]:
    said = marks(source, state)
    return ("overdue",) if state.name in late and said in _WELL else said


def _rows(room: Room, found: list[tuple[SourceLine, SourceState, tuple[str, ...]]]) -> list[Row]:
    first = room.today - timedelta(days=SPARK_DAYS - 1)
    days = room.database.calendar.by_source(first, room.today, room.service.settings.zone)
    rows = []
    for source, state, said in found:
        mine = days.get(source.name, {})
        counts = [mine.get(first + timedelta(days=n), 0) for n in range(SPARK_DAYS)]
        host = host_of(source.home)
        rows.append(Row(source, state, said, source_path(source.name), host, spark_path(counts), sum(counts)))
    return rows
