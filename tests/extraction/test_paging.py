"""The next page of an article of several pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction import paging
from extraction.body import Body
from extraction.paging import find_next_page, follows, says_next
from extraction.view import PageView

URL = "http://news.example.cn/yw/202010/t20201028_40001.htm"


def next_page(html: str, url: str = URL) -> str | None:
    return find_next_page(PageView(f"<html><body>{html}</body></html>", url), Body())


@pytest.mark.parametrize(
    ("url", "html", "expected"),
    [
        (URL, "<div id='div_currpage'><a href='t20201028_40001_2.htm'>下一页</a></div>", "t20201028_40001_2.htm"),
        (
            URL,
            (
                "<div id='div_currpage'>1 <a href='t20201028_40001_2.htm'>2</a> <a "
                "href='t20201028_40001_3.htm'>3</a></div>"
            ),
            "t20201028_40001_2.htm",
        ),
        (URL, "<script>createPageHTML(3, 0, 't20201028_40001', 'htm');</script>", "t20201028_40001_1.htm"),
        (
            URL[:-4] + "_1.htm",
            "<script>createPageHTML(3, 1, 't20201028_40001', 'htm');</script>",
            "t20201028_40001_2.htm",
        ),
        (
            URL[:-4] + "_2.htm",
            "<a href='t20201028_40001.htm'>1</a><a href='t20201028_40001_3.htm'>下页</a>",
            "t20201028_40001_3.htm",
        ),
        (URL, "<a href='?page=2'>Next page</a>", "t20201028_40001.htm?page=2"),
    ],
)
def test_found_by_links_numbers_and_scripts(url: str, html: str, expected: str) -> None:
    assert next_page(html, url) == "http://news.example.cn/yw/202010/" + expected


def test_found_by_rel_next_and_in_paths() -> None:
    url = "https://paper.example.com/news/harbour-road"
    assert next_page("<a rel='next' href='/news/harbour-road?page=2'>2</a>", url) == url + "?page=2"
    assert next_page("<a href='/news/harbour-road/2/'>Next</a>", url) == url + "/2/"
    assert next_page("<a href='/news/harbour-road/3'>»</a>", url + "/2") == url + "/3"


@pytest.mark.parametrize(
    "html",
    [
        "<a href='t20201028_40002.htm'>下一篇：古渡街道整修步道</a>",
        "<a href='t20201028_40002.htm'>下一页</a>",
        "<a rel='next' href='t20201028_40002.htm'>下一条</a>",
        "<div class='list'><a href='/yw/index_2.htm'>下一页</a></div>",
        "<script>createPageHTML(3, 2, 't20201028_40001', 'htm');</script>",
        "<script>createPageHTML(9, 0, 'index', 'htm');</script>",
        "<script>createPageHTML(1, 0, 't20201028_40001', 'htm');</script>",
        "<div class='comments'><a href='t20201028_40001_2.htm'>2</a></div>",
        "<a href='javascript:next()'>下一页</a>",
        "<a href='t20201028_40001.htm'>下一页</a>",
    ],
)
def test_never_another_article_or_a_list(html: str) -> None:
    assert next_page(html) is None


@pytest.mark.parametrize(
    ("url", "page", "expected"),
    [
        ("http://x.cn/a_2.html", "http://x.cn/a.html", True),
        ("http://x.cn/a_1.html", "http://x.cn/a.html", True),
        ("http://x.cn/a_3.html", "http://x.cn/a.html", False),
        ("http://x.cn/a_3.html", "http://x.cn/a_2.html", True),
        ("http://x.cn/a_2.html", "http://x.cn/a_2.html", False),
        ("http://x.cn/yw/index_1.htm", "http://x.cn/yw/", True),
        ("http://x.cn/yw/index_120.htm", "http://x.cn/yw/index_119.htm", True),
        ("http://x.cn/t20201028_124.htm", "http://x.cn/t20201028_123.htm", False),
        ("http://x.cn/a.php?id=7&page=3", "http://x.cn/a.php?page=2&id=7", True),
        ("http://x.cn/a.php?id=8&page=2", "http://x.cn/a.php?id=7", False),
        ("http://y.cn/a_2.html", "http://x.cn/a.html", False),
        ("http://www.x.cn/a_2.html", "http://x.cn/a.html", True),
    ],
)
def test_follows(url: str, page: str, expected: bool) -> None:
    assert follows(url, page) is expected


@pytest.mark.parametrize(
    "text",
    ["下一页", "[下页]", "Next", "Next »", "»", "Nächste Seite", "Page suivante", "次へ", "다음 페이지", "Следующая"],
)
def test_words_for_the_next_page(text: str) -> None:
    assert says_next(text)


@pytest.mark.parametrize(
    "text", ["下一篇", "下一条：风筝", "Next article", "Next story: harbour road", "Weiterlesen", ""]
)
def test_words_for_other_things(text: str) -> None:
    assert not says_next(text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_addresses_may_be_compared(a: str, b: str) -> None:
    follows("http://x.cn/" + a.replace("[", "").replace("]", ""), "http://x.cn/" + b.replace("[", "").replace("]", ""))


STEPS = ["/", "news", "2", "_3", "-12", ".html", ".", "?page=4", "#2", "%32", ";v=2", "p", "/page/", "ü", "\t", "٣"]


@given(st.lists(st.sampled_from(STEPS), max_size=7).map("".join))
def test_no_number_is_overlooked(path: str) -> None:
    url = f"https://www.riverpost.example/{path}"
    told = {reading.number for reading in paging.readings(url)} - {None}
    assert paging._next_numbers(url) == {"1", "2", *(str(number + 1) for number in told if number is not None)}
