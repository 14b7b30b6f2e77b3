"""What stands around a text and not in it: datelines, bylines, source and editor lines at its beginning and end.

A re-publisher swaps these for its own, so they are taken off before two texts are compared. The patterns follow
the house forms of news agencies and newspapers (docs/linking.md); each is anchored to an end of the text and
bounded in length, so that an ordinary sentence that merely begins alike is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

# Chinese forms. They see folded lines: simplified, half width, lower case.
_ROLE = (
    r"(?:责任|责|文字|执行|值班|本期|网络|见习|实习|一|二|三|初|复|终)?"
    r"(?:编辑|编审|校对|审核|审签|监制|主编|责编|总监制|审|责校|签发)"
)
_WRITER = (
    r"(?:(?:本报|本网|本台|全媒体|融媒体?|首席|见习|实习|特约|特派|通讯|驻\w{1,6}|[\w·]{2,12})?"
    r"(?:记者|通讯员|作者|撰稿|供稿|撰文)|文|图|摄影|摄|文/图|图/文)"
)
_NAMES = r"[\w·、,，/|\s&]{1,60}"
_CREDIT = rf"(?:{_ROLE}|{_WRITER}|来源|稿源|转自|信息来源|文章来源|原标题|原题|标题|供稿单位|作者|翻译|编译)"
_CREDIT_LINE = re.compile(rf"^[\[【(（]?\s*{_CREDIT}\s*(?:[:/]|\s(?={_NAMES}$))[^。!?]{{0,120}}$")
_CREDIT_BRACKET = re.compile(rf"^[\[【(]\s*{_CREDIT}[^\])】]{{0,60}}[\])】]\s*")
_REPORT_LABEL = re.compile(r"^[\[【(][^\])】]{0,20}(?:综合)?(?:报道|消息|讯|电|快讯|专电)[\])】]\s*")
_DAY_ZH = r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日"
_WHO = r"(?:\([^()]{0,20}(?:记者|通讯员|作者|编辑)[^()]{0,50}\))?"
_AGENCY_DAY = re.compile(
    rf"^(?:据)?[^\s,。:;!?\"“”()]{{0,16}}?"
    rf"(?:{_DAY_ZH}(?:综合)?(?:专?电|讯|消息|报道)"
    r"|(?:报|网|社|台|新闻|传媒|客户端|中新|央视|频道|在线)(?:专?电|快?讯|(?:综合|独家)?(?:消息|报道)(?=[\s:,(])))"
    rf"\s*{_WHO}\s*(?:{_DAY_ZH}\s+)?[:,]?\s*"
)
_PROGRAMME = re.compile(r"^\([^()]{1,12}\):\s*")
_END_BRACKET = re.compile(
    rf"\s*[\[【(](?:完|终|{_CREDIT}[^\])】]{{0,60}}|[^\])】]{{0,30}}{_CREDIT}[^\])】]{{0,50}}|[\w·]{{2,4}})[\])】]\s*[。.]?$"
)
_END_CREDIT = re.compile(rf"(?<=[。!?\"”])\s*(?:{_ROLE}|来源|(?:本报)?记者)\s*[:/\s].{{0,60}}$")

# English and other western forms. They see lines as published: capitals tell a dateline from a sentence.
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})(?:,?\s+\d{{4}})?"
_DASH = r"\s*(?:[-–—―]+|--+)\s*"
_PLACE = r"[A-Z][\w.'’\-]*(?:[ ,/]+(?:[A-Z][\w.'’\-]*|de|of|the|and|al|la|el|du))*"
_CAPS_PLACE = r"[A-Z][A-Z.'’\-]+(?:[ /][A-Z][A-Z.'’\-]+)*(?:,\s+[A-Z][\w. ]{1,20})?"
_WEST_DATELINE = re.compile(
    rf"^(?:{_CAPS_PLACE}|{_PLACE})?(?:,\s*{_DAY})?\s*\([^()]{{2,40}}\){_DASH}"
    rf"|^(?:{_PLACE}),\s*{_DAY}{_DASH}|^{_CAPS_PLACE}(?:,\s*{_DAY})?{_DASH}"
)
_WEST_LINE = re.compile(
    rf"^(?:By\s+{_PLACE}.{{0,60}}|(?:Published|Updated|Posted|First published|Last updated)\b.{{0,50}}"
    rf"|[^.!?|]{{2,40}}\s\|\s{_DAY}|{_DAY}(?:\s*\|.{{0,30}})?|(?:Source|Via|Credit|Photo|Image)s?:.{{0,80}}"
    rf"|[-–—―]+\s*[^.!?]{{2,30}}|.{{2,40}} is an? .{{0,30}}"
    rf"(?:correspondent|reporter|editor|writer|contributor)\b.{{0,60}}"
    rf"|\(?(?:Reporting|Writing|Additional reporting|Editing|Compiled)\s+by\b.{{0,200}}\)?"
    rf"|(?:Copyright\s+(?:©|\(c\)|\d{{4}})|©|\(c\)\s*\d{{4}}).{{0,300}}"
    rf"|Reuter[s3]?|.{{0,40}}contributed to this (?:report|story|article)\.?)$"
)

# A line that holds nothing but a day or a time, in any of the ways in which outlets print them.
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b"
_CLOCK = r"[ap]\.?\s?m\b|(?:gmt|utc|[bi]st|cest|cet|[ecmpa][sd]?t|ist|sgt|jst|hkt)\b"
_SAID = r"(?:first|last|updated?|published|posted|modified|on|at|the|of)\b"
_STAMP = re.compile(
    r"^(?=.{4,70}$)(?=.*(?:\d\s?:\s?\d\d|\d{4}\s?[-/.年]\s?\d|\d\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|{_MONTH}\s+\d))"
    rf"(?:(?:{_WEEKDAY}|{_MONTH}|\d{{1,4}}(?!\d)(?:st|nd|rd|th)?|{_CLOCK}|{_SAID}|[年月日时分秒])[\s,.:/@|()+–—-]*){{2,16}}$",
    re.IGNORECASE,
)

_HEAD_LINES, _TAIL_LINES = 4, 5
_LONGEST_KEPT = 1000
"""Characters of a line that is remembered."""
_TAIL = 400
"""Characters at the end of a line in which a credit is looked for; the patterns hold some 150. They may begin anywhere
and with spaces, so that a longer look would cost the square of a run of spaces."""


def without_credits(lines: list[str], fold_line: Callable[[str], str], is_title: Callable[[str], bool]) -> list[str]:
    """`lines` of a text as published → folded lines, freed of headline, datelines and credits at both ends.

    `is_title` tells of a folded line whether it is the headline. Never returns nothing for something: a text that is
    only credits is kept as it is.
    """
    kept = [(line, fold_line(line)) for line in lines]
    kept = _drop_from_end(_drop_from_start(kept, is_title))
    if not kept:
        return [fold_line(line) for line in lines]
    folded = [folded for _, folded in kept]
    folded[0] = _head_freed(kept[0][0], folded[0], fold_line)
    folded[-1] = _tail_freed(folded[-1])
    return folded


def is_credit(raw: str, folded: str) -> bool:
    """Whether a line, as published and folded, is a credit, a stamp of time or a notice of rights and nothing else."""
    return _known_credit(raw, folded) if len(raw) <= _LONGEST_KEPT else _looks_like_credit(raw, folded)


def _looks_like_credit(raw: str, folded: str) -> bool:
    return bool(_CREDIT_LINE.match(folded) or _WEST_LINE.match(raw) or _STAMP.match(raw))


# The lines at the ends of a text are asked for up to four times.
_known_credit = lru_cache(maxsize=64)(_looks_like_credit)


def _drop_from_start(kept: list[tuple[str, str]], is_title: Callable[[str], bool]) -> list[tuple[str, str]]:
    for _ in range(_HEAD_LINES):
        if kept and (is_credit(*kept[0]) or _is_dateline(kept[0][0]) or is_title(kept[0][1])):
            kept = kept[1:]
    return kept


def _is_dateline(raw: str) -> bool:
    """Whether the line is a dateline and nothing else: the text then begins on the next."""
    found = _WEST_DATELINE.match(raw)
    return found is not None and found.end() == len(raw)


def _drop_from_end(kept: list[tuple[str, str]]) -> list[tuple[str, str]]:
    for _ in range(_TAIL_LINES):
        if kept and (is_credit(*kept[-1]) or _END_BRACKET.fullmatch(kept[-1][1])):
            kept = kept[:-1]
    return kept


def _head_freed(raw: str, folded: str, fold_line: Callable[[str], str]) -> str:
    western = _WEST_DATELINE.match(raw)
    if western and western.end() < len(raw):
        return fold_line(raw[western.end() :])
    for _ in range(3):
        freed = _CREDIT_BRACKET.sub("", _REPORT_LABEL.sub("", folded))
        agency = _AGENCY_DAY.match(freed)
        if agency is not None:
            freed = _PROGRAMME.sub("", freed[agency.end() :])
        if not freed or freed == folded:
            break
        folded = freed
    return folded


def _tail_freed(folded: str) -> str:
    for _ in range(3):
        start = max(0, len(folded) - _TAIL)
        freed = folded[:start] + _END_CREDIT.sub("", _END_BRACKET.sub("", folded[start:]))
        if not freed or freed == folded:
            break
        folded = freed
    return folded
