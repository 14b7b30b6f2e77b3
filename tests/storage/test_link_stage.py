"""The link stage through the writer, on real databases: references, reprints and stories."""

from __future__ import annotations

import random

import pytest
from opencc import OpenCC
from sqlalchemy import select

from kitewire.article import RelatedEntry
from linking.stories import MOST_ON_EVENT
from storage import Database
from storage.link_stage import link_saved
from storage.models import ArticleRow, StoryRow
from tests.storage.link_world import Links, Story, links_of, save, text

BRIDGE = Story(
    "river", "bridge", "河湾石桥修缮工程提前完工 两岸居民恢复通行", "河湾日报讯（记者 林一苇）" + text(1), day=3
)
REPRINT = Story(
    "hill",
    "bridge-copy",
    "河灣石橋提前修好",
    "山前網10月4日訊 " + OpenCC("s2twp").convert(text(1).rsplit("\n", 1)[0]) + "\n責任編輯：周末",
    day=4,
    origin="河湾日报",
)
MARKET = Story("hill", "market", "山前集市周末重新开放", text(2), day=5)
TEA = Story("river", "tea", "河湾茶园举办采茶季活动吸引游客", text(3), day=20)


def keys(*stories: Story) -> list[str]:
    return [f"{one.outlet}.example/{one.path}" for one in stories]


def test_a_shortened_copy_in_the_other_script_is_a_reprint(any_database: Database) -> None:
    save(any_database, [BRIDGE, MARKET, REPRINT])
    found = links_of(any_database)
    copy, original = keys(REPRINT, BRIDGE)
    assert [(a, b, kind) for a, b, kind, _ in found.links] == [(copy, original, "reprint")]
    assert found.stories == {(original, frozenset({copy, original}))}


def test_the_origin_line_says_who_copied(any_database: Database) -> None:
    early_copy = REPRINT.revised(day=1)
    save(any_database, [BRIDGE, early_copy])
    assert {(a, b) for a, b, _, _ in links_of(any_database).links} == {tuple(keys(early_copy, BRIDGE))}


def test_without_origin_the_later_one_is_the_copy(any_database: Database) -> None:
    save(any_database, [REPRINT.revised(origin=None), BRIDGE])
    assert {(a, b) for a, b, _, _ in links_of(any_database).links} == {tuple(keys(REPRINT, BRIDGE))}


def test_a_revision_moves_the_links(any_database: Database) -> None:
    first, second = save(any_database, [BRIDGE, REPRINT])
    save(any_database, [REPRINT.revised(body=text(9), title="山前小学添置新图书")], minutes=5)
    assert links_of(any_database) == Links(frozenset(), frozenset(), frozenset())
    assert any_database.articles.get(first).story_id is None
    save(any_database, [REPRINT], minutes=10)
    assert any_database.articles.get(second).story_id is not None


def test_texts_of_one_template_are_no_copies(any_database: Database) -> None:
    def notice(path: str, day: int, low: int, high: int, wind: str) -> Story:
        body = (
            f"河湾气象台{day}日17时发布天气预报：今天夜间到明天白天，城区和沿河各镇{wind}，最低气温{low}℃，最高气温{high}℃。"
            f"河面能见度{high * 3}米，轮渡班次{low + 9}班，请市民注意添减衣物，出行注意安全。"
        )
        return Story("river", path, f"河湾天气：明天{wind}", body, day=day)

    save(any_database, [notice("w1", 7, 11, 19, "晴转多云"), notice("w2", 8, 14, 23, "小到中雨"), MARKET])
    assert not links_of(any_database).links


@pytest.mark.parametrize("first", ["target", "entry"])
@pytest.mark.parametrize("by", ["url", "title"])
def test_references_resolve_early_and_late(any_database: Database, first: str, by: str) -> None:
    url = BRIDGE.url + "?utm_source=x" if by == "url" else None
    entry = RelatedEntry(
        "另一个标题" if by == "url" else "河湾石桥修缮工程提前完工　兩岸居民恢復通行", url, "2026-10-04"
    )
    naming = TEA.revised(related=(RelatedEntry("没有收录的一条新闻标题足够长", None, None), entry))
    save(any_database, [BRIDGE, naming] if first == "target" else [naming, BRIDGE])
    assert links_of(any_database).references == {(keys(TEA)[0], 2, keys(BRIDGE)[0], by)}


def test_a_title_that_two_bear_stays_open_until_the_day_decides(any_database: Database) -> None:
    twin = Story("hill", "twin", BRIDGE.title, text(7), day=5)
    other = Story("harbour", "list", "河湾一周要闻回顾之十月第一周", text(8), day=6)
    save(any_database, [BRIDGE, other.revised(related=(RelatedEntry(BRIDGE.title, None, None),))])
    assert len(links_of(any_database).references) == 1
    save(any_database, [twin])
    assert not links_of(any_database).references
    save(any_database, [other.revised(related=(RelatedEntry(BRIDGE.title, None, "2026-10-05"),))], minutes=5)
    assert {reference[2] for reference in links_of(any_database).references} == set(keys(twin))


def test_a_title_of_another_time_or_too_short_resolves_nothing(any_database: Database) -> None:
    short = Story("hill", "short", "图片新闻", text(10))
    entries = (RelatedEntry(BRIDGE.title, None, "2024-10-03"), RelatedEntry("图片新闻", None, None))
    save(any_database, [BRIDGE, short, TEA.revised(related=entries)])
    assert not links_of(any_database).references


