"""A site of invented news as files that a web server can serve: list pages of a hundred, articles of some 45 KB."""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "linking"))

from invented_news import Invented, article, headline

A_LIST = 100
_NAVIGATION = 120
_SCRIPT = "var shown = {};" + "".join(f'shown["block{n}"] = {{"id": {n}, "open": false}};\n' for n in range(150))
_STYLE = "".join(f".column{n} {{ float: left; width: {n}px; margin: 0 {n}px }}\n" for n in range(120))


def write_site(folder: Path, articles: int, seed: int = 3) -> None:
    """`/list/1.html` and on, each with a link to the next; articles under `/news/YYYY/MM/DD/`."""
    made = [article(number, seed) for number in range(articles)]
    paths = [path_of(one) for one in made]
    for one, path in zip(made, paths, strict=True):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_article(one, seed), encoding="utf-8")
    (folder / "list").mkdir()
    pages = [range(start, min(articles, start + A_LIST)) for start in range(0, articles, A_LIST)]
    for number, span in enumerate(pages, 1):
        rows = "".join(f'<li><a href="/{paths[n]}">{escape(made[n].title)}</a> {_day(made[n])}</li>' for n in span)
        onward = f'<a rel="next" href="/list/{number + 1}.html">Next page</a>' if number < len(pages) else ""
        page = f"<ul>{rows}</ul><div class='pagination'>{onward}</div>"
        (folder / "list" / f"{number}.html").write_text(_frame("News", page), encoding="utf-8")
    (folder / "robots.txt").write_text("User-agent: *\nAllow: /\n")


def path_of(one: Invented) -> str:
    """Of an article, without a slash before it."""
    return f"news/{one.published:%Y/%m/%d}/t{one.published:%Y%m%d}_{one.number + 100_000}.html"


def _day(one: Invented) -> str:
    return f"{one.published:%Y-%m-%d}"


def _article(one: Invented, seed: int) -> str:
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in _paragraphs(one.body))
    related = "".join(
        f'<li><a href="/{path_of(other)}">{escape(headline(other.number, seed))}</a><span>{_day(other)}</span></li>'
        for other in (article(number, seed) for number in one.related)
    )
    published = f"{one.published:%Y-%m-%d %H:%M}"
    return _frame(
        one.title,
        f"<div class='main'><h1>{escape(one.title)}</h1><div class='info'><span>{published}</span> "
        f"<span>来源：{escape(one.origin or '')}</span></div><div class='content'>{paragraphs}</div>"
        f"<div class='related'><h3>相关新闻</h3><ul>{related}</ul></div></div>",
        one.lang,
    )


def _paragraphs(body: str) -> list[str]:
    return [body[start : start + 180] for start in range(0, len(body), 180)]


def _frame(title: str, inside: str, lang: str = "zh") -> str:
    navigation = "".join(f'<li class="item{n}"><a href="/channel{n}/">栏目{n}</a></li>' for n in range(_NAVIGATION))
    asides = "".join(
        f'<div class="box column{n}"><h4>排行{n}</h4><ul>'
        + "".join(f'<li><a href="/hot/{n}/{k}.html" title="热点{n}之{k}">热点{n}之{k}</a></li>' for k in range(10))
        + "</ul></div>"
        for n in range(18)
    )
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)} - Bench News</title>'
        f'<style>{_STYLE}</style><script>{_SCRIPT}</script></head><body><div class="nav"><ul>{navigation}</ul></div>'
        f"{inside}{asides}<div class='footer'>版权所有 Bench News</div></body></html>"
    )
