"""Articles as Markdown: what an outlet wrote is shown as it is, whatever it looks like."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from feeds.markdown import article_markdown, escape, file_name
from feeds.text import clean, line, paragraphs
from kitewire.archive_view import RelatedView
from storage import Database
from tests.feeds.views import view

READER = MarkdownIt("gfm-like", {"linkify": False, "html": True}).disable(["linkify"], True)


def shown(markdown: str) -> list[tuple[str, str]]:
    """(block, text) of a document as a reader of Markdown shows it; text that is not plain comes with its kind."""
    found, block = [], ""
    for token in READER.parse(markdown):
        if token.type.endswith("_open") or token.type in ("fence", "code_block", "html_block", "hr"):
            block = token.type
        if token.type == "inline":
            kinds = {child.type for child in token.children or ()} - {"text", "text_special"}
            found.append((" ".join([block, *sorted(kinds)]), "".join(child.content for child in token.children or ())))
        elif token.type in ("fence", "code_block", "html_block", "hr"):
            found.append((block, token.content))
    return found


HOSTILE = (
    "# no heading", "1. no list", "1) no list", "- no list", "+ no list", "* no list", "> no quote", "---", "***",
    "===", "``` no fence",
    "~~~ no fence", "    no code", "\tno code", "<script>alert(1)</script>", "<!-- no comment -->",
    "[no](http://link.example/)", "![no](x.png)", "[^1] no note", "| a | b |", "|---|---|", "*no* _no_ **no** __no__",
    "`no code`", "\\* one backslash", "\\\\ two", "&lt;b&gt; &#60; &copy",
    "http://bare.example/ www.bare.example a@b.example",
    "$no$ $$no$$", "~~no~~ ~no~ ==no==", ":smile: x:y", "{{ template }} {% tag %} %%", "line  ", "[ ] no task", "a\\",
    "#tag",
    ": no definition", "[toc]", "^up^", "\u3000\u3000全角的開頭，不是代碼。", "= no rule",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: f"{HOSTILE.index(text)}")
def test_text_stays_text(text: str) -> None:
    body = f"first\n{text}\nlast"
    (heading, *blocks) = shown(article_markdown(replace(view(), title=text, body=body, related=())))[1:][-4:]
    assert heading == ("heading_open", line(text))
    assert blocks == [("paragraph_open", one) for one in ("first", line(text), "last")]


@given(st.text(max_size=80))
@example("1.")
@example("-\u2028# a")
@example("a\u00a0")
def test_any_text_is_shown_as_it_is(text: str) -> None:
    wanted = [line(one) for one in paragraphs(clean(text)) if line(one)]
    assert shown("\n\n".join(escape(one) for one in wanted)) == [("paragraph_open", one) for one in wanted]


@given(st.text(max_size=40), st.lists(st.text(max_size=20), max_size=3))
def test_front_matter_is_yaml(title: str, keywords: list[str]) -> None:
    article = replace(view(), title=title, keywords=tuple(keywords), section=title)
    head = article_markdown(article).split("\n---\n")[0].removeprefix("---\n")
    found = yaml.safe_load(head)
    assert found["title"] == (line(title) or found["title"])
    assert found.get("tags", []) == [clean(one) for one in keywords]


def test_a_whole_document(database: Database) -> None:
    text = article_markdown(database.articles.get(1))
    assert text.splitlines()[:3] == [
        "---",
        'title: "風箏博物館重新開放"',
        'url: "http://wf.example.cn/202610/t20261028_1.htm"',
    ]
    assert 'published: "2026-10-28T01:30:00Z"' in text and 'authors: ["王小明", "紀哲", "奎文區宣傳部"]' in text
    assert text.endswith("## Related\n\n- [風箏會落幕](<http://wf.example.cn/old/1.htm>)\n- 放飛\n")
    assert file_name(database.articles.get(1)) == "2026-10-28-weifang-1.md"


def test_related_lists_hold_only_addresses_that_are_some() -> None:
    related = (
        RelatedView(1, "bad](javascript:alert(1))", "javascript:alert(1)", None),
        RelatedView(2, "odd", "http://a.example/>)x (y", None),
        RelatedView(3, "", None, None),
    )
    lines = article_markdown(replace(view(), related=related)).splitlines()[-3:]
    assert lines[0] == r"- bad\](javascript:alert(1))"
    assert lines[1] == "- [odd](<http://a.example/%3E)x%20(y>)"
    assert lines[2] == "- –"
