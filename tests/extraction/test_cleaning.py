"""Lines that stand among the paragraphs and are none of the article's text."""

from __future__ import annotations

import pytest

from extraction import extract
from extraction.body import Body, body_of
from extraction.cleaning import clean_body
from extraction.view import PageView
from kitewire.article import ArticlePage

URL = "https://paper.example/town/old-bridge-20417.html"
PARAGRAPHS = [
    f"The {place} of the old bridge will be repaired first, the council said on Monday, because the stones there have "
    f"been loose since the flood and nobody may walk under them."
    for place in ("eastern pier", "western pier", "parapet", "roadway", "lamp post", "toll house")
]
WIDE = [
    f"{place}的施工从周一开始，市政部门说，洪水之后那里的石块一直松动，行人不能从下面通过，整个工程预计需要三个月的时间。"
    for place in ("老桥东墩", "老桥西墩", "桥面栏杆", "桥上路面", "桥头灯柱")
]


def read(column: str, title: str = "Old bridge to be repaired", url: str = URL) -> ArticlePage:
    raw = (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body><div class=top><a href='/'>Home</a></div>"
        f"<div class=column><h1>{title}</h1>{column}</div><div class=foot>All rights reserved</div></body></html>"
    )
    return extract(raw.encode(), url)


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_a_related_entry_between_paragraphs_is_no_text() -> None:
    box = (
        "<h3>Related</h3><p><a href='/town/ferry-fares-20311.html'>Ferry fares to rise while the bridge is shut</a></p>"
    )
    see_also = "<p>See also: <a href='/town/flood-20102.html'>Flood of the century: what the river left behind</a></p>"
    found = read(
        f"<div>{paragraphs(PARAGRAPHS[:3])}{box}{paragraphs(PARAGRAPHS[3:5])}{see_also}"
        f"{paragraphs(PARAGRAPHS[5:])}</div>"
    )
    assert found.body.split("\n") == PARAGRAPHS
    assert [e.title for e in found.related] == [
        "Ferry fares to rise while the bridge is shut",
        "Flood of the century: what the river left behind",
    ]


def test_a_paragraph_with_a_link_stays() -> None:
    text = f"{PARAGRAPHS[0]} <a href='/town/flood-20102.html'>Flood of the century: what the river left behind</a>"
    found = read(f"<div><p>{text}</p>{paragraphs(PARAGRAPHS[1:])}</div>")
    assert found.body.startswith(PARAGRAPHS[0])
    assert "what the river left behind" in found.body


