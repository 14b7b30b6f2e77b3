"""The three outlets as a crawler meets them: raw bytes, headers, lists, and all that is odd."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import httpx
import pytest
from lxml import html

from demo_world import World
from demo_world.edition import old_path
from demo_world.xiuan import PREVIEW
from demo_world.yuanwang import MOVED, TOPIC_PAGE, WITHDRAWN
from tests.demo_world.conftest import article


def _get(client: httpx.Client, world: World, outlet: str, path: str) -> httpx.Response:
    return client.get(world.addresses[outlet] + path)


@pytest.mark.parametrize("outlet", ["yuanwang", "xiuan", "courier"])
def test_every_article_answers(world: World, client: httpx.Client, outlet: str) -> None:
    for one in world.articles:
        if one.outlet == outlet and one.quirk != "heals":
            answer = client.get(world.url(one))
            assert answer.status_code == 200, one.key
            assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_channel_is_gbk_without_a_charset_in_its_header(world: World, client: httpx.Client) -> None:
    one = article(world, "bridge-opening")
    answer = client.get(world.url(one))
    assert re.fullmatch(r"/yw/202610/t20261028_\d{5}\.htm", answer.url.path)
    assert answer.headers["Content-Type"] == "text/html"
    assert b"charset=gb2312" in answer.content
    text = answer.content.decode("gbk")
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode("utf-8")
    page = html.fromstring(text)
    editor = page.cssselect("div.TRS_Editor")[0]
    assert [p.text_content().strip() for p in editor.cssselect("p")] == list(one.paragraphs)
    assert "来源：鸢网" in page.cssselect("div.info")[0].text_content()
    assert "责任编辑：韩疏影" in text
    assert "ICP备" in text


def test_channel_s_related_list_has_ten_dated_entries_and_no_heading(world: World, client: httpx.Client) -> None:
    for one in world.articles:
        if one.outlet == "yuanwang" and not one.quirk:
            page = html.fromstring(client.get(world.url(one)).content.decode("gbk"))
            box = page.cssselect("div.list10")[0]
            assert len(box.cssselect("li")) == 10, one.key
            assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day.text_content()) for day in box.cssselect("span"))
            assert not box.xpath(".//h2|.//h3|.//strong")


def test_channel_s_lists_go_on(world: World, client: httpx.Client) -> None:
    for section in ("yw", "ms", "xc"):
        first = _get(client, world, "yuanwang", f"/{section}/").content.decode("gbk")
        pages = int(re.search(r"createPageHTML\((\d+), 0, \"index\", \"htm\"\)", first).group(1))
        assert pages == 3
        links = set()
        for name in ("index.htm", *(f"index_{index}.htm" for index in range(1, pages))):
            page = html.fromstring(_get(client, world, "yuanwang", f"/{section}/{name}").content.decode("gbk"))
            links |= {a.get("href") for a in page.cssselect("ul.newslist a")}
        own = {world.url(one) for one in world.articles if one.outlet == "yuanwang" and one.section == section}
        assert own <= links
        assert _get(client, world, "yuanwang", f"/{section}/index_{pages}.htm").status_code == 404


def test_list_leads_to_a_404_a_topic_page_and_an_old_address(world: World, client: httpx.Client) -> None:
    people = "".join(
        _get(client, world, "yuanwang", f"/ms/{name}").content.decode("gbk")
        for name in ("index.htm", "index_1.htm", "index_2.htm")
    )
    moved = article(world, MOVED)
    assert WITHDRAWN in people
    assert old_path(moved) in people
    assert _get(client, world, "yuanwang", WITHDRAWN).status_code == 404
    answer = _get(client, world, "yuanwang", old_path(moved))
    assert (answer.status_code, answer.headers["Location"]) == (301, world.url(moved))
    topic = html.fromstring(_get(client, world, "yuanwang", TOPIC_PAGE).content.decode("gbk"))
    assert not topic.cssselect("p:not(.footer p)")
    assert len(topic.cssselect("div.topic li")) == 12


def test_long_article_has_three_pages(world: World, client: httpx.Client) -> None:
    one, texts, url = article(world, "long-river"), [], ""
    following = world.url(one)
    while following:
        url = following
        page = html.fromstring(client.get(url).content.decode("gbk"))
        page.make_links_absolute(url)
        texts.append([p.text_content().strip() for p in page.cssselect("div.TRS_Editor p")])
        following = next((a.get("href") for a in page.cssselect("#div_currpage a") if a.text == "下一页"), "")
    assert url.endswith("_2.htm")
    assert len(texts) == 3
    assert [text for part in texts for text in part] == list(one.paragraphs)


def test_charsets_lie_in_two_ways(world: World, client: httpx.Client) -> None:
    by_header = client.get(world.url(article(world, "library-night")))
    assert by_header.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "地下书库" in by_header.content.decode("gbk")
    by_meta = client.get(world.url(article(world, "mushroom")))
    assert "charset" not in by_meta.headers["Content-Type"]
    assert b"charset=gb2312" in by_meta.content
    assert "废菌棒" in by_meta.content.decode("utf-8")


def test_traditional_script_in_gbk(world: World, client: httpx.Client) -> None:
    one = article(world, "ferry-hant")
    text = client.get(world.url(one)).content.decode("gbk")
    assert one.dateline == "鳶網11月6日訊"
    assert one.paragraphs[0] in text
    assert "来源：岫岸新聞" in text


def test_bare_layout_has_title_and_day_as_paragraphs(world: World, client: httpx.Client) -> None:
    one = article(world, "lost-found")
    page = html.fromstring(client.get(world.url(one)).content.decode("gbk"))
    assert [p.text_content() for p in page.cssselect("div.mcon > p")] == [one.title, "10月29日"]
    assert not page.cssselect("h1")


def test_a_failing_page_heals_on_the_second_request(fresh_world: World, client: httpx.Client) -> None:
    url = fresh_world.url(article(fresh_world, "cold-chain"))
    assert [client.get(url).status_code for _ in range(3)] == [500, 200, 200]


def test_modern_site_tells_machines(world: World, client: httpx.Client) -> None:
    one = article(world, "bridge-own")
    answer = client.get(world.url(one))
    page = html.fromstring(answer.content.decode("utf-8"))
    told = json.loads(page.xpath('//script[@type="application/ld+json"]')[0].text)
    assert told["@type"] == "NewsArticle"
    assert told["headline"] == one.title
    assert told["datePublished"] == "2026-10-28T17:40:00+08:00"
    assert told["author"] == [{"@type": "Person", "name": "应知微"}]
    assert page.xpath('//meta[@property="og:title"]/@content') == [one.title]
    assert page.xpath('//link[@rel="canonical"]/@href') == [world.url(one)]
    assert page.cssselect("section.more h3")[0].text == "相关新闻"


def test_related_dates_by_section(world: World, client: httpx.Client) -> None:
    city = html.fromstring(client.get(world.url(article(world, "rail-trail"))).text)
    culture = html.fromstring(client.get(world.url(article(world, "choir"))).text)
    plain = html.fromstring(client.get(world.url(article(world, "letter-hall"))).text)
    assert city.cssselect("section.more time")
    assert culture.cssselect("section.more time")
    assert plain.cssselect("section.more li")
    assert not plain.cssselect("section.more time")


def test_feed_sitemaps_and_robots(world: World, client: httpx.Client) -> None:
    robots = _get(client, world, "xiuan", "/robots.txt").text
    assert "Disallow: /preview/" in robots
    assert f"Sitemap: {world.addresses['xiuan']}/sitemap.xml" in robots
    feed = ElementTree.fromstring(_get(client, world, "xiuan", "/feed.xml").content)
    links = [item.findtext("link") for item in feed.iter("item")]
    assert len(links) == 21
    assert world.addresses["xiuan"] + PREVIEW in links
    places = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    index = ElementTree.fromstring(_get(client, world, "xiuan", "/sitemap.xml").content)
    maps = [loc.text for loc in index.iterfind(".//s:loc", places)]
    found = {
        loc.text for url in maps for loc in ElementTree.fromstring(client.get(url).content).iterfind(".//s:loc", places)
    }
    assert found == {world.url(one) for one in world.articles if one.outlet == "xiuan"}
    assert any("sitemap-news" in url for url in maps)


def test_modern_lists_go_on(world: World, client: httpx.Client) -> None:
    first = html.fromstring(_get(client, world, "xiuan", "/city/").text)
    assert first.xpath('//a[@rel="next"]/@href') == ["/city/?page=2"]
    second = html.fromstring(_get(client, world, "xiuan", "/city/?page=2").text)
    assert second.cssselect("div.card")[0].text_content() != first.cssselect("div.card")[0].text_content()


def test_courier_has_a_section_page_only(world: World, client: httpx.Client) -> None:
    for path in ("/robots.txt", "/feed.xml", "/sitemap.xml", "/rss"):
        assert _get(client, world, "courier", path).status_code == 404
    page = html.fromstring(_get(client, world, "courier", "/local/").text)
    assert len(page.cssselect("div.teaser")) == sum(one.outlet == "courier" for one in world.articles)
    story = html.fromstring(client.get(world.url(article(world, "ferry-retires"))).text)
    assert story.cssselect("div.byline")[0].text == "By Tobias Fenn"
    assert story.cssselect("div.inset h4")[0].text == "Related"
    assert story.cssselect("#rail h4")[0].text == "Most read"


def test_most_read_boxes_are_the_same_beside_every_article(world: World, client: httpx.Client) -> None:
    for outlet, box in (("yuanwang", "div.phb"), ("xiuan", "section.rank"), ("courier", "#rail ol")):
        urls = [world.url(one) for one in world.articles if one.outlet == outlet and not one.quirk][:3]
        texts = {html.fromstring(client.get(url).content).cssselect(box)[0].text_content() for url in urls}
        assert len(texts) == 1
