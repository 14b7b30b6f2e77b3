"""What the decisions of linking take and give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kitewire.archive_view import LinkKind
from linking.folding import Folded


@dataclass(frozen=True, slots=True)
class Text:
    """All that is looked at of one article when it is compared."""

    folded: Folded
    published: datetime | None = None
    """Aware; None: nothing is known of its time."""
    origin: str | None = None
    """Whom the page names as its source (来源)."""
    source_title: str = ""
    """The outlet that shows it."""
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How two texts belong together."""

    kind: LinkKind
    score: float
    """0 to 1; from 0.5 on the texts are linked."""
    evidence: str
    a_is_copy: bool
    """Whether the first of the two is the copy; else the second is."""
    taken: float | None = None
    """Share of the copy's text that stands in the original, 0 to 1."""
    kept: float | None = None
    """Share of the original's text that stands in the copy, 0 to 1."""
