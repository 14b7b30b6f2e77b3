"""Invented articles that try to break feeds: markup, controls, emoji, right-to-left, huge bodies, nothing at all."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from kitewire.article import ArticlePage, Bylines, Decoding, PageKind, Precision, PublicationDate, RelatedEntry
from kitewire.source import Source

SCRIPTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "javascript:alert(1)",
    '<a href="javascript:alert(1)">x</a>',
    "<style>@import'http://x.example/x.css';</style>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "]]><script>alert(1)</script><![CDATA[",
    "<!--><img src=x onerror=alert(1)>-->",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    '<p style="background:url(javascript:alert(1))" onclick=alert(1)>',
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<base href=//x.example/><meta http-equiv=refresh content=0>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    '<object data="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="></object>',
    "{{7*7}} ${7*7} <%= 7*7 %> #{7*7}",
)
"""What has made pages of others run scripts (after the OWASP XSS filter evasion cheat sheet), and what breaks XML."""

WORDS = (
    *("風箏", "博物館", "重新開放", "風箏會", "濰坊", "𠮷野家", "，", "。", "\u3000\u3000", "「", "」"),
    *("bridge", "Q&A", "R&D;", "AT&T", "5 < 7 > 3", "&nbsp;", "&amp;", "&copy", "&#0;", "&#x1F600;", "&bogus;", "100%"),
    *("<b>", "</b>", "<br/>", "<p>", "</p>", "</item>", "</entry>", "<!--", "-->", "]]>", "<![CDATA[", "<", ">", "&"),
    *("😀", "👩\u200d👩\u200d👧", "🇨🇳", "e\u0301", "Z\u0351\u0343\u0329algo", "\ufb01", "\u00ad", "\u200b", "\ufeff"),
    *("שלום", "مرحبا", "\u202egnp.exe", "\u202a", "\u2066", "\u2069", "\u200f"),
    *("\x00", "\x08", "\x0b", "\x0c", "\x1b[31m", "\x1f", "\x7f", "\x80", "\x85", "\x9f", "\ud800", "\udfff"),
    *("27Â°", "Ã©", "é"),
    *("\ufffe", "\uffff", "\ufffd", "\U0001ffff", "\u2028", "\u2029", "\xa0", "\t", "\r", "\r\n", "\n", " ", "  "),
)
ADDRESSES = (
    "http://例え.example/路 徑?a=<b>&c=[d]|e^`{f}\\",
    "https://user:pass@a.example:8443/x#frag",
    "http://a.example/%zz%00%e9?q=%20+&amp;&&=",
    "HTTP://A.EXAMPLE/ÜBER?é=ü",
    "http://[2001:db8::1]/x",
    "http://a.example/'\"()*!~$,;:@",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "/relative",
    "http://[",
    "",
)
LONG = 1_000_000
"""Characters of the longest bodies."""
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def sources() -> list[Source]:
    """Three outlets with names that try the same."""
    return [
        Source("hostile-1", "http://one.example/", title=SCRIPTS[0] + "風箏 & <b>", region="山東\x00<i>", lang="zh"),
        Source("hostile-2", "http://two.example/", title="", region="", lang=""),
        Source("hostile.3", "https://three.example/", title="\u202eoutlet ]]> &amp;", region='R&D < "x"', lang="ar"),
    ]


def hostile_articles(number: int, seed: int, long_ones: int = 3) -> Iterator[tuple[str, ArticlePage]]:
    """(source, article) for `number` articles; the same for the same seed. `long_ones` of them are huge."""
    chance = random.Random(seed)
    every = max(1, number // long_ones) if long_ones else number + 1
    for one in range(number):
        source = chance.choice(sources())
        yield source.name, _article(one, source, chance, huge=one % every == every - 1)


def _article(number: int, source: Source, chance: random.Random, huge: bool) -> ArticlePage:
    url = f"{source.home}{number}.htm"
    published = _published(chance)
    return ArticlePage(
        url=url,
        kind=PageKind.ARTICLE,
        decoding=Decoding(chance.choice([None, "gb2312", _text(chance, 1)]), "utf-8", chance.randint(0, 9)),
        canonical_url=_canonical(url, number, chance),
        title=_text(chance, 6),
        body=_huge(chance) if huge else "\n".join(_text(chance, 30) for _ in range(chance.choice([0, 1, 3, 8]))),
        lang=chance.choice([None, "zh", "en", "ar", "he", "zz"]),
        published=published,
        modified=_BEGIN + timedelta(days=299) if chance.random() < 0.3 else None,
        origin=_maybe(chance, 3),
        dateline=_maybe(chance, 3),
        bylines=Bylines(*(tuple(_text(chance, 2) for _ in range(chance.choice([0, 0, 1, 3]))) for _ in range(4))),
        section=_maybe(chance, 2),
        keywords=tuple(_text(chance, 2) for _ in range(chance.choice([0, 0, 2, 12]))),
        image=chance.choice([None, *ADDRESSES]),
        related=tuple(_related(chance) for _ in range(chance.choice([0, 0, 3]))),
    )


def _canonical(url: str, number: int, chance: random.Random) -> str:
    # One address is one article: each is made another by its number.
    odd = chance.choice([one for one in ADDRESSES if one.lower().startswith("http") and len(one) > 8])
    return url if chance.random() < 0.7 else f"{odd.partition('#')[0]}{'&' if '?' in odd else '?'}n={number}"


def _published(chance: random.Random) -> PublicationDate | None:
    if chance.random() < 0.2:
        return None
    when = _BEGIN + timedelta(seconds=chance.randrange(300 * 86400), microseconds=chance.choice([0, 0, 123456]))
    when = chance.choice(
        [when] * 20 + [datetime(1990, 1, 1, tzinfo=UTC), datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC)]
    )
    return PublicationDate(when, chance.choice(list(Precision)), "test")


def _related(chance: random.Random) -> RelatedEntry:
    return RelatedEntry(_text(chance, 3), chance.choice([None, *ADDRESSES]), chance.choice([None, "2026-10-01"]))


def _maybe(chance: random.Random, most: int) -> str | None:
    return None if chance.random() < 0.4 else _text(chance, most)


def _text(chance: random.Random, most: int) -> str:
    pool: Any = chance.choice([WORDS, WORDS, WORDS, SCRIPTS])
    return "".join(chance.choice(pool) for _ in range(chance.randint(0, most)))


def _huge(chance: random.Random) -> str:
    part = "\n".join(_text(chance, 200) for _ in range(50)) + "長"
    return (part * (LONG // len(part) + 1))[:LONG]
