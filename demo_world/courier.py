"""The Yunxiu Courier: an English regional paper with a section page, and no feed, sitemap or robots.txt."""

from __future__ import annotations

from demo_world.articles import Article
from demo_world.edition import Edition, path_of, render
from demo_world.server import Resource

NAME = "courier"


def pages(edition: Edition) -> dict[str, Resource]:
    """Path → page of the whole paper. The most-read box changes from round to round; no text does by that."""
    articles = edition.of(NAME)
    frame = {"hot": edition.most_read(NAME, 5, turn=edition.round), "path": path_of}
    found = {
        "/": _html("courier_home.html", **frame, articles=articles[:4]),
        "/local/": _html("courier_section.html", **frame, articles=articles),
        "/about": _html("courier_about.html", **frame),
    }
    for article in articles:
        found[path_of(article)] = _article(edition, article, frame)
    return found


def _html(template: str, **values: object) -> Resource:
    return Resource(render(template, **values).encode("utf-8"), "text/html; charset=UTF-8")


def _article(edition: Edition, article: Article, frame: dict[str, object]) -> Resource:
    related = edition.related(article, most=4, own=2)
    return _html("courier_article.html", **frame, article=article, related=related, url=edition.url(article))
