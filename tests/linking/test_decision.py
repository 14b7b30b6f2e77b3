"""Copy or not, and which of the two: properties and tables, on invented texts and on one real one."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from linking import Text, compare, fingerprint, fold, likeness, repair
from tests.linking.texts import paragraphs, text_of

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
NO_SHARED = "needs ../shared, which is there only for developers and CI"

TITLE = "河湾渡口候船大厅完成扩建"
BODY = paragraphs(1)
ORIGINAL = text_of(TITLE, "\n".join(BODY))


def _damaged(lines: list[str]) -> list[str]:
    dice = random.Random(5)
    text = list("\n".join(lines))
    for place in dice.sample(range(len(text)), len(text) // 60):
        text[place] = "\ufffd"
    return ["".join(text)]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(BODY, id="same"),
        pytest.param(BODY[1:], id="head cut"),
        pytest.param(BODY[:2], id="tail cut"),
        pytest.param(BODY[:1], id="excerpt"),
        pytest.param([*paragraphs(50, 2), *BODY, *paragraphs(51, 1)], id="extended"),
        pytest.param([BODY[2], BODY[0], BODY[3], BODY[1]], id="reordered"),
        pytest.param(["本报讯（记者 张三）" + BODY[0], *BODY[1:], "责任编辑：李四"], id="other credits"),
        pytest.param([OpenCC("s2twp").convert(line) for line in BODY], id="other script"),
        pytest.param([line.replace("居民", "市民").replace("预计", "有望") for line in BODY], id="some words replaced"),
        pytest.param(_damaged(BODY), id="damaged"),
    ],
)
def test_a_changed_copy_is_a_copy(lines: list[str]) -> None:
    verdict = compare(ORIGINAL, text_of("石桥边的渡口有了新大厅", "\n".join(lines)))
    assert verdict is not None
    assert 0.5 <= verdict.score <= 1


MARKET = (
    "河湾农贸市场{day}日监测显示，青菜每公斤{a}元，鲤鱼每公斤{b}元，鸡蛋每公斤{c}元，"
    "与前一日相比{trend}。市场管理方提醒，{day}日夜间将检修冷库，商户请提前{d}小时取货，咨询电话{e}。"
)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        pytest.param("山前书院举办灯会", "\n".join(paragraphs(2)), id="another text"),
        pytest.param(TITLE, "\n".join(paragraphs(3)), id="another text under the same title"),
        pytest.param("", "", id="no text"),
        pytest.param(TITLE, "", id="a title alone"),
    ],
)
def test_another_text_is_no_copy(title: str, body: str) -> None:
    assert compare(ORIGINAL, text_of(title, body)) is None


def test_texts_of_one_template_are_no_copies() -> None:
    monday = MARKET.format(day=3, a="4.6", b="17.8", c="9.2", trend="青菜略涨", d=2, e=3310)
    tuesday = MARKET.format(day=4, a="5.1", b="16.5", c="8.8", trend="鲤鱼回落", d=6, e=3325)
    one, other = text_of("河湾菜价3日播报", monday), text_of("河湾菜价4日播报", tuesday)
    assert compare(one, other) is None
    assert compare(one, text_of("河湾菜价：3日", monday)) is not None


def test_short_texts_are_copies_only_under_the_same_title() -> None:
    def photo(title: str) -> Text:
        return text_of(title, "（资料图片）点击看大图")

    assert compare(photo("山前灯会"), photo("河湾龙舟")) is None
    assert compare(photo("山前灯会"), photo("山前燈會")) is not None


EARLY, LATE = datetime(2026, 10, 3, 4, tzinfo=UTC), datetime(2026, 10, 4, 4, tzinfo=UTC)
MIDNIGHT = datetime(2026, 10, 2, 16, tzinfo=UTC)
"""In Beijing: all that is known is 3 October."""


@pytest.mark.parametrize(
    ("a", "b", "a_is_copy"),
    [
        ({"published": LATE}, {"published": EARLY}, True),
        ({"published": EARLY}, {"published": LATE}, False),
        ({"published": EARLY, "origin": "河湾日报"}, {"published": LATE, "source_title": "河湾日报"}, True),
        ({"published": EARLY, "origin": "河湾日报社"}, {"published": LATE, "source_title": "河灣日報"}, True),
        ({"origin": "河湾日报", "source_title": "河湾日报"}, {"origin": "山前网", "source_title": "河湾日报"}, False),
        ({"published": MIDNIGHT, "short": True}, {"published": EARLY}, True),
        ({"short": True}, {}, True),
        ({}, {"short": True}, False),
    ],
)
def test_origin_time_and_length_tell_the_copy(a: dict[str, object], b: dict[str, object], a_is_copy: bool) -> None:
    texts = []
    for about in (a, b):
        rest = {name: value for name, value in about.items() if name != "short"}
        texts.append(text_of(TITLE, "\n".join(BODY[:2] if about.get("short") else BODY), **rest))
    verdict = compare(*texts)
    assert verdict is not None
    assert verdict.a_is_copy is a_is_copy


_ANY = st.builds(
    lambda seed, start, end, when, origin: text_of(
        f"第{seed}号消息", "\n".join(paragraphs(seed)[start:end]), published=when, origin=origin, source_title="山前网"
    ),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(2, 4),
    st.sampled_from([None, EARLY, LATE, MIDNIGHT]),
    st.sampled_from([None, "河湾日报", "山前网"]),
)


@given(_ANY, _ANY)
def test_compare_is_its_own_mirror(a: Text, b: Text) -> None:
    one, other = compare(a, b), compare(b, a)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert (one.kind, one.score, one.evidence) == (other.kind, other.score, other.evidence)
        assert a == b or one.a_is_copy is not other.a_is_copy


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared(a: str, b: str, title: str) -> None:
    one, other = text_of(title, a), text_of("", b)
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)


def test_a_copy_says_how_much_it_took() -> None:
    cut = text_of(TITLE, "\n".join(BODY[:2]), published=LATE, source_title="山前网", origin="河湾日报")
    whole = text_of(TITLE, "\n".join(BODY), published=EARLY, source_title="河湾日报")
    for verdict in (compare(cut, whole), compare(whole, cut)):
        assert verdict is not None
        assert verdict.taken == 1
        assert 0.4 < (verdict.kept or 0) < 0.6
        assert verdict.evidence.startswith("100 % of the copy stands in the original, ")
        assert verdict.evidence.endswith("; the copy names 河湾日报 as its source")
    extended = text_of(TITLE, "\n".join([*BODY, *paragraphs(51, 4)]), published=LATE)
    verdict = compare(extended, whole)
    assert verdict is not None
    assert 0.4 < (verdict.taken or 0) < 0.6
    assert verdict.kept == 1


def test_the_evidence_names_the_numbers_that_differ() -> None:
    number = re.findall(r"\d{3,}", BODY[2])[0]
    other = text_of(TITLE, "\n".join(BODY).replace(number, "77", 1), published=LATE)
    verdict = compare(text_of(TITLE, "\n".join(BODY), published=EARLY), other)
    assert verdict is not None
    assert f"numbers differ: 77 for {number}" in verdict.evidence
    assert "longest shared run " in verdict.evidence


def test_a_notice_under_other_headlines_is_no_copy() -> None:
    notice = "本文图片均由现场工作人员提供，未经许可不得转载使用。"
    assert compare(text_of("山前灯会今晚开幕", notice), text_of("东岸码头完成检修", notice)) is None
    assert compare(text_of("山前灯会今晚开幕", notice), text_of("山前燈會今晚開幕", notice)) is not None


def seed_article() -> tuple[str, str]:
    """Title and body, damaged as they are; the related list is left out."""
    path = SHARED / "data" / "seed" / "article.txt"
    if not path.is_file():
        pytest.skip(NO_SHARED)
    title, *lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("- ")]
    return title, "\n".join(lines)


def without_damage(text: str) -> str:
    """`text` without brackets of letters, and without all that is not plain Chinese, digits and common signs."""
    return re.sub(
        r"[^\u4e00-\u9fff0-9，。、：；\n]", "", re.sub(r"[(（][^()（）]*[a-zA-Zāáǎàēéěèīíǐìōóǒòūúǔùü]+[)）]", "", text)
    )


@pytest.mark.parametrize("clean", [lambda text: repair(text).text, without_damage], ids=["repaired", "stripped"])
def test_the_damaged_article_and_a_clean_one_are_copies(clean: Callable[[str], str]) -> None:
    title, body = seed_article()
    simplified = OpenCC("t2s")
    damaged, whole = fold(title, body), fold(simplified.convert(title), simplified.convert(clean(body)))
    assert not re.search(r"[a-z]\)|\?\?", simplified.convert(clean(body)))
    assert set(fingerprint(damaged).sketch) & set(fingerprint(whole).sketch)
    verdict = compare(Text(damaged), Text(whole))
    assert verdict is not None
    assert verdict.score > 0.9