def test_nothing_refers_to_itself(any_database: Database) -> None:
    entries = (RelatedEntry(BRIDGE.title, BRIDGE.url, None), RelatedEntry(BRIDGE.title, None, "2026-10-03"))
    save(any_database, [BRIDGE.revised(related=entries)])
    assert links_of(any_database) == Links(frozenset(), frozenset(), frozenset())


ENGLISH = Story(
    "harbour",
    "bridge",
    "Stone bridge at Hewan reopens early",
    "HEWAN, Oct 4 — The old stone bridge opened again on Saturday, two weeks ahead of plan.\n"
    "Traders on both banks said that the ferry had been too slow for them all summer long.",
    day=4,
    lang="en",
    related=(RelatedEntry("河湾石桥修缮工程提前完工", BRIDGE.url),),
)


def test_one_story_told_by_three_outlets(any_database: Database) -> None:
    save(any_database, [ENGLISH, REPRINT, MARKET, BRIDGE])
    (story,) = any_database.stories.recent(10)
    assert story.lead.url == BRIDGE.url
    assert {one.url for one in story.articles} == {BRIDGE.url, REPRINT.url, ENGLISH.url}
    assert {link.kind.value for link in story.links} == {"reprint", "reference"}


def test_a_reference_to_an_old_or_unlike_article_ties_nothing(any_database: Database) -> None:
    naming = TEA.revised(related=(RelatedEntry(BRIDGE.title, BRIDGE.url), RelatedEntry(MARKET.title, MARKET.url)))
    near = MARKET.revised(related=(RelatedEntry(BRIDGE.title, BRIDGE.url),))
    save(any_database, [BRIDGE, MARKET, naming, near])
    found = links_of(any_database)
    assert len(found.references) == 3
    assert not found.stories


def test_a_story_keeps_its_id_while_its_members_stay(any_database: Database) -> None:
    save(any_database, [BRIDGE, REPRINT])
    (before,) = any_database.stories.recent(10)
    save(any_database, [ENGLISH])
    (after,) = any_database.stories.recent(10)
    assert (after.id, len(before.articles), len(after.articles)) == (before.id, 2, 3)


def test_removing_a_source_tells_the_story_anew(any_database: Database) -> None:
    save(any_database, [BRIDGE, REPRINT, ENGLISH])
    any_database.sources.remove("hill")
    assert links_of(any_database).stories == {(keys(BRIDGE)[0], frozenset(keys(BRIDGE, ENGLISH)))}
    any_database.sources.remove("harbour")
    assert not links_of(any_database).stories
    with any_database.transactions.read() as session:
        assert session.scalars(select(StoryRow.id)).all() == []


def world() -> list[Story]:
    """Copies of copies, references both ways, namesakes, a template, a revision's worth of odds and ends."""
    excerpt = Story("harbour", "excerpt", "石桥修好了，通行恢复正常", text(1).split("\n")[0], day=3, lang="zh")
    follow = Story(
        "river",
        "follow",
        "河湾石桥修缮工程完工之后：两岸居民这样说",
        text(11),
        day=5,
        related=(RelatedEntry(BRIDGE.title, None, "2026-10-03"), RelatedEntry(TEA.title, TEA.url)),
    )
    twin = Story("hill", "twin", TEA.title, text(12), day=20, related=(RelatedEntry(MARKET.title, MARKET.url),))
    undated = Story("harbour", "undated", "山前集市重新开放的前前后后", text(2) + "\n来源：山前网", day=0, lang="zh")
    lists = Story("hill", "lists", "山前网十月要闻汇总", text(13), related=(RelatedEntry(TEA.title, None, None),))
    return [BRIDGE, REPRINT, ENGLISH, MARKET, TEA, excerpt, follow, twin, undated, lists]


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_arrival_plays_no_part(any_database: Database, seed: int) -> None:
    stories = sorted(world(), key=lambda one: one.outlet)
    random.Random(seed).shuffle(stories)
    save(any_database, stories, batch=1 + seed)
    found = links_of(any_database)
    assert len(found.links) >= 4
    assert len(found.stories) == 3
    assert found == EXPECTED.setdefault("world", found)


EXPECTED: dict[str, Links] = {}
"""What the first order gave; every other one, on either database, has to give the same."""


def test_linking_again_changes_nothing(any_database: Database) -> None:
    save(any_database, world())
    before, ids = links_of(any_database), [story.id for story in any_database.stories.recent(10)]
    for _ in range(2):
        with any_database.transactions.write() as session:
            link_saved(session, list(session.scalars(select(ArticleRow.id))))
    assert links_of(any_database) == before
    assert [story.id for story in any_database.stories.recent(10)] == ids


def test_references_that_chain_a_whole_section_make_no_story(any_database: Database) -> None:
    def item(number: int) -> Story:
        before = (RelatedEntry("上一条", f"http://river.example/n{number - 1}"),) if number else ()
        return Story(
            "river", f"n{number}", f"河湾石桥修缮工程最新进展第{number}期", text(100 + number, 3), 3, related=before
        )

    save(any_database, [item(number) for number in range(80)], batch=40)
    assert [len(story.articles) for story in any_database.stories.recent(10)] == [80]
    # So many that like words do not tie them either.
    save(any_database, [item(number) for number in range(80, MOST_ON_EVENT + 2)], batch=40)
    assert not links_of(any_database).stories
    save(any_database, [item(40).revised(title="完全不同的另外一条消息", body=text(999))], minutes=5)
    assert [len(story.articles) for story in any_database.stories.recent(10)] == [40]
