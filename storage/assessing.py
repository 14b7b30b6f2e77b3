"""What is asked of the database after each run, to weigh it: statements made once.

With thousands of sources that is what a service does all day. Building a statement through the mapped classes takes
many times as long as SQLite takes to answer it, so these are of plain tables, and are bound.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, bindparam, exists, func, insert, or_, select, update

from kitewire.health import FindingKind
from storage.base import table_of
from storage.models import ArticleRow, RunRow, SiteMemoryRow, SourceRow
from storage.service_models import FindingRow, SourceHealthRow

MOST_RUNS = 200
"""Runs that are assessed at a time."""

_source, _health, _run, _finding, _memory, _article = (
    table_of(row).c for row in (SourceRow, SourceHealthRow, RunRow, FindingRow, SiteMemoryRow, ArticleRow)
)
_changed = select(func.max(_memory.changed_since)).where(_memory.source_id == _source.id).scalar_subquery()

_latest = select(_run.started).where(_run.source_id == _source.id).order_by(_run.id.desc()).limit(1).scalar_subquery()
_troubled = exists().where(_finding.source_id == _source.id, _finding.cleared.is_(None))

KNOWN = (
    select(
        *(_source.id, _source.definition, _source.failures, _health.run_id, _health.expectation),
        *(_changed.label("changed_since"), _latest.label("started"), _troubled.label("troubled")),
    )
    .select_from(table_of(SourceRow).outerjoin(table_of(SourceHealthRow), _health.source_id == _source.id))
    .where(_source.name == bindparam("wanted"))
)
"""Of the source `wanted`: what is expected of it, up to which run; since when a layout is gone; when its last run
began; whether findings stand."""

ENDED: Select[Any] = (
    select(*(_run.id, _run.status, _run.started, _run.ended, _run.error, _run.found, _run.requests, _run.measures))
    .where(
        _run.source_id == bindparam("source"),
        _run.id > bindparam("last"),
        or_(_run.trigger == "command", _run.trigger == "schedule"),
        # A run that is open while a later one has ended is a dead one: runs of a source do not overlap.
        _run.status != "running",
    )
    .order_by(_run.id)
    .limit(MOST_RUNS)
)
"""The crawls of `source` after the run `last` that are over."""

STANDING = (
    select(*table_of(FindingRow).c)
    .where(_finding.source_id == bindparam("source"), _finding.cleared.is_(None))
    .order_by(_finding.id.desc())
)
"""The findings of `source` that are not over."""

SILENT = (
    select(_finding.since, _finding.cleared)
    .join_from(table_of(FindingRow), table_of(SourceRow), _finding.source_id == _source.id)
    .where(_source.name == bindparam("wanted"), _finding.kind == FindingKind.SILENT.value)
)
"""When the source `wanted` was found silent: from, to."""

DUE = (
    update(table_of(SourceRow))
    .where(_source.name == bindparam("wanted"))
    .values(next_due=bindparam("due"), scheduled=bindparam("at"))
    .returning(_source.id)
)
"""When the source `wanted` is due next, as chosen `at`."""

MOVED = (
    update(table_of(SourceHealthRow))
    .where(
        _health.source_id == bindparam("source"),
        _health.run_id == bindparam("before"),
    )
    .values(
        run_id=bindparam("run"),
        expectation=bindparam("learned"),
        requests=bindparam("cost"),
        seconds=bindparam("took"),
        succeeded=func.coalesce(bindparam("well", type_=_health.succeeded.type), _health.succeeded),
    )
    .returning(_health.articles)
)
"""Keep what was learned of `source`, unless another process has assessed beyond the run `before`."""

COUNTED = (
    update(table_of(SourceHealthRow))
    .where(_health.source_id == bindparam("source"))
    .values(articles=select(func.count()).where(_article.source_id == bindparam("source")).scalar_subquery())
)
"""Count the articles of `source` anew."""

BEGUN = insert(table_of(SourceHealthRow)).values(source_id=bindparam("source"), run_id=0, requests=0, expectation={})
"""Begin to learn of `source`."""

SOURCE = select(_source.id).where(_source.name == bindparam("wanted"))
ASSESSED_ONCE = select(_health.run_id).where(_health.source_id == bindparam("source"))
