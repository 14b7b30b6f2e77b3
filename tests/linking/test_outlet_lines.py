"""Which lines of a text may be furniture of its outlet, and what is left of a text without them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking import fold
from linking.folding import line_key
from linking.outlet_lines import HOLDERS, LONGEST, unlike
from tests.linking.texts import paragraphs

CALL = "河湾的各位网友早上好，欢迎收看晨报"
RIGHTS = "本网所刊文字图片未经授权一律不得转载"
BODY = ["".join(paragraphs(seed)) for seed in range(6)]


def test_short_lines_at_both_ends_may_be_furniture() -> None:
    body = [CALL, BODY[0], "中间也有一行短短的小标题文字", *BODY[1:], RIGHTS]
    assert set(fold("", "\n".join(body)).lines) == {line_key(CALL), line_key(RIGHTS)}


@pytest.mark.parametrize(
    "line",
    [
        "Pay March 31",
        "敬请关注",
        "字" * (LONGEST + 1),
        "责任编辑：林一苇 校对：周末",
        "2026年10月3日 08:30:00",
    ],
    ids=["short", "short Han", "long", "credit", "stamp"],
)
def test_others_are_none(line: str) -> None:
    assert fold("", "\n".join([*BODY, line])).lines == ()


def test_credits_do_not_hide_a_line() -> None:
    assert line_key(RIGHTS) in fold("", "\n".join([*BODY, RIGHTS, *["编辑：林一苇"] * 4])).lines


def test_a_line_is_one_however_it_is_written() -> None:
    assert line_key(RIGHTS) == line_key(" 本網所刊文字、圖片 未經授權 一律不得轉載！") != line_key(CALL)


def test_furniture_is_left_out_and_what_stands_behind_it_is_freed_of_credits() -> None:
    furniture = frozenset(map(line_key, (CALL, RIGHTS, "别家的话别家的话别家的话")))
    told = fold(
        "", "\n".join([CALL, "河湾日报讯（记者 林一苇）" + BODY[0], *BODY[1:], "编辑：周末", RIGHTS]), furniture
    )
    assert told == fold("", "\n".join(BODY))
    assert set(told.furniture) == {line_key(CALL), line_key(RIGHTS)}


def test_half_of_the_text_stays() -> None:
    body = f"{CALL}\n渡口今起停航三天\n{RIGHTS}"
    furniture = frozenset({line_key(CALL), line_key(RIGHTS)})
    assert fold("", body, furniture) == fold("", body)
    assert fold("", body, frozenset({line_key(CALL)})) != fold("", body)


@given(
    st.lists(st.sampled_from([CALL, RIGHTS, "", "编辑：林一苇", *BODY]), max_size=8),
    st.sets(st.sampled_from([CALL, RIGHTS])),
)
def test_something_is_left_of_anything(lines: list[str], furniture: set[str]) -> None:
    body = "\n".join(lines)
    told = fold("", body, frozenset(map(line_key, furniture)))
    assert bool(told.text) == bool(fold("", body).text)
    assert set(told.furniture) <= set(told.lines)


def _is_call(line: str) -> bool:
    return line == CALL


def test_unlike_texts_are_counted_and_copies_are_not() -> None:
    own = ["\n".join([CALL, *paragraphs(seed)]) for seed in range(HOLDERS)]
    again = [body.replace("完成", "顺利完成") for body in own]
    assert unlike(own, _is_call)
    assert not unlike(own[:-1] + again[:-1], _is_call)
    assert not unlike([CALL] * 9, _is_call), "nothing is known of texts that hold no more"
