"""岫岸新闻: a modern site in UTF-8 with JSON-LD, OpenGraph, a feed, a news sitemap and a forbidden path."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape

from demo_world.articles import ZONE, Article
from demo_world.edition import Edition, path_of, render
from demo_world.server import Resource

NAME = "xiuan"
TITLE = "岫岸新闻"
SECTIONS = {"city": "城事", "culture": "人文", "haiwai": "海外版"}
DATED_SECTIONS = {"city", "haiwai"}
"""Where the related list shows days."""
PREVIEW = "/preview/2026/11/20/winter-market.html"
"""A draft. The feed leaks its address, and robots.txt forbids it."""
FEED_ITEMS = 20
PER_LIST_PAGE = 12
NEWS_SITEMAP_DAYS = 7
_ROBOTS = "User-agent: *\nDisallow: /preview/\nDisallow: /search\n\nSitemap: {0}/sitemap.xml\n"


def pages(edition: Edition) -> dict[str, Resource]:
    """Path → page of the whole site."""
    articles = edition.of(NAME)
    newest = max(a.changed or a.at for a in articles)
    found = dict(_sitemaps(edition, articles))
    found["/robots.txt"] = Resource(_ROBOTS.format(edition.addresses[NAME]).encode(), "text/plain")
    found["/feed.xml"] = _xml(_feed(edition, articles[:FEED_ITEMS]), newest, "application/rss+xml")
    found["/"] = _html("xiuan_home.html", newest, **_frame(edition), articles=articles[:18])
    found[PREVIEW] = _html("xiuan_preview.html", newest, **_frame(edition))
    for section in SECTIONS:
        found.update(_lists(edition, section))
    for article in articles:
        found[path_of(article)] = _article(edition, article)
    return found


def _frame(edition: Edition) -> dict[str, object]:
    """What every page of the site shows."""
    return {"sections": SECTIONS, "hot": edition.most_read(NAME, 8), "url": edition.url, "path": path_of}


def _html(template: str, changed: datetime, **values: object) -> Resource:
    body = render(template, **values).encode("utf-8")
    return Resource(body, "text/html; charset=utf-8", last_modified=changed, tagged=True)


def _xml(text: str, changed: datetime, kind: str = "application/xml") -> Resource:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
    return Resource(body, f"{kind}; charset=utf-8", last_modified=changed, tagged=True)


def _lists(edition: Edition, section: str) -> Iterator[tuple[str, Resource]]:
    articles = [a for a in edition.of(NAME) if a.section == section]
    chunks = [articles[at : at + PER_LIST_PAGE] for at in range(0, len(articles), PER_LIST_PAGE)]
    for index, chunk in enumerate(chunks):
        after = f"/{section}/?page={index + 2}" if index + 1 < len(chunks) else ""
        values = {**_frame(edition), "section": section, "articles": chunk, "after": after}
        yield (f"/{section}/{f'?page={index + 1}' if index else ''}", _html("xiuan_list.html", chunk[0].at, **values))


def _article(edition: Edition, article: Article) -> Resource:
    return _html(
        "xiuan_article.html",
        article.changed or article.at,
        **_frame(edition),
        article=article,
        json_ld=_json_ld(edition, article),
        dated=article.section in DATED_SECTIONS,
        related=edition.related(article, most=5, own=2),
    )


def _json_ld(edition: Edition, article: Article) -> str:
    url = edition.url(article)
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": article.title,
        "datePublished": article.at.isoformat(),
        "dateModified": (article.changed or article.at).isoformat(),
        "author": [{"@type": "Person", "name": name} for name in article.reporters]
        or [{"@type": "Organization", "name": article.origin or TITLE}],
        "publisher": {"@type": "NewsMediaOrganization", "name": TITLE},
        "articleSection": SECTIONS[article.section],
        "image": [f"{edition.addresses[NAME]}/img/{article.number}.jpg"],
        "inLanguage": "zh-Hant" if article.traditional else "zh-Hans",
    }
    return json.dumps(told, ensure_ascii=False, indent=1).replace("</", "<\\/")


def _feed(edition: Edition, articles: Iterable[Article]) -> str:
    at = edition.addresses[NAME]
    items = [_item(edition.url(a), a.title, a.at, a.paragraphs[0], a.reporters) for a in articles]
    draft = datetime(2026, 11, 20, 7, 0, tzinfo=ZONE)
    items.insert(2, _item(at + PREVIEW, "【预览】冬令早市本周六开市", draft, "编辑中。", ()))
    itself = f'<atom:link rel="self" type="application/rss+xml" href="{at}/feed.xml"/>'
    about = f"<title>{TITLE}</title><link>{at}/</link>{itself}<description>云岫人自己的新闻</description>"
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
    return f'<rss version="2.0" {spaces}><channel>{about}<language>zh-cn</language>\n{"".join(items)}</channel></rss>'


def _item(url: str, title: str, at: datetime, summary: str, names: Iterable[str]) -> str:
    creators = "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in names)
    return (
        f'<item><title>{escape(title)}</title><link>{url}</link><guid isPermaLink="true">{url}</guid>'
        f"<pubDate>{format_datetime(at)}</pubDate>{creators}<description>{escape(summary[:80])}</description></item>\n"
    )


_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def _sitemaps(edition: Edition, articles: tuple[Article, ...]) -> Iterator[tuple[str, Resource]]:
    """The index, a sitemap a month, and the news sitemap with the last week's headlines."""
    newest = articles[0].at
    recent = [a for a in articles if newest - a.at <= timedelta(days=NEWS_SITEMAP_DAYS)]
    months = sorted({f"{a.at:%Y-%m}" for a in articles})
    names = ["sitemap-news.xml", *(f"sitemap-{month}.xml" for month in months)]
    places = "".join(f"<sitemap><loc>{edition.addresses[NAME]}/{name}</loc></sitemap>" for name in names)
    yield "/sitemap.xml", _xml(f'<sitemapindex xmlns="{_SITEMAP}">{places}</sitemapindex>', newest)
    news = "\n".join(_news_url(edition.url(a), a) for a in recent)
    yield "/sitemap-news.xml", _xml(f'<urlset xmlns="{_SITEMAP}" xmlns:news="{_NEWS}">\n{news}\n</urlset>', newest)
    for month in months:
        own = [a for a in articles if f"{a.at:%Y-%m}" == month]
        urls = "\n".join(
            f"<url><loc>{edition.url(a)}</loc><lastmod>{(a.changed or a.at).isoformat()}</lastmod></url>" for a in own
        )
        yield f"/sitemap-{month}.xml", _xml(f'<urlset xmlns="{_SITEMAP}">\n{urls}\n</urlset>', own[0].at)


def _news_url(url: str, article: Article) -> str:
    return (
        f"<url><loc>{url}</loc><news:news><news:publication><news:name>{TITLE}</news:name>"
        f"<news:language>{'zh-tw' if article.traditional else 'zh-cn'}</news:language></news:publication>"
        f"<news:publication_date>{article.at.isoformat()}</news:publication_date>"
        f"<news:title>{escape(article.title)}</news:title></news:news></url>"
    )
