"""An invented outlet whose pages need mending, and that means harm: what it prints tries to run where it is shown."""

from __future__ import annotations

from html import escape

from tests.crawler.small_site import PARAGRAPH, Pages, page

HEADLINES = (
    "Council votes to repair the old harbour wall",
    "School bus service returns to the northern villages",
    'Library opens <script>window.harmed=1</script> "on" Sundays & after',
    "Fishing fleet comes home with a record herring catch",
)
ATTACK = "\"'><img src=x onerror=window.harmed=1>{{ 7 * 7 }}"
LABEL = "News from the harbour, every day"
"""Stands in `h1` on each page, where the headline should be."""


def path(number: int) -> str:
    return f"/news/2026/11/{20 - number}/story-{number}.html"


def story(number: int) -> tuple[int, str, bytes]:
    """An article: a slogan in its `h1`, the headline in a block of its own, a line of facts in two parts."""
    text = "".join(f"<p>{PARAGRAPH}</p>" for _ in range(4))
    when = f"<span class='when'>{20 - number} Nov 2026</span>"
    facts = f"<div class='facts'><span class='who'>Anna Keller</span>{when}</div>"
    harm = f"<p class=\"{escape(ATTACK)}\" id='javascript:alert(1)' onclick='window.harmed=1'>{escape(ATTACK)}</p>"
    more = "".join(f"<li><a href='{path(n)}'>{escape(HEADLINES[n])}</a></li>" for n in range(4) if n != number)
    body = (
        f"<h1>{LABEL}</h1><main><div class='headline'>{escape(HEADLINES[number])}</div>{facts}"
        f"<div class='story'>{text}</div>{harm}</main><ul class='more'>{more}</ul>"
        "<script>window.harmed=1</script><iframe srcdoc='<script>top.harmed=1</script>'></iframe>"
    )
    return page(body, "<meta property='og:type' content='article'>", LABEL)


def outlet() -> Pages:
    """The whole site."""
    links = "".join(f"<li><a href='{path(n)}'>{escape(title)}</a></li>" for n, title in enumerate(HEADLINES))
    home = page(f"<ul>{links}</ul>", title=f"Harbour Post {escape(ATTACK)}")
    return {"/": home, **{path(n): story(n) for n in range(len(HEADLINES))}}
