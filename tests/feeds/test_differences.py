"""What changed between two texts."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.differences import Change, differences


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


def test_chinese_by_character() -> None:
    (line,) = differences("首日接待參觀者三千多人。", "首日接待參觀者五千多人。")
    assert [(piece.change.value, piece.text) for piece in line] == [
        ("same", "首日接待參觀者"),
        ("gone", "三"),
        ("new", "五"),
        ("same", "千多人。"),
    ]


def test_english_by_word() -> None:
    (line,) = differences("closes for eleven weeks from Monday", "closes for twelve weeks from Monday")
    assert [(piece.change.value, piece.text) for piece in line if piece.change is not Change.SAME] == [
        ("gone", "eleven"),
        ("new", "twelve"),
    ]


def test_unlike_paragraphs_are_not_mixed() -> None:
    (line,) = differences("全新的第一段文字", "abc def ghi")
    assert [piece.change for piece in line] == [Change.GONE, Change.NEW]


def test_paragraph_put_in_leaves_the_others_alone() -> None:
    found = list(differences("a\nb", "a\nx\nb"))
    assert [[piece.change for piece in line] for line in found] == [[Change.SAME], [Change.NEW], [Change.SAME]]


def test_huge_paragraphs_do_not_take_forever() -> None:
    (line,) = differences("風" * 100_000 + "甲", "風" * 100_000 + "乙")
    assert {piece.change for piece in line} == {Change.GONE, Change.NEW}
