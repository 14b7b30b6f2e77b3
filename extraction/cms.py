"""What content systems leave on a page: comments with facts, and elements with agreed ids."""

from __future__ import annotations

import re

from extraction.view import PageView

_ENP = re.compile(r"enpproperty(.*?)/enpproperty", re.DOTALL | re.IGNORECASE)
_ENP_FIELD = re.compile(r"<(\w+)>(.*?)</\1>", re.DOTALL)
# Baidu News asked Chinese outlets for these ids; others are those of TRS, Founder and similar systems.
_IDS = {
    "published": ("pubtime_baidu", "pubtime", "publish_time", "pub_date", "artibodytime", "post_time", "news_time"),
    "origin": ("source_baidu", "source", "media_name", "source_span"),
    "author": ("author_baidu", "author"),
    "editor": ("editor_baidu", "editor", "editor_name"),
}


def cms_property(view: PageView, name: str) -> str:
    """A field of Founder's `<!--enpproperty … /enpproperty-->` comment, such as `date`; empty where there is none."""
    for comment in view.comments:
        found = _ENP.search(comment)
        if found:
            fields = {key.lower(): " ".join(value.split()) for key, value in _ENP_FIELD.findall(found.group(1))}
            return fields.get(name, "")
    return ""


def cms_text(view: PageView, field: str) -> str:
    """The text of the first element with an id agreed for `field` (`published`, `origin`, `author`, `editor`)."""
    for name in _IDS[field]:
        for element in view.root.xpath("//*[@id=$name]", name=name):
            text = view.text_of(element) or (element.get("value") or element.get("content") or "")
            if text and len(text) < 200:
                return text
    return ""
