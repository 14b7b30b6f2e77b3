"""The contract of assessments: what is known after a run, and what is kept of it, on each database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kitewire.crawl import RunStatus
from kitewire.errors import UnknownSourceError
from kitewire.health import Evidence, Finding, FindingKind
from kitewire.run_measures import ListMeasure, RunMeasures
from storage import Database
from storage.health import Assessed, Due
from tests.storage.making import HOUR, NOW, article, desk, read, source

NAME = "weifang"
FOUND = Finding(FindingKind.EMPTY, NOW, NOW, 3, (Evidence("a list", "about 30 links", "0 links"),), raised=NOW)


def run(database: Database, status: RunStatus = RunStatus.FINISHED, trigger: str = "schedule") -> int:
    number = database.runs.start(NAME, trigger, "me", NOW)
    measures = RunMeasures(new=1, lists={"http://a.example/": ListMeasure(links=3)})
    database.runs.finish(number, status, NOW + HOUR, measures=measures)
    return number


def test_what_is_known_after_a_run(any_database: Database) -> None:
    any_database.sources.save(source())
    first = any_database.health.unassessed(NAME)
    assert (first.runs, first.last_run, first.expectation, first.standing) == ((), 0, {}, ())
    assert (first.source, first.failures, first.started, first.changed_since) == (source(), 0, None, None)
    failed, imported, last = run(any_database, RunStatus.FAILED), run(any_database, trigger="ingest"), run(any_database)
    any_database.runs.start(NAME, "schedule", "me", NOW + HOUR)
    known = any_database.health.unassessed(NAME)
    assert [one.id for one in known.runs] == [failed, last], f"neither one that is open nor an import ({imported})"
    assert known.runs[0].measures.lists["http://a.example/"].links == 3
    assert (known.failures, known.started) == (0, NOW + HOUR)
    with pytest.raises(UnknownSourceError):
        any_database.health.unassessed("nobody")


def test_an_assessment_is_kept_once_with_what_is_due(any_database: Database) -> None:
    any_database.sources.save(source())
    desk(any_database).save(read(article()))
    run(any_database)
    known = any_database.health.unassessed(NAME)
    after = Assessed({"runs": 1}, known.runs[-1], NOW, raised=(FOUND,), hooks=("command",))
    assert any_database.health.save(NAME, 0, after, Due(NOW + HOUR, NOW))
    again = any_database.health.unassessed(NAME)
    assert (again.runs, again.last_run, again.expectation) == ((), known.runs[-1].id, {"runs": 1})
    assert [one.kind for one in again.standing] == [FindingKind.EMPTY] and again.standing[0].evidence == FOUND.evidence
    assert not any_database.schedule.is_due(NAME, NOW) and any_database.schedule.is_due(NAME, NOW + HOUR)
    (state,) = any_database.health.states(NOW)
    assert (state.articles, state.succeeded, state.findings) == (1, NOW, (FindingKind.EMPTY,))

    assert not any_database.health.save(NAME, 0, after, Due(NOW + 2 * HOUR, NOW)), "another was first"
    assert len(any_database.health.findings(NAME)) == 1
    assert not any_database.schedule.is_due(NAME, NOW + HOUR), "when it is due is kept all the same"
    with pytest.raises(UnknownSourceError):
        any_database.health.save("nobody", 0, after)


def test_a_run_without_success_leaves_the_last_one_and_the_count(any_database: Database) -> None:
    any_database.sources.save(source())
    run(any_database)
    first = any_database.health.unassessed(NAME).runs[-1]
    assert any_database.health.save(NAME, 0, Assessed({}, first, NOW))
    number = any_database.runs.start(NAME, "schedule", "me", NOW)
    any_database.runs.finish(number, RunStatus.FAILED, NOW + HOUR)
    second = any_database.health.unassessed(NAME).runs[-1]
    assert any_database.health.save(NAME, first.id, Assessed({}, second, None))
    (state,) = any_database.health.states(NOW)
    assert (state.articles, state.succeeded) == (0, NOW)


def test_names_that_are_gone_are_not_among_some(any_database: Database) -> None:
    any_database.sources.save(source())
    assert any_database.sources.some([NAME, "nobody"]) == [source()]
    assert any_database.sources.some([]) == []


def test_silences(any_database: Database) -> None:
    any_database.sources.save(source())
    run(any_database)
    first = any_database.health.unassessed(NAME).runs[-1]
    silent = replace(FOUND, kind=FindingKind.SILENT)
    assert any_database.health.save(NAME, 0, Assessed({}, first, NOW, raised=(FOUND, silent)))
    assert any_database.health.silences(NAME) == [(NOW, None)]
    stands = next(one for one in any_database.health.findings(NAME) if one.kind is FindingKind.SILENT)
    assert any_database.health.save(NAME, first.id, Assessed({}, first, NOW, cleared=(replace(stands, cleared=NOW),)))
    assert any_database.health.silences(NAME) == [(NOW, NOW)]
    with pytest.raises(UnknownSourceError):
        any_database.health.silences("nobody")
