"""Article or not, from the address and the text of a link."""

from __future__ import annotations

import socket

import pytest

from crawler.discovery import sites
from crawler.discovery.judge import may_be_article, unlike_article, why_not
from crawler.discovery.sites import day_in, same_site, site_of
from kitewire.article import PageLink
from kitewire.source import Source, StartKind, StartPoint

HEADLINE = "奎文区新开三所社区学校惠及千余名学生"
ARTICLES = [
    ("http://a.example.com.cn/202611/t20261122_3456789.htm", ""),
    ("http://a.example.com.cn/m/yaowen/202611/t20261122_3456789.htm", "更名"),
    ("https://example.com/2026/11/22/flood", ""),
    ("https://example.com/2026/nov/22/river-flood", ""),
    ("https://example.com/c/2026-11-22/123.shtml", ""),
    ("https://example.com/gn/2026/11-22/9876543.shtml", ""),
    ("https://example.com/n2/2026/1122/c12345-40012345.html", ""),
    ("https://example.com/system/2026/11/22/012345678.shtml", ""),
    ("https://example.com/html/2026-11/22/content_99_12.htm", ""),
    ("https://example.com/content/content_123456.html", ""),
    ("https://example.com/News/sd/812345.html", ""),
    ("https://example.com/News/sd/1234.html", HEADLINE),
    ("https://example.com/a/20261122093000123", ""),
    ("https://example.com/news/council-approves-new-bridge-over-river", ""),
    ("https://example.com/news/harbour-fire-contained/", "Harbour fire contained after a long night"),
    ("https://example.com/news/uk-england-12345678", ""),
    ("https://example.com/topics/2026/11/22/harbour-fire", ""),
    ("https://example.com/article?id=4711", "Harbour fire contained after a night"),
    ("https://example.com/?p=4711", "Harbour fire contained after a long night"),
    ("https://example.com/news/show.php?newsid=88123", ""),
    ("https://example.com/a1b2c3d4e5f6.html", HEADLINE),
    ("https://example.com/help-for-farmers-after-the-long-summer-flood", ""),
    ("https://example.com/%E6%96%B0%E5%BB%BA%E5%A4%A7%E6%A1%A5%E9%80%9A%E8%BD%A6", ""),
]
OTHERS = [
    ("https://example.com/", "首页"),
    ("https://example.com/index.html", ""),
    ("https://example.com/index_2.htm", "下一页"),
    ("https://example.com/yaowen/", "要闻"),
    ("https://example.com/yaowen/index_12.shtml", "12"),
    ("https://example.com/html/2026-11/22/node_2.htm", "第02版：要闻"),
    ("https://example.com/list-17.html", ""),
    ("https://example.com/local-news", "Local News"),
    ("https://example.com/local-news", ""),
    ("https://example.com/sport/football/", "Football"),
    ("https://example.com/2026/11/22/", "22"),
    ("https://example.com/2026/11/", ""),
    ("https://example.com/archive/2026-11-22", ""),
    ("https://example.com/tag/harbour-fire-and-rescue-service", ""),
    ("https://example.com/author/maria-von-der-heide-schmidt", ""),
    ("https://example.com/search?q=harbour+fire&id=3", ""),
    ("https://example.com/user/login", "Log in to read all of our stories today"),
    ("https://example.com/about-us", "About us"),
    ("https://example.com/about/", "关于我们"),
    ("https://example.com/privacy-policy", "Privacy"),
    ("https://example.com/terms-and-conditions.html", "Terms and conditions of the use"),
    ("https://example.com/photos/20261122_1.jpg", ""),
    ("https://example.com/epaper/20261122.pdf", HEADLINE),
    ("https://example.com/feed/", "Subscribe"),
    ("https://example.com/category/local-sport-news", "Sport"),
    ("https://example.com/news?page=2", "2"),
    ("https://example.com/col/col123/index.html", "时政要闻"),
]
SOURCE = Source("a", "http://weifang.example.com.cn/", starts=(StartPoint(StartKind.LIST, "http://m.example.cn/x/"),))


@pytest.mark.parametrize(("url", "text"), ARTICLES)
def test_articles_pass(url: str, text: str) -> None:
    assert unlike_article(PageLink(url, text)) is None


@pytest.mark.parametrize(("url", "text"), OTHERS)
def test_other_pages_do_not(url: str, text: str) -> None:
    assert unlike_article(PageLink(url, text))


def test_the_site_is_the_registrable_domain_of_home_or_a_start() -> None:
    article = "/202611/t20261122_3456789.htm"
    assert why_not(PageLink(f"http://jinan.example.com.cn{article}", ""), SOURCE) is None
    assert why_not(PageLink(f"http://www.example.cn{article}", ""), SOURCE) is None
    assert why_not(PageLink(f"http://other.com.cn{article}", ""), SOURCE) == "another site"
    assert why_not(PageLink("http://m.example.cn/x", HEADLINE), SOURCE) == "a start page"
    assert why_not(PageLink("mailto:a@example.cn", ""), SOURCE) == "no web address"


def test_hosts_that_are_numbers_or_have_no_suffix_are_sites_of_their_own() -> None:
    assert same_site("http://127.0.0.1:81/a", "http://127.0.0.1:82/b")
    assert not same_site("http://127.0.0.1/a", "http://127.0.0.2/b")
    assert not same_site("http://news/", "http://paper/")
    assert site_of("weifang.example.gov.cn") == "example.gov.cn"
    assert not same_site("http://a.github.io/", "http://b.github.io/")


def test_the_list_of_suffixes_is_never_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    sites._extractor.cache_clear()
    sites.site_of.cache_clear()
    assert site_of("weifang.sdnews.com.cn") == "sdnews.com.cn"
    assert site_of("www.paper.example") == "paper.example"


def test_allow_decides_alone_and_deny_wins_over_it() -> None:
    source = Source("a", "http://a.example/", allow=(r"/story/",), deny=(r"/story/ad-",))
    assert may_be_article(PageLink("http://elsewhere.example/story/x", ""), source)
    assert why_not(PageLink("http://a.example/story/ad-x", ""), source) == "denied by the source"
    assert why_not(PageLink("http://a.example/2026/11/22/flood.html", ""), source) == "not allowed by the source"


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/202611/t20261122_1.htm", "2026-11-22"),
        ("/2026/1122/c1.html", "2026-11-22"),
        ("/2026/nov/02/a-b", "2026-11-02"),
        ("/2026/1/2/a", "2026-01-02"),
        ("/2026-11/22/content_1.htm", "2026-11-22"),
        ("/20261122093000.shtml", "2026-11-22"),
        ("/202611/1.html", None),
        ("/a/120261122.html", None),
        ("/2026/13/40/a", None),
    ],
)
def test_the_day_in_an_address(path: str, day: str | None) -> None:
    assert day_in(f"http://a.example{path}") == day
