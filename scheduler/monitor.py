"""Whether trouble has become more frequent than is usual: one monitor for each thing that can go wrong with a source.

A cumulative sum of log likelihood ratios (E. S. Page, "Continuous inspection schemes", Biometrika 41, 1954; for shares
of articles and runs: M. R. Reynolds and Z. G. Stoumbos, "A CUSUM chart for monitoring a proportion when inspecting
continuously", Journal of Quality Technology 31(1), 1999). Each observation that is likelier in a broken source than in
a healthy one adds to the doubt, each other one takes away, and below zero it does not fall: so evidence gathers over
runs with few articles, and a blip fades by itself. It suits few data: nothing is estimated but one share.

What is usual is learned only while there is no doubt. What comes during a doubt is held back: it is learned when the
doubt has gone, and dropped when it was raised, so a broken state never becomes what is expected.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import log
from typing import Any

RAISED = 10.0
"""Doubt at which a finding is raised. A healthy source comes there less than once in e^10 = 22,000 observations (the
bound of G. Lorden, Annals of Mathematical Statistics 42, 1971), if they do not depend on each other; as they do, see
`MOST_A_RUN` and `Rule.span`."""
MOST_A_RUN = 4.0
"""What one run can add: the pages of a run fail together, so however many there are, three runs must agree."""
MOST_BACK = 6.0
"""What one run can take away: two good ones clear a finding."""
LEAST_SHOWN, LEAST_GOOD = 3, 2


@dataclass(frozen=True, slots=True)
class Rule:
    """What is usual before anything is known, and how much must be known."""

    span: timedelta
    """From the first sign to the raising at least: what is read every few minutes sees a passing trouble often."""
    broken: float | None = None
    """Share of trouble in a broken source; None: half of what is usually well goes wrong."""
    prior_bad: float = 0.5
    prior: float = 1.0
    """Observations' worth of belief before any, and how many of them are trouble."""
    least: float = 0.01
    """The usual share of trouble is never taken for less: nothing is that sure."""
    warm: int = 0
    """Observations before there is an expectation, in five runs or more, over a day or more; 0: the prior is one."""
    memory: float = 200.0
    """Observations that are remembered; older ones fade."""


@dataclass(frozen=True, slots=True)
class Monitor:
    """What is usual of one thing, and what now speaks against it."""

    bad: float = 0.0
    seen: float = 0.0
    """Trouble and all observations of usual times, faded."""
    runs: int = 0
    """In which it was observed, up to the first few that count for the warm-up."""
    first: datetime | None = None
    doubt: float = 0.0
    since: datetime | None = None
    """When the present doubt began; None without one."""
    shown: int = 0
    """Runs that added to it."""
    good: int = 0
    """Runs in a row, since it was raised, that took away from it."""
    held_bad: float = 0.0
    held: float = 0.0
    """What was observed during the doubt."""
    now_bad: float = 0.0
    now: float = 0.0
    """The same, of the runs that added to the doubt: what the evidence tells."""
    raised: bool = False
    note: str = ""
    """What went wrong, in a few words, when it last did."""

    def usual(self, rule: Rule) -> float:
        """The share of trouble to be expected: the mean of its Beta posterior."""
        return max((self.bad + rule.prior_bad) / (self.seen + rule.prior), rule.least)

    def is_warm(self, rule: Rule, now: datetime) -> bool:
        """Whether there is an expectation: never from three runs."""
        if not rule.warm or self.raised:
            return True
        old = self.first is not None and now - self.first >= _LEAST_AGE
        return old and self.runs >= _LEAST_RUNS and self.seen >= rule.warm


_LEAST_AGE, _LEAST_RUNS = timedelta(days=1), 5


