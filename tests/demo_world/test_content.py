"""What the world holds: enough articles, no future, no accidental twins, and the links that the demo promises."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import combinations

import pytest

from demo_world import OUTLETS, World
from demo_world.articles import ZONE, load, older, traditional
from demo_world.edition import Edition, path_of
from tests.demo_world.conftest import article

TODAY = datetime(2026, 11, 22, 18, 0, tzinfo=ZONE)
ADDRESSES = {outlet: f"http://{outlet}.example" for outlet in OUTLETS}


def test_three_outlets_with_enough_articles(world: World) -> None:
    counts = Counter(one.outlet for one in world.articles)
    assert set(counts) == set(OUTLETS)
    assert sum(counts.values()) >= 90
    assert min(counts.values()) >= 15


def test_the_calendar_is_fixed_and_not_in_the_future() -> None:
    articles = load(3)
    assert all(datetime(2026, 10, 1, tzinfo=ZONE) < one.at < TODAY for one in articles)
    assert all(one.changed is None or one.at < one.changed < TODAY for one in articles)
    assert all(line.day < "2026" for line in older())


def test_addresses_are_unique_and_the_same_each_time() -> None:
    first, again = load(3), load(3)
    assert first == again
    assert len({(one.outlet, path_of(one)) for one in first}) == len(first)
    assert len({one.number for one in first}) == len(first)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_bodies_are_worth_reading(outlet: str) -> None:
    for one in load(3):
        if one.outlet == outlet:
            assert len(one.paragraphs) >= (2 if one.reprint_of else 3), one.key
            assert len(one.body) > (100 if one.reprint_of else 200), one.key


def _shingles(text: str) -> set[str]:
    return {text[at : at + 8] for at in range(len(text) - 7)}


def test_only_reprints_share_text() -> None:
    """No template copies: two articles that are no reprints of one text share hardly any run of eight characters."""
    own = [one for one in load(3) if not one.reprint_of and one.outlet != "courier"]
    shingles = {one.key: _shingles(one.body) for one in own}
    for a, b in combinations(own, 2):
        shared = shingles[a.key] & shingles[b.key]
        assert len(shared) < 0.05 * min(len(shingles[a.key]), len(shingles[b.key])), (a.key, b.key, sorted(shared)[:5])


def test_reprints_of_every_sort(world: World) -> None:
    copies = [one for one in world.articles if one.reprint_of]
    whole = {one.key: one for one in world.articles}
    assert any(one.traditional and one.outlet == "xiuan" for one in copies)
    assert any(one.traditional and one.outlet == "yuanwang" for one in copies)
    assert any(len(one.paragraphs) < len(whole[one.reprint_of].paragraphs) for one in copies)
    assert any(one.title != whole[one.reprint_of].title for one in copies)
    assert any(one.dateline != whole[one.reprint_of].dateline for one in copies)
    assert any(one.origin == "鸢网" for one in copies)
    for one in copies:
        assert one.outlet != whole[one.reprint_of].outlet or one.traditional
        assert one.at > whole[one.reprint_of].at


def test_a_traditional_copy_says_the_same(world: World) -> None:
    copy, original = article(world, "bridge-hant"), article(world, "bridge-opening")
    last = copy.paragraphs[-1]
    assert traditional(original.paragraphs[1]) == copy.paragraphs[1]
    assert last == traditional(original.paragraphs[-1]).removesuffix("（記者 沈硯秋 通訊員 紀同舟）")
    assert copy.dateline == "岫岸新聞10月29日電"
    assert original.dateline == "鸢网10月28日讯"


def test_one_story_told_by_all_three(world: World) -> None:
    edition = Edition(1, ADDRESSES)
    tellers = {key: article(world, key) for key in ("bridge-opening", "bridge-own", "bridge-opens")}
    assert {one.outlet for one in tellers.values()} == set(OUTLETS)
    for one in tellers.values():
        targets = {line.url for line in edition.related(one, most=4, own=0)}
        others = {edition.url(other) for other in tellers.values() if other is not one}
        assert others <= targets


def test_every_editor_s_choice_exists() -> None:
    keys = {one.key for one in load(3)}
    for one in load(3):
        assert set(one.see) <= keys
        assert one.key not in one.see


def test_related_lists_do_not_change_from_round_to_round() -> None:
    first, last = Edition(1, ADDRESSES), Edition(3, ADDRESSES)
    for one in first.articles:
        assert first.related(one, most=10, own=3) == last.related(one, most=10, own=3)
