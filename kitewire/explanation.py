"""Why a page was read as it was: the records that `extraction.explaining` makes and that terminal and pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from kitewire.article import ArticlePage


@dataclass(frozen=True, slots=True)
class FieldNote:
    """One field."""

    name: str
    value: str
    """Empty where the page has none."""
    found_by: str = ""
    """The finder, where the record or a rule of the source tells it."""
    places: tuple[str, ...] = ()
    """Where the page says the same: `meta og:title`, `JSON-LD headline`, `block 12 (h1)`."""


class Fate(StrEnum):
    """What became of a block."""

    TEXT = "text"
    DROPPED = "dropped"
    """Chosen for the text, then taken out of it."""
    RELATED = "related"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Step:
    """One element on the way to a block."""

    element: int
    """Its number among the elements of the page in document order, from 0, after the `strip` rules were applied."""
    label: str
    """Its tag with its first class or its id: `div.article`."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a short block that has an element of its own: a date or a name in a line of facts."""

    step: Step
    text: str


@dataclass(frozen=True, slots=True)
class BlockNote:
    """One block of the page."""

    index: int
    steps: tuple[Step, ...]
    """Its element and what is around it, outermost first."""
    text: str
    score: float
    """Log odds of belonging to the text; above 0 it was chosen."""
    links: float
    """Share of its characters in links, 0 to 1."""
    fate: Fate
    why: str = ""
    """Why it was dropped, or by which finder it is related; empty for other blocks."""
    parts: tuple[Part, ...] = ()

    @property
    def place(self) -> str:
        """Its element and what is around it in one line: `div.article > p`."""
        return " > ".join(step.label for step in self.steps)


@dataclass(frozen=True, slots=True)
class ListNote:
    """One list of related entries."""

    finder: str
    heading: str
    """As printed; empty where no heading told."""
    entries: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """A page's record with the reasons for it; without reasons where the page could not be read at all."""

    page: ArticlePage
    fields: tuple[FieldNote, ...] = ()
    lists: tuple[ListNote, ...] = ()
    blocks: tuple[BlockNote, ...] = ()


MOST_OUT = 6
"""A longer run of blocks that nothing took is folded."""


@dataclass(frozen=True, slots=True)
class Run:
    """Blocks in a row that were left out, or that were not."""

    blocks: list[BlockNote]
    folded: bool


def runs_of(blocks: Sequence[BlockNote]) -> list[Run]:
    """The blocks of a page as they are drawn."""
    runs = [(is_out, list(run)) for is_out, run in groupby(blocks, key=lambda block: block.fate is Fate.OUT)]
    return [Run(run, is_out and len(run) > MOST_OUT) for is_out, run in runs]
