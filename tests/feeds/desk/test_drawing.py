"""What the desk draws."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feeds.desk.drawing import LEVELS, WEEKS, first_day, heat_map, months_of, spark_path, thresholds, week

TODAY = date(2026, 11, 22)
COUNTS = st.dictionaries(st.dates(date(2025, 11, 1), TODAY), st.integers(0, 500), max_size=60)


@given(COUNTS)
def test_a_calendar_shows_every_day_of_a_year_once(days: dict[date, int]) -> None:
    drawn = heat_map(days, TODAY)
    assert [cell.day for cell in drawn.cells] == [first_day(TODAY) + timedelta(days=n) for n in range(len(drawn.cells))]
    assert drawn.cells[-1].day == TODAY and drawn.cells[0].day.weekday() == 0
    assert max(cell.x for cell in drawn.cells) < drawn.width and len(drawn.cells) > 7 * (WEEKS - 1)
    assert all((cell.level > 0) == (cell.articles > 0) and cell.level <= LEVELS for cell in drawn.cells)
    assert drawn.total == sum(articles for _, articles, _ in months_of(days, TODAY))


def test_one_busy_day_does_not_make_the_others_pale() -> None:
    days = {TODAY - timedelta(days=n): 3 for n in range(20)} | {TODAY - timedelta(days=30): 500}
    assert {cell.level for cell in heat_map(days, TODAY).cells if cell.articles} == {LEVELS}
    assert thresholds([1, 2, 3, 4, 5, 6, 7, 8]) == [1, 3, 5, 7] and thresholds([]) == [1] * LEVELS


def test_the_rhythm_of_a_week() -> None:
    waits = [timedelta(minutes=10 if 8 <= hour < 20 else 160) for _ in range(7) for hour in range(24)]
    drawn = week(waits)
    assert [len(row) for row in drawn] == [24] * 7
    assert (drawn[0][3].level, drawn[0][9].level, drawn[6][9].minutes) == (0, LEVELS, 10)
    assert week([]) == [] and {hour.level for row in week([timedelta(hours=1)] * 168) for hour in row} == {2}


def test_a_sparkline_has_a_stroke_a_day() -> None:
    assert spark_path([]) == "" and spark_path([0, 5]).count("M") == 2
    assert spark_path([0, 5]) == "M30.0 23v-0.6 M90.0 23v-22.0"
