"""Whether a source that answers has been silent for improbably long."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kitewire.crawl import RunStatus
from kitewire.run_measures import RunRecord
from scheduler.cadence import LEAST_PATIENCE, Patience
from scheduler.expectation import Quiet

LEAST_RUNS = 3
LEAST_SPAN = timedelta(hours=1)
"""From the first run beyond the bound to the raising: at least three runs and an hour."""
_LOOKS_AGAIN = timedelta(days=1)


def wants_past(quiet: Quiet, run: RunRecord) -> bool:
    """Whether the source's past has to be looked up to judge this run: seldom, once in each longer pause."""
    if not _is_silent(run) or quiet.raised or quiet.until is not None:
        return False
    if quiet.looked is not None and run.ended - quiet.looked < _LOOKS_AGAIN:
        return False
    return quiet.last is None or run.ended - quiet.last >= LEAST_PATIENCE


def listen(quiet: Quiet, run: RunRecord, last: datetime | None, patience: Patience | None) -> Quiet:
    """The state after a run. `last` (when the newest article was first seen) and `patience` (how long one may
    wait after it) count where `wants_past`; None: not known."""
    if run.measures.new:
        # One new article is disproof enough: raised anew it would be only after another improbable pause.
        return Quiet(last=run.ended)
    if wants_past(quiet, run):
        quiet = _looked_up(quiet, run, last, patience)
    if quiet.until is None or not _is_silent(run) or run.ended < quiet.until:
        return quiet
    first = quiet.first or run.ended
    runs = quiet.runs + 1
    proven = runs >= LEAST_RUNS and run.ended - first >= LEAST_SPAN
    return replace(quiet, runs=runs, first=first, raised=quiet.raised or proven)


def _looked_up(quiet: Quiet, run: RunRecord, last: datetime | None, patience: Patience | None) -> Quiet:
    quiet = replace(quiet, last=quiet.last or last, looked=run.ended)
    if patience is None:
        return quiet
    return replace(quiet, until=patience.until, longest=patience.longest / timedelta(hours=1))


def _is_silent(run: RunRecord) -> bool:
    """Whether the run says that there is nothing new: its lists answered, and no page waited or was no article."""
    measures = run.measures
    answered = any(not one.error for one in measures.lists.values())
    had = 2 * sum(measures.troubles.values()) <= measures.attempts
    return run.status is RunStatus.FINISHED and answered and had and not (measures.read or run.found)
