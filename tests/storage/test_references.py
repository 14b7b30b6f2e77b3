"""References from links within texts, and what must not be taken for one, on real databases."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from kitewire.archive_view import ReferencePlace
from kitewire.article import PageLink, RelatedEntry
from storage import Database
from tests.storage.link_world import Links, Story, links_of, save, text

BRIDGE = Story("river", "bridge", "河湾石桥修缮工程提前完工 两岸居民恢复通行", text(1), day=3)
LINKING = Story(
    "hill",
    "after",
    "河湾石桥修缮工程完工之后的头一个周末",
    text(2),
    day=5,
    links=(PageLink("http://elsewhere.example/x", "别处"), PageLink(BRIDGE.url + "?utm_source=x", "此前报道")),
)


NAMED = RelatedEntry(BRIDGE.title, None, "2026-10-03")


def keys(*stories: Story) -> list[str]:
    return [f"{one.outlet}.example/{one.path}" for one in stories]


@pytest.mark.parametrize("first", ["target", "link"])
def test_a_link_in_the_text_is_a_reference_early_and_late(any_database: Database, first: str) -> None:
    save(any_database, [BRIDGE, LINKING] if first == "target" else [LINKING, BRIDGE])
    found = links_of(any_database)
    linking, bridge = keys(LINKING, BRIDGE)
    assert found.references == {(linking, 2, bridge, "link")}
    assert found.stories == {(bridge, frozenset({linking, bridge}))}, "it ties as one from a related list does"


def test_it_is_shown_with_its_target_and_from_both_sides(any_database: Database) -> None:
    listing = replace(LINKING, path="both", related=(RelatedEntry(BRIDGE.title, BRIDGE.url),))
    bridge, linking, both = save(any_database, [BRIDGE, LINKING, listing])
    shown = any_database.articles.get(linking)
    assert [(link.position, link.title, link.target_id, link.resolved_by) for link in shown.links] == [
        (1, "别处", None, None),
        (2, "此前报道", bridge, "url"),
    ]
    places = {one.article.id: one.places for one in any_database.articles.referrers(bridge)}
    assert places == {linking: (ReferencePlace.TEXT,), both: (ReferencePlace.RELATED, ReferencePlace.TEXT)}
    assert {one.id for one in any_database.articles.referring(bridge)} == {linking, both}


def test_a_revision_replaces_the_links(any_database: Database) -> None:
    save(any_database, [BRIDGE, LINKING])
    save(any_database, [replace(LINKING, links=())], minutes=5)
    assert not links_of(any_database).references
    save(any_database, [LINKING], minutes=9)
    assert len(links_of(any_database).references) == 1


def test_words_of_a_link_resolve_nothing(any_database: Database) -> None:
    """A related entry's words are a headline; those of a link within a sentence need not be."""
    links = (PageLink("http://river.example/gone", BRIDGE.title),)
    save(any_database, [BRIDGE, replace(LINKING, links=links)])
    assert not links_of(any_database).references


def test_the_article_itself_and_section_pages_are_no_targets(any_database: Database) -> None:
    own = PageLink(LINKING.url + "#top", "本文")
    section = PageLink("http://hill.example/", "山前网要闻")
    entries = (RelatedEntry("山前网要闻频道首页新闻列表", "http://hill.example/"), RelatedEntry("本文", LINKING.url))
    save(any_database, [BRIDGE, replace(LINKING, links=(own, section), related=entries)])
    assert not links_of(any_database).references


def test_an_entry_that_may_mean_its_own_article_means_no_other(any_database: Database) -> None:
    """A list that shows the article itself, by title alone, does not point at the reprint that bears the title."""
    reprint = Story("hill", "copy", BRIDGE.title, text(1), day=4)
    naming = replace(BRIDGE, related=(NAMED,))
    save(any_database, [reprint, naming])
    assert not links_of(any_database).references


def test_a_title_that_two_of_the_own_outlet_bear_stays_open(any_database: Database) -> None:
    """Whatever another outlet has."""
    namesakes = [Story("hill", f"same{n}", BRIDGE.title, text(20 + n), day=2 + 3 * n) for n in range(2)]
    naming = Story("hill", "naming", "山前网十月第一周要闻回顾", text(5), related=(NAMED,))
    save(any_database, [*namesakes, naming])
    assert not links_of(any_database).references
    save(any_database, [BRIDGE])
    assert not links_of(any_database).references


@pytest.mark.parametrize("how", ["renamed", "removed"])
def test_what_two_bore_is_certain_when_one_is_gone(any_database: Database, how: str) -> None:
    twin = Story("hill", "twin", BRIDGE.title, text(7), day=3)
    naming = Story("harbour", "naming", "河湾一周要闻回顾之十月第一周", text(8), related=(NAMED,))
    save(any_database, [BRIDGE, twin, naming])
    assert not links_of(any_database).references
    if how == "renamed":
        save(any_database, [replace(twin, title="山前网十月三日综合消息汇总")], minutes=5)
    else:
        any_database.sources.remove("hill")
    assert {target for _, _, target, _ in links_of(any_database).references} == set(keys(BRIDGE))


def test_removed_targets_leave_links_open(any_database: Database) -> None:
    _, linking = save(any_database, [BRIDGE, LINKING])
    any_database.sources.remove("river")
    assert [(one.target_id, one.resolved_by) for one in any_database.articles.get(linking).links] == [(None, None)] * 2
    save(any_database, [BRIDGE])
    assert len(links_of(any_database).references) == 1


EXPECTED: dict[str, Links] = {}


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_arrival_plays_no_part(any_database: Database, seed: int) -> None:
    circle = [
        Story(
            ("river", "hill", "harbour")[n % 3],
            f"c{n}",
            f"河湾石桥修缮工程最新进展第{n // 2}期",
            text(30 + n),
            1 + n // 2,
            links=tuple(
                PageLink(f"http://{('river', 'hill', 'harbour')[m % 3]}.example/c{m}", "见") for m in (n, (n + 1) % 8)
            ),
            related=(RelatedEntry(f"河湾石桥修缮工程最新进展第{(n + 3) % 4}期", None, f"2026-10-0{1 + n % 5}"),),
        )
        for n in range(8)
    ]
    random.Random(seed).shuffle(circle)
    save(any_database, circle)
    found = links_of(any_database)
    assert len([one for one in found.references if one[3] == "link"]) == 8
    assert found == EXPECTED.setdefault("circle", found)
