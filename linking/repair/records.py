"""What repairing a text gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Damage(StrEnum):
    """What had happened to a place."""

    PINYIN = "pinyin"
    """A reading in brackets was put after the characters that it reads: `開發(fā)`."""
    SHIFTED = "shifted"
    """Half of two GBK characters was taken for a full-width sign: `象??偼顿Y` for `象。總投資`."""
    MISREAD = "misread"
    """UTF-8 was read as Windows-1252: `itâ€™s`."""


@dataclass(frozen=True, slots=True)
class Mend:
    """One mended place."""

    start: int
    """Where it stands in the text as published, in characters; `before` is `text[start : start + len(before)]`."""
    before: str
    after: str
    kind: Damage


@dataclass(frozen=True, slots=True)
class Repaired:
    """The repaired reading of a text, and how it differs: all that stands in no mend is as published."""

    text: str
    mends: tuple[Mend, ...] = ()
    """By place; they do not overlap."""
    untried: int = 0
    """Places, behind all that were looked at, where a byte may be lost: the work on one text is bounded."""
