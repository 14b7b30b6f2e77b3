"""Health by expectation: what can be wrong with a source, and how it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from kitewire.messages import packed, unpacked


class FindingKind(StrEnum):
    """What falls out of what is expected of a source; docs/health.md tells what each means."""

    SILENT = "silent"
    """The lists answer, and for improbably long there was no new article."""
    EMPTY = "empty"
    """A list, feed or sitemap names no articles, or far fewer than it used to."""
    FIELDS = "fields"
    """A field of the articles is filled far less often than it used to be."""
    LAYOUT_CHANGED = "layout_changed"
    """The articles no longer look as those before them."""
    FUTURE_DATES = "future_dates"
    """Pages tell dates of publication that have not come yet."""
    ENCODING = "encoding"
    """Texts come out garbled."""
    BLOCKED = "blocked"
    """The site refuses us: by status, by a challenge page or by robots.txt."""
    UNREACHABLE = "unreachable"
    """Start points cannot be read: no such host, no answer, a server error, a dead address."""
    FAILING = "failing"
    """Runs or pages fail for another reason."""
    BUDGET = "budget"
    """Runs are cut short by the source's own limits, again and again."""
    OVERDUE = "overdue"
    """It is due and nobody crawls it. Found out when asked, never stored."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why something was found: what was expected, what is there, and where to look."""

    subject: str
    """What it is about: a field, the address of a start point, or empty for the whole source."""
    expected: str
    found: str
    """Both may be messages (`kitewire.messages`), which pages say in another language."""
    samples: tuple[str, ...] = ()
    """Addresses."""

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        named = {"subject": self.subject, "expected": self.expected, "found": self.found}
        return {**named, "samples": list(self.samples)}

    def stored(self) -> dict[str, Any]:
        """As `to_dict`, with what its messages are made of."""
        return {**self.to_dict(), "expected": packed(self.expected), "found": packed(self.found)}

    @classmethod
    def from_stored(cls, data: Mapping[str, Any]) -> Evidence:
        """What `stored` wrote."""
        expected, found = unpacked(data["expected"]), unpacked(data["found"])
        return cls(data["subject"], expected, found, tuple(data["samples"]))

    def __str__(self) -> str:
        about = f"{self.subject}: " if self.subject else ""
        return f"{about}{self.found}; expected {self.expected}" if self.expected else f"{about}{self.found}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a source."""

    kind: FindingKind
    since: datetime
    """When it began, as far as that can be told."""
    seen: datetime
    """When it last showed."""
    proofs: int
    """Runs that showed it."""
    evidence: tuple[Evidence, ...]
    raised: datetime | None = None
    cleared: datetime | None = None
    """None: it stands."""
    id: int = 0
    """0: not stored."""
    source: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON: what `kitewire health --json`, `/health.json` and the alerts give."""
        return {
            "id": self.id,
            "source": self.source,
            "kind": self.kind.value,
            "since": self.since.isoformat(),
            "seen": self.seen.isoformat(),
            "raised": self.raised.isoformat() if self.raised else None,
            "cleared": self.cleared.isoformat() if self.cleared else None,
            "runs": self.proofs,
            "evidence": [one.to_dict() for one in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How the runs of a source stand: what monitoring asks for."""

    source: str
    paused: bool
    articles: int
    """As counted at its last run."""
    succeeded: datetime | None
    """When a run of it last finished."""
    seconds: float | None
    """What its last run took."""
    requests: int
    """What its last run cost."""
    due: datetime | None
    """When it is due; None: at once."""
    running: bool
    created: datetime
    findings: tuple[FindingKind, ...] = field(default=())
    """Those that stand."""
