"""What the class, id and tag of an element say about its part of the page: families of words, not of sites."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

# Tested on single words of class and id (`articleBody`, `share-bar` are two each); the pages of all sites repeat them.
_FAMILIES = {
    "article": r"^(?:article|artikel|post|posts|story|entry|news|detail|single|hentry|articlebody|storybody)$",
    "body": r"^(?:body|content|contents|con|text|copy|inner|editor|paragraphs?|richtext|prose|zoom|articlebody"
    r"|storybody|bodytext|maintext)$",
    "caption": r"caption|bildunter|credit|figure|photo|image|gallery|^img|^pic$|^media$|video|player|legend|^foto"
    r"|^bild",
    "comment": r"comment|kommentar|disqus|discussion|respond|repl(?:y|ies)|pinglun|leserbrief",
    "fact": r"^(?:fact|factbox|infobox|box|kasten|sidebox|embed|tweet|instagram|liveblog)$",
    "foot": r"foot|copyright|impressum|legal|disclaim|colophon|^bottom",
    "meta": r"^meta|date|^time|publish|^source|laiyuan|^info$|kicker|stamp|views|counter|crumb|rubric",
    "popup": r"cookie|consent|gdpr|popup|modal|overlay|notice|warning|alert|^hidden|^hide$|tooltip|dialog",
    "promo": r"promo|newsletter|subscri|^abo$|paywall|regist|signup|donat|banner|sponsor|advert|^ads?$|anzeige|werbung"
    r"|^cta$|piano|^shop|^product",
    "related": r"relat|recommend|^more$|readmore|^also$|similar|teaser|further|^mehr$|xiangguan|tuijian|linklist"
    r"|outbrain|taboola|suggest|^next$|^prev|carousel|slider|swiper",
    "side": r"sidebar|^side$|aside|^rail|^right$|widget|secondary|marginal|^nav|menu",
    "tags": r"^tags?$|keyword|^topics?$|categor|^label|schlagw",
}
_PATTERNS = tuple(re.compile(pattern) for pattern in _FAMILIES.values())
_TAGS = (
    "figure",
    "table",
    "pre",
    "main",
    "aside",
    "blockquote",
    "ol",
    "ul",
    "form",
    "nav",
    "header",
    "footer",
    "article",
)
FLAGS = (*_FAMILIES, *(f"<{tag}>" for tag in _TAGS))
"""The names of the bits of a mask, lowest first."""
TAG_BITS = {tag: 1 << (len(_FAMILIES) + i) for i, tag in enumerate(_TAGS)}
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


@lru_cache(maxsize=50_000)
def _bits(word: str) -> int:
    return sum(1 << i for i, pattern in enumerate(_PATTERNS) if pattern.search(word))


@lru_cache(maxsize=20_000)
def said(names: str) -> int:
    """The mask of what a class, an id or a role says."""
    mask = 0
    for word in _WORD.findall(names):
        mask |= _bits(word.lower())
    return mask


def said_by(element: Any) -> int:
    """The mask of what the tag, class, id and role of `element` say."""
    get = element.get
    mask = TAG_BITS.get(element.tag, 0)
    for name in ("class", "id", "role"):
        if value := get(name):
            mask |= said(value)
    return mask
