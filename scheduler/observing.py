"""What one run says of its source: observations for the monitors, and what each of them is judged by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, log

from kitewire.crawl import RunStatus
from kitewire.messages import Message
from kitewire.run_measures import ListMeasure, Part, RunMeasures, RunRecord
from scheduler.expectation import Expectation, Size
from scheduler.monitor import Rule

FIELDS, LENGTH, REACH, EMPTY = "fields", "fields:length", "reach", "empty"
FUTURE, ENCODING, LAYOUT, BUDGET = "future_dates", "encoding", "layout_changed", "budget"
RUNS, CUT, PAGES, BLOCKED = "failing:runs", "failing:cut", "failing:pages", "blocked:pages"

_HOURS = timedelta(hours=2)
"""A server that is mended within two hours needs nobody to look at it."""
_SHIFT = timedelta(hours=6)
"""Outlets publish some kinds of article (pictures, notices) in a row, within a working shift."""
_EVENT = Rule(span=_HOURS, broken=0.99, prior_bad=0.5, prior=10)
RULES: Mapping[str, Rule] = {
    FIELDS: Rule(span=_SHIFT, warm=20, least=0.02, memory=400),
    LENGTH: Rule(span=_SHIFT, broken=0.99, warm=5),
    REACH: _EVENT,
    EMPTY: Rule(span=_HOURS, broken=0.99, prior_bad=0.5, prior=10, warm=8),
    FUTURE: Rule(span=_HOURS, prior_bad=0.5, prior=20, memory=400),
    ENCODING: Rule(span=_HOURS, prior_bad=0.5, prior=20, memory=400),
    LAYOUT: _EVENT,
    BUDGET: Rule(span=timedelta(days=2), broken=0.99, prior_bad=1, prior=10),
    RUNS: _EVENT,
    # Who restarts the service cuts runs off too.
    CUT: Rule(span=_HOURS, broken=0.99, prior_bad=1, prior=10, least=0.05),
    PAGES: Rule(span=_SHIFT, prior_bad=1, prior=10, least=0.03, warm=30, memory=400),
    BLOCKED: Rule(span=_HOURS, prior_bad=0.2, prior=10, memory=400),
}
"""Name of a monitor, or what stands before its colon → its rule. Those without a warm-up hold for a new source too:
nobody expects to be refused, or to read garbled texts."""

_REFUSALS = re.compile(r"http (?:401|403|407|429|451)\b|robots\.txt$|challenge|asked to wait")
_NOT_THEIR_FAULT = frozenset(("internal error", "address not public"))
_FAR_FEWER = 0.2
"""A list with this share of its usual links, or less, is as good as empty."""
_SHIFT_OF_LOG = log(2)
_WIDENED = 1.2
_LEAST_SPREAD = 0.3
_LEAST_USUAL = 2.5
"""Links; below, a list holds too little to be expected to."""
_SEEN_BEFORE = 5
"""Observations of a size before it is expected."""
_TOO_RARE = 0.3
"""A part that fewer articles have is not expected."""


@dataclass(frozen=True, slots=True)
class LayoutChange:
    """That a layout the source's articles used to have is gone (`kitewire.site_memory`)."""

    since: datetime
    place: str
    """Where it had the body."""
    pages: int
    """Articles it was known from."""
    settled: bool
    """Whether what came after it is known as well by now."""


@dataclass(frozen=True, slots=True)
class Observation:
    """So much trouble among so much that was looked at."""

    name: str
    """Of its monitor."""
    bad: float
    of: float
    note: str = ""
    """What went wrong, in a few words."""
    weight: float | None = None
    """As in `monitor.observe`."""


def rule_of(name: str) -> Rule:
    """The rule of a monitor."""
    return RULES.get(name) or RULES[name.partition(":")[0]]


def is_refusal(reason: str) -> bool:
    """Whether a reason says that we are not wanted, rather than that something is broken."""
    return bool(_REFUSALS.search(reason))


