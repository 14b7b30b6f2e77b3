"""Markdown (CommonMark) with front matter in YAML: for notebooks, static sites and people.

Text stays text: whatever an outlet wrote, no character of it becomes markup, HTML or a link.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from feeds.entry import address, entry_id, heading, outlet, rfc3339
from feeds.feed import Feed
from feeds.text import clean, line, paragraphs
from kitewire.archive_view import ArticleView

# CommonMark 0.31, section 2.4, allows a backslash before any ASCII punctuation. These mean something anywhere in a
# line, in CommonMark or in what GitHub, Obsidian and Pandoc add to it: emphasis, code, links, HTML, tables, strikes,
# mathematics, superscript, footnotes, tags, templates.
_ANYWHERE = re.compile(r"[\\`*_\[\]<>~|$^#{}]")
# Entities, bare addresses and e-mail addresses, and short names of emoji.
_SOMEWHERE = re.compile(r"&(?=#?\w+;)|:(?=//)|(?<=www)\.|@(?=\w)|:(?=[a-z0-9_+-]+:)|==|%%", re.IGNORECASE)
# What only means something where a line begins: lists, rules, headings drawn below.
_AT_START = re.compile(r"(\d{1,9})([.)])(?=\s|$)|([-+=])|(:)(?=\s)")
_YAML_BREAKS = {"\u2028": "\\u2028", "\u2029": "\\u2029", "\ufeff": "\\ufeff"}


def write(feed: Feed) -> Iterator[bytes]:
    """The articles one behind the other, each with its front matter."""
    for number, article in enumerate(feed.articles):
        yield (("\n\n" if number else "") + article_markdown(article)).encode("utf-8", "replace")


def article_markdown(article: ArticleView) -> str:
    """Front matter, headline, paragraphs, and the related list where the article was read with it."""
    parts = [_front_matter(article), f"# {escape(line(heading(article)))}"]
    parts += [escape(line(one)) for one in paragraphs(clean(article.body)) if line(one)]
    entries = [_entry(one.title, one.url) for one in article.related]
    if entries:
        parts += ["## Related", "\n".join(entries)]
    return "\n\n".join(parts) + "\n"


def file_name(article: ArticleView) -> str:
    """`2026-10-28-weifang-17.md`: by day, and the same each time."""
    return f"{article.sorted_by:%Y-%m-%d}-{article.source}-{article.id}.md"


def escape(text: str) -> str:
    """One line of `text` such that Markdown shows it as it is."""
    text = _ANYWHERE.sub(r"\\\g<0>", text.strip())
    text = _SOMEWHERE.sub(lambda found: "".join(f"\\{char}" for char in found[0]), text)
    start = _AT_START.match(text)
    if start is None:
        return text
    number, mark = start[1] or "", start[2] or start[3] or start[4]
    return f"{number}\\{mark}{text[start.end() :]}"


def _entry(title: str, url: str | None) -> str:
    shown, target = escape(line(title)) or "–", address(url)
    return f"- [{shown}](<{target}>)" if target else f"- {shown}"


def _front_matter(article: ArticleView) -> str:
    """YAML 1.2, whose flow style is JSON."""
    values: dict[str, Any] = {
        "title": line(heading(article)),
        "url": address(article.canonical_url) or address(article.url),
        "source": article.source,
        "outlet": outlet(article),
        "region": article.region or None,
        "published": article.published and rfc3339(article.published),
        "updated": rfc3339(article.updated),
        "authors": [*article.bylines.reporters, *article.bylines.correspondents, *article.bylines.authors],
        "editors": list(article.bylines.editors),
        "origin": article.origin,
        "section": article.section,
        "tags": list(article.keywords),
        "lang": article.lang,
        "story": article.story_id,
        "id": entry_id(article),
    }
    lines = [f"{name}: {_yaml(value)}" for name, value in values.items() if value not in (None, "", [])]
    return "\n".join(["---", *lines, "---"])


def _yaml(value: Any) -> str:
    text = json.dumps(_clean(value), ensure_ascii=False)
    return "".join(_YAML_BREAKS.get(char, char) for char in text)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    return [_clean(one) for one in value] if isinstance(value, list) else value
