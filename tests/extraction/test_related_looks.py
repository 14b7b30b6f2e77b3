"""Cheap looks before dear patterns, and what is kept, change nothing of what the finders of related lists say."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from extraction.once import once
from extraction.related import dates, links

STEPS = ["/", "/tag", "/Topics", "/t\u00f3picos", "/hashtag", "a-b", "1", "\n", "?x=", "http://news.example"]
DAYS = ["2024", "24", "05", "3", "13", "-", ".", "/", " ", "年", "月", "日", "May", "mayo", ":", "1999", "٣", "de "]


@given(st.lists(st.sampled_from(STEPS), max_size=7))
def test_topic_pages(pieces: list[str]) -> None:
    href = "".join(pieces)
    assert links.is_topic_page(href) == bool(links._TOPIC.search(href))


@given(st.lists(st.sampled_from(DAYS), max_size=8), st.sampled_from([None, date(2024, 6, 1)]), st.booleans())
def test_days(pieces: list[str], near: date | None, month_first: bool) -> None:
    text = "".join(pieces)
    folded = text.translate(dates._DIGITS).casefold()
    full = (dates._read_full(m, near, month_first) for m in dates._matches(dates._FULL, folded))
    months = (dates._read_month(m, near, month_first) for m in dates._matches(dates._MONTH_ONLY, folded))
    near_days = (dates._read_yearless(m, near) for m in dates._matches(dates._NO_YEAR, folded)) if near else ()
    assert dates.shown_day(text, near, month_first) == next((d for d in (*full, *months, *near_days) if d), None)


def test_what_is_kept_is_computed_once_for_each() -> None:
    class Page:
        asked = 0

        @once
        def lines(self) -> list[int]:
            self.asked += 1
            return [self.asked]

    one, other = Page(), Page()
    assert one.lines is one.lines
    assert (one.asked, other.asked, Page.lines.attrname) == (1, 0, "lines")
    del one.lines
    assert one.lines == [2]
