"""Folding makes equal what readers hold to be the same, and keeps apart what differs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from linking import fold, fold_query, fold_title, furniture
from linking.folding import MOST_MARKS, fold_opening, fold_with_opening, with_short_runs
from linking.script import from_opencc, simplified

SENTENCE = "今天上午，河湾新区的30个项目集中开工，总投资12.5亿元。"
FOLDED = "今天上午河湾新区的30个项目集中开工总投资12.5亿元"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("開發區後面的臺灣麵館", "开发区后面的台湾面馆"),
        ("裏外裡外,為爲著着", "里外里外,为为着着"),
        ("ＡＢＣ１２３％", "abc123%"),
        ("ＫＴＶ與ｗｉｆｉ", "ktv与wifi"),
        ("Straße CAFÉ", "strasse café"),
        ("cafe\u0301", "café"),
        ("风\u200b筝\ufeff节", "风筝节"),
    ],
)
def test_a_query_is_folded_as_what_it_looks_for(one: str, other: str) -> None:
    assert fold_query(one) == other
    assert fold_query(other) == other


def test_no_letter_keeps_more_than_thirty_marks() -> None:
    marks = "\u0301\u0323" * 500
    short = with_short_runs(f"a{marks}b{'—' * 99}")
    assert (short[0], short[-100:], len(short)) == ("a", "b" + "—" * 99, 1 + MOST_MARKS + 100)
    once = fold_query(f"a{marks}b")
    assert len(once) <= 2 + MOST_MARKS
    assert fold_query(once) == once


def test_credits_are_looked_for_at_the_very_end_of_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patterns that may begin with any space of a run would else take the square of its length."""
    looked_at: list[int] = []

    class Watched:
        def __init__(self, pattern: re.Pattern[str]) -> None:
            self._pattern = pattern
            self.fullmatch = pattern.fullmatch

        def sub(self, put: str, text: str) -> str:
            looked_at.append(len(text))
            return self._pattern.sub(put, text)

    for name in ("_END_BRACKET", "_END_CREDIT"):
        monkeypatch.setattr(furniture, name, Watched(getattr(furniture, name)))
    spaced = fold("", f"开工。{' ' * 5000}集中开工。{' ' * 99}(记者 王小明)")
    assert spaced.text == "开工集中开工"
    assert max(looked_at) < 500


@given(st.text(st.characters(categories=["Lo"], max_codepoint=0x9FFF, min_codepoint=0x4E00)))
def test_a_han_character_stays_one_character(text: str) -> None:
    assert len(fold_query(text)) == len(text)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_query(fold_query(text)) == fold_query(text)


@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2hk", "t2s", "tw2s", "hk2s"])
def test_conversion_between_scripts_is_folded_away(config: str) -> None:
    han = "\n".join(chr(code) for code in range(0x4E00, 0xA000))
    assert fold_query(OpenCC(config).convert(han)) == fold_query(han)


@pytest.mark.parametrize(
    "body",
    [
        SENTENCE,
        SENTENCE.replace("，", ","),
        SENTENCE.replace("30", "３０"),
        "今天上午, 河湾新区的 30 个项目集中开工, 总投资 12.5 亿元。",
        "今天上午，河湾新区的30个项目\n集中开工，总投资12.5亿元。",
        "今天上午，河灣新區的30個項目集中開工，總投資12.5億元。",
        "今天上午,河灣(wan)新區(qū)的30個項(xiang)目集中開(kāi)工,總(zǒng)投資12.5億(yì)元。",
        "魯網10月28日訊 " + SENTENCE,
        "本报讯 " + SENTENCE,
        "本网讯（记者 张三）" + SENTENCE,
        "河湾日报讯（全媒体记者 黎一 通讯员 穗二三）" + SENTENCE,
        "本報訊（羅一 記者 江二）" + SENTENCE,
        "（通讯员 建一 融媒体记者 卫二三）" + SENTENCE,
        "（记者/简一二 通讯员/罗三四）" + SENTENCE,
        "新华社北京10月28日电（记者李四）" + SENTENCE,
        "中新网10月28日电 " + SENTENCE,
        "【河湾网综合报道】" + SENTENCE,
        "央视网消息：" + SENTENCE,
        "原标题：河湾项目开工\n来源：河湾日报 作者：王五\n" + SENTENCE,
        "河湾广播网消息（河湾早新闻）：" + SENTENCE,
        "2026年10月28日 09:15\n" + SENTENCE,
        SENTENCE + "（通訊員 紀一）",
        SENTENCE + "（完）",
        SENTENCE + "\n责任编辑：王小明",
        SENTENCE + "\n（来源：河湾日报）",
        SENTENCE + "\n编辑 王小明 校对 李小红",
        SENTENCE + "【责任编辑：王小明】",
        SENTENCE + "\n来源：河湾日报\n记者：林一\n责编：周二 审核：吴三",
        "今天\u200b上午，河湾新区的30个项目集中开工，总投资12.5亿元。",
    ],
)
def test_the_same_chinese_text_folds_the_same(body: str) -> None:
    assert fold("", body).text == FOLDED


