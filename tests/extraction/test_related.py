"""Each rule of the related list on a small invented page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extraction.body import Body
from extraction.related import find_related
from extraction.view import PageView
from kitewire.article import Precision, PublicationDate, RelatedEntry

URL = "http://news.example.cn/local/202406/t20240610_40021.htm"
PARAGRAPHS = "".join(
    (
        f"<p class='text'>第{n}段：六月十日清晨，云岫市古渡街道的护城河边已经站满了放风筝的人，"
        f"老人和孩子一起把线轴放到最长，整条河岸都热闹起来。</p>"
    )
    for n in "一二三四"
)
ENGLISH = "".join(
    (
        f"<p class='text'>Paragraph {n}: the town council met on Monday evening to settle how the old harbour "
        f"road will be rebuilt.</p>"
    )
    for n in ("one", "two", "three", "four")
)
HEADLINES = ("云岫市举行夏季风筝大赛", "古渡街道整修护城河步道", "钟楼小学新校舍九月启用", "城南菜市场改造完成开业")


def links(count: int = 3, day: str = "", first: int = 40100) -> str:
    """An unordered list of headline links, each with `day` beside it."""
    lines = (
        f"<li><a href='./t20240601_{first + n}.htm'>{HEADLINES[n]}</a>{f'<span>{day}</span>' if day else ''}</li>"
        for n in range(count)
    )
    return f"<ul>{''.join(lines)}</ul>"


def page(after: str = "", side: str = "", before: str = "", body: str = PARAGRAPHS, head: str = "") -> str:
    """An article page: a column with the body and what follows it, and a sidebar."""
    return (
        f"<html><head><title>风筝</title>{head}</head><body><div class='top'><a href='/'>首页</a></div>"
        f"<div class='wrap'>"
        f"<div class='left'><h1>护城河边放风筝</h1>{before}<div class='content'>{body}</div>{after}</div>"
        f"<div class='sidebar'>{side}</div></div><div class='foot'>版权所有</div></body></html>"
    )


def related(html: str, url: str = URL, published: datetime | None = None) -> tuple[RelatedEntry, ...]:
    view = PageView(html, url)
    blocks = tuple(view.root.xpath("//p[@class='text']"))
    body = Body("\n".join(view.text_of(b) for b in blocks), blocks)
    date = PublicationDate(published, Precision.DAY, "meta") if published else None
    return find_related(view, body, "护城河边放风筝", date)


def titles(html: str, url: str = URL) -> list[str]:
    return [entry.title for entry in related(html, url)]


@pytest.mark.parametrize(
    "heading",
    [
        "<h3>相关新闻</h3>",
        "<div class='tt'>相關閱讀</div>",
        "<div class='tt'><span>相关</span> <span>推荐</span></div>",
        "<div class='tt'>往期推荐 <a href='/list/'>更多&gt;&gt;</a></div>",
        "<div class='tt'><img src='x.gif' alt='相关文章'></div>",
        "<h2>Related stories</h2>",
        "<h2>Mehr zum Thema:</h2>",
        "<h2>Sur le même sujet</h2>",
        "<h2>Te puede interesar</h2>",
        "<h2>Leggi anche</h2>",
        "<h2>Leia também</h2>",
        "<p>【関連記事】</p>",
        "<h4>관련 기사</h4>",
        "<h4>Читайте также:</h4>",
        "<h4>مواضيع ذات صلة</h4>",
        "<h4>Berita Terkait</h4>",
        "<h4>Läs också</h4>",
        "<h4>Lees ook</h4>",
        "<h4>İlgili Haberler</h4>",
        "<h4>Czytaj też</h4>",
    ],
)
def test_a_related_heading_counts_in_the_column_and_in_the_sidebar(heading: str) -> None:
    box = f"<div class='box'>{heading}{links()}</div>"
    assert titles(page(after=box)) == list(HEADLINES[:3])
    assert titles(page(side=box)) == list(HEADLINES[:3])


def test_the_visible_heading_beats_the_class() -> None:
    assert titles(page(after=f"<div class='related-news'><h3>热门新闻</h3>{links()}</div>")) == []
    assert titles(page(after=f"<div class='most-read'><h3>相关新闻</h3>{links()}</div>")) == list(HEADLINES[:3])


@pytest.mark.parametrize(
    "heading",
    [
        "热点推荐",
        "编辑推荐",
        "最新文章",
        "点击排行",
        "上一篇",
        "Most read",
        "Latest news",
        "More from Local",
        "Meistgelesen",
    ],
)
def test_site_wide_lists_never_count(heading: str) -> None:
    box = f"<div class='box'><h3>{heading}</h3>{links()}</div>"
    assert titles(page(after=box)) == titles(page(side=box)) == []


@pytest.mark.parametrize("heading", ["推荐阅读", "为你推荐", "猜你喜欢", "You may also like", "Recommended for you"])
def test_recommendations_count_under_the_body_only(heading: str) -> None:
    box = f"<div class='box'><h3>{heading}</h3>{links()}</div>"
    assert titles(page(after=box)) == list(HEADLINES[:3])
    assert titles(page(side=box)) == []


def test_a_list_without_heading_straight_after_the_body() -> None:
    lines = "".join(
        f"<li><a href='./t2024060{n}_4010{n}.htm'>{h}</a><span>2024-06-0{n}</span></li>"
        for n, h in enumerate(HEADLINES, 1)
    )
    found = related(page(after=f"<div class='bj'>责任编辑：纪文</div><ul>{lines}</ul>"))
    assert [(e.title, e.date) for e in found] == [(h, f"2024-06-0{n}") for n, h in enumerate(HEADLINES, 1)]
    assert found[0].url == "http://news.example.cn/local/202406/t20240601_40101.htm"


@pytest.mark.parametrize("line", ["<li>{}<span>{}</span></li>", "<li><a href='#'>{}</a> {}</li>"])
def test_dated_lines_without_links_straight_after_the_body(line: str) -> None:
    lines = "".join(line.format(h, f"2024-06-0{n}") for n, h in enumerate(HEADLINES, 1))
    expected = tuple(RelatedEntry(h, None, f"2024-06-0{n}") for n, h in enumerate(HEADLINES, 1))
    assert related(page(after=f"<div>责任编辑：纪文</div><ul>{lines}</ul>")) == expected
    assert related(page(after=f"<h3>最新文章</h3><ul>{lines}</ul>")) == ()
    assert related(page(side=f"<ul>{lines}</ul>")) == ()


@pytest.mark.parametrize("name", ["related", "relatedArticles", "xgyd", "xiangguan-list", "verwandte-artikel"])
def test_a_box_named_related_counts_without_heading(name: str) -> None:
    box = f"<div class='{name}'>{links(2)}</div>"
    assert titles(page(side=box)) == list(HEADLINES[:2])


def test_a_box_named_recommended_counts_near_the_body_only() -> None:
    box = f"<div class='recommend-list'>{links(3)}</div>"
    assert titles(page(after=box)) == list(HEADLINES[:3])
    assert titles(page(side=box)) == []


def test_tabs_choose_their_pane() -> None:
    tabs = "<div class='tabs'><span class='tab on'>热门推荐</span><span class='tab'>相关推荐</span></div>"
    panes = f"<div class='pane on'>{links(2)}</div><div class='pane'>{links(2, first=50100)}</div>"
    found = related(page(after=f"<div class='box'>{tabs}{panes}</div>"))
    assert [e.url for e in found] == [f"http://news.example.cn/local/202406/t20240601_{n}.htm" for n in (50100, 50101)]


@pytest.mark.parametrize(
    "label",
    [
        "<p>ALSO READ: <a href='/news/harbour-road-plan-2024-06-01'>Harbour road plan goes to the vote</a></p>",
        (
            "<p><strong>Related:</strong> <a href='/news/harbour-road-plan-2024-06-01'>Harbour road plan goes "
            "to the vote</a></p>"
        ),
        "<p><a href='/news/harbour-road-plan-2024-06-01'>Harbour road plan goes to the vote</a></p>",
        (
            "<div class='teaser'><a href='/news/harbour-road-plan-2024-06-01'><h4>Harbour road plan goes to "
            "the vote</h4></a></div>"
        ),
    ],
)
def test_see_also_in_the_body(label: str) -> None:
    halves = ENGLISH.split("</p>", 2)
    body = f"{halves[0]}</p>{label}{halves[1]}</p>{halves[2]}"
    assert titles(page(body=body), "http://paper.example.com/news/council-2024-06-10") == [
        "Harbour road plan goes to the vote"
    ]


def test_links_in_a_sentence_and_to_other_publishers_do_not_count() -> None:
    sentence = (
        "<p class='text'>Read more in the <a href='/news/harbour-road-plan-2024-06-01'>harbour road plan of "
        "last year</a>, she said.</p>"
    )
    other = (
        "<p><a href='http://ministry.example.org/reports/roads-2024-full-text'>The full text of the ministry's "
        "report</a></p>"
    )
    assert (
        titles(page(body=ENGLISH + sentence + other + ENGLISH), "http://paper.example.com/news/council-2024-06-10")
        == []
    )


def test_a_labelled_line_with_breaks() -> None:
    box = (
        "<div class='more'>【相关阅读】<a href='a_40101.htm'>云岫市举行夏季风筝大赛</a><br><a "
        "href='a_40102.htm'>古渡街道整修护城河步道</a><br></div>"
    )
    assert titles(page(after=box)) == list(HEADLINES[:2])


def test_a_heading_that_a_script_would_fill_takes_nothing_else() -> None:
    empty = "<div class='xgxw'><h3>相关新闻</h3><ul id='xg'></ul></div>"
    assert titles(page(after=f"{empty}<div class='hot'>{links()}</div>")) == []


def test_a_hidden_list_counts_under_its_heading() -> None:
    box = f"<div style='display:none'><h3>相关新闻</h3>{links()}</div>"
    assert titles(page(side=box)) == list(HEADLINES[:3])
    assert titles(page(side=f"<div class='xgxw' style='display:none'>{links()}</div>")) == []


def test_the_list_ends_where_another_heading_begins() -> None:
    box = f"<div class='box'><h3>相关新闻</h3>{links(2)}<h3>最新文章</h3>{links(2, first=50100)}</div>"
    assert titles(page(after=box)) == list(HEADLINES[:2])


def test_advertisements_between_the_entries_are_left_out() -> None:
    ad = "<div class='ad'><a href='./t20240601_60001.htm'>夏季家电大减价全场五折</a></div>"
    lines = "".join(
        f"<div class='item'><a href='./t20240601_4010{n}.htm'>{h}</a></div>{ad}" for n, h in enumerate(HEADLINES)
    )
    assert titles(page(after=f"<div class='box'><h3>相关新闻</h3><div>{lines}</div></div>")) == list(HEADLINES)


def test_one_entry_an_article_with_the_headline_alone() -> None:
    item = (
        "<div class='item'><a href='/a/40101.html'><img src='x.jpg' alt='图'></a><a href='/a/40101.html'>"
        "<span class='kicker'>文体</span>"
        "<h4>云岫市举行夏季风筝大赛</h4><p>来自全市各区县的二十支队伍参加了比赛，年龄最大的选手八十二岁，"
        "年龄最小的选手只有六岁半。</p></a>"
        "<a href='/a/40101.html'>评论 128</a><em>2024-06-01 09:00</em></div>"
    )
    found = related(page(after=f"<div class='box'><h3>相关新闻</h3>{item}</div>"))
    assert found == (RelatedEntry("云岫市举行夏季风筝大赛", "http://news.example.cn/a/40101.html", "2024-06-01"),)


def test_a_cut_headline_is_made_whole_from_its_title_attribute() -> None:
    line = (
        "<ul><li><a href='/a/40101.html' title='云岫市举行夏季风筝大赛吸引全国选手'>云岫市举行夏季风筝大赛…</a>"
        "</li></ul>"
    )
    assert titles(page(after=f"<div><h3>相关新闻</h3>{line}</div>")) == ["云岫市举行夏季风筝大赛吸引全国选手"]


def test_links_to_the_article_itself_do_not_count() -> None:
    line = (
        f"<ul><li><a href='{URL}?from=related'>护城河边放风筝的人们</a></li><li><a href='{URL}#top'>"
        f"护城河边放风筝的人们</a></li></ul>"
    )
    html = page(after=f"<div><h3>相关新闻</h3>{line}{links(1)}</div>")
    assert HEADLINES[0] in titles(html)
    assert not any(e.url == URL for e in related(html))


def test_addresses_stand_on_the_base_of_the_page() -> None:
    box = "<div><h3>相关新闻</h3><ul><li><a href='a/40101.html'>云岫市举行夏季风筝大赛</a></li></ul></div>"
    found = related(page(after=box, head="<base href='http://news.example.cn/deep/'>"))
    assert found[0].url == "http://news.example.cn/deep/a/40101.html"


@pytest.mark.parametrize(
    ("shown", "day"),
    [
        ("2024-06-01", "2024-06-01"),
        ("06-01", "2024-06-01"),
        ("12月24日", "2023-12-24"),
        ("2024年5月", "2024-05"),
        ("3小时前", None),
    ],
)
def test_days_as_shown_with_the_year_of_the_article(shown: str, day: str | None) -> None:
    html = page(after=f"<div><h3>相关新闻</h3>{links(2, shown)}</div>")
    assert [e.date for e in related(html, published=datetime(2024, 6, 10, tzinfo=UTC))] == [day, day]


def test_a_day_without_year_stays_open_where_the_article_has_none() -> None:
    assert {e.date for e in related(page(after=f"<div><h3>相关新闻</h3>{links(2, '06-01')}</div>"))} == {None}


def test_tags_under_a_related_heading_are_no_entries() -> None:
    tags = (
        "<div><b>Related:</b> <a href='/topics/harbour'>Harbour</a> <a href='/tag/council-news'>Council news "
        "of the town</a></div>"
    )
    assert titles(page(after=tags, body=ENGLISH), "http://paper.example.com/news/council-2024-06-10") == []


def test_a_list_that_hangs_under_another_story_does_not_count() -> None:
    box = (
        f"<div class='top'><div><a href='./t20240609_40999.htm'>市政府公布暑期公交新线路</a></div><h4>"
        f"相关新闻</h4>{links(2)}</div>"
    )
    assert titles(page(side=box)) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_broken_pages_never_crash(data: st.DataObject) -> None:
    html = page(
        after=f"<div class='related'><h3>相关新闻</h3>{links(3, '06-01')}</div>", side=f"<h3>推荐</h3>{links(2)}"
    )
    cuts = data.draw(
        st.lists(st.tuples(st.integers(0, len(html)), st.integers(0, 40), st.text(max_size=6)), max_size=8)
    )
    for start, length, text in cuts:
        html = html[:start] + text + html[start + length :]
    try:
        PageView(html, URL)
    except ValueError:
        return
    related(html, published=datetime(2024, 6, 10, tzinfo=UTC))
