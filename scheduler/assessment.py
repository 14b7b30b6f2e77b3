"""What is expected of a source after one more run of it: a pure function, without clock or database.

run ─▶ observations ─▶ monitors (usual, doubt) ─▶ findings
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import log

from kitewire.run_measures import MOST_LISTS, RunRecord
from scheduler.cadence import Patience
from scheduler.expectation import Expectation, Size
from scheduler.monitor import Monitor, observe
from scheduler.observing import (
    EMPTY,
    LENGTH,
    REACH,
    LayoutChange,
    Observation,
    is_expected,
    is_refusal,
    observations,
    rule_of,
    size_of_list,
)
from scheduler.quiet import listen


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of the source beside its runs."""

    starts: Collection[str]
    """Addresses of its start points: what is known of others is forgotten."""
    layout: LayoutChange | None = None
    last: datetime | None = None
    """When its newest article was first seen."""
    patience: Patience | None = None
    """Both only where `scheduler.quiet.wants_past`."""


def assess(expected: Expectation, run: RunRecord, around: Surroundings) -> Expectation:
    """The expectation after `run`; the runs of a source come one after the other, each once."""
    after = _without_others(expected, around.starts)
    monitors = dict(after.monitors)
    for one in observations(run, after, around.layout):
        if one.of:
            monitors[one.name] = _taken_in(monitors.get(one.name, _UNKNOWN), one, run)
    after = _sizes(replace(after, monitors=monitors), run)
    return replace(after, quiet=listen(after.quiet, run, around.last, around.patience), runs=after.runs + 1)


def shown_by(before: Expectation, after: Expectation) -> set[str]:
    """The names of the monitors to whose doubt the run between the two has added."""
    return {name for name, one in after.monitors.items() if one.shown > before.monitors.get(name, Monitor()).shown}


_UNKNOWN = Monitor()
HELD = "held"
"""Stands before the name of a size that is not learned yet."""


def _taken_in(before: Monitor, one: Observation, run: RunRecord) -> Monitor:
    rule = rule_of(one.name)
    if not before.raised and not is_expected(one.name, before.usual(rule)):
        rule = replace(rule, warm=10**9)  # only learned
    after = observe(before, float(one.bad), one.of, run.ended, rule, one.weight)
    if one.bad and one.note and (not before.raised or is_refusal(one.note) == is_refusal(before.note)):
        return replace(after, note=one.note)
    return after


def _sizes(expected: Expectation, run: RunRecord) -> Expectation:
    measures, links = run.measures, dict(expected.links)
    for url, one in measures.lists.items():
        now = size_of_list(one, url, expected)
        if now is None or (len(links) >= MOST_LISTS and url not in links):
            continue
        links[url] = now
        size = Size(1, log(now + 1), log(now + 1) ** 2)
        expected = _with_size(expected, f"list:{url}", size, f"{EMPTY}:{url}")
    if measures.articles:
        size = Size(measures.articles, measures.log_length, measures.log_length_squares)
        expected = _with_size(expected, "length", size, LENGTH)
    return replace(expected, links=links)


def _with_size(expected: Expectation, name: str, size: Size, watched: str) -> Expectation:
    """Sizes are learned as shares are: what comes during a doubt is held back, and learned when the doubt has gone.

    Left out for good, it would be missing: what is learned would be only what gave no doubt.
    """
    held, sizes = f"{HELD}:{name}", dict(expected.sizes)
    monitor = expected.monitors.get(watched, _UNKNOWN)
    waiting = sizes.pop(held, Size())
    if monitor.doubt <= 0:
        sizes[name] = sizes.get(name, Size()).taken_in(waiting).taken_in(size)
    elif not monitor.raised:
        sizes[held] = waiting.taken_in(size)
    return replace(expected, sizes=sizes)


def _without_others(expected: Expectation, starts: Collection[str]) -> Expectation:
    def stays(name: str) -> bool:
        kind, _, url = name.removeprefix(f"{HELD}:").partition(":")
        return kind not in (REACH, EMPTY, "list") or url in starts

    names: Sequence[str] = [name for name in (*expected.monitors, *expected.sizes) if not stays(name)]
    if not names:
        return expected
    return replace(
        expected,
        monitors={name: one for name, one in expected.monitors.items() if stays(name)},
        sizes={name: one for name, one in expected.sizes.items() if stays(name)},
        links={url: number for url, number in expected.links.items() if url in starts},
    )