ENGLISH = "The old bridge opened again on Saturday, and it's 1,200 feet long."
ENGLISH_FOLDED = "the old bridge opened again on saturday and its 1200 feet long"


@pytest.mark.parametrize(
    "body",
    [
        ENGLISH,
        ENGLISH.replace("'", "’"),
        "  " + ENGLISH.replace(" ", "\u00a0", 3),
        "HEWAN, Oct 28 — " + ENGLISH,
        "HEWAN (Reuters) - " + ENGLISH,
        "HEWAN, Oct. 28 (Courier News) -- " + ENGLISH,
        "Hewan, 28 October 2026 – " + ENGLISH,
        "HEWAN — " + ENGLISH,
        "Hewan, Oct 28 -\n" + ENGLISH,
        "Updated Sunday, Oct. 28th, 2026 at 9:06 a.m. EDT\n" + ENGLISH,
        "28 October 2026 11:55 GMT\n" + ENGLISH,
        "10/28/2026 | 5:03pm\n" + ENGLISH,
        "By Ann Smith\nPublished Oct. 28\n" + ENGLISH,
        "By Ann Smith and Bob Jones, Harbour Courier\n" + ENGLISH,
        ENGLISH + "\n(Reporting by Ann Smith; Editing by Bob Jones)",
        ENGLISH + "\n— Harbour Courier",
        ENGLISH + "\nSource: Harbour Courier",
        ENGLISH + "\nCopyright 2026 Harbour Courier. All rights reserved.",
        ENGLISH.replace("'", "’").encode("utf-8").decode("cp1252"),
    ],
)
def test_the_same_english_text_folds_the_same(body: str) -> None:
    assert fold("", body).text == ENGLISH_FOLDED


@pytest.mark.parametrize(
    "body",
    [
        "报道称今天下雨。",
        "消息传来，全场欢呼。",
        "来源地标注为河湾的茶叶今年涨价。",
        "记者在现场看到，桥已经修好。",
        "编辑部里的灯还亮着。",
        "世卫组织(who)今天说，病例在减少。",
        "By noon the river had risen by two feet.",
        "May 2026 was the wettest month of all.",
        "20 - 13",
        "Copyright law protects the bridge's design.",
        "Beijing said on Monday - after long talks - that it would sign.",
        "It was — as she said — a good year.",
    ],
)
def test_a_sentence_that_begins_like_furniture_is_kept(body: str) -> None:
    kept = "".join(character for character in fold_query(body) if character.isalnum())
    assert fold("", body).text.replace(" ", "") == kept


def test_a_text_that_is_only_credits_is_kept() -> None:
    assert fold("", "来源：河湾日报\n责任编辑：王五").text == "来源河湾日报责任编辑王五"
    assert fold("", "").text == ""


def test_a_headline_said_again_at_the_head_is_no_text() -> None:
    assert fold("Bridge opens: ‘at last’", "BRIDGE OPENS — AT LAST\nOct. 28, 2026\n" + ENGLISH).text == ENGLISH_FOLDED
    assert fold("Bridge opens", "Bridge opens").text == "bridge opens"


def test_numbers_keep_their_point_and_lose_their_commas() -> None:
    assert fold("", "It rose 3.5 pct to 1,234,567 in 2026.").text == "it rose 3.5 pct to 1234567 in 2026"


def test_titles_fold_to_words_and_numbers() -> None:
    assert fold_title("“雙招雙引”  新突破！") == fold_title("双招双引 新突破") == "双招双引新突破"
    assert fold_title("Bridge opens: ‘at last’") == "bridge opens at last"


@given(st.text(), st.text())
def test_folding_takes_anything(title: str, body: str) -> None:
    folded = fold(title, body)
    assert "\n" not in folded.text
    assert folded.text == folded.text.strip()


def test_the_table_of_scripts_that_is_kept_is_the_one_that_opencc_makes() -> None:
    assert simplified() == from_opencc(), "python -m linking.script > linking/simplified.txt"


_LINES = st.sampled_from(
    [
        "渡船撞上码头",
        "本报讯（记者 林一苇）大雾中一艘渡船撞上东码头。",
        "责任编辑：林一苇",
        "By Ann Lee",
        "Read more of us every day",
        " ",
    ]
)


@given(st.lists(_LINES, max_size=9), st.integers(0, 90), st.booleans())
def test_what_is_folded_together_is_what_is_folded_apart(lines: list[str], opening: int, known: bool) -> None:
    title, body = "渡船撞上码头", "\n".join(lines)
    furniture = frozenset(fold(title, body).lines if known else ())
    together = fold_with_opening(title, body, opening, furniture)
    assert together == (fold(title, body, furniture), fold_opening(title, body[:opening]))
    assert together[0].furniture == fold(title, body, furniture).furniture
