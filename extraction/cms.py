"""What content systems leave on a page: comments with facts, and elements with agreed ids."""

from __future__ import annotations

import re

from extraction.view import HtmlElement, PageView

_ENP = re.compile(r"enpproperty(.*?)/enpproperty", re.DOTALL | re.IGNORECASE)
_ENP_FIELD = re.compile(r"<(\w+)>(.*?)</\1>", re.DOTALL)
# Baidu News asked Chinese outlets for these ids; others are those of TRS, Founder and similar systems.
_IDS = {
    "published": ("pubtime_baidu", "pubtime", "publish_time", "pub_date", "artibodytime", "post_time", "news_time"),
    "origin": ("source_baidu", "source", "media_name", "source_span"),
    "author": ("author_baidu", "author"),
    "editor": ("editor_baidu", "editor", "editor_name"),
}

_ALL_IDS = frozenset(name for names in _IDS.values() for name in names)
_CHINESE = "zh"


def cms_property(view: PageView, name: str) -> str:
    """A field of Founder's `<!--enpproperty … /enpproperty-->` comment, such as `date`; empty where there is none."""
    fields: dict[str, str] | None = view.memo.get("enpproperty")
    if fields is None:
        fields = view.memo["enpproperty"] = _properties(view)
    return fields.get(name, "")


def _properties(view: PageView) -> dict[str, str]:
    if view.lang != _CHINESE or not view.holds("enpproperty"):
        return {}
    for comment in view.comments:
        if "enpproperty" in comment and (found := _ENP.search(comment)):
            return {key.lower(): " ".join(value.split()) for key, value in _ENP_FIELD.findall(found.group(1))}
    return {}


def cms_text(view: PageView, field: str) -> str:
    """The text of the first element with an id agreed for `field` (`published`, `origin`, `author`, `editor`)."""
    ids: dict[str, list[HtmlElement]] | None = view.memo.get("cms ids")
    if ids is None:
        ids = view.memo["cms ids"] = _with_ids(view)
    for name in _IDS[field] if ids else ():
        for element in ids.get(name, ()):
            text = view.text_of(element) or (element.get("value") or element.get("content") or "")
            if text and len(text) < 200:
                return text
    return ""


def _with_ids(view: PageView) -> dict[str, list[HtmlElement]]:
    """The elements with an agreed id. Only Chinese outlets agreed: elsewhere `source` and `author` are anything."""
    found: dict[str, list[HtmlElement]] = {}
    layout = view.layout
    for place, name in layout.attributes["id"].items() if view.lang == _CHINESE else ():
        if name in _ALL_IDS:
            found.setdefault(name, []).append(layout.elements[place])
    return found
