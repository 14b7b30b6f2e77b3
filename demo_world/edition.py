"""All outlets at one round: addresses, related lists and most-read boxes, which need every outlet's articles."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from jinja2 import Environment, PackageLoader, select_autoescape

from demo_world.articles import Article, Older, load, older, traditional


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: headline, absolute address, and the day to print beside it."""

    title: str
    url: str
    day: str = ""


def path_of(article: Article) -> str:
    """Where an article stands at its outlet."""
    at, number = article.at, article.number
    if article.outlet == "yuanwang":
        return f"/{article.section}/{at:%Y%m}/t{at:%Y%m%d}_{number}.htm"
    if article.outlet == "xiuan":
        return f"/{article.section}/{at:%Y/%m/%d}/{number}.html"
    return f"/local/{article.key}-{number}.html"


def old_path(article: Article) -> str:
    """Where the channel kept its articles before it moved to its present system; redirected to `path_of`."""
    return f"/News/{article.section}/{article.number}.html"


@dataclass(frozen=True)
class Edition:
    """What is out in one round. `addresses` gives each outlet's `http://host:port`."""

    round: int
    addresses: Mapping[str, str]
    articles: tuple[Article, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "articles", load(self.round))

    def of(self, outlet: str) -> tuple[Article, ...]:
        """An outlet's articles, newest first."""
        return tuple(a for a in reversed(self.articles) if a.outlet == outlet)

    def url(self, article: Article) -> str:
        """The absolute address of an article."""
        return self.addresses[article.outlet] + path_of(article)

    def line(self, article: Article) -> Line:
        """An article as a line of a list."""
        return Line(article.title, self.url(article), f"{article.at:%Y-%m-%d}")

    def related(self, article: Article, most: int, own: int) -> list[Line]:
        """The related list: the editor's choice, up to `own` earlier articles of the topic, then older headlines."""
        by_key = {a.key: a for a in self.articles}
        chosen = [by_key[key] for key in article.see if key in by_key]
        same = [
            a
            for a in self.of(article.outlet)
            if a.topic == article.topic and a.at < article.at and a not in chosen and not a.reprint_of
        ]
        lines = [self._related_line(article, a) for a in (*chosen, *same[:own])]
        old = _turned([o for o in older() if o.outlet == article.outlet and o.topic == article.topic], article.number)
        lines += [self._older_line(article, o) for o in old][: max(0, most - len(lines))]
        return lines[:most]

    def most_read(self, outlet: str, count: int, turn: int = 0) -> list[Line]:
        """The outlet's most-read box: the same on every page, and not about the article beside it."""
        first = [a for a in self.of(outlet) if a.round == 1]
        ranked = sorted(first, key=lambda a: zlib.crc32(f"{turn}{a.key}".encode()))
        return [self.line(a) for a in ranked[:count]]

    def _related_line(self, article: Article, target: Article) -> Line:
        line = self.line(target)
        if article.traditional and target.outlet != "courier":
            line = Line(traditional(line.title), line.url, line.day)
        # Lists made before the move keep the old addresses: only headline and day tell what they mean.
        if target.outlet == article.outlet == "yuanwang" and target.number % 3 == 0:
            return Line(line.title, self.addresses["yuanwang"] + old_path(target), line.day)
        return line

    def _older_line(self, article: Article, item: Older) -> Line:
        number = 1000 + zlib.crc32(item.title.encode()) % 9000
        day = item.day.replace("-", "")
        path = {
            "yuanwang": f"/{article.section}/{day[:6]}/t{day}_{number}.htm",
            "xiuan": f"/{article.section}/{item.day.replace('-', '/')}/{number}.html",
            "courier": f"/local/archive-{number}.html",
        }[item.outlet]
        title = traditional(item.title) if article.traditional else item.title
        return Line(title, self.addresses[item.outlet] + path, item.day)


def _turned(items: list[Older], by: int) -> list[Older]:
    """The same items, begun elsewhere, and newest first again: lists of one topic differ a little."""
    if not items:
        return []
    start = by % len(items)
    return sorted((items[start:] + items[:start])[:10], key=lambda item: item.day, reverse=True)


@cache
def _templates() -> Environment:
    loader = PackageLoader("demo_world", "pages")
    return Environment(loader=loader, autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True)


def render(name: str, **values: object) -> str:
    """The page template `name`, filled in."""
    return _templates().get_template(name).render(**values)