ENTRIES = [
    ("云岫市举行夏季风筝大赛", "2022-10-05"),
    ("古渡街道整修护城河步道", "2022-09-28"),
    ("钟楼小学新校舍九月启用", "2022-09-11"),
]
LAYOUTS = {
    "lines in the container": ("<p>{}{}</p>", "{}"),
    "a list in the container": ("<li>{}<span>{}</span></li>", "<ul>{}</ul>"),
    "breaks": ("{} {}<br>", "<p>{}</p>"),
    "cells": ("<tr><td>{}</td><td>{}</td></tr>", "<table>{}</table>"),
    "two lines an entry": ("<div>{}</div><div>[{}]</div>", "<div>{}</div>"),
    "links": ("<p><a href='/qx/t20221001_7.htm'>{}</a> {}</p>", "{}"),
    "links over the day": ("<p><a href='/a/7.htm'>{} {}</a></p>", "{}"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("inside", [True, False])
def test_a_dated_list_is_the_related_list_wherever_it_stands(layout: str, *, inside: bool) -> None:
    line, frame = LAYOUTS[layout]
    lines = [line.format(*entry).replace("7.htm", f"{n}.htm") for n, entry in enumerate(ENTRIES)]
    box = frame.format("".join(lines))
    column = f"<div>{paragraphs(WIDE)}{box if inside else ''}</div>{'' if inside else box}"
    found = read(column, "老桥施工开始", "http://city.example.cn/qx/page.htm")
    assert found.body.split("\n") == WIDE
    assert [(e.title, e.date) for e in found.related] == ENTRIES
    assert [e.url is None for e in found.related] == ["href" not in line] * 3
    assert found.published is None


def test_a_dated_list_between_paragraphs_is_text() -> None:
    shows = "".join(f"<p>{title}：{day}</p>" for title, day in ENTRIES)
    found = read(f"<div>{paragraphs(WIDE[:2])}{shows}{paragraphs(WIDE[2:])}</div>", "老桥施工开始")
    assert found.body.endswith(WIDE[-1])
    assert found.related == ()


@pytest.mark.parametrize("place", [0, 1])
def test_a_credit_line_opens_no_text(place: int) -> None:
    lines = [f"<p>{text}</p>" for text in WIDE]
    lines.insert(place, "<p class='post-meta'>2026-10-17 15:25 来源：江岸新闻 记者：郭晓禾</p>")
    found = read(f"<div>{''.join(lines)}</div>", "老桥施工开始")
    assert found.body.split("\n") == WIDE
    assert (found.origin, found.bylines.reporters) == ("江岸新闻", ("郭晓禾",))


def test_notices_of_the_outlet_end_no_text() -> None:
    notice = "<p>声明：转载请注明出处。</p><p>相关阅读：</p>"
    assert read(f"<div>{paragraphs(WIDE)}{notice}</div>", "老桥施工开始").body.split("\n") == WIDE


@pytest.mark.parametrize(
    ("place", "line"), [(1, "By Ann Lee and Jo Brandt"), (3, "Photo credit: Ann Lee / Lakepix"), (6, "© Lakepix")]
)
def test_credits_between_paragraphs_are_no_text(place: int, line: str) -> None:
    lines = [f"<p>{text}</p>" for text in PARAGRAPHS]
    lines.insert(place, f"<p>{line}</p>")
    assert read(f"<div>{''.join(lines)}</div>").body.split("\n") == PARAGRAPHS


def test_the_line_of_a_wall_ends_no_text() -> None:
    found = read(f"<div>{paragraphs(PARAGRAPHS)}<p>Subscribe to continue reading this article.</p></div>")
    assert found.body.split("\n") == PARAGRAPHS
    assert read(f"<p>{PARAGRAPHS[0]}</p><p>Subscribe to continue reading.</p>").outcome == "article (paid teaser)"


@pytest.mark.parametrize("hiding", ["style='display: none'", "hidden"])
def test_hidden_text_is_no_text(hiding: str) -> None:
    column = f"<div>{paragraphs(PARAGRAPHS[:4])}<div {hiding}><p>{PARAGRAPHS[4]}</p></div><p>{PARAGRAPHS[5]}</p></div>"
    assert PARAGRAPHS[4] not in read(column).body.split("\n")


def test_a_text_that_a_script_would_show_is_read() -> None:
    column = f"<div><p>{PARAGRAPHS[0]}</p><div style='display:none'>{paragraphs(PARAGRAPHS[1:])}</div></div>"
    assert PARAGRAPHS[5] in read(column).body


def test_a_teaser_of_another_story_opens_no_text() -> None:
    teaser = f"<p><a href='/town/flood-20102.html'>{PARAGRAPHS[5]}</a></p>"
    found = read(f"<div>{teaser}{paragraphs(PARAGRAPHS[:5])}</div>")
    assert found.body.split("\n") == PARAGRAPHS[:5]


def test_a_line_marked_as_an_ad_is_left_out() -> None:
    paragraphs = "".join(
        f"<p>第{n}段：岫水大桥今天上午通车，市民从早上六点就在桥头等候，要做第一个过桥的人。</p>" for n in "一二三四"
    )
    ad = "<p><span>广告</span><a href='http://shop.example/'>怀旧服今日新开，老玩家都回来了，点一下就能进。</a></p>"
    page = extract(
        f"<title>大桥通车</title><h1>大桥通车</h1><div>{paragraphs}{ad}</div>".encode(), "http://news.example/1.html"
    )
    assert "怀旧服" not in page.body
    assert page.body.count("\n") == 3


def test_the_foot_of_a_page_without_text_is_no_text() -> None:
    foot = "<p>版权所有：鸢网云岫频道 未经授权禁止复制或建立镜像</p><p>地址：钟楼路18号 邮编：000000</p>"
    view = PageView(f"<title>专题</title><div>{foot}</div>", "http://news.example/zt/1.html")
    assert clean_body(view, body_of(list(view.blocks)), "专题") == Body()
    story = PageView(f"<p>岫水大桥今天上午通车。</p>{foot}", "http://news.example/1.html")
    assert clean_body(story, body_of(list(story.blocks)), "通车").text == "岫水大桥今天上午通车。"


@pytest.mark.parametrize(
    "quote", ["<blockquote>{}</blockquote>", "<div class=pull-quote><p>{}</p></div>", "<p class=Quote_text>{}</p>"]
)
def test_a_sentence_set_large_is_said_once(quote: str) -> None:
    large = "“the stones there have been loose since the flood and nobody may walk under them”"
    other = "The toll house will not be repaired before the spring of next year, the mayor said."
    column = paragraphs(PARAGRAPHS[:1]) + quote.format(large) + quote.format(other) + paragraphs(PARAGRAPHS[4:])
    view = PageView(column, URL)
    cleaned = clean_body(view, body_of(list(view.blocks)), "")
    assert cleaned.text.split("\n") == [PARAGRAPHS[0], other, *PARAGRAPHS[4:]]


def test_a_sentence_said_again_by_a_paragraph_stays() -> None:
    again = "the stones there have been loose since the flood and nobody may walk under them"
    view = PageView(paragraphs([again, *PARAGRAPHS]), URL)
    assert clean_body(view, body_of(list(view.blocks)), "").text.split("\n") == [again, *PARAGRAPHS]


@pytest.mark.parametrize("line", ["<h2 class='visually-hidden'>Article content</h2>", "<p>___</p>", "<p>* * *</p>"])
def test_what_is_no_sentence_to_the_eye_is_left_out(line: str) -> None:
    view = PageView(paragraphs(PARAGRAPHS[:2]) + line + paragraphs(PARAGRAPHS[2:]), URL)
    assert clean_body(view, body_of(list(view.blocks)), "").text.split("\n") == PARAGRAPHS
