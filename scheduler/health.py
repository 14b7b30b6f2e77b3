"""After a run: what it says of its source is weighed, findings are raised and cleared, alerts are made.

runs that ended ─▶ assess (pure) ─▶ findings ─▶ one transaction: expectation, findings, alerts
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from kitewire.crawl import RunStatus
from kitewire.health import Finding
from kitewire.run_measures import RunRecord
from kitewire.source import Source
from kitewire.zones import zone_of
from scheduler.alerting import HOOKS
from scheduler.assessment import Surroundings, assess, shown_by
from scheduler.cadence import LOOKS_BACK, MOST_ARTICLES, Past, patience
from scheduler.days_off import days_off
from scheduler.expectation import Expectation, from_dict, to_dict
from scheduler.findings import Changes, changes, findings, kinds_shown
from scheduler.observing import LayoutChange
from scheduler.quiet import wants_past
from storage import Database
from storage.health import Assessed, Due, Unassessed

log = logging.getLogger(__name__)

KNOWN_AFTER = 20
"""Articles after which a new layout is known as well as the old one was, and its finding is over."""


def assess_source(database: Database, name: str) -> tuple[Finding, ...]:
    """Weigh the runs of a source that ended since the last time; gives the findings that stand now.

    Done twice, or by two processes at once, it counts each run once. Raises `UnknownSourceError` and `DatabaseError`.
    """
    todo = database.health.unassessed(name)
    weighed = weigh(database, todo)
    if weighed is None:
        return todo.standing
    if not keep(database, todo, weighed):
        return tuple(database.health.findings(name))
    return weighed.standing


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the runs of a source have come to."""

    after: Assessed
    standing: tuple[Finding, ...]
    """The findings that stand now."""


def weigh(database: Database, todo: Unassessed) -> Weighed | None:
    """What the runs say that are not assessed yet; None: there are none. Nothing is written. Raises as
    `assess_source`."""
    if not todo.runs:
        return None
    expected, standing = from_dict(todo.expectation), {one.kind: one for one in todo.standing}
    source, layout = todo.source, layout_change(database, todo.source.name, todo.changed_since)
    told = Changes()
    for run in todo.runs:
        before, expected = expected, assess(expected, run, _surroundings(database, source, run, expected, layout))
        shown = kinds_shown(shown_by(before, expected), before, expected)
        step = changes(tuple(standing.values()), findings(expected, run, layout), shown, run.ended)
        for one in (*step.raised, *step.kept):
            standing[one.kind] = one
        for one in step.cleared:
            del standing[one.kind]
        told = _together(told, step)
    last = todo.runs[-1]
    after = Assessed(to_dict(expected), last, _succeeded(todo.runs), told.raised, told.kept, told.cleared, HOOKS)
    return Weighed(after, tuple(standing.values()))


def keep(database: Database, todo: Unassessed, weighed: Weighed, due: Due | None = None) -> bool:
    """Write down what was weighed, and when the source is due; False: another process has weighed its runs meanwhile,
    and only the latter was written. Raises as `assess_source`."""
    kept = database.health.save(todo.source.name, todo.last_run, weighed.after, due)
    if not kept:
        log.info("%s: another process has assessed its runs meanwhile", todo.source.name)
    return kept


def layout_change(database: Database, name: str, since: datetime | None) -> LayoutChange | None:
    """The layout of the source's articles that is gone since `since`, if any."""
    if since is None:
        return None
    memory = database.memories.load(name)
    gone = next((one for one in memory.layouts if one.changed_since == since), None)
    if gone is None:
        return None
    others = [one for one in memory.layouts if one.changed_since is None and one.seen and one.seen >= since]
    return LayoutChange(since, gone.body, gone.pages, sum(one.pages for one in others) >= KNOWN_AFTER)


def _surroundings(
    database: Database, source: Source, run: RunRecord, expected: Expectation, layout: LayoutChange | None
) -> Surroundings:
    starts = frozenset(start.url for start in source.starts)
    if not wants_past(expected.quiet, run):
        return Surroundings(starts, layout)
    appeared = database.schedule.appeared(source.name, run.ended - LOOKS_BACK, MOST_ARTICLES)
    seen = [one.seen for one in appeared if one.seen <= run.ended]
    if not seen:
        return Surroundings(starts, layout)
    silences = tuple((since, until or run.ended) for since, until in database.health.silences(source.name))
    zone, last = zone_of(source), max(seen)
    known = patience(Past(appeared, silences), last, zone, days_off(zone.key))
    return Surroundings(starts, layout, last, known)


def _succeeded(runs: tuple[RunRecord, ...]) -> datetime | None:
    return max((run.ended for run in runs if run.status is RunStatus.FINISHED), default=None)


def _together(told: Changes, step: Changes) -> Changes:
    """What several runs have changed, as one: a finding that came and went between two looks is no news."""
    brief = {one.kind for one in told.raised} & {one.kind for one in step.cleared if not one.id}
    raised = {one.kind: one for one in (*told.raised, *step.raised) if one.kind not in brief}
    kept = {one.kind: one for one in told.kept}
    for one in step.kept:
        (kept if one.id else raised)[one.kind] = one
    cleared = [one for one in (*told.cleared, *step.cleared) if one.id]
    over = {one.id for one in cleared}
    return Changes(tuple(raised.values()), tuple(one for one in kept.values() if one.id not in over), tuple(cleared))
