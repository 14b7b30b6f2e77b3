"""Articles by day in a zone, single runs, and the pages that went wrong in them, on each database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from kitewire.crawl import Outcome, RunStatus
from kitewire.errors import UnknownIdError
from storage import Database
from storage.calendar import spans
from tests.storage.making import HOUR, NOW, article, desk, failed, read

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def test_an_article_counts_on_the_day_it_has_in_the_zone(any_database: Database) -> None:
    at = desk(any_database)
    times = [
        datetime(2026, 10, 24, 15, 59, 59, tzinfo=UTC),  # 23:59 in Shanghai
        datetime(2026, 10, 24, 16, 0, tzinfo=UTC),  # midnight
        datetime(2026, 10, 25, 23, 30, tzinfo=UTC),  # the day the clocks of Berlin were set back: 0:30 on the 26th
    ]
    at.save(*(read(article(f"/{n}.htm", f"Title {n}", f"Body {n}", published=when)) for n, when in enumerate(times)))
    first, last = date(2026, 10, 1), date(2026, 10, 31)
    assert any_database.calendar.of("weifang", first, last, SHANGHAI) == {
        date(2026, 10, 24): 1,
        date(2026, 10, 25): 1,
        date(2026, 10, 26): 1,
    }
    assert any_database.calendar.of("weifang", first, last, BERLIN) == {date(2026, 10, 24): 2, date(2026, 10, 26): 1}
    assert any_database.calendar.by_source(date(2026, 10, 25), date(2026, 10, 25), SHANGHAI) == {
        "weifang": {date(2026, 10, 25): 1}
    }


def test_a_year_with_two_changes_of_the_clock_has_three_spans() -> None:
    found = list(spans(date(2026, 1, 1), date(2026, 12, 31), BERLIN))
    assert [offset for _, _, offset in found] == [timedelta(hours=n) for n in (1, 2, 1)]
    assert all(one[1] == other[0] for one, other in pairwise(found))
    assert len(list(spans(date(2026, 1, 1), date(2026, 12, 31), SHANGHAI))) == 1


def test_a_run_and_the_pages_of_its_source_that_stand_as_failed(any_database: Database) -> None:
    at = desk(any_database)
    later = NOW + HOUR
    at.save(read(article()), failed("https://news.example/2.htm", 404, reason="http 404"), now=later)
    run = any_database.runs.get(at.run_id)
    assert run.status is RunStatus.RUNNING and run.total(Outcome.FAILED) == 1
    assert [one.id for one in any_database.runs.running()] == [run.id]
    assert any_database.run_pages.measures(run.id).troubles == {"http 404": 1}
    (page,) = any_database.run_pages.failed("weifang")
    assert (page.url, page.reason, page.tries) == ("https://news.example/2.htm", "http 404", 1)
    assert page.next_check is not None and page.next_check > NOW
    any_database.runs.finish(run.id, RunStatus.FINISHED, later)
    assert any_database.runs.running() == []
    assert [one.status for one in any_database.runs.running(also={run.id})] == [RunStatus.FINISHED]
    for look in (any_database.runs.get, any_database.run_pages.measures):
        with pytest.raises(UnknownIdError, match="no run 99"):
            look(99)
