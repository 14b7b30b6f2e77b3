"""The rows of numbers of a page's blocks: in C and in Python alike, to the last bit."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction import features, rows
from extraction.cues import CUES, cue_mask
from extraction.features import NAMES, block_rows
from extraction.forest import plain
from extraction.rows import native_rows, scores
from extraction.view import PageView

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.html"))
URL = "https://news.example/politics/a-bridge-opens-1.html"
HEAD = (
    "<title>A bridge opens over the river - The News</title><meta property='og:title' content='A bridge opens'>"
    "<meta name=description content='The new bridge opened on Friday.'>"
)
TOLD = "The new bridge opened on Friday, and people came. " * 8
JSON_LD = f"""<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{TOLD}"}}</script>"""
PIECES = [
    "<h1>A bridge opens</h1>",
    "<h2 class=title>A bridge opens over the river</h2>",
    "<p>The new bridge opened on Friday.</p>",
    f"<p>{TOLD}</p>",
    "<p class='lead text'>Ein „Satz“ vom 12.10.2023, 14:30 Uhr: <b>fett</b> und <a href=/x>Lesen Sie auch</a>.",
    "<p>“第一段，讲述大桥开通的新闻。”两岸居民步行过桥，市长说桥梁将缩短通勤时间、改善交通。</p>",
    "<div class='related-news' id=tuijian role=navigation>",
    "</div>",
    "<ul class=nav><li><a href=/1>Home</a><li><a href=/2>相关阅读</a></ul>",
    "<aside>© 2024 All rights reserved Cookies, sign up: newsletter!</aside>",
    "<footer><article><blockquote>",
    "</blockquote></article></footer>",
    "<table><tr><td>",
    "</td></tr></table>",
    "٣٤:٥٦ line with other digits",
    "<br>short<br>",
    "<figure><figcaption>Photo by Reuters / Getty</figcaption></figure>",
]


def _agree(page: str) -> None:
    view = PageView(page, URL)
    if view.blocks:
        expected = block_rows(view)
        assert native_rows(view) == expected
        odds = [-9.0 if row is None else plain(NAMES).score(row) for row in expected]
        assert scores(view, -9.0) == odds


def test_the_part_in_c_is_built() -> None:
    """Whoever runs the tests has a compiler: without this, both sides of the comparisons below would be Python."""
    assert rows._native is not None


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.booleans())
def test_rows_made_in_c_are_those_made_in_python(pieces: list[str], told: bool) -> None:
    _agree(f"<html><head>{HEAD}{JSON_LD if told else ''}</head><body>{''.join(pieces)}</body></html>")


@pytest.mark.parametrize("path", GOLDEN, ids=lambda p: p.stem)
def test_golden_pages_have_the_same_rows(path: Path) -> None:
    _agree(path.read_bytes().decode("utf-8", "replace"))


def test_a_page_of_short_lines_has_rows_for_none_or_the_same() -> None:
    _agree("<body>" + "<div><div><div><a href=/x>x</a></div></div></div>" * 50)


def test_a_row_of_another_length_is_refused() -> None:
    view = PageView(f"<body><p>{TOLD}</p></body>", URL)
    made = rows._native_rows(view)
    with pytest.raises(ValueError, match="numbers where"):
        made.fill([0], array("d", [0.0] * (len(NAMES) - 1)))
    with pytest.raises(IndexError):
        made.fill([1], array("d", [0.0] * len(NAMES)))


PHRASES = [phrase for phrases in CUES.values() for phrase in phrases.split("|")]


@given(
    st.lists(st.one_of(st.sampled_from(PHRASES), st.text(max_size=5), st.sampled_from([" ", "\u3000", ", ", "©", "…"])))
)
def test_cues_are_found_in_c_as_in_python(parts: list[str]) -> None:
    text = "".join(parts).lower()
    wide = any("\u3000" <= char < "\ud800" for char in text)
    assert rows._tables().cues.mask(text, wide) == cue_mask(text, wide)


def test_cues_stand_in_the_first_300_characters() -> None:
    mask = rows._tables().cues.mask
    assert mask("x" * 293 + " cookie", False) == cue_mask("x" * 293 + " cookie", False) == 1
    assert mask("x" * 296 + " cookie", False) == cue_mask("x" * 296 + " cookie", False) == 0


def test_small_letters() -> None:
    for code in range(0x1F000):
        text = f"A{chr(code)}Z"
        low = rows._lines.lowered(text)
        assert low == text.lower()
        assert low.isascii() is text.lower().isascii()


@given(st.text(alphabet="aAÄß“。三İΣx ", max_size=12))
def test_small_letters_of_texts(text: str) -> None:
    low = rows._lines.lowered(text)
    assert {low: 1}[text.lower()] == 1


@given(st.text(alphabet="aé三か\u2fff\u3000\ud7ff\ud800\udfff\ue000\uffff😀", max_size=12))
def test_the_weight_of_a_text(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(features, "_in_c", None)
        plain_weight = features.weight_of(text)
    assert rows._lines.weight(text) == features.weight_of(text) == plain_weight


@given(st.text(alphabet="1290:. a٣三", max_size=8))
def test_days_in_short_lines(text: str) -> None:
    assert rows._lines.has_day(text) is (features.DAY.search(text) is not None)
