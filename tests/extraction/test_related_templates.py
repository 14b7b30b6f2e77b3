"""Related lists as the templates of Chinese regional news sites write them, each as a small invented page."""

from __future__ import annotations

import pytest

from tests.extraction.test_related import HEADLINES, PARAGRAPHS, links, page, titles

LIST = links()
HOT = links(first=40300)
THREE = list(HEADLINES[:3])


def link(n: int, address: str = "./t20240601_401{:02}.htm") -> str:
    return f"<a href='{address.format(n)}'>{HEADLINES[n]}</a>"


def lines(text: str, address: str = "./t20240601_401{:02}.htm") -> str:
    """An unordered list of three entries, each `text` with its link in it."""
    return "<ul>" + "".join(f"<li>{text.format(link(n, address))}</li>" for n in range(3)) + "</ul>"


@pytest.mark.parametrize(
    "after",
    [
        f"<div class='xgxw'><div class='tit'><span>相关新闻</span><a href='/list/'>更多&gt;&gt;</a></div>{LIST}</div>",
        f"<div class='x'><div class='tit'><a href='/xg/'>相关新闻</a></div>{LIST}</div>",
        f"<div class='x'><h3>相关新闻<em>RELATED NEWS</em></h3>{LIST}</div>",
        f"<table><tr><td>相关链接：</td></tr><tr><td>· {link(0)}<br>· {link(1)}<br>· {link(2)}</td></tr></table>",
        f"<table><tr><td><b>相关新闻</b><br>· {link(0)}<br>· {link(1)}<br>· {link(2)}</td></tr></table>",
        f"<fieldset><legend>延伸阅读</legend>{LIST}</fieldset>",
        f"<dl><dt>相关报道</dt><dd>{link(0)}</dd><dd>{link(1)}</dd><dd>{link(2)}</dd></dl>",
        f"<ul class='tab'><li>相关新闻</li><li>热点推荐</li></ul><div class='c'>{LIST}</div><div class='c'>{HOT}</div>",
        f"<ul class='tab'><li>热点推荐</li><li>相关新闻</li></ul><div class='c'>{HOT}</div><div class='c'>{LIST}</div>",
        f"<div class='t'>热点推荐</div>{HOT}<div class='t'>相关阅读</div>{LIST}",
        f"<div class='l'><p>相关新闻</p>{LIST}</div><div class='r'><p>热点新闻</p>{HOT}</div>",
        f"<div class='pn'>上一篇：{link(3)}</div><div class='xg'><h3>相关新闻</h3>{LIST}</div>",
        f"<div>责任编辑：李四</div><div class='share'>分享到：</div><div><h3>本文相关</h3>{LIST}</div>",
        f"<div class='x'><h3>新闻多一点</h3>{LIST}</div>",
        f"<div class='x'><h3>相关新闻</h3>{lines('[<b>本地</b>] {}')}</div>",
        f"<div class='x'><h3>相关新闻</h3>{lines('{}', '/news/show-{}.html')}</div>",
        f"<div class='x'><h3>猜你喜欢</h3>{lines('{}', '/news/show-{}.html')}</div>",
        f"<div class='x'><h3>新闻推荐</h3>{LIST}</div>",
        f"<div class='list'>{lines('{}<span>2024-06-01</span>', '/news/show-{}.html')}</div>",
    ],
)
def test_lists_that_count(after: str) -> None:
    assert titles(page(after=after)) == THREE


@pytest.mark.parametrize(
    "after",
    [
        f"<ul class='page'><li>上一条：{link(0)}</li><li>下一条：{link(1)}</li></ul>",
        *(
            f"<div class='x'><div class='tt'>{heading}</div>{LIST}</div>"
            for heading in (
                "本网推荐",
                "本类推荐",
                "随机推荐",
                "本地新闻",
                "精彩图集",
                "本网原创",
                "更多报道",
                "相关附件",
            )
        ),
        f"<div class='related'><div class='tit'>编辑推荐</div>{LIST}</div>",
        f"<div class='x'><h3>相关新闻</h3><ul></ul></div><div class='x'><h3>热点推荐</h3>{LIST}</div>",
        f"<h3>相关新闻</h3><div id='rel'></div><div class='q'>{LIST}</div>",
    ],
)
def test_lists_that_do_not_count(after: str) -> None:
    assert titles(page(after=after)) == []


@pytest.mark.parametrize(
    "end",
    [
        f"<p><strong>延伸阅读</strong></p><p>{link(0)}</p><p>{link(1)}</p>",
        f"<p>相关链接：{link(0)} {link(1)}</p>",
        f"<p>相关链接：<br>{link(0)}<br>{link(1)}</p>",
        f"<p>链接：</p><p>{link(0)}</p><p>{link(1)}</p><p>（责任编辑：李四）</p>",
    ],
)
def test_lists_in_the_element_of_the_text(end: str) -> None:
    assert titles(page(body=PARAGRAPHS + end)) == list(HEADLINES[:2])


def test_a_guess_counts_in_the_column_alone() -> None:
    box = f"<div class='x'><h3>网友还看了</h3>{LIST}</div>"
    assert titles(page(after=box)) == THREE
    assert titles(page(side=box)) == []
