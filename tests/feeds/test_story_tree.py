"""A story as a tree."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.story_tree import Branch, references, story_branches
from kitewire.archive_view import LinkKind, LinkView, StoryView
from tests.feeds.views import view


def story(size: int, lead: int, *links: LinkView) -> StoryView:
    articles = tuple(view(number) for number in range(1, size + 1))
    return StoryView(1, articles[lead - 1], articles, links)


def reprint(a: int, b: int, score: float = 0.9) -> LinkView:
    return LinkView(a, b, LinkKind.REPRINT, score)


def shape(branches: list[Branch]) -> list[object]:
    return [[one.article.id, *shape(one.reprints)] for one in branches]


def walk(branches: list[Branch]) -> Iterator[int]:
    for one in branches:
        yield one.article.id
        yield from walk(one.reprints)


def test_reprints_stand_under_their_originals() -> None:
    told = story(5, 2, reprint(1, 2), reprint(3, 1), reprint(5, 4))
    assert shape(story_branches(told)) == [[2, [1, [3]]], [4, [5]]]


def test_a_copy_of_two_stands_under_the_one_it_is_most_alike() -> None:
    assert shape(story_branches(story(3, 1, reprint(3, 1, 0.7), reprint(3, 2, 0.9), reprint(2, 1, 0.8)))) == [
        [1, [2, [3]]]
    ]


def test_the_lead_comes_first_even_where_a_link_says_it_copies() -> None:
    assert shape(story_branches(story(2, 2, reprint(2, 1)))) == [[2], [1]]


def test_same_event_is_told_at_the_top() -> None:
    tied = LinkView(1, 2, LinkKind.SAME_EVENT, 0.6)
    weaker = LinkView(2, 3, LinkKind.SAME_EVENT, 0.5)
    _, second, third = story_branches(story(3, 1, tied, weaker))
    assert (second.link, third.link) == (tied, weaker)


def test_references_by_time() -> None:
    links = [LinkView(a, b, LinkKind.REFERENCE, 1.0, "url") for a, b in ((3, 1), (2, 1), (9, 1))]
    assert [(link.a, link.b) for link in references(story(3, 1, *links))] == [(2, 1), (3, 1)]


@settings(max_examples=100, deadline=None)
@given(
    pairs=st.lists(st.tuples(st.integers(1, 6), st.integers(1, 8), st.floats(0, 1)), max_size=14),
    lead=st.integers(1, 6),
)
def test_every_article_stands_once_whatever_the_links(pairs: list[tuple[int, int, float]], lead: int) -> None:
    branches = story_branches(story(6, lead, *(reprint(*pair) for pair in pairs)))
    assert sorted(walk(branches)) == [1, 2, 3, 4, 5, 6]
    assert branches[0].article.id == lead
