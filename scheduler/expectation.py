"""What is expected of a source, learned run by run: kept as JSON in `source_health`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import exp, sqrt
from typing import Any

from scheduler.monitor import Monitor, monitor_from_dict, monitor_to_dict

VERSION = 1
"""Of what is written down; what another version wrote is learned anew."""
_MEMORY = 200.0
"""Observations of a size that are remembered; older ones fade."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large something usually is: mean and spread of the natural logarithm (of its number plus one)."""

    count: float = 0.0
    total: float = 0.0
    squares: float = 0.0

    def taken_in(self, other: Size) -> Size:
        """With the observations of `other` beside its own."""
        count = self.count + other.count
        fade = min(1.0, _MEMORY / count) if count else 1.0
        return Size(count * fade, (self.total + other.total) * fade, (self.squares + other.squares) * fade)

    @property
    def mean(self) -> float:
        """Mean logarithm."""
        return self.total / self.count if self.count else 0.0

    @property
    def spread(self) -> float:
        """Standard deviation of the logarithm."""
        return sqrt(max(self.squares / self.count - self.mean**2, 0.0)) if self.count else 0.0

    @property
    def usual(self) -> float:
        """The geometric mean, as a plain number."""
        return exp(self.mean) - 1


@dataclass(frozen=True, slots=True)
class Quiet:
    """Since when there was no new article, and how long that may last."""

    last: datetime | None = None
    """When a run last brought one; None: not known yet."""
    until: datetime | None = None
    """When the pause since then gets improbable; None: not looked up yet, or not known."""
    looked: datetime | None = None
    """When `until` was looked up."""
    longest: float = 0.0
    """Hours of the longest pause that was no trouble, as known then."""
    runs: int = 0
    """Runs since `until` whose lists answered and that brought nothing."""
    first: datetime | None = None
    """When the first of them ended."""
    raised: bool = False


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is usual for a source."""

    monitors: Mapping[str, Monitor] = field(default_factory=dict)
    """By what they watch: `fields:title`, `reach:https://…`."""
    sizes: Mapping[str, Size] = field(default_factory=dict)
    """`length` of texts, `new` articles a run, and the size of each list by its address."""
    links: Mapping[str, int] = field(default_factory=dict)
    """Address of a start point → how many links it had when it was last read."""
    quiet: Quiet = Quiet()
    runs: int = 0
    """That were assessed."""


def to_dict(expectation: Expectation) -> dict[str, Any]:
    """As plain values for JSON."""
    quiet = expectation.quiet
    times = {name: _text(getattr(quiet, name)) for name in _TIMES}
    rest = {"longest": round(quiet.longest, 2), "runs": quiet.runs, "raised": quiet.raised}
    return {
        "version": VERSION,
        "runs": expectation.runs,
        "monitors": {name: monitor_to_dict(one) for name, one in expectation.monitors.items()},
        "sizes": {
            name: [round(one.count, 2), round(one.total, 3), round(one.squares, 3)]
            for name, one in expectation.sizes.items()
        },
        "links": dict(expectation.links),
        "quiet": {name: value for name, value in {**times, **rest}.items() if value},
    }


def from_dict(data: Mapping[str, Any]) -> Expectation:
    """What `to_dict` wrote; an empty expectation where another version did, or nothing was written."""
    if data.get("version") != VERSION:
        return Expectation()
    quiet = data["quiet"]
    times = {name: datetime.fromisoformat(quiet[name]) for name in _TIMES if name in quiet}
    return Expectation(
        monitors={name: monitor_from_dict(one) for name, one in data["monitors"].items()},
        sizes={name: Size(*values) for name, values in data["sizes"].items()},
        links=dict(data["links"]),
        quiet=Quiet(**{**quiet, **times}),
        runs=data["runs"],
    )


_TIMES = ("last", "until", "looked", "first")


def _text(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
