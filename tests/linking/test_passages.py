"""What a copy added and left out: by sentences, exactly."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from linking import fold
from linking.passages import Reading, beyond, shares
from linking.sentences import clauses, sentences


def reading(body: str, title: str = "") -> Reading:
    return Reading(body, fold(title, body))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "他说：“好！”然后走了。共3.5公里？！\n小标题\n完",
            ["他说：“好！”", "然后走了。", "共3.5公里？！", "小标题", "完"],
        ),
        ('Mr. Li of the U.S. team said "No." He left.', ['Mr. Li of the U.S. team said "No."', "He left."]),
        ("It rose 3.5 percent. Why? See example.com now!", ["It rose 3.5 percent.", "Why?", "See example.com now!"]),
        ("On Oct. 3 it closed. on purpose", ["On Oct. 3 it closed. on purpose"]),
        ("半角标点.第二句!第三句", ["半角标点.", "第二句!", "第三句"]),
        ("\u3000\u3000缩进。\r\n\r\n", ["缩进。"]),
        (" \n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_clauses() -> None:
    text = "前言。桥通车了，车流3,000辆；市民说：“好”, then – left."
    (_, sentence) = sentences(text)
    parts = ["桥通车了，", "车流3,000辆；", "市民说：", "“好”,", "then –", "left."]
    assert [text[start:end] for start, end in clauses(text, sentence)] == parts


@given(st.text(st.one_of(st.sampled_from("。！？.!?,，；\n “”\"'a1桥A"), st.characters()), max_size=60))
def test_all_that_is_no_space_stands_in_one_sentence_and_one_clause(text: str) -> None:
    for spans in (sentences(text), [part for one in sentences(text) for part in clauses(text, one)]):
        assert "".join(text[start:end] for start, end in spans).split() == "".join(spans_apart(text, spans)).split()
        at = 0
        for start, end in spans:
            assert at <= start < end <= len(text)
            assert not text[at:start].strip()
            at = end
        assert not text[at:].strip()


def spans_apart(text: str, spans: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


TOWN = (
    "河湾渡口的候船大厅昨天完成扩建。",
    "首日共有三千名旅客进出。",
    "工程历时十四个月，其间没有停航一天，船长们都很自豪。",
    "下月起夜班船恢复。",
)
FERRY = ("The ferry hall opened on Monday. ", "Three thousand people came. ", "No boat was late, the mayor said. ")


def test_added_and_left_out_are_told_as_published() -> None:
    original = reading("".join(TOWN))
    copy = reading(
        "魯網10月28日訊 "
        + OpenCC("s2t").convert(TOWN[0] + TOWN[1])
        + "\n記者看到，老人都坐上了新椅子。\n責任編輯：李四"
    )
    added, left_out = beyond(copy, original), beyond(original, copy)
    assert added is not None and left_out is not None
    assert (added.sentences, added.excerpts, added.edited) == (1, ("記者看到，老人都坐上了新椅子。",), 0)
    assert (left_out.sentences, left_out.excerpts) == (2, (TOWN[2] + TOWN[3],))
    assert left_out.share == pytest.approx(31 / 56, abs=0.04)


def test_clauses_of_a_new_sentence_that_stand_there_are_not_shown() -> None:
    original = reading("".join(TOWN))
    copy = reading("".join(TOWN) + "其间没有停航一天，这一点老人们反复强调，连最老的水手也觉得难以置信。首日")
    added = beyond(copy, original)
    assert added is not None
    assert added.excerpts == ("这一点老人们反复强调，连最老的水手也觉得难以置信。",)


def test_an_edited_sentence_is_neither_added_nor_left_out() -> None:
    one, other = reading("".join(TOWN)), reading("".join(TOWN).replace("十四个月", "一年多时间"))
    for a, b in ((one, other), (other, one)):
        found = beyond(a, b)
        assert found is not None
        assert found.sentences == 0 and 0 < found.edited < 0.2


def test_western_texts_are_compared_by_words() -> None:
    copy = reading("HEWAN, Oct 28 — " + "".join(FERRY[:2]) + "Gulls circled over the old pier all day long.")
    added, left_out = beyond(copy, reading("".join(FERRY))), beyond(reading("".join(FERRY)), copy)
    assert added is not None and left_out is not None
    assert added.excerpts == ("Gulls circled over the old pier all day long.",)
    assert left_out.excerpts == ("No boat was late, the mayor said.",)


def test_damage_is_no_addition() -> None:
    damaged = (
        "".join(TOWN)
        .replace("渡口的", "渡(du)口(kou)的")
        .replace("扩建", "擴(kuò)建(jiàn)")
        .replace("旅客", "旅(lǚ)客(kè)")
    )
    found = beyond(reading(damaged), reading("".join(TOWN)))
    assert found is not None
    assert (found.sentences, found.edited) == (0, 0)


def test_damage_that_only_repair_undoes_is_no_change() -> None:
    whole = "It’s done, that’s all. Nobody’s asked why the pier’s lamps weren’t lit."
    misread = whole.replace("’", "â€™") + " Gulls flew by."
    added = beyond(reading(misread), reading(whole))
    assert added is not None
    assert (added.excerpts, added.share, added.edited) == (("Gulls flew by.",), 3 / 15, 0)


def test_datelines_and_credits_do_not_count() -> None:
    original = reading("魯網10月28日訊 " + "".join(TOWN))
    for credit in ("", "\n责任编辑：李四"):
        copy = reading("魯網10月28日訊 " + "".join(TOWN) + "本站认为早该如此。" + credit)
        found = beyond(copy, original)
        assert found is not None
        assert (found.sentences, found.share, found.edited) == (1, 8 / (8 + len(original.folded.text)), 0)


def test_what_stands_in_the_headline_stands_in_the_original() -> None:
    found = beyond(reading("大桥今晨通车了。" + TOWN[0]), reading(TOWN[0], "大桥今晨通车了"))
    assert found is not None and found.sentences == 0


@pytest.mark.parametrize("other", ["", "Only three English words here stand for it all."])
def test_what_cannot_be_compared_gives_nothing(other: str) -> None:
    assert beyond(reading("".join(TOWN)), reading(other)) is None


_HAN = [
    "".join(
        random.Random(seed).sample([chr(code) for code in range(0x5000 + 400 * seed, 0x5000 + 400 * seed + 300)], 12)
    )
    for seed in range(10)
]
"""Ten sentences of which no two share a character."""
_WORDS = [" ".join(f"{start}{letter}" for letter in "abcdefgh").capitalize() for start in "bcdfghjklm"]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=8),
    st.lists(st.integers(0, 9), min_size=1, max_size=8),
    st.sampled_from([(_HAN, "。"), (_HAN, "！\n"), (_WORDS, ". "), (_WORDS, "?\n")]),
)
def test_added_edited_and_taken_cover_the_copy(one: list[int], other: list[int], form: tuple[list[str], str]) -> None:
    said, stop = form
    copy, original = (reading("".join(said[place] + stop for place in places)) for places in (one, other))
    found = beyond(copy, original)
    assert found is not None
    new = [place for place in one if place not in other]
    assert found.sentences == len(new)
    assert found.share == pytest.approx(len(new) / len(one))
    assert found.edited == 0
    for place in other:
        assert not any(said[place] in excerpt for excerpt in found.excerpts), "what stands in the original is not added"
    for place in new:
        assert any(said[place] in excerpt for excerpt in found.excerpts)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=120), st.text(max_size=120))
def test_of_any_two_texts_shares_are_shares(one: str, other: str) -> None:
    copy, original = reading(one), reading(other)
    found = beyond(copy, original)
    if found is not None:
        assert 0 <= found.share <= 1 and 0 <= found.edited <= 1 and found.share + found.edited <= 1 + 1e-9
        assert bool(found.sentences) == bool(found.excerpts)
    same = beyond(copy, reading(one))
    if same is not None:
        assert (same.sentences, same.share, same.edited, same.excerpts) == (0, 0, 0, ())
        assert shares(copy, reading(one)) == (1, 1)
