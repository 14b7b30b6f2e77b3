"""Cheap tests before dear patterns let pass whatever the pattern finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction import byline, cleaning, credit_line, credits, headline, kinds, language, outlet, paywall
from extraction.view import PageView

CHARS = sorted(set(re.findall("[\u3400-\u9fff]", credits._ROLE.pattern)))


@given(st.text(alphabet=[*CHARS, "：", " ", "x"], max_size=12))
def test_roles_begin_with_what_is_looked_for(text: str) -> None:
    plain = re.compile(f"{credits._ANY_ROLE}|(?P<other>{credits._OTHER})")
    found = [(m.span(), m.lastgroup) for m in credits._ROLE.finditer(text)]
    assert found == [(m.span(), m.lastgroup) for m in plain.finditer(text)]


@given(st.text(alphabet=" |｜│_»-–•a文", max_size=10))
def test_marks_between_headline_and_outlet(text: str) -> None:
    plain = re.compile(headline.MARKS.pattern.partition(")")[2])
    assert [m.span() for m in headline.MARKS.finditer(text)] == [m.span() for m in plain.finditer(text)]


@pytest.mark.parametrize("word", cleaning._SHARED.split("|"))
def test_share_bars(word: str) -> None:
    for line in (word, word.upper(), f"| {word} |", f"{word} · Twitter"):
        assert cleaning._is_share_bar(line)
    assert not cleaning._is_share_bar(f"{word} said nothing")


@pytest.mark.parametrize("end", outlet._COMPANY_ENDS)
def test_names_of_companies(end: str) -> None:
    for name in (f"Lindholm {end}", f"Lindholm {end.upper()}.", f"Lindholm{end}", f"Lindholm, {end}..", end):
        assert outlet._without_form(name) == outlet._COMPANY.sub("", name)
    assert outlet._without_form(f"Lindholm {end}").strip() == "Lindholm"


@pytest.mark.parametrize(
    ("pattern", "found", "missed"),
    [
        (
            byline._WORDY,
            ["dpa", "ann lee (ap)", "apa", "afp", "e.v.", "online-desk", "a.org"],
            ["adpa", "japan", "capa"],
        ),
        (
            kinds._TICKER,
            ["live: storm", "x/liveticker", "en directo", "现场直播"],
            ["olive oil", "indirecto", "deliver"],
        ),
        (paywall._PAY, ["already a subscriber?", "réservé aux abonnés", "残り100文字"], ["subscribers", "残り"]),
    ],
)
def test_patterns_for_small_letters(pattern: re.Pattern[str], found: list[str], missed: list[str]) -> None:
    assert all(map(pattern.search, found))
    assert not any(map(pattern.search, missed))


# The first and the last of each script and what stands beside them, letters of Latin, and what UTF-8 cannot hold.
SCRIPTS = sorted({chr(c + d) for _, first, last in language._SCRIPTS for c in (first, last) for d in (-1, 0, 1)})
LETTERS = st.sampled_from(
    [*SCRIPTS, *"ae é?1_ ", "\u0663", "\uff21", "\u2dff", "\U00020000", "\ud800", "\udfff", "\ue000"]
)


@given(
    st.text(alphabet=LETTERS, max_size=60), st.sampled_from(["", "plain words " * 9, "第一" * 9, "ひらがな", "é" * 40])
)
def test_scripts_are_told_in_c_as_in_python(letters: str, around: str) -> None:
    assert language._lines is not None
    sample = around + letters
    assert language._by_script(sample) == (None if sample.isascii() else language._script_of(sample))


@pytest.mark.parametrize(("size", "number"), [(0, 1), (19, 3), (90, 1), (90, 40), (700, 3), (40, 60)])
def test_samples_are_taken_in_c_as_in_python(size: int, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    source = "".join(f"<p>{'Word ' * (size // 5 + n % 2)}{n}" for n in range(number))
    blocks = PageView(f"<body>{source}", "").blocks
    sample = language.sample_of(blocks)
    monkeypatch.setattr(language, "_lines", None)
    assert language.sample_of(blocks) == sample


GUARDED = [
    (credit_line.DATE, r"(?=\d)"),
    (credit_line._NUMERIC, r"(?=\d)"),
    (credit_line._CLOCK, r"(?=[\d午上下])"),
    (byline._POSTED_BY, r"(?=[bcdegpsuvw\d])"),
]
PIECES = "3 12 2024 24 . / - : 年 月 日 時 分 午前 上午 pm uhr March de st by von Posted Ann ſ ٣ x".split()


@pytest.mark.parametrize(("pattern", "guard"), GUARDED, ids=["dates", "numbers", "clocks", "by"])
@given(pieces=st.lists(st.sampled_from([*PIECES, " ", " "]), max_size=12))
def test_what_a_pattern_begins_with(pattern: re.Pattern[str], guard: str, pieces: list[str]) -> None:
    assert pattern.pattern.count(guard) == 1
    plain = re.compile(pattern.pattern.replace(guard, ""), pattern.flags)
    text = "".join(pieces)
    assert [m.span() for m in pattern.finditer(text)] == [m.span() for m in plain.finditer(text)]
