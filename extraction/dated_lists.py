"""Lists of headlines with a whole day beside each: related, latest or most read, but never the article's own text.

Pages print them with links or without, one line an entry or headline and day in lines of their own, in a box of their
own or straight after the last paragraph. Whatever they are, their days say nothing of this article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extraction.blocks import Block
from extraction.native import part_in_c

_texts = part_in_c("_texts")
_DAY = (
    r"[\[(（【]?\s*(?P<day>(?:19|20)\d\d[-/.年][01]?\d[-/.月][0-3]?\d日?)(?:\s+[0-2]?\d:\d\d(?::\d\d)?)?\s*[\])）】]?"
)
# What every such day begins with.
_YEAR = re.compile(r"(?:19|20)\d\d[-/.年]")
_ENDS_WITH_DAY = re.compile(rf"(?P<title>.*?\S)\s*{_DAY}")
_BEGINS_WITH_DAY = re.compile(rf"{_DAY}\s*(?P<title>\S.*)")
_ONLY_DAY = re.compile(_DAY)
_DAY_ENDS = frozenset("0123456789日)]）】")
_DAY_BEGINS = frozenset("12[(（【")
_EDGES = None if _texts is None else _texts.Edges(_DAY_BEGINS, _DAY_ENDS)
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_LONGEST = 160
_DAY_LENGTH = len("2024-1-1")
_LEAST_LINES = 3
# A label such as 发布时间： or Posted on: says whose day follows.
_LABEL_END = (":", "：")


@dataclass(frozen=True, slots=True)
class DatedLine:
    """One entry of a dated list."""

    title: str
    day: str
    """As printed."""
    blocks: tuple[Block, ...]
    """One, or the headline's and the day's."""


def dated_lists(blocks: Sequence[Block]) -> tuple[tuple[DatedLine, ...], ...]:
    """The runs of three dated lines or more, in page order."""
    runs: list[list[DatedLine]] = [[]]
    for line in _lines(blocks):
        if runs[-1] and line.blocks[0].index != runs[-1][-1].blocks[-1].index + 1:
            runs.append([])
        runs[-1].append(line)
    return tuple(tuple(run) for run in runs if len(run) >= _LEAST_LINES)


def _lines(blocks: Sequence[Block]) -> Iterator[DatedLine]:
    at = 0
    for candidate in _candidates(blocks):
        if candidate < at:
            continue
        at = candidate
        # Most lines of a page are told apart by their first and last letters.
        text, line = blocks[at].text, None
        if (
            len(text) > _DAY_LENGTH
            and (text[-1] in _DAY_ENDS or text[0] in _DAY_BEGINS)
            and ("20" in text or "19" in text)
        ):
            line = _one_line(blocks[at])
        if line is None and at + 1 < len(blocks):
            following = blocks[at + 1].text
            if following[0] in _DAY_BEGINS and len(following) >= _DAY_LENGTH:
                line = _two_lines(blocks[at], blocks[at + 1])
        if line:
            yield line
        at += len(line.blocks) if line else 1


def _candidates(blocks: Sequence[Block]) -> list[int]:
    """The indexes of the blocks that may begin a line: a day begins or ends them, or begins the one after them. None
    where there are too few days for a list."""
    if _EDGES is not None:
        hot = _EDGES.of(tuple(blocks))
    else:
        edged = (i for i, b in enumerate(blocks) if b.text[0] in _DAY_BEGINS or b.text[-1] in _DAY_ENDS)
        hot = [i for i in edged if _YEAR.search(blocks[i].text)]
    return sorted({*hot, *(i - 1 for i in hot if i)}) if len(hot) >= _LEAST_LINES else []


def _one_line(block: Block) -> DatedLine | None:
    text = block.text
    if len(text) > _LONGEST:
        return None
    match = _ENDS_WITH_DAY.fullmatch(text) if text[-1] in _DAY_ENDS else None
    # A chronicle of events begins its lines with days too: only links make such lines a list.
    if match is None and block.link_chars and text[0] in _DAY_BEGINS:
        match = _BEGINS_WITH_DAY.fullmatch(text)
    return DatedLine(_bare(match["title"]), match["day"], (block,)) if match and _is_headline(match["title"]) else None


def _two_lines(block: Block, following: Block) -> DatedLine | None:
    if len(block.text) > _LONGEST or following.text[0] not in _DAY_BEGINS or not _is_headline(block.text):
        return None
    match = _ONLY_DAY.fullmatch(following.text)
    return DatedLine(_bare(block.text), match["day"], (block, following)) if match else None


def _bare(title: str) -> str:
    return title.strip(" ·•・-—|")


def _is_headline(text: str) -> bool:
    """Whether a text says enough for a headline (five ideographs or a dozen letters) and is no label."""
    text = _bare(text)
    return len(text) + 1.6 * len(_WIDE.findall(text)) >= 11 and not text.endswith(_LABEL_END)
