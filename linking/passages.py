"""What one text says that another does not: told sentence by sentence, compared folded, shown as published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from linking.folding import Folded, fold_repaired
from linking.repair import Mend, repair
from linking.sentences import Span, clauses, sentences
from linking.sketch import HAN_SHINGLE, WORD_SHINGLE, is_han, shingles

STANDS = 0.5
"""Share of a sentence that must stand in the other text; with less the sentence is new, with more it was edited."""
_GAP = " … "


@dataclass(frozen=True)
class Reading:
    """An article made ready: its text as published, and as it is compared."""

    body: str
    """As published."""
    folded: Folded
    """`linking.fold` of both: without datelines and credits."""

    @cached_property
    def mends(self) -> tuple[Mend, ...]:
        """What repairing changed in the body."""
        return repair(self.body).mends

    @cached_property
    def han(self) -> bool:
        """Whether it is compared by characters; else by words."""
        return is_han(self.folded.text)

    @cached_property
    def shingles(self) -> frozenset[str]:
        """The different shingles of its text."""
        return frozenset(shingles(self.folded.text))

    @cached_property
    def own(self) -> _Holding:
        """The text itself, without what stands around it."""
        return _Holding((self.folded.text,), self.han)

    @cached_property
    def all(self) -> _Holding:
        """Everything that the page says: the headline, the body and what stands around it."""
        return _Holding((self.folded.title, self.fold((0, len(self.body))), self.folded.text), self.han)

    @cached_property
    def sentences(self) -> list[Span]:
        """Of the body."""
        return sentences(self.body)

    def fold(self, span: Span) -> str:
        """A part of the body, repaired and folded."""
        start, end = span
        parts: list[str] = []
        at = start
        for mend in self.mends:
            if at <= mend.start < end:
                parts += [self.body[at : mend.start], mend.after]
                at = min(end, mend.start + len(mend.before))
        return fold_repaired("".join((*parts, self.body[at:end])))


@dataclass(frozen=True, slots=True)
class Passages:
    """The sentences of a text that do not stand in another."""

    sentences: int
    share: float
    """Of the text, 0 to 1, in characters (Han) or words."""
    excerpts: tuple[str, ...]
    """What is said in them, as published; neighbours in one, clauses that do stand in the other left out."""
    edited: float
    """Share of the text that stands in sentences of the other, yet not in these words. The rest stands there."""


def beyond(one: Reading, other: Reading) -> Passages | None:
    """What `one` says and `other` does not; None where they cannot be compared: no text, or another writing.

    A sentence stands in the other text as far as shingles of it do (`linking.sketch`); one shorter than a shingle
    does where the other holds it as it is. Whatever stands there, in the headline and the credits too, is never
    among the excerpts. Datelines and credits of `one` are no part of its text.
    """
    if not one.folded.text or not other.folded.text or one.han != other.han:
        return None
    weighed = [_weigh(place, one, other) for place in range(len(one.sentences))]
    new = [part for part in weighed if part.new]
    units = max(1, sum(part.units for part in weighed))
    missing = sum(part.units - part.stands for part in weighed)
    added = sum(part.units - part.stands for part in new)
    return Passages(len(new), added / units, tuple(_excerpts(new, one)), (missing - added) / units)


def shares(copy: Reading, original: Reading) -> tuple[float, float]:
    """How much of the copy's text stands in the original, and how much of the original's in the copy; 0 to 1 each.

    Of the different shingles: containment (Broder: On the resemblance and containment of documents, SEQUENCES 1997).
    """
    one, other = copy.shingles, original.shingles
    shared = len(one & other)
    return shared / max(1, len(one)), shared / max(1, len(other))


class _Holding:
    """Texts that can be asked which parts of another stand in them."""

    def __init__(self, texts: tuple[str, ...], han: bool) -> None:
        self._han = han
        self._length = HAN_SHINGLE if han else WORD_SHINGLE
        self._shingles = {shingle for text in texts for shingle in self._shingled(self.units(text))}
        # A text shorter than a shingle is its own only one; a sign that no folded text holds keeps them apart.
        self._whole = "".join(f"\n{text}\n" if han else f"\n {text} " for text in texts)

    def units(self, text: str) -> str | list[str]:
        """Characters or words."""
        return text if self._han else text.split()

    def marks(self, text: str) -> list[bool]:
        """For each character or word of the folded `text` whether it stands here."""
        units = self.units(text)
        if len(units) < self._length:
            return [(text if self._han else f" {text} ") in self._whole] * len(units)
        marked = [False] * len(units)
        for start, shingle in enumerate(self._shingled(units)):
            if shingle in self._shingles:
                marked[start : start + self._length] = [True] * self._length
        return marked

    def _shingled(self, units: str | list[str]) -> Iterator[str]:
        for start in range(len(units) - self._length + 1):
            part = units[start : start + self._length]
            yield part if isinstance(part, str) else " ".join(part)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A sentence: how long it is and how much of it stands in the other text, in units."""

    place: int
    """Which sentence it is."""
    units: int
    stands: int
    new: tuple[Span, ...] = ()
    """For a new sentence the clauses that do not stand in the other text; empty for all others."""


def _weigh(place: int, one: Reading, other: Reading) -> _Weighed:
    """What is no part of the text, datelines and credits, does not count."""
    span = one.sentences[place]
    text = one.fold(span)
    own = one.own.marks(text)
    units = sum(own)
    stands = sum(mine and theirs for mine, theirs in zip(own, other.all.marks(text), strict=True))
    if stands >= STANDS * units:
        return _Weighed(place, units, stands)
    new = tuple(clause for clause in clauses(one.body, span) if not all(other.all.marks(one.fold(clause))))
    return _Weighed(place, units, stands, new) if new else _Weighed(place, units, units)


def _excerpts(new: list[_Weighed], one: Reading) -> Iterator[str]:
    """New sentences as published, neighbours together."""
    run: list[Span] = []
    for before, part in zip([None, *new], new, strict=False):
        if before is not None and part.place != before.place + 1:
            yield _shown(run, one.body)
            run = []
        run += part.new
    if run:
        yield _shown(run, one.body)


def _shown(spans: list[Span], body: str) -> str:
    """The parts of `body` in one line; a sign where something between them was left out."""
    text = ""
    for place, (start, end) in enumerate(spans):
        if place:
            between = body[spans[place - 1][1] : start]
            text += _GAP if between.strip() else " " if between else ""
        text += body[start:end]
    return " ".join(text.split())
