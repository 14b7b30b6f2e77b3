"""Links between articles on the same event, through the writer, on real databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kitewire.archive_view import LinkKind
from linking import fold
from linking.events.profile import profile
from storage import Database
from storage.models import EventKeyRow, EventProfileRow, EventScoreRow
from tests.storage.link_world import NOW, Story, links_of, save, text

STRIKE = Story(
    "river",
    "strike",
    "飞燕号渡船雾中撞上东码头 十二人受伤",
    "“飞燕号”渡船周二早晨在大雾中撞上东码头，十二名乘客受伤送医。港务长林一苇说，飞燕号的船舵卡死，潜水员中午检查了船体。"
    "渡船当时载有九十人，东码头的护栏被撞断三段，渡口下午恢复通航。",
    day=6,
)
RUDDER = Story(
    "hill",
    "rudder",
    "飞燕号渡船撞码头：船舵卡死所致",
    "十二名伤者均无生命危险。港务长林一苇通报，周二雾中撞上东码头的飞燕号渡船船舵卡死，潜水员已检查船体，"
    "九十名乘客全部上岸，东码头护栏正在抢修。",
    day=7,
)
FERRY = Story(
    "river",
    "ferry",
    "Swallow ferry strikes pier at Hewan in fog, twelve hurt",
    "The ferry Swallow struck the eastern pier of Hewan on Tuesday morning and twelve passengers were hurt. Harbour "
    "master Lin Yiwei said the rudder of the Swallow had jammed in the fog. Divers inspected the hull at noon.",
    day=6,
    lang="en",
)
FERRY_AGAIN = Story(
    "hill",
    "again",
    "Jammed rudder blamed: Swallow ferry, pier of Hewan and the fog",
    "Twelve people were taken to hospital after the Swallow, a ferry with ninety aboard, ran into the pier at Hewan in "
    "fog. A jammed rudder is blamed, harbour master Lin Yiwei told the inquiry; divers had looked at the hull.",
    day=0,
    lang="en",
)
FALLEN = Story(
    "river",
    "fallen",
    "Kestrelby mourns as Vorlund tower falls",
    "The Vorlund tower of Kestrelby fell on Tuesday. Three masons were killed and a baker lost his shop when the spire "
    "came down over the market square shortly before the bells would have rung for noon. Mayor Anna Lind closed the "
    "school and thanked the miners who dug with bare hands for survivors until the crane arrived from the quarry.",
    day=6,
    lang="en",
)
CROOKED = Story(
    "hill",
    "crooked",
    "Why did the Vorlund stand so crooked? Kestrelby asks",
    "Kestrelby wants to know who signed the papers. Surveyors had warned of cracks in the Vorlund for years, letters "
    "seen by this newspaper show, yet the council put off repairs again in spring because grants from the county had "
    "run dry. Prosecutors searched two offices on Wednesday evening and took ledgers and drawings away.",
    day=8,
    lang="en",
)
SHAKEN = Story(
    "river",
    "shaken",
    "石桥市区有明显震感 高楼吊灯摇晃",
    "28日14时30分左右，石桥市区感到明显震感，高层住户纷纷下楼，商场吊灯摇晃。市应急局说暂未接到伤亡报告，地震震中在邻省。",
    day=6,
)
SWAYED = Story(
    "hill",
    "swayed",
    "松溪有震感 市民到户外避险",
    "下午2时28分许，松溪县城有明显震感，高层住户纷纷到户外避险，学校组织学生撤到操场。县应急局通报，地震未造成伤亡，供水供电正常。",
)
TEA = Story("river", "tea", "山前茶园采茶节周末开幕", text(5), day=6)


def key(story: Story) -> str:
    return f"{story.outlet}.example/{story.path}"


@pytest.mark.parametrize("order", [(STRIKE, RUDDER, TEA), (RUDDER, TEA, STRIKE)])
def test_articles_on_one_event_make_a_story(any_database: Database, order: tuple[Story, ...]) -> None:
    save(any_database, order)
    found = links_of(any_database)
    (link,) = found.links
    assert link[:3] == (key(RUDDER), key(STRIKE), "same_event")
    assert link[3] >= 0.5
    assert found.stories == {(key(STRIKE), frozenset({key(STRIKE), key(RUDDER)}))}
    (story,) = any_database.stories.recent(5)
    assert "渡船" in story.links[0].evidence


def test_a_revision_moves_the_link(any_database: Database) -> None:
    save(any_database, [STRIKE, RUDDER])
    save(any_database, [RUDDER.revised(title="山前小学添置新图书", body=text(9))], minutes=5)
    assert not links_of(any_database).links
    save(any_database, [RUDDER], minutes=10)
    assert len(links_of(any_database).links) == 1


def test_a_day_put_right_moves_the_link(any_database: Database) -> None:
    late = RUDDER.revised(day=0)
    save(any_database, [STRIKE, late])
    assert not links_of(any_database).links, "seen 47 days later and not dated"
    save(any_database, [RUDDER], minutes=5)
    assert len(links_of(any_database).links) == 1


def test_a_copy_is_a_reprint_and_not_the_same_event_too(any_database: Database) -> None:
    save(any_database, [STRIKE, Story("hill", "copy", STRIKE.title, STRIKE.body, day=6)])
    assert [kind for _, _, kind, _ in links_of(any_database).links] == ["reprint"]


def test_what_was_parted_by_hand_stays_apart(any_database: Database) -> None:
    first, second = save(any_database, [STRIKE, RUDDER])
    any_database.hand_links.part(first, second, "", NOW)
    save(any_database, [RUDDER.revised(body=RUDDER.body + "伤者之一今天出院。")], minutes=5)
    found = links_of(any_database)
    assert (found.links, found.stories) == (frozenset(), frozenset())
    assert any_database.stories.likely(first, 5) == []


def test_what_is_likely_is_suggested_until_it_is_linked(any_database: Database) -> None:
    first, _, near = save(any_database, [STRIKE, TEA, RUDDER.revised(day=30)])
    assert not links_of(any_database).links
    (likely,) = any_database.stories.likely(first, 5)
    assert (likely.a, likely.b, likely.kind) == (first, near, LinkKind.SAME_EVENT)
    assert 0.1 <= likely.score < 0.5
    assert likely.evidence.endswith("24 days apart")
    any_database.hand_links.link(first, near, LinkKind.SAME_EVENT, "", NOW + timedelta(hours=1))
    assert any_database.stories.likely(first, 5) == []


@pytest.mark.parametrize(("days", "links"), [(60, 1), (400, 0)])
def test_in_words_what_comes_months_later_is_found(any_database: Database, days: int, links: int) -> None:
    save(any_database, [FERRY, STRIKE])
    save(any_database, [FERRY_AGAIN, RUDDER.revised(day=0)], minutes=days * 24 * 60)
    assert [kind for _, _, kind, _ in links_of(any_database).links] == ["same_event"] * links


@pytest.mark.parametrize(("days", "links"), [(60, 1), (400, 0)])
def test_in_words_what_came_months_before_is_found(any_database: Database, days: int, links: int) -> None:
    save(any_database, [FERRY_AGAIN, RUDDER.revised(day=0)], minutes=days * 24 * 60)
    save(any_database, [FERRY, STRIKE])
    assert [kind for _, _, kind, _ in links_of(any_database).links] == ["same_event"] * links


@pytest.mark.parametrize("order", [(FALLEN, CROOKED), (CROOKED, FALLEN)])
def test_two_terms_are_enough_where_they_are_heavy_in_both(any_database: Database, order: tuple[Story, ...]) -> None:
    told = [{*profile(fold(one.title, one.body)).telling} for one in order]
    assert told[0] & told[1] == {"vorlund", "kestrelbi"}
    for one in order:
        save(any_database, [one])
    (link,) = links_of(any_database).links
    assert link[:3] == (key(CROOKED), key(FALLEN), "same_event")


def test_two_terms_that_are_heavy_in_one_alone_are_not(any_database: Database) -> None:
    heavier = "Zorbane Quimmel Thraxton Pelvane Orduna Bristow Calvane Dunmere Elvaston Farnove Gilmere Haxby Ivelton"
    buried = CROOKED.revised(title=f"{heavier} ask about the council", body=f"{heavier}. {CROOKED.body}")
    save(any_database, [FALLEN, buried])
    told = profile(fold(buried.title, buried.body)).telling
    assert {"vorlund", "kestrelbi"} <= {*told[12:]}
    assert not links_of(any_database).links


@pytest.mark.parametrize(("day", "links"), [(6, 1), (7, 1), (8, 0)])
def test_reports_that_share_little_but_the_minute_are_found(any_database: Database, day: int, links: int) -> None:
    save(any_database, [SHAKEN])
    save(any_database, [SWAYED.revised(day=day)], minutes=5)
    assert [kind for _, _, kind, _ in links_of(any_database).links] == ["same_event"] * links


def test_nothing_is_left_of_a_removed_source(any_database: Database) -> None:
    save(any_database, [STRIKE, RUDDER])
    any_database.sources.remove("river")
    any_database.sources.remove("hill")
    with any_database.transactions.read() as session:
        for table in (EventKeyRow, EventProfileRow, EventScoreRow):
            assert session.query(table).count() == 0
