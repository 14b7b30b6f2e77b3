"""Pure decisions of home-page discovery: sections, worth, choice, samples."""

from __future__ import annotations

from datetime import date

from crawler.discovery.candidates import MOST_LISTS, Offer, choose, samples, sections, weigh
from crawler.discovery.records import StartRead
from kitewire.article import PageLink
from kitewire.source import Source, StartKind, StartPoint

TODAY = date(2026, 11, 22)
HOME = "https://paper.example/"


def links(*numbers: int, day: str = "2026/11/20") -> tuple[PageLink, ...]:
    return tuple(PageLink(f"{HOME}{day}/story-{number}.html", f"Story {number}") for number in numbers)


def offer(what: str, name: str, articles: tuple[PageLink, ...], goes_on: bool = False) -> Offer:
    kind = {"feed": StartKind.FEED, "list page": StartKind.LIST}.get(what, StartKind.SITEMAP)
    return Offer(StartPoint(kind, HOME + name), what, articles, goes_on)


def names(offers: tuple[Offer, ...]) -> list[str]:
    return [one.start.url.removeprefix(HOME) for one in offers]


def test_what_has_the_most_recent_articles_comes_first() -> None:
    old = offer("list page", "old/", links(*range(20, 50), day="2025/01/01"))
    feed = offer("feed", "feed", links(*range(10)))
    news = offer("list page", "news/", links(*range(5, 19)))
    assert names(choose([old, feed, news], TODAY)) == ["news/", "feed", "old/"]


def test_days_yet_to_come_do_not_make_an_offer_recent() -> None:
    calendar = offer("list page", "events/", links(*range(20, 40), day="2027/06/01"))
    news = offer("list page", "news/", links(*range(5)))
    assert names(choose([calendar, news], TODAY))[0] == "news/"


def test_a_list_that_brings_nothing_new_is_left_out_but_one_that_goes_on_is_taken_first() -> None:
    home = offer("list page", "", links(*range(10)))
    section = offer("list page", "news/", links(*range(10)), goes_on=True)
    small = offer("list page", "sport/", links(0, 1, 20, 21))
    assert names(choose([home, section, small], TODAY)) == ["news/"]


def test_lists_that_a_feed_covers_are_left_out() -> None:
    feed = offer("feed", "feed", links(*range(10)))
    assert names(choose([offer("list page", "news/", links(*range(10)), True), feed], TODAY)) == ["feed"]


def test_twin_feeds_are_taken_once_and_a_news_sitemap_beside_a_feed_stays() -> None:
    rss, atom = offer("feed", "rss", links(*range(9))), offer("feed", "atom", links(*range(9)))
    news = offer("news sitemap", "news.xml", links(*range(9)))
    archive = offer("sitemap", "sitemap.xml", links(*range(9)))
    assert sorted(names(choose([rss, atom, news, archive], TODAY))) == ["news.xml", "rss"]


def test_lists_are_bounded() -> None:
    many = [offer("list page", f"l{n}/", links(*range(n * 10, n * 10 + 5))) for n in range(MOST_LISTS + 8)]
    assert len(choose(many, TODAY)) == MOST_LISTS


def test_nothing_offered_nothing_chosen() -> None:
    assert choose([], TODAY) == ()


def test_sections_are_lists_of_the_site_news_first() -> None:
    found = sections(
        [
            PageLink(HOME, "Home"),
            PageLink(f"{HOME}gallery/", "Pictures"),
            PageLink(f"{HOME}2026/11/20/story-1.html", "Story"),
            PageLink(f"{HOME}local/", "要闻"),
            PageLink(f"{HOME}about/", "About us"),
            PageLink(f"{HOME}tag/fire/", "Fire"),
            PageLink(f"{HOME}a.pdf", "Paper"),
            PageLink(f"{HOME}list-2.html", "下一页"),
            PageLink("https://other.example/news/", "News"),
            PageLink("https://city.paper.example/", "City"),
            PageLink(f"{HOME}local", "要闻"),
        ],
        HOME,
    )
    assert [link.url.removeprefix(HOME) for link in found] == ["local/", "gallery/", "https://city.paper.example/"]


def test_a_sitemap_with_titles_is_a_news_sitemap() -> None:
    source = Source("a", HOME)
    assert weigh(StartKind.SITEMAP, HOME, StartRead(links(1, 2)), source).what == "news sitemap"
    bare = tuple(PageLink(link.url, "") for link in links(1, 2))
    assert weigh(StartKind.SITEMAP, HOME, StartRead(bare), source).what == "sitemap"


def test_samples_are_the_newest_of_each_offer_in_turn() -> None:
    first = offer("feed", "feed", (*links(1, day="2026/11/01"), *links(2, 3)))
    second = offer("list page", "news/", links(2, 4))
    assert [link.text for link in samples([first, second], 4)] == ["Story 2", "Story 3", "Story 4", "Story 1"]
