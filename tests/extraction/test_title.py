"""The headline: chosen among what the page shows and tells of itself."""

from __future__ import annotations

import pytest

from extraction import extract
from extraction.headline import Evidence, candidates
from extraction.ranking import weights_of
from extraction.view import PageView

TEXT = "<p>" + "The town council decided on Monday to repair the old bridge over the river before winter. " * 4 + "</p>"


def title_of(head: str, body: str, url: str = "https://news.example/town/council-repairs-old-bridge") -> str:
    page = f"<html lang=en><head>{head}</head><body>{body}{TEXT * 3}<footer>Imprint</footer></body></html>"
    return extract(page.encode(), url).title


def test_the_heading_that_the_titles_repeat() -> None:
    head = "<title>Council repairs old bridge | Town | The Daily Example</title>"
    assert title_of(head, "<h1>Council repairs old bridge</h1>") == "Council repairs old bridge"


def test_a_site_name_in_h1_is_no_headline() -> None:
    head = (
        "<title>Council repairs old bridge - Daily Example</title><meta property=og:site_name content='Daily Example'>"
    )
    body = "<h1><a href='/'>Daily Example</a></h1><h2>Council repairs old bridge</h2>"
    assert title_of(head, body) == "Council repairs old bridge"


@pytest.mark.parametrize("mark", [" | ", " - ", " – ", "_", " » "])
def test_outlet_and_section_are_cut_off_the_title(mark: str) -> None:
    head = f"<title>Council repairs the old bridge{mark}Daily Example</title>"
    head += "<meta property=og:site_name content='Daily Example'>"
    assert title_of(head, "<p>Home</p>") == "Council repairs the old bridge"


def test_a_headline_keeps_its_own_dash() -> None:
    head = "<title>Old bridge – what the council decided</title>"
    assert title_of(head, "<h1>Old bridge – what the council decided</h1>") == "Old bridge – what the council decided"


def test_the_headline_printed_under_a_heading_for_search_engines() -> None:
    shown = "Finally they mend what has been broken for years"
    head = f"<title>Council: Old bridge gets repaired</title><meta property=og:title content='{shown}'>"
    body = f"<ol><li>Town</li></ol><h1>Council: Old bridge gets repaired</h1><h2>Opinion {shown}</h2><p>By Ann Lee</p>"
    assert title_of(head, body) == shown


def test_a_cut_meta_gives_way_to_the_heading() -> None:
    whole = "Council repairs the old bridge over the river after long years of waiting"
    head = f"<title>{whole[:40]}...</title><meta property=og:title content='{whole[:40]}...'>"
    assert title_of(head, f"<h1>{whole}</h1>") == whole


def test_without_any_heading_the_title_element_counts() -> None:
    assert title_of("<title>Council repairs old bridge</title>", "") == "Council repairs old bridge"


def test_chinese_title_without_outlet() -> None:
    text = "<p>" + "市政府周一决定在入冬以前修复河上的老桥,工程将持续三个月。" * 6 + "</p>"
    head = "<title>市政府决定修复老桥_示例网</title><meta property=og:site_name content=示例网>"
    page = f"{head}<h1>市政府决定修复老桥</h1>{text}"
    assert extract(page.encode(), "http://news.example/2024/t20241101_1.htm").title == "市政府决定修复老桥"


def test_which_places_agree_is_weighed() -> None:
    head = "<title>Old bridge | Town</title><meta property=og:title content='Old bridge | Daily Example'>"
    view = PageView(f"<html><head>{head}</head><body><h1>Stones</h1>{TEXT}</body></html>", "https://news.example/a")
    found = candidates(view, 1)
    evidence = Evidence(view, found, 1)
    names = {c.text: set(evidence.features(c)) for c in found}
    assert {"kinds=2", "who=head+og"} <= names["Old bridge"]
    assert {"kinds=1", "who=h1"} <= names["Stones"]
    assert {"kinds=2", "who=head+og", "who=h1"} <= weights_of("title").keys()


def test_a_headline_over_a_text_of_many_short_lines() -> None:
    lines = "".join(f"<p>Line {i} of the notice.</p>" for i in range(30))
    head = "<title>From Monday to Friday, the old bridge is closed_Example Net</title>"
    assert title_of(head, f"<h2>From Monday to Friday, the old bridge is closed!</h2>{lines}") == (
        "From Monday to Friday, the old bridge is closed!"
    )
