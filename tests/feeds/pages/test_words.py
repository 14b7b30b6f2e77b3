"""Both languages say the same things."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.requests import Request

from feeds.site.times import ago
from feeds.site.words import LANGUAGES, choose_language, read_words

PAGES = Path(__file__).resolve().parents[3] / "feeds" / "pages"
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    english, chinese = (read_words(code).leaves for code in LANGUAGES)
    assert set(english) == set(chinese)
    for key, leaf in english.items():
        other = chinese[key]
        assert type(leaf) is type(other), key
        if isinstance(leaf, list):
            assert len(leaf) == len(other), key
        else:
            assert _placeholders(leaf) <= _placeholders(other) | {"weekday", "month"}, key
            assert _placeholders(other) <= _placeholders(leaf) | {"number"}, key


def _placeholders(leaf: object) -> set[str]:
    forms = leaf.values() if isinstance(leaf, dict) else [leaf]
    return {name for form in forms for name in re.findall(r"\{(\w+)\}", str(form))}


def test_every_word_that_a_template_names_is_there() -> None:
    known = read_words("en").leaves
    for template in sorted(PAGES.rglob("*.html")):
        for key in re.findall(r"\btn?\(\"([\w.-]+)\"[,)]", template.read_text(encoding="utf-8")):
            assert key in known, f"{template.name}: {key}"


@pytest.mark.parametrize(
    ("query", "cookie", "accepted", "chosen"),
    [
        ("", "", "", "en"),
        ("", "", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("", "", "de, en;q=0.5, zh;q=0.6", "zh"),
        ("", "", "zh;q=x, *", "en"),
        ("", "en", "zh", "en"),
        ("lang_ui=zh", "en", "en", "zh"),
        ("lang_ui=../x", "x", "en", "en"),
    ],
    ids=["none", "header", "weights", "broken", "cookie", "parameter", "unknown"],
)
def test_the_language_is_chosen(query: str, cookie: str, accepted: str, chosen: str) -> None:
    headers = [(b"accept-language", accepted.encode()), (b"cookie", f"lang_ui={cookie}".encode())]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": headers}
    assert choose_language(Request(scope)) == chosen


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (20, "just now", "刚刚"),
        (60, "1 minute ago", "1 分钟前"),
        (7_200, "2 hours ago", "2 小时前"),
        (86_400 * 45, "1 month ago", "1 个月前"),
        (-600, "in 10 minutes", "10 分钟后"),
    ],
    ids=["now", "minute", "hours", "month", "ahead"],
)
def test_relative_times(seconds: int, english: str, chinese: str) -> None:
    when = NOW - timedelta(seconds=seconds)
    assert [ago(when, NOW, read_words(code)) for code in ("en", "zh")] == [english, chinese]


def test_words_from_elsewhere_are_escaped() -> None:
    assert "&lt;b&gt;" in read_words("en").say("article.was", before="<b>")
