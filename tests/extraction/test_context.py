"""The second look at a page's blocks: in C and in Python alike, and what it is for."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction import context
from extraction.body import block_logits, find_body
from extraction.context import NAMES, NONE, context_rows, rows_in_python, second_look, settled
from extraction.forest import forest, in_c
from extraction.rows import scores
from extraction.view import PageView

URL = "https://news.example/town/bridge-opens-1.html"
NEVER = -9.0
TEXT = "The new bridge over the river opened on Friday, and some two hundred people walked across it with the mayor. "
BLOCKS = st.tuples(
    st.floats(-8.9, 12),
    st.integers(1, 60),
    st.tuples(st.integers(0, 10), st.floats(0, context.MOST), st.floats(0, 1), st.floats(0, 1)),
    st.integers(0, 3),
)


def test_the_part_in_c_is_built() -> None:
    """Whoever runs the tests has a compiler: without this, both sides of the comparisons below would be Python."""
    assert context._native is not None
    assert in_c(NAMES, context.TREES) is not None


@given(st.lists(BLOCKS, min_size=1, max_size=40))
def test_both_ways_give_the_same_rows(blocks: list[tuple[float, int, tuple[float, ...], int]]) -> None:
    odds = array("d", [own for own, *_ in blocks])
    places, place = array("i"), 0
    for _, gap, *_ in blocks:
        place += gap
        places.append(place)
    alone = array("d", [float(number) for *_, numbers, _ in blocks for number in numbers])
    known: dict[int, int] = {}
    groups = array("i", [known.setdefault(group, len(known)) for *_, group in blocks])
    rows = rows_in_python(odds, places, alone, groups)
    assert len(rows) == len(blocks) * len(NAMES)
    assert context._native.rows(odds, places, alone, groups) == rows


def test_numbers_that_do_not_fit_are_refused() -> None:
    one = (array("d", [1.0]), array("i", [0]), array("d", [0.0] * 4), array("i", [0]))
    assert len(context._native.rows(*one)) == len(NAMES)
    with pytest.raises(ValueError, match="missing"):
        context._native.rows(one[0], one[1], array("d", [0.0]), one[3])
    with pytest.raises(ValueError, match="group"):
        context._native.rows(one[0], one[1], one[2], array("i", [7]))


def test_what_a_row_tells() -> None:
    view = PageView(
        f"<body><div class=text><p>{TEXT}</p><h2>Short</h2><p>{TEXT}</p></div><div class=foot>End</div>", URL
    )
    odds = [3.0, -0.5, 2.0, NEVER]
    rows = context_rows(view.layout, odds, [0, 1, 2])
    head = dict(zip(NAMES, rows[len(NAMES) : 2 * len(NAMES)], strict=True))
    assert (head["own"], head["before1"], head["after1"], head["before2"]) == (-0.5, 3.0, 2.0, NONE)
    assert (head["long_before"], head["long_after"], head["like"], head["within"]) == (3.0, 2.0, 0.0, 1.0)
    first = dict(zip(NAMES, rows[: len(NAMES)], strict=True))
    assert (first["like"], first["like_most"], first["gap_before"], first["gap_after"]) == (1.0, 2.0, context.FAR, 1.0)


PAGES = [
    "<body><section><div class='a b'><p>one<p>two</div><div class=a><p>three</div><div class=c><p>four</div>"
    "</section><ul><li>five</ul>",
    f"<p class=''>{TEXT}<td>x<b>y</b><h4 class=' a'>z</h4>"
    "<blockquote>中文的一段话，说明桥梁已经开通。<a href=/1>link</a></blockquote>",
    "<html>only",
]


def test_blocks_like_each_other_share_tag_and_class_up_to_the_second_element_above() -> None:
    layout = PageView(PAGES[0], URL).layout
    assert list(context.alone_and_alike_in_python(layout, range(5))[1]) == [0, 0, 0, 1, 2]


@pytest.mark.parametrize("page", PAGES, ids=["lists", "tags", "bare"])
def test_both_ways_see_the_same_of_blocks_alone(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = PageView(page, URL).layout
    wanted = list(range(len(layout.blocks)))
    odds = [1.5 - one for one in wanted]
    rows = context_rows(layout, odds, wanted)
    monkeypatch.setattr(context, "_native", None)
    assert context_rows(layout, odds, wanted) == rows


def test_a_page_without_the_part_in_c_gets_the_same_odds(monkeypatch: pytest.MonkeyPatch) -> None:
    view = PageView(
        f"<title>Bridge opens</title><h1>Bridge opens</h1><p>{TEXT * 3}<h2>The mayor</h2><p>{TEXT * 2}", URL
    )
    first = scores(view, NEVER)
    expected = second_look(view.layout, first, NEVER)
    assert expected == block_logits(view) != first
    monkeypatch.setattr(context, "_native", None)
    assert second_look(view.layout, first, NEVER) == expected
    monkeypatch.setattr(context, "in_c", lambda names, file: None)
    assert second_look(view.layout, first, NEVER) == pytest.approx(expected, abs=1e-12)


def test_nothing_to_look_at() -> None:
    view = PageView("<body><p>x", URL)
    assert second_look(view.layout, [NEVER], NEVER) == [NEVER]


def test_the_first_look_counts_where_the_second_leaves_hardly_anything() -> None:
    view = PageView(f"<body><p>{TEXT}</p><p>{TEXT}</p><p>{TEXT}</p><p>Short</p>", URL)
    first = [2.0, 2.0, 2.0, -1.0]
    assert settled(view.layout, first, [1.0, -1.0, -1.0, 3.0]) == [1.0, -1.0, -1.0, 3.0]
    assert settled(view.layout, first, [-1.0, -1.0, -1.0, 3.0]) == first
    assert settled(view.layout, [-1.0] * 4, [-2.0] * 4) == [-2.0] * 4


def test_sub_heads_between_paragraphs_are_text_and_the_same_line_elsewhere_is_none() -> None:
    parts = "".join(f"<p>{TEXT}{TEXT}</p><h3>What the {who} said</h3>" for who in ("mayor", "builders", "people"))
    page = (
        "<title>Bridge over the river opens</title><h1>Bridge over the river opens</h1>"
        f"<div class=story>{parts}<p>{TEXT}{TEXT}</p></div>"
        "<div class=more><h3>What others wrote</h3><ul><li><a href=/2>A road is closed for works</a></ul></div>"
    )
    lines = find_body(PageView(page, URL)).text.split("\n")
    assert [line for line in lines if line.startswith("What")] == [
        "What the mayor said",
        "What the builders said",
        "What the people said",
    ]


def test_trees_ask_for_known_numbers_alone() -> None:
    assert isinstance(forest(NAMES, context.TREES)([0.0] * len(NAMES)), float)
