"""Which page speaks for an article, and what a page that was read means for it. Pure.

Several pages can have one canonical URL: a print view, a mobile view, an address that redirects. One of them
speaks: the one whose own address is the canonical one, else the one with the smallest key. So the article that
is stored in the end does not depend on which of them was fetched first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_LONGEST_NOTICE = 60
# As news sites word it, with their own name before or after it.
_NOTICE = re.compile(
    r"(?:error|http|错误|錯誤)?\W*(?:404|410)\W*"
    r"(?:(?:not found|gone|error|page|错误|錯誤|页面?|頁面?).{0,30}|[|_–—:：-].{0,30})?"
    r"|.{0,40}\b(?:404|410)\W*(?:error|not found|错误|錯誤)"
    r"|.{0,20}\b(?:page|article|content|story|file)\b.{0,20}\b(?:not (?:be )?found|no longer (?:available|exists?)"
    r"|deleted|removed|does not exist)\b.{0,20}|not found"
    r"|.{0,10}(?:页面?|頁面?|文章|内容|內容|稿件|信息|资讯|資訊|新闻|新聞|网页|網頁).{0,8}"
    r"(?:不存在|删除|刪除|找不到|下线|下線|过期|過期|失效|没有找到|沒有找到).{0,12}"
    r"|.{0,4}找不到.{0,10}(?:页面?|頁面?|网页|網頁).{0,8}",
    re.IGNORECASE,
)


class Change(StrEnum):
    """What a page does to the stored article."""

    ADD = "add"
    """There was none."""
    TAKE_OVER = "take_over"
    """The page speaks for it from now on, instead of another."""
    REVISE = "revise"
    """The outlet has changed its text."""
    REREAD = "reread"
    """The same bytes are read otherwise now: our rules have changed, not the outlet."""
    REFRESH = "refresh"
    """The text is the same; what stands around it may have changed."""
    NOTHING = "nothing"
    """Another page speaks for it, or the text is an earlier one."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known when a page of a stored article has been read again or for the first time."""

    speaks: bool
    """Whether of all its pages this one speaks."""
    spoke: bool
    """Whether it was one of its pages before."""
    same_text: bool
    same_bytes: bool
    outdated: bool
    """Whether what was read is older than what is stored, as a replay of an archive can be."""


def change(standing: Standing) -> Change:
    """What becomes of the stored article."""
    if not standing.speaks or standing.outdated:
        return Change.NOTHING
    if not standing.spoke:
        return Change.TAKE_OVER
    if standing.same_text:
        return Change.REFRESH
    return Change.REREAD if standing.same_bytes else Change.REVISE


def speaker(canonical_key: str, page_keys: Iterable[str]) -> str:
    """The key of the page that speaks for the article with `canonical_key`."""
    return min(page_keys, key=lambda key: (key != canonical_key, key))


def is_notice(title: str) -> bool:
    """Whether a title is that of an error page: says that something is not there, and nothing else."""
    return len(title) <= _LONGEST_NOTICE and bool(_NOTICE.fullmatch(title.strip()))


def text_hash(title: str, body: str) -> str:
    """What tells a revision from an unchanged page: SHA-256 of title and body, in hexadecimal."""
    return hashlib.sha256(f"{title}\x00{body}".encode()).hexdigest()