def observations(run: RunRecord, expected: Expectation, layout: LayoutChange | None) -> Iterator[Observation]:
    """What the run says. One that was cut off says nothing but that."""
    cut = run.status is RunStatus.INTERRUPTED
    yield Observation(CUT, cut, 1, "the run was cut off")
    if cut:
        return
    measures = run.measures
    failed_alone = run.status is RunStatus.FAILED and not any(one.error for one in measures.lists.values())
    if failed_alone or run.status is RunStatus.FINISHED:
        yield Observation(RUNS, failed_alone, 1, run.error[:200])
    yield Observation(BUDGET, bool(measures.cut), 1, measures.cut)
    for url, one in measures.lists.items():
        yield from _of_list(url, one, expected)
    yield from _of_pages(measures)
    yield from _of_articles(measures, expected)
    if measures.articles:
        changed = layout is not None and not layout.settled
        yield Observation(LAYOUT, changed, 1)


def size_of_list(one: ListMeasure, url: str, expected: Expectation) -> int | None:
    """How many links a start point holds now; None where that is not known. After a 304 it is as it was."""
    if one.error:
        return None
    return expected.links.get(url) if one.unchanged and not one.links else one.links


def _of_list(url: str, one: ListMeasure, expected: Expectation) -> Iterator[Observation]:
    yield Observation(f"{REACH}:{url}", bool(one.error), 1, one.error)
    links, usual = size_of_list(one, url, expected), expected.sizes.get(f"list:{url}")
    if links is None or usual is None or usual.count < _SEEN_BEFORE or usual.usual < _LEAST_USUAL:
        return
    few = links <= usual.usual * _FAR_FEWER
    yield Observation(f"{EMPTY}:{url}", few, 1, Message("{n} link" if links == 1 else "{n} links", n=links))


def _of_pages(measures: RunMeasures) -> Iterator[Observation]:
    troubles = {reason: n for reason, n in measures.troubles.items() if reason not in _NOT_THEIR_FAULT}
    refused = {reason: n for reason, n in troubles.items() if is_refusal(reason)}
    others = {reason: n for reason, n in troubles.items() if reason not in refused}
    blocked, failed = sum(refused.values()), sum(others.values())
    yield Observation(BLOCKED, blocked, measures.attempts, _most(refused))
    yield Observation(PAGES, failed, measures.attempts - blocked, _most(others))


def _of_articles(measures: RunMeasures, expected: Expectation) -> Iterator[Observation]:
    articles = measures.articles
    yield Observation(f"{FIELDS}:{Part.TEXT}", measures.read - articles, measures.read)
    for part in Part:
        if part is not Part.TEXT:
            yield Observation(f"{FIELDS}:{part}", articles - measures.filled.get(part, 0), articles)
    yield Observation(FUTURE, measures.future, articles)
    yield Observation(ENCODING, measures.garbled, articles)
    usual = expected.sizes.get("length")
    if articles and usual and usual.count >= _SEEN_BEFORE:
        weight = _shorter(measures, usual)
        mean = exp(measures.log_length / articles)
        yield Observation(LENGTH, weight > 0, 1, f"texts of about {mean:.0f} characters", weight)


def _shorter(measures: RunMeasures, usual: Size) -> float:
    """The logarithm of how much likelier these texts are where texts have half their usual length.

    Logarithms of lengths are taken for normal, as those of texts and files are; their spread is widened, since it is
    only estimated.
    """
    spread = max(usual.spread, _LEAST_SPREAD) * _WIDENED
    mean = measures.log_length / measures.articles
    return measures.articles * (-_SHIFT_OF_LOG / spread**2) * (mean - usual.mean + _SHIFT_OF_LOG / 2)


def is_expected(name: str, usual: float) -> bool:
    """Whether a part that so many articles lack (a share) is missed at all."""
    return not name.startswith(f"{FIELDS}:") or usual <= 1 - _TOO_RARE


def _most(troubles: Mapping[str, int]) -> str:
    return max(troubles, key=lambda reason: troubles[reason]) if troubles else ""
