"""Selectors for an element that somebody points at: names before positions, tried on every sample page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.page import view_of
from extraction.selecting import propose, try_rule
from extraction.view import PageView
from kitewire.source import Field, Rule
from kitewire.source_values import read_rule

TEXT = "The town council voted on Friday to repair the harbour wall before the winter storms, sentence {} of page {}."


def page(number: int, top: str = "") -> bytes:
    text = "".join(f"<p>{TEXT.format(n, number)}</p>" for n in range(5))
    related = "".join(f"<li><a href='/{n}'>Story number {n}</a></li>" for n in range(4))
    info = f"<div class='info'><span>By Ann</span><span>2026-11-{number:02d}</span></div>"
    return (
        f"<html><body><div class='wrap'>{top}<h1>Headline {number}</h1>{info}<div class='text post-4711{number}'>{text}"
        f"</div><p class='share'>Share</p><ul class='more'>{related}</ul></div></body></html>"
    ).encode()


def view(raw: bytes) -> PageView:
    seen = view_of(raw, "http://wire.example/1.html")
    assert isinstance(seen, PageView)
    return seen


VIEWS = [view(page(1)), view(page(2)), view(page(3, "<h2>Breaking</h2>"))]


def best(text: str, field: Field) -> str:
    block = next(b for b in VIEWS[0].blocks if text in b.text)
    return propose(VIEWS, 0, block.node, field)[0].selector


@pytest.mark.parametrize(
    ("pointed", "field", "selector"),
    [
        ("Headline 1", Field.TITLE, "h1"),
        ("sentence 2", Field.BODY, "div.text"),
        ("Story number 2", Field.RELATED, "ul.more"),
        ("2026-11-01", Field.PUBLISHED, "div.info"),
        ("Share", Field.STRIP, "p.share"),
        ("sentence 0", Field.STRIP, "div.wrap > div.text > p:nth-of-type(1)"),
    ],
    ids=["title", "body", "related", "date", "strip", "strip-one-of-many"],
)
def test_the_best_is_a_name_that_holds_on_all_pages(pointed: str, field: Field, selector: str) -> None:
    assert best(pointed, field) == selector


def test_a_proposal_tells_what_it_finds_on_each_page() -> None:
    block = next(b for b in VIEWS[1].blocks if b.text == "Headline 2")
    first = propose(VIEWS, 1, block.node, Field.TITLE)[0]
    assert first.counts == (1, 1, 1) and first.texts == ("Headline 1", "Headline 2", "Headline 3")


def test_an_element_of_one_page_only_says_so() -> None:
    block = next(b for b in VIEWS[2].blocks if b.text == "Breaking")
    assert all(one.counts[2] and one.texts[2] for one in propose(VIEWS, 2, block.node, Field.SECTION))
    assert {0} < {one.counts[0] for one in propose(VIEWS, 2, block.node, Field.SECTION)}


def test_a_rule_is_tried_in_either_language() -> None:
    assert try_rule(VIEWS, Rule(Field.TITLE, "css", "h1")).counts == (1, 1, 1)
    strings = try_rule(VIEWS, Rule(Field.ORIGIN, "xpath", "//div[@class='info']/span[1]/text()"))
    assert strings.texts == ("By Ann",) * 3
    assert try_rule(VIEWS, Rule(Field.TITLE, "css", "h5")).texts == ("", "", "")


NAMES = st.text(st.sampled_from("abz09-_:.#[]\"'> 新<"), max_size=8)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["div", "p", "span", "ul", "h1", "o:p"]), NAMES, NAMES), max_size=8))
def test_whatever_a_page_calls_its_elements_a_proposal_is_a_rule_that_finds_them(
    parts: list[tuple[str, str, str]],
) -> None:
    opened = "".join(
        f'<{tag} class="{name}" id="{ident}" itemprop="{name}">words of it '.replace("<<", "<")
        for tag, name, ident in parts
    )
    seen = view_of(f"<html><body>{opened}and a longer end of the page</body></html>".encode(), "http://a.example/")
    if not isinstance(seen, PageView):
        return
    for block in seen.blocks:
        for field in (Field.TITLE, Field.BODY, Field.STRIP):
            for one in propose([seen], 0, block.node, field):
                assert try_rule([seen], read_rule(field, f"css:{one.selector}")).counts == one.counts
                assert one.counts[0] > 0