def observe(monitor: Monitor, bad: float, of: float, now: datetime, rule: Rule, weight: float | None = None) -> Monitor:
    """The monitor after a run at `now` in which `bad` of `of` observations were trouble; without any, as it was.

    `weight`: the logarithm of how much likelier they are in a broken source, where that is known otherwise than from
    the share of trouble.
    """
    if of <= 0:
        return monitor
    if not monitor.is_warm(rule, now):
        return _learned(monitor, bad, of, now, rule)
    told = evidence(monitor.usual(rule), bad, of, rule) if weight is None else weight
    gain = min(max(told, -MOST_BACK), MOST_A_RUN)
    if monitor.raised:
        return _watched(monitor, gain, bad, of)
    doubt = min(monitor.doubt + gain, RAISED)
    if doubt <= 0:
        return _learned(_calmed(monitor), bad + monitor.held_bad, of + monitor.held, now, rule)
    after = _suspected(monitor, gain, bad, of, now)
    proven = doubt >= RAISED and after.shown >= LEAST_SHOWN and now - (after.since or now) >= rule.span
    return replace(after, doubt=doubt, raised=proven)


def evidence(usual: float, bad: float, of: float, rule: Rule) -> float:
    """The logarithm of how much likelier `bad` of `of` are in a broken source."""
    broken = rule.broken if rule.broken is not None else 1 - (1 - usual) / 2
    broken = min(max(broken, 1.5 * usual), 0.99)
    if broken <= usual:
        return 0.0
    return bad * log(broken / usual) + (of - bad) * log((1 - broken) / (1 - usual))


def _learned(monitor: Monitor, bad: float, of: float, now: datetime, rule: Rule) -> Monitor:
    seen = monitor.seen + of
    fade = min(1.0, rule.memory / seen)
    return replace(
        monitor,
        bad=round((monitor.bad + bad) * fade, 2),
        seen=round(seen * fade, 2),
        runs=min(monitor.runs + 1, _LEAST_RUNS),
        first=monitor.first or now,
    )


def _suspected(monitor: Monitor, gain: float, bad: float, of: float, now: datetime) -> Monitor:
    held = replace(monitor, held_bad=monitor.held_bad + bad, held=monitor.held + of, since=monitor.since or now)
    return _shown(held, bad, of) if gain > 0 else held


def _shown(monitor: Monitor, bad: float, of: float) -> Monitor:
    return replace(monitor, shown=monitor.shown + 1, now_bad=monitor.now_bad + bad, now=monitor.now + of, good=0)


def _watched(monitor: Monitor, gain: float, bad: float, of: float) -> Monitor:
    """A finding that stands, after one more run. What speaks against it counts double: it took three runs to raise it,
    two that are all well are to clear it."""
    gain = max(2 * gain, -MOST_BACK) if gain < 0 else gain
    doubt = min(max(monitor.doubt + gain, 0.0), RAISED)
    if gain > 0:
        return _shown(replace(monitor, doubt=doubt), bad, of)
    good = monitor.good + (gain < 0)
    if doubt <= 0 and good >= LEAST_GOOD:
        return _calmed(monitor)
    return replace(monitor, doubt=doubt, good=good)


def _calmed(monitor: Monitor) -> Monitor:
    """Only what is usual is left."""
    return Monitor(bad=monitor.bad, seen=monitor.seen, runs=monitor.runs, first=monitor.first)


_NUMBERS = ("bad", "seen", "runs", "doubt", "shown", "good", "held_bad", "held", "now_bad", "now", "raised", "note")


def monitor_to_dict(monitor: Monitor) -> dict[str, Any]:
    """As plain values for JSON, without what is zero."""
    values: dict[str, Any] = {}
    for name in _NUMBERS:
        if value := getattr(monitor, name):
            values[name] = round(value, 3) if isinstance(value, float) else value
    if monitor.first:
        values["first"] = monitor.first.isoformat()
    if monitor.since:
        values["since"] = monitor.since.isoformat()
    return values


def monitor_from_dict(data: dict[str, Any]) -> Monitor:
    """What `monitor_to_dict` wrote."""
    times: dict[str, Any] = {name: datetime.fromisoformat(data[name]) for name in ("first", "since") if name in data}
    return Monitor(**{**data, **times})
