"""Days as they stand beside a link."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.related.dates import shown_day, without_dates

NEAR = date(2024, 1, 20)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-10-28 09:15", "2023-10-28"),
        ("2023年10月28日", "2023-10-28"),
        ("2023.10.28", "2023-10-28"),
        ("28.10.2023, 9.15 Uhr", "2023-10-28"),
        ("28/10/2023", "2023-10-28"),
        ("October 28, 2023", "2023-10-28"),
        ("28 octobre 2023", "2023-10-28"),
        ("28 de octubre de 2023", "2023-10-28"),
        ("28 октября 2023", "2023-10-28"),
        ("10월 28일", "2023-10-28"),
        ("السبت، 28 أكتوبر 2023", "2023-10-28"),
        ("(12-24)", "2023-12-24"),
        ("01-22", "2024-01-22"),
        ("October, 2023", "2023-10"),
        ("2023年10月", "2023-10"),
        ("3 hours ago", None),
        ("6小时前", None),
        ("09:15", None),
        ("2023-13-45", None),
        ("128 comments", None),
    ],
)
def test_shown_day(text: str, day: str | None) -> None:
    assert shown_day(text, NEAR) == day


def test_the_order_of_day_and_month() -> None:
    assert shown_day("03/04/2023") == "2023-04-03"
    assert shown_day("03/04/2023", month_first=True) == "2023-03-04"


def test_no_year_from_nowhere() -> None:
    assert shown_day("10-28") is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("风筝大赛开幕 2023-10-28", "风筝大赛开幕"),
        ("风筝大赛开幕(10-28)", "风筝大赛开幕"),
        ("[10-28] 风筝大赛开幕", "风筝大赛开幕"),
        ("2023-10-28", "2023-10-28"),
        ("Polizeibericht bis 15.10.2023", "Polizeibericht bis 15.10.2023"),
    ],
)
def test_without_dates(text: str, rest: str) -> None:
    assert without_dates(text) == rest


@given(st.text(max_size=80), st.none() | st.dates())
def test_any_text_may_be_read(text: str, near: date | None) -> None:
    day = shown_day(text, near)
    assert day is None or len(day) in (7, 10)
