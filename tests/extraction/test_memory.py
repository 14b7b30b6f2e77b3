"""What a site's own pages teach, and how the next page is read with it."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction import Hints, extract, read_list
from kitewire.article import PageKind
from tests.extraction.site_pages import STANDING, known, page, paragraphs, read, taught, url

SIX = [page(n) for n in range(6)]


def test_plain_reading_observes_nothing() -> None:
    assert extract(page(1), url(1)).observation is None


def test_an_observation_is_small_and_says_where_things_stand() -> None:
    seen = read(page(1), 1).observation
    assert seen is not None
    assert seen.body == "div.story > div.text"
    assert dict(seen.places) == {"title": "div.top > h1.headline", "published": "div.top > div.info"}
    assert len(seen.blocks) == 4
    assert len(pickle.dumps(seen)) < 2000


def test_the_memory_has_no_part_in_what_is_observed() -> None:
    assert read(page(9), 9, known(*SIX)).observation == read(page(9), 9).observation


def test_a_line_that_stands_under_every_article_leaves_the_text() -> None:
    assert STANDING in read(page(9), 9).body
    assert read(page(9), 9, known(*SIX)).body == "\n".join(paragraphs(9))


def test_two_articles_prove_nothing() -> None:
    assert known(page(1), page(2)) is None or STANDING in read(page(9), 9, known(page(1), page(2))).body


def test_a_paragraph_that_two_articles_share_stays() -> None:
    shared = paragraphs(40)[0]
    pages = [*SIX, page(7, text=[shared, *paragraphs(7)]), page(8, text=[*paragraphs(8), shared])]
    assert shared in read(page(9, text=[*paragraphs(9), shared]), 9, known(*pages)).body


def test_a_paragraph_that_opens_the_parts_of_a_series_stays() -> None:
    opening = "In this series our reporter walks along the whole length of the river Elm, from its spring to the sea."
    pages = [page(n, text=[opening, *paragraphs(n)] if n % 5 == 0 else None) for n in range(30)]
    assert opening in read(page(40, text=[opening, *paragraphs(40)]), 40, known(*pages)).body


def test_an_article_that_comes_again_teaches_nothing_more() -> None:
    memory = taught(*SIX)
    again = taught(page(3), page(3, text=[*paragraphs(3), "A line that was added later on."]), memory=memory, first=3)
    assert again == memory
    reprint = taught(page(3), memory=memory, first=77)
    assert reprint == memory


def test_no_more_than_a_small_share_of_the_text_is_taken_away() -> None:
    lines = [
        f"{STANDING} Line {n} of what the outlet says of itself under everything that it prints." for n in range(9)
    ]
    pages = [page(n, text=[*paragraphs(n), *lines], standing="") for n in range(12)]
    whole = read(page(20, text=[*paragraphs(20), *lines], standing=""), 20)
    read_with = read(page(20, text=[*paragraphs(20), *lines], standing=""), 20, known(*pages))
    assert 0.7 * len(whole.body) <= len(read_with.body) < len(whole.body)
    assert all(paragraph in read_with.body for paragraph in paragraphs(20))


def test_a_sub_heading_that_the_outlet_uses_again_and_again_stays() -> None:
    def with_heading(number: int) -> bytes:
        first, *rest = paragraphs(number)
        return page(number, text=[first, "</p><h3>What we know so far</h3><p>", *rest], standing="")

    assert "What we know so far" in read(with_heading(9), 9, known(*map(with_heading, range(6)))).body


def test_a_title_is_found_where_it_stands_on_the_other_pages() -> None:
    head = '<div class="headline">Bridge 9 of Calder</div><div class="info">2026-11-09 10:09</div>'
    pages = [page(n).replace(b"h1", b"div") for n in range(6)]
    bare = page(9, head=head).replace(b"<title>Bridge 9 of Calder will be closed | The Elm Valley Courier</title>", b"")
    memory = known(*pages)
    assert memory is not None
    assert memory.layouts[0].places["title"] == ("div.top > div.headline",)
    assert read(bare, 9, memory).title == "Bridge 9 of Calder"


def test_a_date_is_found_where_it_stands_on_the_other_pages() -> None:
    # The update time above the headline is no date of publication; the remembered line is.
    raw = page(9).replace(b"2026-11-10 10:09", b"10.11.2026, 10:09")
    found = read(raw, 9, known(*SIX)).published
    assert found is not None
    assert found.when is not None
    assert f"{found.when:%Y-%m-%d %H:%M}" == "2026-11-10 10:09"


def test_a_related_list_is_found_where_it_stands_on_the_other_pages() -> None:
    def listed(number: int, heading: str) -> bytes:
        links = "".join(
            f'<li><a href="/news/{number + n}.html">The mayor of town {number + n} opens the new ferry landing</a></li>'
            for n in (100, 200, 300)
        )
        box = f'<div class="box7"><h3>{heading}</h3><ul class="rows">{links}</ul></div><p>Imprint and contact</p>'
        return page(number).replace(b"</body>", f"{box}</body>".encode())

    memory = known(*(listed(n, "Related articles") for n in range(6)))
    assert memory is not None
    assert memory.layouts[0].places["related"] == ("div.box7 > ul.rows",)
    entries = read(listed(9, "From the valley"), 9, memory).related
    assert [e.url for e in entries] == [url(n) for n in (109, 209, 309)]


@pytest.mark.parametrize("raw", [b"", b"<p>short</p>", b"\x00\xff" * 50, b"<div>" * 5000])
def test_a_bad_page_is_as_bad_with_a_memory(raw: bytes) -> None:
    memory = known(*SIX)
    with_memory = extract(raw, url(1), Hints(memory=memory, observe=True))
    assert with_memory == extract(raw, url(1))
    assert with_memory.kind is not PageKind.ARTICLE
    assert read_list(raw, url(1)).links == ()


def test_the_same_bytes_and_hints_give_the_same_reading() -> None:
    memory = known(*SIX)
    assert read(page(9), 9, memory) == read(page(9), 9, pickle.loads(pickle.dumps(memory)))


_SCRAPS = st.sampled_from(
    ["<p>", "</div>", "<div class='text'>", "<h1 class='headline'>", "<li><a href='/1.html'>", "x" * 90]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1500), _SCRAPS | st.text(max_size=40)), max_size=12))
def test_no_page_makes_a_reading_with_a_memory_fail(scraps: list[tuple[int, str]]) -> None:
    raw = page(9)
    for at, scrap in scraps:
        raw = raw[:at] + scrap.encode("utf-8", "surrogatepass") + raw[at:]
    first = read(raw, 9, known(*SIX))
    assert first == read(raw, 9, known(*SIX))
    assert pickle.loads(pickle.dumps(first.observation)) == first.observation


@pytest.mark.parametrize("address", ["", "x", "http://[::1/1.html", "https://courier.example"])
def test_an_odd_address_is_observed_too(address: str) -> None:
    assert extract(page(1), address, Hints(observe=True)).observation is not None
