"""What a heading says about the list under it, by the table of heading words in `headings.txt`."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files


class Says(Enum):
    """What a visible heading says."""

    RELATED = "related"
    """Tied to this article wherever it stands."""
    RECOMMENDED = "recommended"
    """Counts under the body, not in a sidebar or footer."""
    TOPIC = "topic"
    """The topic or series of the article: counts in the article column."""
    OTHER = "other"
    """Hot, latest, most read, previous and next, more from a section, comments, ads and the like."""


_MARKS = re.compile(r"^[\W_]+|[\W_]+$")
_MORE = re.compile(
    r"(?<=..)\s*[|/»>·…\-–—]*\s*(?:更多|more|查看更多|全部|もっと見る|一覧|더보기|返回.{0,8}|换一[批换组]|"
    r"[»>]+|\(\d+\)|\d+)[\W_]*$"
)
_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
# Latin letters with marks are kept: the table spells both forms where sites do.
LONGEST = 60
# A longer line with a stem in it is a sentence.
_LONGEST_GUESS = 48


def fold(text: str) -> str:
    """A heading as the table spells it: one case and width, no marks around it, no spaces in Chinese and Japanese."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'").replace("i\u0307", "i")
    text = _MARKS.sub("", " ".join(text.split()))
    return text.replace(" ", "") if _ASIAN.search(text) else text


_SECTION = re.compile(r"\[([\w ]{3,})\]")
_AROUND = re.compile(r"(\S+) … (\S+)")


@cache
def _sections() -> dict[str, list[str]]:
    """The lines of each section of `headings.txt`, as patterns."""
    sections: dict[str, list[str]] = {}
    things: dict[str, str] = {}
    name, before, after = "", "", ""
    for line in (files("extraction.related") / "headings.txt").read_text("utf-8").splitlines():
        if section := _SECTION.fullmatch(line):
            name = section[1]
        elif name == "things" and " = " in line:
            thing, words = line.split(" = ", 1)
            things[f"<{thing}>"] = f"(?:{words})"
        elif around := _AROUND.fullmatch(line):
            before, after = around.groups()
        elif line.strip() and not line.startswith("#"):
            inner = re.sub(r"<\w+ thing>", lambda match: things[match.group()], line.strip())
            sections.setdefault(name, []).append(f"{before}(?:{inner}){after}" if line[0] == " " else f"(?:{inner})")
    return sections


@cache
def _table() -> tuple[tuple[Says, re.Pattern[str]], ...]:
    """What headings say and their patterns, in the order in which they are asked."""
    order = (Says.RELATED, Says.RECOMMENDED, Says.OTHER, Says.TOPIC)
    return tuple((says, _pattern(says.value)) for says in order)


@cache
def _pattern(section: str) -> re.Pattern[str]:
    return re.compile("|".join(_sections()[section]))


@lru_cache(maxsize=16384)
def heading_says(text: str) -> Says | None:
    """What the heading `text` says of its list; None where the table does not know it.

    Cached: the pages of a site share their headings and menus.
    """
    if not text or len(text) > LONGEST * 2:
        return None
    folded = fold(text)
    if not folded or len(folded) > LONGEST:
        return None
    head, tail = folded[:-14], folded[-14:]
    short = _MARKS.sub("", head + _MORE.sub("", tail))
    for form in dict.fromkeys((folded, short)):
        for says, pattern in _table():
            if pattern.fullmatch(form):
                return says
    return None


@lru_cache(maxsize=16384)
def heading_suggests(text: str) -> Says | None:
    """What a heading unknown to the table may say, by a stem in it: related or recommended. Only a list under it can
    tell.
    """
    if not 3 < len(text) <= _LONGEST_GUESS or heading_says(text):
        return None
    folded = fold(text)
    for says in (Says.RELATED, Says.RECOMMENDED):
        if _pattern(f"{says.value} stems").search(folded):
            return says
    return None


@lru_cache(maxsize=4096)
def says_more(text: str) -> bool:
    """Whether a heading only says that there is more to read: related over a short list near the article alone."""
    return bool(_pattern("more").fullmatch(fold(text)))


_LABEL_END = re.compile(r"[:：】\]\|｜»>▶►]|[-–—] ")
# Before a link these say see also; over a list they would say nothing.
_BARE_LABEL = re.compile(
    r"more|mehr|weiterlesen|weiter|plus|más|mais|meer|mer|altro|also|see|read|watch|auch|lesen|ещ[её]"
    r"|延伸|链接|另见|更多"
)


def label_before(text: str) -> Says | None:
    """What the label says with which a line of links begins: `ALSO READ: …`, `相关阅读：…`, `【関連記事】…`."""
    end = _LABEL_END.search(text, 0, LONGEST)
    while end:
        says = heading_says(text[: end.start()])
        if says:
            return says
        if _BARE_LABEL.fullmatch(fold(text[: end.start()])):
            return Says.RELATED
        end = _LABEL_END.search(text, end.end(), LONGEST)
    return None
