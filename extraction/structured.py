"""The page's structured data: JSON-LD objects that describe the article."""

from __future__ import annotations

import html as entities
import re
from functools import lru_cache
from typing import Any

from extraction.native import part_in_c
from extraction.view import JsonObject, PageView

_native, _texts = part_in_c(), part_in_c("_texts")
_MARKS = re.compile(r"[\W_]+")
_LONGEST_TYPE = 80
ARTICLE_TYPES = frozenset(
    (
        "article",
        "newsarticle",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "opinionnewsarticle",
        "backgroundnewsarticle",
        "reviewnewsarticle",
        "blogposting",
        "liveblogposting",
        "socialmediaposting",
        "report",
        "scholarlyarticle",
        "techarticle",
        "advertisercontentarticle",
        "review",
        "recipe",
    )
)


def types_of(item: JsonObject) -> frozenset[str]:
    """The types of an object in lower case, without the schema's address."""
    kinds = item.get("@type")
    if isinstance(kinds, str) and len(kinds) < _LONGEST_TYPE:
        return _type(kinds)
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return frozenset(str(kind).rsplit("/", 1)[-1].lower() for kind in kinds if kind)


@lru_cache(maxsize=1024)
def _type(kind: str) -> frozenset[str]:
    """The one type that a string names: pages name the same few, and each finder asks anew."""
    return frozenset((kind.rsplit("/", 1)[-1].lower(),)) if kind else frozenset()


def article_objects(view: PageView) -> tuple[JsonObject, ...]:
    """The JSON-LD objects that are articles, in page order. A list of teasers carries articles too: those with an
    address of another page are left out."""
    known: tuple[JsonObject, ...] | None = view.memo.get("articles")
    if known is None:
        known = tuple(i for i in view.json_ld if not types_of(i).isdisjoint(ARTICLE_TYPES) and _is_here(view, i))
        view.memo["articles"] = known
    return known


def says_article(view: PageView) -> bool:
    """Whether the page itself says that it is an article."""
    return view.meta("og:type").lower() == "article" or bool(article_objects(view))


def text_value(value: Any) -> str:
    """A text out of a JSON-LD value: a string, or the first of a list, or an object's name."""
    if isinstance(value, list):
        return next((text for item in value if (text := text_value(item))), "")
    if isinstance(value, dict):
        return text_value(value.get("name") or value.get("@value"))
    if not isinstance(value, str):
        return ""
    # Sites often escape entities twice.
    return " ".join(entities.unescape(entities.unescape(value)).split())


def _is_here(view: PageView, item: JsonObject) -> bool:
    """Whether the object speaks of this page: it has no address, or this one, or a body."""
    main = item.get("mainEntityOfPage")
    address = text_value((main.get("@id") or main.get("url")) if isinstance(main, dict) else main) or text_value(
        item.get("url")
    )
    address = address or text_value(item.get("@id"))
    if not address or item.get("articleBody") or len(view.json_ld) < 4:
        return True
    here = {_path(a) for a in (view.url, *view.metas.get("og:url", ()), *canonical_links(view))}
    return _path(address) in here or address.startswith("#") or not any(here)


def canonical_links(view: PageView) -> tuple[str, ...]:
    """The addresses that the page links as its canonical one."""
    return tuple(href for rel, href in told_links(view) if has_word(rel, "canonical"))


def has_word(words: str, word: str) -> bool:
    """Whether a list of words, as `rel` is one, has a word."""
    words = words.lower()
    return word in words and word in words.split()


def told_links(view: PageView) -> list[tuple[str, str]]:
    """What the page's `<link>` say, in page order: `rel` and `href`, empty where one has none."""
    known: list[tuple[str, str]] | None = view.memo.get("links")
    if known is None:
        links = view.tagged["link"]
        if _native is None:
            known = [(link.get("rel") or "", link.get("href") or "") for link in links]
        else:
            known = _native.told_by(links, b"rel", b"href")
        view.memo["links"] = known
    return known


def _path(address: str) -> str:
    return address.partition("#")[0].partition("?")[0].rstrip("/").rpartition("://")[2].removeprefix("www.")


def resolved(view: PageView, value: Any) -> Any:
    """`value`, or the object of this page that its `@id` refers to, where it says nothing else."""
    if isinstance(value, dict) and "@id" in value and "name" not in value:
        return next((i for i in view.json_ld if i.get("@id") == value["@id"] and "name" in i), value)
    return value


def squeezed(text: str) -> str:
    """Letters and digits only, case folded: what headlines are compared by."""
    if _texts is None:
        return _MARKS.sub("", text).casefold()
    key: str = _texts.squeezed(text)
    return key
