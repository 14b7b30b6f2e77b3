"""What the pages for running the service ask of parts that `feeds` may not import: looking at sites, trying rules, and
what the scheduler knows. `kitewire serve` puts the parts in; without them the pages say that they are not there.

A *study* is one look at a site, from the address that somebody has given to the source that is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from kitewire.article import ArticlePage
from kitewire.explanation import Explanation
from kitewire.probe import StartReport
from kitewire.proposal import Proposal
from kitewire.source import Field, Rule, Source, Template

MENDED = "mended"
"""The name of the template that a study makes; it stands before the source's others."""


@dataclass(frozen=True, slots=True)
class Looking:
    """A study whose site is still being looked at."""

    address: str
    fetched: tuple[str, ...]
    """The addresses that were asked for so far."""


@dataclass(frozen=True, slots=True)
class NotSeen:
    """A study that came to nothing."""

    address: str
    problem: str
    """Why, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One article of a study."""

    before: ArticlePage
    """As it is read without the rules of the study."""
    seen: Explanation
    """As it is read with them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody has pointed at, and the rules proposed for it."""

    field: Field
    page: int
    element: int
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class Study:
    """A site that was looked at, and the rules made for it so far."""

    source: Source
    """As found; for a source that is stored already, as it is."""
    stored: bool
    starts: tuple[StartReport, ...]
    samples: tuple[Sample, ...]
    notes: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    """Those of the template `MENDED`."""
    finds: tuple[Proposal, ...] = ()
    """What each of them finds on the samples."""
    choice: Choice | None = None
    turn: int = 0
    """Grows with every change of the rules: element numbers of another turn are void."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """An element of a sample page that somebody has pointed at."""

    page: int
    element: int
    field: Field
    turn: int


class Studies(Protocol):
    """The studies under way. They are kept in memory for a while, and only so many. Safe to use from several threads.

    Every method but `begin` raises `UnknownIdError` for a study that is not there or no more.
    """

    def begin(self, source: Source, stored: bool) -> str:
        """Look at a site, beside; gives the study's key. Raises `UsageError` where too many are being looked at."""

    def look(self, key: str) -> Looking | NotSeen | Study:
        """How a study stands."""

    def point(self, key: str, pointed: Pointed) -> None:
        """Propose rules for an element. Raises `UsageError` for one that is not there."""

    def add_rule(self, key: str, field: Field, text: str) -> None:
        """Read the samples by a rule more; it takes the place of the field's others, `strip` rules are added up. Raises
        `UsageError` for one that is no rule."""

    def drop_rule(self, key: str, number: int) -> None:
        """Read the samples without that rule of the study."""

    def end(self, key: str) -> None:
        """Forget it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages are given."""

    studies: Studies
    scheduler: Callable[[], str]
    """Who dispatches on this database; empty: nobody does."""
    waits: Callable[[Source, datetime], Sequence[timedelta]] = field(default=lambda source, now: ())
    """How far apart polls of a source are in each hour of its week; empty: not adaptive."""


def with_rules(source: Source, rules: Sequence[Rule], tested: tuple[str, str] | None = None) -> Source:
    """The source with these rules as its first template, and without that template where there are none.

    `tested`: an address and a text that its body must contain.
    """
    others = tuple(template for template in source.templates if template.name != MENDED)
    if not rules:
        return replace(source, templates=others)
    url, text = tested or (None, "")
    mended = Template(MENDED, tuple(rules), test_url=url, test_contains=(text,) if text else ())
    return replace(source, templates=(mended, *others))
