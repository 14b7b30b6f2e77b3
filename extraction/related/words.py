"""What a heading says about the list under it, by the table of heading words in `headings.txt`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files
from operator import add
from typing import Any

from extraction.blocks import Block, Layout
from extraction.native import part_in_c

_related = part_in_c("_related")


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


# Vowel signs of the scripts of India and its neighbours are no marks around a heading, though no `\w` either.
_MARKS = re.compile(r"^[\W_]+|(?:(?![\u0900-\u0eff])[\W_])+$")
_MORE = re.compile(
    r"(?<=..)\s*[|/»>·…\-–—]*\s*(?:更多|more|查看更多|全部|もっと見る|一覧|더보기|返回.{0,8}|换一[批换组]|"
    r"[»>]+|\(\d+\)|\d+)[\W_]*$"
)
_MORE_SIGNS = (*"0123456789»>", "更多", "more", "全部", "もっと", "一覧", "더보기", "返回", "换一")
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


@cache
def _cues() -> tuple[dict[str, tuple[str, ...]], frozenset[str], tuple[str, ...]]:
    """Beginnings of words by their first four letters; the first letters of the signs of languages whose words are not
    taken apart; those signs.
    """
    cues = " ".join(_sections()["cues"]).translate(_PATTERN_MARKS).split()
    signs = tuple(cue for cue in cues if _UNSPACED.match(cue))
    starts: dict[str, tuple[str, ...]] = {}
    for cue in cues:
        if cue not in signs:
            starts[cue[:4]] = (*starts.get(cue[:4], ()), cue)
    return starts, frozenset(sign[0] for sign in signs), signs


_PATTERN_MARKS = str.maketrans("()?:", "    ")
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0590-\u07ff\u0900-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LONGEST_LINE = 400


def cued_lines(layout: Layout) -> Sequence[Block]:
    """The lines of a page that `may_head`, or that begin so: a label stands at the beginning of a line of links, a flag
    at that of a headline in a heading tag; other headings are short. Most lines of a page have nothing of a heading.
    """
    if _related is not None:
        found: list[Block] = cues_in_c().among(layout.blocks, layout.tags, HEADING_TAGS, LONGEST, _LONGEST_LINE)
        return found
    return [b for b in layout.blocks if _may_begin_with_heading(b) and may_head(b.text[: 2 * LONGEST])]


def _may_begin_with_heading(block: Block) -> bool:
    size, linked = len(block.text), block.link_chars
    if size <= LONGEST:
        return True
    if block.element.tag in HEADING_TAGS and size <= _LONGEST_LINE:
        return True
    return linked < size - 1 and size <= (_LONGEST_LINE if linked else 2 * LONGEST)


def cued_images(layout: Layout) -> list[tuple[Any, str]]:
    """The images whose text may be a heading, and that."""
    places = layout.tagged.get("img", [])
    if _related is not None:
        found: list[tuple[Any, str]] = cues_in_c().images(layout.elements, places, LONGEST)
        return found
    images = [layout.elements[at] for at in places]
    texts = ((image, image.get("alt") or image.get("title") or "") for image in images)
    return [(image, text) for image, text in texts if text and len(text) <= LONGEST and may_head(text)]


@cache
def cues_in_c() -> Any:
    """`may_head` and what is built on it, in C."""
    starts, _, signs = _cues()
    return _related.Cues(starts, signs)


@lru_cache(maxsize=32768)
def may_head(text: str) -> bool:
    """Whether `heading_says` or `heading_suggests` may find related, recommended or topic in any part of `text`: a
    cheap first look at every line of a page.
    """
    text = text.casefold().replace("i\u0307", "i")
    starts, firsts, signs = _cues()
    for word in _WORD.findall(text):
        begins = starts.get(word[:4])
        if begins is not None and word.startswith(begins):
            return True
    if text.isascii() or firsts.isdisjoint(text):
        return False
    text = text.replace(" ", "")
    return _holds_one(text, signs)


def _holds_one(text: str, signs: tuple[str, ...]) -> bool:
    """Whether one of `signs` stands in `text`; hardly a text holds the first two letters of any."""
    pairs, letters = _beginnings(signs)
    if pairs.isdisjoint(map(add, text, text[1:])) and letters.isdisjoint(text):
        return False
    return any(map(text.__contains__, signs))


@cache
def _beginnings(signs: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The first two letters of the signs, and those that are one letter."""
    return frozenset(sign[:2] for sign in signs if len(sign) > 1), frozenset(sign for sign in signs if len(sign) == 1)


