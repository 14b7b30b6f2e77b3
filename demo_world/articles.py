"""The invented articles: read from the TOML files beside this module, reprints and edits worked out."""

from __future__ import annotations

import tomllib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import cache
from importlib import resources
from typing import Any

from opencc import OpenCC

ZONE = timezone(timedelta(hours=8))
"""The invented city keeps Beijing time."""
OUTLETS = ("yuanwang", "xiuan", "courier")
"""The GBK city channel, the modern site and the English paper; also the names of their sources."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as its outlet prints it, before any layout."""

    key: str
    outlet: str
    section: str
    topic: str
    at: datetime
    """Published; aware, in the city's zone."""
    title: str
    paragraphs: tuple[str, ...]
    """As printed: dateline and bylines that stand in the text are part of it."""
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    editor: str = ""
    origin: str = ""
    """Whom the page names as source; empty: the outlet itself."""
    dateline: str = ""
    traditional: bool = False
    reprint_of: str = ""
    see: tuple[str, ...] = ()
    """Keys of articles that lead the related list, of any outlet."""
    round: int = 1
    """The round in which it appears."""
    changed: datetime | None = None
    """When it was last edited."""
    quirk: str = ""
    """What is odd about its page: `heals`, `header`, `meta`, `bare` or `paged`."""

    @property
    def number(self) -> int:
        """The id in its address: five digits that depend on the key alone."""
        return 10_000 + zlib.crc32(self.key.encode()) % 90_000

    @property
    def body(self) -> str:
        """The paragraphs, separated by one newline."""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Older:
    """A headline of an earlier year: related lists name it, no list or feed leads to it any more."""

    outlet: str
    topic: str
    title: str
    day: str
    """`YYYY-MM-DD`."""


def load(round_number: int) -> tuple[Article, ...]:
    """Every article that is out in `round_number`, with the edits made by then; oldest first."""
    rows = {row["key"]: row for outlet in OUTLETS for row in _rows(outlet)}
    made = (_article(row, rows, round_number) for row in rows.values() if row.get("round", 1) <= round_number)
    return tuple(sorted(made, key=lambda article: (article.at, article.key)))


@cache
def older() -> tuple[Older, ...]:
    """Headlines of earlier years, newest first within an outlet and topic."""
    return tuple(
        Older(outlet, topic, line[11:], line[:10])
        for outlet, topics in _file("older").items()
        for topic, lines in topics.items()
        for line in sorted(lines, reverse=True)
    )


def last_round() -> int:
    """The last round that has something to publish."""
    return max(int(row.get("round", 1)) for outlet in OUTLETS for row in _rows(outlet))


def traditional(text: str) -> str:
    """`text` in traditional characters, as re-publishers convert it."""
    return str(_converter().convert(text))


@cache
def _converter() -> Any:
    return OpenCC("s2t")


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("demo_world").joinpath("articles", f"{name}.toml").read_text(encoding="utf-8"))


def _rows(outlet: str) -> list[dict[str, Any]]:
    parts = [_file(name) for name in _file("index")[outlet]]
    return [{**row, "outlet": outlet} for part in parts for row in part["article"]]


def _paragraphs(row: dict[str, Any], rows: dict[str, dict[str, Any]]) -> tuple[str, ...]:
    if "reprint_of" not in row:
        return tuple(line.strip() for line in row["body"].splitlines() if line.strip())
    whole = _paragraphs(rows[row["reprint_of"]], rows)
    return tuple(whole[index] for index in row.get("keep", range(len(whole))))


def _article(row: dict[str, Any], rows: dict[str, dict[str, Any]], round_number: int) -> Article:
    texts = [row["title"], *_paragraphs(row, rows)]
    changed = None
    for old, new in row.get("swap", ()):
        texts = [text.replace(old, new) for text in texts]
    for edit in row.get("edit", ()):
        if edit["round"] <= round_number:
            assert any(edit["old"] in text for text in texts), f"{row['key']}: the edit changes nothing"
            texts = [text.replace(edit["old"], edit["new"]) for text in texts]
            changed = edit["at"].replace(tzinfo=ZONE)
    article = Article(
        key=row["key"],
        outlet=row["outlet"],
        section=row["section"],
        topic=row["topic"],
        at=row["at"].replace(tzinfo=ZONE),
        title=texts[0],
        paragraphs=tuple(texts[1:]),
        reporters=tuple(row.get("reporters", ())),
        correspondents=tuple(row.get("correspondents", ())),
        editor=row.get("editor", ""),
        origin=row.get("origin", ""),
        traditional=row.get("traditional", False),
        reprint_of=row.get("reprint_of", ""),
        see=tuple(row.get("see", ())),
        round=row.get("round", 1),
        changed=changed,
        quirk=row.get("quirk", ""),
    )
    return _in_script(_with_dateline(article))


_DATELINE = {"yuanwang": "鸢网{0.month}月{0.day}日讯", "xiuan": "岫岸新闻{0.month}月{0.day}日电"}


def _with_dateline(article: Article) -> Article:
    """Dateline before the first paragraph, bylines after it or at the end of the body, in the outlet's manner."""
    pattern = _DATELINE.get(article.outlet)
    if pattern is None or (article.outlet == "xiuan" and not article.reprint_of and article.number % 3):
        return article
    dateline = pattern.format(article.at)
    first, last = _byline_places(article)
    texts = list(article.paragraphs)
    texts[0] = f"{dateline}{first or ' '}{texts[0]}"
    texts[-1] += last
    return replace(article, dateline=dateline, paragraphs=tuple(texts))


def _byline_places(article: Article) -> tuple[str, str]:
    """What stands after the dateline, and what at the end of the body."""
    style = article.number % 3
    if article.outlet == "xiuan" or not (article.reporters or article.correspondents):
        return "", ""
    names = _roles((("记者", article.reporters), ("通讯员", article.correspondents)), "/" if style == 2 else " ")
    return (f"（{names}）", "") if style == 0 else ("", f"（{names}）")


def _roles(roles: Sequence[tuple[str, tuple[str, ...]]], mark: str) -> str:
    return " ".join(f"{role}{mark}{'、'.join(names)}" for role, names in roles if names)


def _in_script(article: Article) -> Article:
    if not article.traditional:
        return article
    return replace(
        article,
        title=traditional(article.title),
        paragraphs=tuple(traditional(text) for text in article.paragraphs),
        reporters=tuple(traditional(name) for name in article.reporters),
        correspondents=tuple(traditional(name) for name in article.correspondents),
        editor=traditional(article.editor),
        origin=traditional(article.origin),
        dateline=traditional(article.dateline),
    )
