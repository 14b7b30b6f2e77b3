"""What changed between two texts."""

from __future__ import annotations

import random
from difflib import SequenceMatcher
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.differences import MOST_WORK, Change, differences


def sides(old: str, new: str) -> tuple[list[str], list[str]]:
    found = list(differences(old, new))
    return tuple(  # type: ignore[return-value]
        [
            "".join(p.text for p in line if p.change is not left_out)
            for line in found
            if any(p.change is not left_out for p in line)
        ]
        for left_out in (Change.NEW, Change.GONE)
    )


@settings(max_examples=100, deadline=None)
@given(old=st.text("ab 風箏\n。", max_size=40), new=st.text("ab 風箏\n。", max_size=40))
def test_both_texts_can_be_read_out(old: str, new: str) -> None:
    before, after = sides(old, new)
    assert [one for one in before if one] == [one for one in old.split("\n") if one]
    assert [one for one in after if one] == [one for one in new.split("\n") if one]


def shown(old: str, new: str) -> str:
    forms = {Change.SAME: "{}", Change.GONE: "[-{}-]", Change.NEW: "{{+{}+}}"}
    return "\n".join("".join(forms[p.change].format(p.text) for p in line) for line in differences(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("首日接待參觀者三千多人。", "首日接待參觀者五千多人。", "首日接待參觀者[-三千-]{+五千+}多人。"),
        (
            "市委副书记、市长王小明出席开幕式并致辞。",
            "市委书记李大勇出席闭幕式并发表讲话。",
            "市委[-副-]书记[-、市长王小明-]{+李大勇+}出席[-开-]{+闭+}幕式并[-致辞-]{+发表讲话+}。",
        ),
        ("共有30个国家的1,200名运动员。", "共有三十一个国家的1,350名运动员。",
         "共有[-30-]{+三十一+}个国家的[-1,200-]{+1,350+}名运动员。"),
        ("会议于九日召开，全市通报。", "会议在九月召开，全市通报。", "会议[-于九日-]{+在九月+}召开，全市通报。"),
    ],
)  # fmt: skip
def test_chinese_by_phrases(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


def test_english_by_word() -> None:
    (line,) = differences("closes for eleven weeks from Monday", "closes for twelve weeks from Monday")
    assert [(piece.change.value, piece.text) for piece in line if piece.change is not Change.SAME] == [
        ("gone", "eleven"),
        ("new", "twelve"),
    ]


def test_unlike_paragraphs_are_not_mixed() -> None:
    assert shown("全新的第一段文字", "abc def ghi") == "[-全新的第一段文字-]\n{+abc def ghi+}"


def test_an_edited_paragraph_is_found_beside_a_new_one() -> None:
    old, new = "one two three four\nfive six seven", "zero\none two 3 four\nfive six seven eight"
    assert shown(old, new) == "{+zero+}\none two [-three-]{+3+} four\nfive six seven{+ eight+}"


def test_paragraph_put_in_leaves_the_others_alone() -> None:
    found = list(differences("a\nb", "a\nx\nb"))
    assert [[piece.change for piece in line] for line in found] == [[Change.SAME], [Change.NEW], [Change.SAME]]


def test_a_changed_end_of_a_huge_paragraph_is_found() -> None:
    (line,) = differences("風" * 350_000 + "甲", "風" * 350_000 + "乙")
    assert [piece.text for piece in line] == ["風" * 350_000, "甲", "乙"]


def test_megabytes_without_anything_in_common_are_told_apart_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison that takes quadratic time is never asked for more than its bound."""
    asked: list[int] = []

    class Watched(SequenceMatcher[Any]):
        def get_matching_blocks(self) -> Any:
            asked.append(len(self.a) * len(self.b))
            return super().get_matching_blocks()

    monkeypatch.setattr("feeds.alignment.SequenceMatcher", Watched)
    one, other = ("".join(random.Random(seed).choices("風箏節日", k=350_000)) for seed in (1, 2))
    assert [piece.change for line in differences(one, other) for piece in line] == [Change.GONE, Change.NEW]
    lines = ["".join(random.Random(n).choices("風箏節日", k=20)) for n in range(20_000)]
    found = list(differences("\n".join(lines[:10_000]), "\n".join(lines[10_000:])))
    assert len(found) >= 10_000
    assert max(asked, default=0) <= MOST_WORK
