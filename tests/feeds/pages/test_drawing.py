"""The drawing of a story: nothing lies on anything else, and whatever is told is there."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.site.story_drawing import LEFT, MOST_LANES, RIGHT, EdgeKind, draw
from feeds.site.time_axis import TimeAxis
from kitewire.archive_view import Clue, DescentView, LinkKind, LinkView, StoryTelling, StoryView
from tests.feeds.views import view

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 10, 28, 1, 0, tzinfo=UTC)


def told(places: list[tuple[int, int]], parents: dict[int, int], cited: list[tuple[int, int]] = []) -> StoryTelling:  # noqa: B006
    """A story: for each telling its outlet and its minute; copy → original; who cites whom."""
    articles = tuple(
        view(n, source=f"s{outlet}", source_title=f"鎮{outlet}報", published=START + timedelta(minutes=minute))
        for n, (outlet, minute) in enumerate(places)
    )
    copies = [LinkView(a, b, LinkKind.REPRINT, 1.0, "", 0.9, 0.5) for a, b in parents.items()]
    names = [LinkView(a, b, LinkKind.REFERENCE, 1.0, "related list, by url") for a, b in cited]
    ordered = tuple(sorted(articles, key=lambda one: one.sorted_by))
    story = StoryView(1, articles[0], ordered, tuple(copies + names))
    return StoryTelling(story, tuple(DescentView(link, Clue.TIME, None, None) for link in copies))


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 50_000)), min_size=2, max_size=60),
    st.data(),
)
@settings(max_examples=40)
def test_any_story(places: list[tuple[int, int]], data: st.DataObject) -> None:
    parents = {n: data.draw(st.integers(0, n - 1)) for n in range(1, len(places)) if data.draw(st.booleans())}
    drawing = draw(told(places, parents), ZONE)
    assert {node.article.id for node in drawing.nodes} == set(range(len(places)))
    assert len(drawing.lanes) <= MOST_LANES and sum(lane.outlets for lane in drawing.lanes) == len(dict(places))
    assert sum(edge.kind is EdgeKind.COPIED for edge in drawing.edges) == len(parents)
    rows: dict[float, list[tuple[float, float]]] = {}
    for node in drawing.nodes:
        assert node.x - node.radius >= LEFT and node.y + node.radius <= drawing.height
        rows.setdefault(node.y, []).append((node.x - node.radius, node.x + node.radius))
    for row in rows.values():
        row.sort()
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(row))


@given(st.lists(st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)), min_size=2, max_size=40, unique=True))
@settings(max_examples=40)
def test_time_runs_to_the_right(moments: list[datetime]) -> None:
    times = sorted(when.replace(tzinfo=UTC) for when in moments)
    axis = TimeAxis(times, LEFT, RIGHT)
    places = [axis.place(when) for when in times]
    assert places == sorted(places) and (places[0], round(places[-1], 6)) == (LEFT, RIGHT)
    ticks = axis.ticks(ZONE, 70)
    assert ticks and all(b.x - a.x >= 70 for a, b in itertools.pairwise(ticks))


def test_a_week_of_silence_leaves_room_for_an_hour() -> None:
    times = [START, START + timedelta(hours=1), START + timedelta(days=7, hours=1)]
    axis = TimeAxis(times, 0, 1000)
    assert 60 < axis.place(times[1]) < 90


def test_a_story_of_one_moment_is_drawn_by_who_copied_whom() -> None:
    drawing = draw(told([(0, 0), (1, 0), (2, 0)], {1: 0, 2: 1}), ZONE)
    places = {node.article.id: node.x for node in drawing.nodes}
    assert places[0] < places[1] < places[2] and not drawing.timed


def test_what_is_cited_is_pointed_at_once() -> None:
    drawing = draw(told([(0, 0), (1, 9)], {}, cited=[(1, 0), (1, 0)]), ZONE)
    (edge,) = drawing.edges
    assert (edge.kind, edge.a, edge.b) == (EdgeKind.CITED, 1, 0) and drawing.kinds == [EdgeKind.CITED]


@pytest.mark.parametrize("many", [3, 40], ids=["few", "many"])
def test_headlines_stand_where_there_is_room(many: int) -> None:
    drawing = draw(told([(n, n * 60) for n in range(many)], dict.fromkeys(range(1, many), 0)), ZONE)
    assert any(node.label for node in drawing.nodes) is (many == 3)
    assert any(node.crowd for node in drawing.nodes) is (many == 40)


def test_tellings_of_one_hour_stand_below_each_other() -> None:
    drawing = draw(told([(0, 0), (0, 2), (0, 50_000)], {}), ZONE)
    first, second, third = drawing.nodes
    assert first.y != second.y and second.x - first.x < first.radius + second.radius and third.y == first.y
