"""List and home pages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction import read_list
from kitewire.article import PageLink

URL = "http://news.example.cn/yw/"


def listed(body: str, url: str = URL, head: str = "") -> str:
    return f"<html lang='zh'><head><title>要闻-鸢网</title>{head}</head><body>{body}</body></html>"


def links(body: str, url: str = URL) -> tuple[PageLink, ...]:
    return read_list(listed(body).encode(), url).links


def next_pages(body: str, url: str = URL, head: str = "") -> tuple[str, ...]:
    return read_list(listed(body, head=head).encode(), url).next_pages


def test_links_in_page_order_with_text_and_day() -> None:
    body = (
        "<ul><li><a href='./202010/t20201028_40001.htm'>护城河边放风筝</a><span>2020-10-28</span></li>"
        "<li><span>[10-27]</span><a href='./202010/t20201027_40002.htm'>古渡街道整修步道</a></li>"
        "<li><a href='./202010/t20201026_40003.htm'>钟楼小学新校舍</a> 10月26日</li>"
        "<li><a href='/about/'>关于我们</a></li></ul>"
    )
    assert links(body) == (
        PageLink("http://news.example.cn/yw/202010/t20201028_40001.htm", "护城河边放风筝", "2020-10-28"),
        PageLink("http://news.example.cn/yw/202010/t20201027_40002.htm", "古渡街道整修步道", "2020-10-27"),
        PageLink("http://news.example.cn/yw/202010/t20201026_40003.htm", "钟楼小学新校舍", "2020-10-26"),
        PageLink("http://news.example.cn/about/", "关于我们", None),
    )


def test_the_year_of_a_day_comes_from_the_address_only() -> None:
    assert links("<li><a href='/a/40001.html'>护城河边放风筝</a><span>10-28</span></li>")[0].date is None
    found = links("<li><a href='/2019/1231/40001.html'>护城河边放风筝</a><span>01-01</span></li>")
    assert found[0].date == "2020-01-01"


def test_image_and_text_link_are_one_and_cut_texts_are_made_whole() -> None:
    body = (
        "<div><a href='/a/1.html'><img src='x.jpg' alt='图'></a>"
        "<a href='/a/1.html' title='护城河边放风筝的人从清晨站到傍晚'>护城河边放风筝的人从...</a></div>"
        "<div><a href='/a/2.html?utm_source=home'>古渡街道整修步道</a></div><div><a href='/a/2.html'>"
        "古渡街道整修步道</a></div>"
        "<div><a href='/a/3.html'><img src='y.jpg' alt='钟楼小学新校舍落成'></a></div>"
    )
    assert [(link.url.rpartition("/")[2], link.text) for link in links(body)] == [
        ("1.html", "护城河边放风筝的人从清晨站到傍晚"),
        ("2.html?utm_source=home", "古渡街道整修步道"),
        ("3.html", "钟楼小学新校舍落成"),
    ]


def test_what_is_no_web_link_is_left_out() -> None:
    body = (
        "<a href='javascript:void(0)'>展开</a><a href='#top'>顶部</a><a href='mailto:a@example.cn'>信箱</a><a "
        "href='tel:1'>电话</a><a>空</a>"
    )
    assert links(body) == ()


def test_relative_links_stand_on_the_base() -> None:
    raw = listed("<a href='a/1.html'>护城河边放风筝</a>", head="<base href='http://news.example.cn/deep/'>").encode()
    assert read_list(raw, URL).links[0].url == "http://news.example.cn/deep/a/1.html"


def test_gb_pages_are_decoded() -> None:
    raw = listed("<a href='/a/1.html'>护城河边放风筝</a>", head="<meta charset='gb2312'>").encode("gbk")
    page = read_list(raw, URL)
    assert (page.links[0].text, page.title, page.lang) == ("护城河边放风筝", "要闻-鸢网", "zh")


@pytest.mark.parametrize(
    ("url", "body", "expected"),
    [
        (URL, "<script>createPageHTML(5, 0, 'index', 'htm');</script>", "index_1.htm"),
        (URL + "index_3.htm", '<script>createPageHTML(5, 3, "index", "htm");</script>', "index_4.htm"),
        (URL, "<script>var currentPage = 0; var countPage = 4;</script>", "index_1.html"),
        (URL + "index.shtml", "<script>var countPage = 4//共多少页\nvar currentPage = 0</script>", "index_1.shtml"),
        (URL, "<a href='index_2.html'>下一页</a>", "index_2.html"),
        (
            URL + "column-index-1.shtml",
            "<a href='column-index-2.shtml'>2</a><a href='column-index-3.shtml'>3</a>",
            "column-index-2.shtml",
        ),
        (URL + "?page=2", "<a href='?page=1'>上一页</a><a href='?page=3'>下一页</a>", "?page=3"),
        (URL, "<div class='pagination'><a href='/yw/archive/older'>Next »</a></div>", "archive/older"),
        (URL, "<a class='x' href='page/2/'>Older posts</a>", "page/2/"),
    ],
)
def test_the_page_that_goes_on(url: str, body: str, expected: str) -> None:
    assert next_pages(body, url) == (URL + expected,)


def test_rel_next_in_the_head() -> None:
    assert next_pages("", head="<link rel='next' href='/yw/?page=2'>") == (URL + "?page=2",)


@pytest.mark.parametrize(
    "body",
    [
        "<script>createPageHTML(5, 4, 'index', 'htm');</script>",
        "<script>createPageHTML(1, 0, 'index', 'htm');</script>",
        "<script>var countPage = 1; var currentPage = 0;</script>",
        "<a href='/a/40002.html'>下一篇：古渡街道整修步道</a>",
        "<a href='/sports/'>next</a>",
        "<a href='http://elsewhere.example.org/index_2.html'>下一页</a>",
        "<a href='javascript:next()'>下一页</a>",
    ],
)
def test_where_a_list_ends(body: str) -> None:
    assert next_pages(body) == ()


def test_feeds_named_and_shown() -> None:
    head = (
        "<link rel='alternate' type='application/rss+xml' href='/feed.xml'><link rel='alternate' "
        "type='text/html' hreflang='en' href='/en/'>"
        "<link rel='alternate' type='application/json' href='/wp-json/wp/v2/posts/1'>"
    )
    page = read_list(
        listed("<a href='/rss/local.xml'>本地</a><a href='http://rss.example.cn/all'>RSS</a>", head=head).encode(), URL
    )
    assert page.feeds == (
        "http://news.example.cn/feed.xml",
        "http://news.example.cn/rss/local.xml",
        "http://rss.example.cn/all",
    )


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<meta http-equiv='refresh' content='0; url=html/2024-06/10/node_1.htm'>", ""),
        ("", "<script>window.location.href = 'html/2024-06/10/node_1.htm';</script>"),
        ("", "<script>location.replace('html/2024-06/10/node_1.htm')</script>"),
    ],
)
def test_the_entry_of_an_e_paper_sends_on(head: str, body: str) -> None:
    assert next_pages(body, "http://paper.example.cn/", head) == ("http://paper.example.cn/html/2024-06/10/node_1.htm",)


def test_a_script_on_a_full_page_sends_nowhere() -> None:
    body = (
        "".join(f"<a href='/a/{n}.html'>护城河边放风筝{n}</a>" for n in range(9))
        + "<script>if(m){location.href='/m/'}</script>"
    )
    assert next_pages(body) == ()


def test_the_pages_of_an_e_paper() -> None:
    url = "http://paper.example.cn/html/2024-06/10/node_1.htm"
    body = (
        "<a id='pageLink' href='node_1.htm'>01版</a><a id='pageLink' href='./node_2.htm'>02版</a>"
        "<a href='../../2024-06/09/node_1.htm'>上一期</a><a href='content_4001.htm?div=-1'>护城河边放风筝</a>"
    )
    assert next_pages(body, url) == ("http://paper.example.cn/html/2024-06/10/node_2.htm",)


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(st.binary(max_size=400), st.text(alphabet="<>aul/ihref='=\"?#.&;:第1页20-", max_size=300).map(str.encode))
)
def test_anything_may_be_read(raw: bytes) -> None:
    read_list(raw, URL)
    read_list(raw, "", "no-such-charset")


def test_an_address_that_cannot_be_taken_apart_beside_a_teaser_is_passed_over() -> None:
    teaser = "<a href=/2026/10/ferry-hall-opens-at-hewan></a><a href='http://[1'>x</a><h3>Ferry hall opens</h3>"
    page = f"<html><body><h1>News</h1><main><article>{teaser}</article></main></body></html>".encode()
    found = read_list(page, "http://news.example.com/").links
    assert [link.url for link in found] == ["http://news.example.com/2026/10/ferry-hall-opens-at-hewan"]