@cache
def _other_cues() -> tuple[frozenset[str], tuple[str, ...]]:
    """Three letters each, and the shorter and unspaced signs."""
    cues = tuple(cue.replace("_", " ") for cue in " ".join(_sections()["other cues"]).translate(_PATTERN_MARKS).split())
    threes = frozenset(cue for cue in cues if len(cue) == 3)
    return threes, tuple(cue for cue in cues if len(cue) != 3)


def _may_say_other(folded: str) -> bool:
    """Whether the patterns of [other] may match: they are slow, and hardly any line needs them."""
    threes, signs = _other_cues()
    if not threes.isdisjoint([folded[i : i + 3] for i in range(len(folded) - 2)]):
        return True
    return not folded.isascii() and _holds_one(folded, signs)


@lru_cache(maxsize=16384)
def heading_says(text: str) -> Says | None:
    """What the heading `text` says of its list; None where the table does not know it.

    Cached: the pages of a site share their headings and menus.
    """
    if not text or len(text) > LONGEST * 2:
        return None
    may_head_list = may_head(text)
    folded = fold(text)
    if not folded or len(folded) > LONGEST or not (may_head_list or _may_say_other(folded)):
        return None
    for form in _forms(folded):
        may_say_other = _may_say_other(form)
        for says, pattern in _table():
            if (may_say_other if says is Says.OTHER else may_head_list) and pattern.fullmatch(form):
                return says
    return None


def _forms(folded: str) -> Iterator[str]:
    """A heading, and the same without a count or a link to more at its end."""
    yield folded
    tail = folded[-14:]
    if any(sign in tail for sign in _MORE_SIGNS):
        short = _MARKS.sub("", folded[:-14] + _MORE.sub("", tail))
        if short != folded:
            yield short


@lru_cache(maxsize=16384)
def heading_suggests(text: str) -> Says | None:
    """What a heading unknown to the table may say, by a stem in it: related or recommended. Only a list under it can
    tell.
    """
    if not 3 < len(text) <= _LONGEST_GUESS or not may_head(text) or heading_says(text):
        return None
    folded = fold(text)
    for says, stems in _stems():
        if any(map(folded.__contains__, stems)):
            return says
    return None


@cache
def _stems() -> tuple[tuple[Says, tuple[str, ...]], ...]:
    both = (Says.RELATED, Says.RECOMMENDED)
    return tuple((s, tuple(stem[3:-1] for stem in _sections()[f"{s.value} stems"])) for s in both)


@lru_cache(maxsize=4096)
def says_more(text: str) -> bool:
    """Whether a heading only says that there is more to read: related over a short list near the article alone."""
    return bool(_pattern("more").fullmatch(fold(text)))


_LABEL_END = re.compile(r"[:：】\]\|｜»>▶►]|[-–—] ")
# Before a link these say see also; over a list they would say nothing.
_BARE_LABEL = re.compile(
    r"(?:zum|zur) (?:artikel|video|meldung|bericht|interview)|dazu"
    r"|more|mehr|weiterlesen|weiter|plus|más|mais|meer|mer|altro|also|see|read|watch|auch|lesen|ещ[её]"
    r"|延伸|链接|另见|更多"
)


@lru_cache(maxsize=16384)
def _is_bare_label(text: str) -> bool:
    return bool(_BARE_LABEL.fullmatch(fold(text)))


def label_before(text: str) -> Says | None:
    """What the label says with which a line of links begins: `ALSO READ: …`, `相关阅读：…`, `【関連記事】…`."""
    end = _LABEL_END.search(text, 0, LONGEST)
    while end:
        says = heading_says(text[: end.start()])
        if says:
            return says
        if _is_bare_label(text[: end.start()]):
            return Says.RELATED
        end = _LABEL_END.search(text, end.end(), LONGEST)
    return None
