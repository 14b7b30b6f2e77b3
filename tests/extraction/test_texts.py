"""First looks at the texts of a page: in C and in Python alike."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction import addresses, dated_lists, decoding, language, letters, outcome, paging, structured, topic, view
from extraction.decoding import Decoded
from extraction.view import PageView
from kitewire.article import Decoding

LETTERS = "ab_ 1٣²ǅßİ\u0307ﬁ一、Ａ“-·\u3000\xad😀"


def test_the_part_in_c_is_built() -> None:
    """Whoever runs the tests has a compiler: without this, both sides of the comparisons below would be Python."""
    parts = {
        module._texts for module in (addresses, dated_lists, decoding, letters, outcome, paging, structured, topic)
    }
    assert len(parts) == 1
    assert None not in parts


@given(st.text(alphabet=LETTERS, max_size=12))
def test_letters_and_digits(text: str) -> None:
    assert structured._texts.squeezed(text) == structured._MARKS.sub("", text).casefold()


def test_each_letter_and_digit() -> None:
    for code in range(0x11000):
        text = f"A{chr(code)}-{chr(code)}"
        squeezed = structured._texts.squeezed(text)
        expected = structured._MARKS.sub("", text).casefold()
        assert squeezed == expected
        assert {squeezed: squeezed.isascii()}[expected] is expected.isascii()


def as_python_reads(data: bytes) -> bool | None:
    try:
        return view._UNREADABLE.search(data.decode()) is None
    except UnicodeDecodeError:
        return None


@given(st.text(alphabet="a\x00\t\n\r\x1f\x7f é\ufffd\ufffe\uffff\ufeff三\U0001f600", max_size=8), st.integers(0, 600))
def test_what_xml_cannot_hold(text: str, before: int) -> None:
    data = b" " * before + text.encode()
    assert decoding.utf8_readable(data) is as_python_reads(data)


# Beginnings and ends of ranges of lead and trail bytes.
EDGES = "00 41 7f 80 8f 90 9f a0 bf c0 c1 c2 df e0 e1 ec ed ee ef f0 f1 f3 f4 f5 ff be bb"


@given(st.lists(st.sampled_from(bytes.fromhex(EDGES)), max_size=7), st.integers(250, 258))
def test_bytes_that_are_no_utf8(made: list[int], before: int) -> None:
    for data in (bytes(made), b" " * before + bytes(made) + b"a"):
        assert decoding.utf8_readable(data) is as_python_reads(data)


@given(st.text(alphabet="a é三\U0001f600", max_size=12), st.integers(0, 14))
def test_the_beginning_of_a_page(text: str, most: int) -> None:
    page = Decoded(Decoding(None, "utf-8"), None, text.encode())
    assert page.head(most) == text[:most]
    assert page.text == text


@pytest.mark.parametrize("text", ["", "<", "a<b<<", "x" * 100 + "<", "<" * 1000, "<x" * 240 + "<<"])
def test_tags_are_counted(text: str) -> None:
    assert outcome._tags_in(text.encode()) == text.count("<")


@given(st.text(alphabet="$RpLa", max_size=12), st.text(alphabet="$RpLa", min_size=1, max_size=4))
def test_signs_in_a_source(text: str, sign: str) -> None:
    assert decoding._texts.holds(text.encode(), sign.encode()) is (sign in text)


@given(st.integers(0, 600), st.sampled_from(["a", "ab", "abc", "abcd", "abcde"]), st.text(alphabet="abcde", max_size=9))
def test_words_in_a_source(before: int, word: str, after: str) -> None:
    for text in (" " * before + after, " " * before + after + word + after, "ab" * before + after):
        assert decoding._texts.holds(text.encode(), word.encode()) is (word in text)


@pytest.mark.parametrize("data", [True, False])
def test_signs_of_a_view(data: bool) -> None:
    text = "<p>pageLink über</p>"
    how = Decoding(None, "utf-8")
    page = PageView(Decoded(how, None, text.encode()) if data else text, "https://a.example/")
    assert page.holds("pageLink")
    assert not page.holds("pageLinks")


def test_tags_without_end() -> None:
    long = b"<a" + b" x" * outcome._LONG_TAG
    raw = b"<p>" * 9000 + long + b">" + b"<p>" * 9000 + long
    assert list(outcome._endless(raw)) == [long, long]
    assert list(outcome._endless(b"<p>" * 50_000)) == []


MIXED = LETTERS + "²½٣Ⅷ4ñ"


@given(st.text(alphabet=MIXED, max_size=9), st.lists(st.sampled_from(["ab", "bab", "a一", "ßa", "²b"]), min_size=1))
def test_first_looks_at_letters(text: str, words: list[str]) -> None:
    assert letters._texts.has_digit(text) is letters._has_digit(text)
    assert letters._texts.words_of(text) == re.findall(r"[^\W_]+", text)
    assert letters._texts.Words(words).stand_in(text) is letters.PlainWords(words).stand_in(text)


@given(st.lists(st.sampled_from([*language._INDEX, "L'", "’", " ", ",", "\u3000", "x" * 20, "的"]), max_size=9))
def test_words_of_languages(words: list[str]) -> None:
    for sample in ("".join(words), " ".join(words)):
        assert language._NATIVE.counts(sample) == language._counted(sample)


def test_words_that_cannot_be_counted_are_refused() -> None:
    for word in ("", "x" * 17):
        with pytest.raises(ValueError, match="too long, or empty"):
            language._texts.Index({word: ["a"]})
    with pytest.raises(ValueError, match="33 things"):
        language._texts.Index({"a": [str(i) for i in range(33)]})
    assert language._texts.Index({"x" * 16: ["a", "b"]}).counts("x" * 16) == {"a": 1, "b": 1}


LINKS = [
    "http://",
    "https://",
    "ftp://",
    "/",
    "//",
    "a",
    "b-2.example",
    ".",
    "..",
    ":80",
    "?",
    "p=1",
    "&",
    "#x",
    "%20",
    "~",
]
LINKS += ["é", " ", "+,", "_", "A", "@", "[", "{", "`"]


@given(st.lists(st.sampled_from(LINKS), max_size=6))
def test_plain_addresses(pieces: list[str]) -> None:
    link = "".join(pieces)
    assert addresses._texts.is_plain(link) is addresses._is_plain(link)


WORDS = ["ab", "bca", "cä", "三号", "号三", "aa", "ba", "äa三"]
PIECES = ["/", "a", "index", "_2", "02", "12", "1", ".html", ".", "?", "page=", "&", "=", "#", "0", "é2"]


@given(st.lists(st.sampled_from(PIECES), max_size=8), st.sampled_from(["", "a", "index"]))
def test_addresses_that_may_turn_the_page(pieces: list[str], stem: str) -> None:
    href, wanted = "".join(pieces), frozenset(("2", "12"))
    expected = bool(href) and paging._may_turn(href, stem, wanted)
    assert paging._bearing({7: href}, stem, wanted) == ([7] if expected else [])


@given(st.lists(st.text(alphabet="abcä三号", max_size=9), max_size=4), st.lists(st.sampled_from(WORDS), unique=True))
def test_words_of_a_title_in_texts(texts: list[str], words: list[str]) -> None:
    assert topic._texts.word_masks(texts, words) == topic._masks(texts, words)


def test_words_that_cannot_be_looked_for_are_refused() -> None:
    with pytest.raises(ValueError, match="33 words"):
        topic._texts.word_masks([], ["ab"] * 33)
    with pytest.raises(ValueError, match="'a' is too short"):
        topic._texts.word_masks([], ["a"])


LINES = [
    "2024-01-02",
    "Bridge opens 2024-01-02",
    "[2024",
    "No day",
    "（一",
    "三】",
    "é",
    "Stand 3",
    "x1x",
    "1984/5/6 桥",
]
LINES += [
    "（2024年5月",
    "2024.",
    "12024 3",
    "1 2024",
    "2024-5 was",
    "١ 2024-5 1",
    "20２4-05 1",
    "2124-5 1",
    "1920 bridges, 3",
]


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=8))
def test_lines_that_may_bear_a_day(lines: list[str]) -> None:
    shown = PageView("<body>" + "".join(f"<p>{line}</p>" for line in lines), "").blocks
    begins, ends = dated_lists._DAY_BEGINS, dated_lists._DAY_ENDS
    edged = [b.text[0] in begins or b.text[-1] in ends for b in shown]
    expected = [i for i, b in enumerate(shown) if edged[i] and dated_lists._YEAR.search(b.text)]
    assert dated_lists._EDGES.of(shown) == expected
