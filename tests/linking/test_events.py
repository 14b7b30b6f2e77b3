"""The same event in other words: profiles, the decision, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking import fold
from linking.events.days import clocks_told, day_told, last_year, times_told
from linking.events.decision import BORDER, LATE_WINDOW, WINDOW, EventText, event_likeness
from linking.events.nearest import PackedText
from linking.events.packing import pack, unpack
from linking.events.profile import MOST_WEIGHED, profile
from linking.events.saying import evidence
from linking.folding import Folded

DAY = 20_000


def told(title: str, body: str, day: int | None = DAY) -> EventText:
    return EventText(profile(fold(title, body)), day)


FERRY = told(
    "Ferry strikes pier at Hewan, twelve hurt",
    "HEWAN — The ferry Swallow struck the eastern pier of Hewan on Tuesday morning and twelve passengers were hurt.\n"
    "Harbour master Lin Yiwei said the rudder of the Swallow had jammed in the fog. Divers inspected the hull at noon.",
)
FERRY_TOO = told(
    "Twelve injured as Swallow ferry hits Hewan pier in fog",
    "Twelve people were taken to hospital after the Swallow, a ferry with ninety aboard, ran into a pier at Hewan.\n"
    "A jammed rudder is blamed, harbour master Lin Yiwei told the Courier; divers were sent down to look at the hull.",
)
MARKET = told(
    "Hillside market moves to the old tram depot",
    "Stalls of the hillside market open under the roof of the old tram depot from Saturday, the council said.\n"
    "Traders had asked for a dry place since the spring rains; parking costs two coins an hour.",
)
SINK = told(
    "韩湾一渡船雾中撞上东码头 十二人受伤",
    "韩湾“飞燕号”渡船周二早晨在大雾中撞上东码头，十二名乘客受伤送医。港务长林一苇说，飞燕号的船舵卡死，潜水员中午检查了船体。"
    "渡船当时载有九十人，东码头的护栏被撞断三段，渡口下午恢复通航。",
)
SINK_TOO = told(
    "飞燕号渡船撞码头续：船舵卡死所致",
    "十二名伤者均无生命危险。港务长林一苇通报，周二雾中撞上韩湾东码头的飞燕号渡船船舵卡死，潜水员已检查船体，"
    "九十名乘客全部上岸，东码头护栏正在抢修。",
)
TEA = told(
    "山前茶园采茶节周末开幕",
    "山前茶园本周末举办采茶节，游客可以免费试饮新茶，戏台每天上演两场地方戏，停车场增设接驳车。茶农说今年雨水足，新茶产量比去年多。",
)


@pytest.mark.parametrize(("a", "b"), [(FERRY, FERRY_TOO), (SINK, SINK_TOO)])
def test_the_same_happening_in_other_words_is_found(a: EventText, b: EventText) -> None:
    assert event_likeness(a, b) >= BORDER
    assert event_likeness(a, b) == event_likeness(b, a)


@pytest.mark.parametrize(("a", "b"), [(FERRY, MARKET), (SINK, TEA), (FERRY, SINK)])
def test_other_happenings_are_not(a: EventText, b: EventText) -> None:
    assert event_likeness(a, b) < 0.1


def test_what_lies_too_far_apart_in_time_is_another_event() -> None:
    assert event_likeness(FERRY, EventText(FERRY_TOO.profile, DAY + LATE_WINDOW + 1)) == 0
    assert event_likeness(SINK, EventText(SINK_TOO.profile, DAY + WINDOW + 1)) == 0
    assert event_likeness(FERRY, EventText(FERRY_TOO.profile, None)) > 0


def test_in_words_what_comes_late_may_tell_of_it_still() -> None:
    apart = (WINDOW, WINDOW + 1, LATE_WINDOW)
    scores = [event_likeness(FERRY, EventText(FERRY_TOO.profile, DAY + days)) for days in apart]
    assert scores[0] > scores[1] > scores[2] > BORDER


def test_what_says_the_same_in_the_same_words_after_months_is_one_of_a_series() -> None:
    opened = "The council of Hewan opens its doors on Sunday. Visitors see the hall, the cellars and the clock tower."
    first, second = (told("Open day at Hewan town hall", opened, day) for day in (DAY, DAY + WINDOW + 30))
    assert event_likeness(first, EventText(second.profile, DAY + WINDOW)) > BORDER
    assert event_likeness(first, second) < BORDER


SHAKEN = told(
    "石桥市区有明显震感 高楼吊灯摇晃",
    "28日14时30分左右，石桥市区感到明显震感，高层住户纷纷下楼，商场吊灯摇晃。市应急局说暂未接到伤亡报告，地震震中在邻省。",
)
SWAYED = told(
    "松溪：感到地震后市民到户外避险",
    "10月28日下午2时28分许，松溪县城有震感，学校组织学生撤到操场。县里通报，供水供电正常，通信一度拥堵，具体情况正在核实。",
)


def test_two_that_name_one_minute_tell_of_one_happening() -> None:
    assert event_likeness(SHAKEN, SWAYED) > 5 * event_likeness(SHAKEN, EventText(SWAYED.profile, DAY + 2))
    other = EventText(replace(SWAYED.profile, clocks=frozenset({9 * 6})), DAY)
    assert event_likeness(SHAKEN, SWAYED) > 5 * event_likeness(SHAKEN, other)
    assert event_likeness(SHAKEN, EventText(TEA.profile, DAY)) < 0.1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("12日14时28分发生", {86}),
        ("下午2时28分许", {86}),
        ("北京时间十四时二十八分,十五点零五分又震", {86, 90}),
        ("14点5分 16点20分 18点30分", {84, 98}),
        ("24时10分 9时75分 3.14时20分 14时许 2小时28分", set()),
        ("韩" * 300 + "14时28分", set()),
    ],
)
def test_times_of_day_are_read(text: str, told: set[int]) -> None:
    assert clocks_told(text) == told


@pytest.mark.parametrize(("other", "shared"), [(86, 3), (87, 2), (84, 1), (89, 0)])
def test_times_near_each_other_share_terms(other: int, shared: int) -> None:
    assert len({*times_told([86], DAY)} & {*times_told([other], DAY)}) == shared
    assert not {*times_told([86], DAY)} & {*times_told([other], DAY + 1)}


def test_days_apart_count_against_it() -> None:
    scores = [event_likeness(FERRY, EventText(FERRY_TOO.profile, DAY + days)) for days in (0, 3, 10, 30)]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 4


def notice(day: int, low: int, high: int, ships: int) -> EventText:
    body = (
        f"The weather office at Hewan forecast light wind for the night of the {day}th, lows near {low} degrees and "
        f"highs of {high} degrees. Visibility on the river is {high * 31} metres and {ships} boats sail between the "
        f"two banks. Passengers are asked to come {low + 7} minutes early and to bring warm clothes."
    )
    return told("Weather at Hewan", body, DAY + day)


def test_notices_of_one_template_with_other_numbers_are_other_events() -> None:
    assert event_likeness(notice(7, 11, 19, 240), notice(8, 14, 23, 310)) < BORDER
    assert event_likeness(notice(7, 11, 19, 240), notice(7, 11, 19, 240)) >= BORDER


def test_other_years_named_in_the_texts_count_against_it() -> None:
    plain = told(
        "Colts reach the finals", "The Colts beat the Lions at Hewan and reach the finals of the river cup.", None
    )
    early = told("Colts reach the finals", "The Colts beat the Bears at Hewan; the river cup of 2008 goes on.", None)
    late = told("Colts reach the finals", "The Colts beat the Bears at Hewan; the river cup of 2012 goes on.", None)
    assert event_likeness(early, late) < event_likeness(early, early)
    assert event_likeness(plain, late) > event_likeness(early, late)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Posted Dec 23, 2012 The Colts won.", 15_697),
        ("Tuesday 28 April 2009 22.34 The White House said", 14_362),
        ("河湾 2019年10月28日 消息", 18_197),
        ("2019-10-28 10:00 The bridge", 18_197),
        ("河湾 12019年10月28日 2019年10月29日", 18_198),
        ("2019年10月28日 marched before 3 May 2013", 18_197),
        ("marched 3 May 2013, 2019年10月28日", 15_828),
        ("河湾 2019年13月28日", None),
        ("February 30, 2012 nothing", None),
        ("The bridge of 1998 is old", None),
        ("x " * 200 + "May 3, 2013", None),
    ],
)
def test_a_full_date_at_the_beginning_is_the_day_told(text: str, day: int | None) -> None:
    assert day_told(fold("", text).text) == day


def test_the_latest_year_counts() -> None:
    assert last_year("from 1998 to 2013 and 20191 people") == 2013
    assert last_year("no year at 1850") is None


TEXTS = st.builds(
    Folded,
    st.text("ab 汶川县地震12年月日", max_size=30),
    st.text("abc def 汶川县地震 12 2013年5月1日", max_size=300),
)


@given(TEXTS)
def test_packing_keeps_a_profile_but_for_the_last_digits(folded: Folded) -> None:
    before = profile(folded)
    after = unpack(pack(before))
    assert (after.han, after.day, after.year, after.count) == (before.han, before.day, before.year, before.count)
    assert (after.numbers, after.phrases, after.telling) == (before.numbers, before.phrases, before.telling)
    assert after.body == pytest.approx(before.body, abs=1e-3)
    assert len(after.body) <= MOST_WEIGHED


def packed(text: EventText) -> PackedText:
    return PackedText(pack(text.profile), text.day)


@given(TEXTS, TEXTS)
def test_the_decision_is_the_same_for_both_orders(a: Folded, b: Folded) -> None:
    one, other = EventText(profile(a), DAY), EventText(profile(b), None)
    assert event_likeness(one, other) == event_likeness(other, one)
    assert 0 <= event_likeness(one, other) <= 1
    assert evidence(packed(one), packed(other)) == evidence(packed(other), packed(one))


def test_the_evidence_names_what_both_tell_of() -> None:
    said = evidence(packed(FERRY), packed(FERRY_TOO))
    assert "swallow" in said
    assert said.endswith("same day")
    said = evidence(packed(SINK), PackedText(pack(SINK_TOO.profile), DAY + 2))
    assert "渡船" in said
    assert said.endswith("2 days apart")
