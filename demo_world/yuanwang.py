"""鸢网·云岫频道: a city channel of a TRS content system, in GBK, with neither feed nor sitemap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from demo_world.articles import Article
from demo_world.edition import Edition, Line, old_path, path_of, render
from demo_world.server import Resource

NAME = "yuanwang"
SECTIONS = {"yw": "要闻", "ms": "民生", "xc": "乡村"}
PER_LIST_PAGE = 7
PER_ARTICLE_PAGE = 3
"""Paragraphs on one page of a long article."""
TOPIC_PAGE = "/yw/202610/t20261020_60315.htm"
"""No article, though its address says so: an index of a special topic."""
WITHDRAWN = "/ms/202611/t20261103_60877.htm"
"""Still on the list, but taken down: a 404."""
MOVED = "spring-water"
"""The key of an article that a list also names by its address of before the move."""


def pages(edition: Edition) -> dict[str, Resource]:
    """Path → page of the whole channel."""
    found = {"/robots.txt": Resource(b"User-agent: *\nAllow: /\n", "text/plain"), "/": _home(edition)}
    found["/index.htm"] = found["/"]
    for section in SECTIONS:
        found.update(_lists(edition, section))
    for article in edition.of(NAME):
        found.update(_article(edition, article))
        found[old_path(article)] = Resource(b"", "text/html", status=301, location=edition.url(article))
    found[TOPIC_PAGE] = _gbk("yuanwang_topic.html", lines=edition.most_read(NAME, 12), sections=SECTIONS)
    return found


def _gbk(template: str, **values: object) -> Resource:
    """A page in GBK under a gb2312 meta tag, no charset in its header: as such systems send them."""
    text = render(template, declared="gb2312", **values)
    return Resource(text.encode("gbk", "xmlcharrefreplace"), "text/html")


def _home(edition: Edition) -> Resource:
    newest = {section: _lines(edition, section)[:6] for section in SECTIONS}
    return _gbk("yuanwang_home.html", sections=SECTIONS, newest=newest, hot=edition.most_read(NAME, 8))


def _lines(edition: Edition, section: str) -> list[Line]:
    """What a section's list pages show, newest first: its articles, and some addresses that are none."""
    lines = [edition.line(a) for a in edition.of(NAME) if a.section == section]
    at = edition.addresses[NAME]
    if section == "yw":
        lines.append(Line("专题：岫水两岸看变化", at + TOPIC_PAGE, "2026-10-20"))
    if section == "ms":
        lines.append(Line("古渡街道部分小区供暖试水时间调整", at + WITHDRAWN, "2026-11-03"))
        moved = next(a for a in edition.of(NAME) if a.key == MOVED)
        lines.append(Line(moved.title, at + old_path(moved), f"{moved.at:%Y-%m-%d}"))
    return sorted(lines, key=lambda line: line.day, reverse=True)


def _lists(edition: Edition, section: str) -> Iterator[tuple[str, Resource]]:
    lines = _lines(edition, section)
    chunks = [lines[at : at + PER_LIST_PAGE] for at in range(0, len(lines), PER_LIST_PAGE)]
    for index, chunk in enumerate(chunks):
        page = _gbk(
            "yuanwang_list.html",
            sections=SECTIONS,
            section=section,
            lines=chunk,
            pages=len(chunks),
            index=index,
            hot=edition.most_read(NAME, 8),
        )
        if index == 0:
            yield f"/{section}/", page
        yield f"/{section}/index{f'_{index}' if index else ''}.htm", page


def _article(edition: Edition, article: Article) -> Iterator[tuple[str, Resource]]:
    """The page, or the pages, of one article."""
    texts = article.paragraphs
    size = PER_ARTICLE_PAGE if article.quirk == "paged" else len(texts)
    chunks = [texts[at : at + size] for at in range(0, len(texts), size)]
    stem = path_of(article).removesuffix(".htm")
    paths = [f"{stem}{f'_{index}' if index else ''}.htm" for index in range(len(chunks))]
    for index, path in enumerate(paths):
        yield path, _article_page(edition, article, chunks[index], index, paths)


def _article_page(
    edition: Edition, article: Article, texts: Sequence[str], index: int, paths: Sequence[str]
) -> Resource:
    text = render(
        "yuanwang_bare.html" if article.quirk == "bare" else "yuanwang_article.html",
        declared="gb2312",
        article=article,
        texts=texts,
        index=index,
        names=[path.rsplit("/", 1)[1] for path in paths],
        sections=SECTIONS,
        origin=article.origin or ("鳶網" if article.traditional else "鸢网"),
        related=edition.related(article, most=10, own=3),
        hot=edition.most_read(NAME, 8),
    )
    body = text.encode("utf-8") if article.quirk == "meta" else text.encode("gbk", "xmlcharrefreplace")
    return Resource(
        body,
        "text/html; charset=utf-8" if article.quirk == "header" else "text/html",
        last_modified=article.changed or article.at,
        failures=1 if article.quirk == "heals" else 0,
    )
