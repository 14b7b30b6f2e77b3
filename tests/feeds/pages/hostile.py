"""What a hostile outlet would write, in every field that is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kitewire.article import ArticlePage, Bylines, Decoding, PageLink, RelatedEntry
from kitewire.source import Source
from tests.feeds.archive import DAY, page

ATTACKS = (
    "<script>window.harmed=1</script>",
    '"><img src=x onerror="window.harmed=1">',
    "'\"><svg onload=window.harmed=1>",
    "</textarea></title></style><script>window.harmed=1</script>",
    "{{ 7 * 7 }}{% raw %}${7*7}<%= 7*7 %>",
    "&lt;script&gt;window.harmed=1&lt;/script&gt;",
    "\u202eright\u202cto left <a href=javascript:window.harmed=1>x</a>",
    "\ue000<mark onclick=window.harmed=1>\ue001\ue001\ue000",
    "' hx-on:load='window.harmed=1' hx-get='/x' hx-trigger='load' x='",
)
LINKS = (
    "javascript:window.harmed=1",
    "data:text/html,<script>window.harmed=1</script>",
    "https://x.example/\"onclick='x",
)
ALL = " ".join(ATTACKS)
HOSTILE = Source("hostile.example", "http://hostile.example/", title=ALL, region=ALL, lang="en")


def hostile_page(number: int) -> ArticlePage:
    """A page whose every field attacks; pages of other numbers are copies."""
    url = f"https://hostile.example/{number}"
    made = page(
        url,
        f"{ALL} {number}",
        "\n".join(
            (*ATTACKS, "The ferry ran twice on that day, and each time it came back empty, said the keeper.") * 3
        ),
        lang='en"><script>window.harmed=1</script>'[:16],
        origin=ALL,
        dateline=ALL,
        bylines=Bylines((ALL,), (ALL,), (ALL,), (ALL,)),
        section=ALL,
        keywords=ATTACKS,
        image=LINKS[0],
        decoding=Decoding("<b>gbk", "gb18030", 2),
        related=tuple(RelatedEntry(ALL, link, "<b>2026") for link in LINKS),
        body_links=tuple(PageLink(link, attack) for link, attack in zip(LINKS, ATTACKS, strict=False)),
        modified=DAY + timedelta(hours=number),
    )
    return replace(made, canonical_url=url)
