"""Plain addresses are told without taking them apart: as those that were."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.addresses import Addresses, tidy
from extraction.memory.observing import _tells
from kitewire.urls import canonicalize, is_http, join

BASES = ["https://news.example/2024/05/a;b.html", "http://news.example//x/./y?z=/../1", "https://news.example/1/2/3?#"]
BASES += [
    "https://news.example/2024/a.html",
    "http://www.news.example:8080/x/",
    "HTTPS://News.example",
    "",
    "file:///a",
]
PIECES = [
    "/",
    "//",
    ".",
    "..",
    "a",
    "B-1",
    "?",
    "=",
    "&",
    "#",
    "%20",
    "~",
    "é",
    " ",
    ":",
    ";",
    "(",
    "@",
    "大桥",
    "index.html",
    "x=1",
]
STARTS = ["", "/", "//", "https://", "http://www.", "HTTP://", "javascript:", "mailto:", "https://news.example", "?"]
STARTS += ["//other.example", "http://other.example", "tel:", "./", "../", "../../", "./t2024_1.html"]
LINKS = st.builds(lambda start, rest: start + "".join(rest), st.sampled_from(STARTS), st.lists(st.sampled_from(PIECES)))


@given(st.sampled_from(BASES), LINKS)
def test_links_lead_where_joining_leads(base: str, link: str) -> None:
    bare = link.strip()
    joined = join(base, link) if is_http(base) else bare if is_http(bare) else None
    addresses = Addresses(base)
    assert [addresses.of(link), addresses.of(link)] == [joined if bare else None] * 2


@given(LINKS)
def test_tidy_addresses_are_canonical(link: str) -> None:
    url = f"https://news.example{link}" if link.startswith("/") else link
    if is_http(url):
        assert tidy(url) == canonicalize(url)


@pytest.mark.parametrize("url", ["https://news.example/a/1.html", "http://www.news.example/x/", "https://a.b/~c_d"])
def test_plain_addresses_are_left_as_they_are(url: str) -> None:
    assert tidy(url) == canonicalize(url) == url


@given(
    st.dates(date(2000, 1, 1), date(2030, 12, 31)),
    st.lists(
        st.one_of(st.integers(0, 12).map(str), st.sampled_from(["2024", "02024", "05", "年", "月", ". Mai ", "-", "٣"]))
    ),
    st.booleans(),
)
def test_a_day_is_seen_in_a_line_as_numbers(day: date, parts: list[str], shown: bool) -> None:
    if shown:
        parts = (
            [*parts, f" {day.year}-{day.month:02}-{day.day} "] if day.day % 2 else [*parts, f" {day.day}. {day.year}"]
        )
    text, year = "".join(parts), day.year
    whole = rf"{year}\D{{1,3}}0?{day.month}\D{{1,3}}0?{day.day}(?!\d)|(?<!\d)0?{day.day}\D{{1,12}}{year}"
    assert _tells(text, day) == bool(re.search(whole, text))
