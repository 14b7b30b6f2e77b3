"""A told story as a tree, as a record and as a graph."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pydot
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds.story_dot import quoted, story_dot
from feeds.story_record import story_record
from feeds.story_tree import Branch, closest_ties, references, story_branches, walk
from feeds.text import for_terminal, line, percent
from kitewire.archive_view import Clue, DescentView, LinkKind, LinkView, PassagesView, StoryTelling, StoryView
from kitewire.article import Precision
from tests.feeds.views import NOON, texts, view

NOTHING = PassagesView(0, 0.0, ())
ADDED = PassagesView(2, 0.12, ("第一句。第二句。",))


def told(size: int, lead: int, *links: LinkView, descents: tuple[DescentView, ...] = ()) -> StoryTelling:
    articles = tuple(view(number) for number in range(1, size + 1))
    own = tuple(one.link for one in descents)
    return StoryTelling(StoryView(1, articles[lead - 1], articles, (*own, *links)), descents)


def descent(copy: int, original: int, added: PassagesView | None = NOTHING) -> DescentView:
    link = LinkView(copy, original, LinkKind.REPRINT, 0.9, "83% of it", 0.83, 0.5)
    return DescentView(link, Clue.TIME, added, NOTHING if added else None)


def event(a: int, b: int, score: float) -> LinkView:
    return LinkView(a, b, LinkKind.SAME_EVENT, score, "3 names")


def shape(branches: list[Branch]) -> list[object]:
    return [[one.article.id, *shape(one.reprints)] for one in branches]


STORY = told(
    5,
    2,
    event(1, 5, 0.7),
    LinkView(4, 1, LinkKind.REFERENCE, 1.0, "link in the text, by url"),
    LinkView(4, 1, LinkKind.REFERENCE, 1.0, "related list, by title"),
    descents=(descent(1, 2, ADDED), descent(3, 1), descent(5, 4, None)),
)


def test_reprints_stand_under_their_originals_and_the_lead_comes_first() -> None:
    assert shape(story_branches(STORY)) == [[2, [1, [3]]], [4, [5]]]
    assert [(one.article.id, one.descent and one.descent.link.b) for one in walk(story_branches(STORY))] == [
        (2, None),
        (1, 2),
        (3, 1),
        (4, None),
        (5, 4),
    ]


def test_the_lead_comes_first_and_the_others_by_time() -> None:
    assert shape(story_branches(told(3, 3))) == [[3], [1], [2]]


def test_references_by_time() -> None:
    links = [LinkView(a, b, LinkKind.REFERENCE, 1.0, "related list, by url") for a, b in ((3, 1), (2, 1), (1, 3))]
    assert [(link.a, link.b) for link in references(told(3, 1, *links).story)] == [(1, 3), (2, 1), (3, 1)]


def test_of_same_event_links_those_are_told_that_nothing_closer_ties() -> None:
    links = [event(1, 2, 0.5), event(2, 3, 0.9), event(1, 3, 0.7), event(3, 4, 0.6), event(1, 5, 0.55)]
    telling = told(5, 1, *links, descents=(descent(4, 3),))
    assert [(link.a, link.b) for link in closest_ties(telling)] == [(2, 3), (1, 3), (1, 5)]


def test_the_record_tells_the_tree_with_what_was_taken_and_added() -> None:
    record = json.loads(json.dumps(story_record(STORY)))
    assert (record["id"], record["lead"], record["outlets"]) == (1, 2, ["weifang"])
    assert record["links"][0] == {
        "a": 1,
        "b": 2,
        "kind": "reprint",
        "score": 0.9,
        "evidence": "83% of it",
        "taken": 0.83,
        "kept": 0.5,
    }
    assert [(one["article"], one["parent"]) for one in record["tree"]] == [(2, None), (1, 2), (3, 1), (4, None), (5, 4)]
    assert record["tree"][1] == {
        "article": 1,
        "parent": 2,
        "told_by": "time",
        "score": 0.9,
        "taken": 0.83,
        "kept": 0.5,
        "added": {"sentences": 2, "share": 0.12, "excerpts": ["第一句。第二句。"]},
        "left_out": {"sentences": 0, "share": 0.0, "excerpts": []},
    }
    assert record["tree"][4]["added"] is None
    assert record["articles"][0]["first_seen"] == "2026-10-28T05:00:00Z"
    assert record["articles"][0]["origin"] == "魯網"
    assert all(one.keys() == record["tree"][0].keys() for one in record["tree"])


def test_the_graph_names_articles_and_labels_edges() -> None:
    (graph,) = pydot.graph_from_dot_data(story_dot(STORY))
    assert {node.get_name() for node in graph.get_nodes()} == {"node", "edge", "n1", "n2", "n3", "n4", "n5"}
    assert graph.get_node("n2")[0].get_label() == '"濰坊風箏網\\n風箏 2\\n2026-10-28 04:00 UTC"'
    edges = {(edge.get_source(), edge.get_destination()): edge.get_label() for edge in graph.get_edges()}
    assert edges == {
        ("n2", "n1"): '"took 83%\\nadded 2"',
        ("n1", "n3"): '"took 83%"',
        ("n4", "n5"): '"took 83%"',
        ("n1", "n5"): '"same event 70%"',
        ("n4", "n1"): '"link in the text\\nrelated list"',
    }


def test_the_graph_tells_times_as_exactly_as_known() -> None:
    day = view(1, published_precision=Precision.DAY)
    unknown = view(2, published=None, first_seen=NOON + timedelta(hours=2))
    story = StoryTelling(StoryView(7, day, (day, unknown), ()), ())
    (graph,) = pydot.graph_from_dot_data(story_dot(story))
    labels = [graph.get_node(name)[0].get_label().strip('"').split("\\n")[-1] for name in ("n1", "n2")]
    assert labels == ["2026-10-28", "seen 2026-10-28 06:00 UTC"]


HOSTILE = [
    'quote " and \\" and \\',
    "\\N \\G \\E \\n \\l \\\\",
    "&lt;b&gt; &amp; &#60; & <b>x</b> {a|b}",
    "line\nbreak\r\n\x85\u2028tab\tbell\x07\x00\x1b[0m",
    "beyond the plane \U0001fa81 and \ud800 alone, turned \u202eround",
    '"]; n1 -> n2 [label="',
    "-- /* */ // # <html>",
]


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.sampled_from(HOSTILE), texts))
def test_any_text_is_one_quoted_string(text: str) -> None:
    (graph,) = pydot.graph_from_dot_data(f"digraph x {{ a [label={quoted(text)}]; }}")
    (node,) = graph.get_nodes()
    assert node.get_name() == "a"
    shown = node.get_label()[1:-1]
    assert "\n" not in shown and '"' not in shown.replace('\\"', "")


@pytest.mark.skipif(shutil.which("dot") is None, reason="needs Graphviz's `dot`")
def test_graphviz_shows_every_title_as_it_is() -> None:
    articles = tuple(
        replace(view(number), title=title, source_title=title, url=f"http://x.example/?a=1&b={number}&lt=2")
        for number, title in enumerate(HOSTILE, 1)
    )
    descents = tuple(descent(number, 1) for number in range(2, len(HOSTILE) + 1))
    drawn = subprocess.run(
        ["dot", "-Tsvg"],
        input=story_dot(StoryTelling(StoryView(1, articles[0], articles, ()), descents)).encode(),
        capture_output=True,
        check=True,
    )
    assert drawn.stderr == b""
    svg = etree.fromstring(drawn.stdout, etree.XMLParser(huge_tree=True))
    spaces = {"s": "http://www.w3.org/2000/svg"}
    nodes = list(_lines(svg, spaces))
    assert len(nodes) == len(HOSTILE)
    for lines, title in zip(nodes, HOSTILE, strict=True):
        assert _spaced(lines[1]) == _spaced(for_terminal(line(title)))


def _lines(svg: etree._Element, spaces: dict[str, str]) -> Iterator[list[str]]:
    for node in svg.xpath("//s:g[@class='node']", namespaces=spaces):
        yield [part.text or "" for part in node.xpath(".//s:text", namespaces=spaces)]


def _spaced(text: str) -> str:
    return " ".join(text.replace("\xa0", " ").split())


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0, "0%"), (0.0004, "1%"), (0.5, "50%"), (0.835, "84%"), (0.9996, "99%"), (1, "100%"), (1.0, "100%")],
)
def test_only_all_is_a_hundred_percent(share: float, shown: str) -> None:
    assert percent(share) == shown
