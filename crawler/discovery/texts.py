"""Bits of text that feeds and sitemaps share: days, titles, charsets."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from w3lib.html import remove_tags, replace_entities

_ISO_DAY = re.compile(r"\s*((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?!\d)")
_LANG = re.compile(r"[a-z]{2}(?=$|[-_])", re.IGNORECASE)


def iso_day(text: str | None) -> str | None:
    """The day of an ISO 8601 or RFC 822 time as `YYYY-MM-DD`, in the zone it is written in; None for none.

    The zone of the writer is kept because the outlet means that day: 07:30+08:00 is not the day before.
    """
    if not text:
        return None
    if match := _ISO_DAY.match(text):
        return "-".join(match.groups())
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    try:
        return datetime.fromisoformat(text.strip()).date().isoformat()
    except ValueError:
        return None


def plain(markup: str | None) -> str:
    """A title without tags, entities and double spaces."""
    if not markup:
        return ""
    return " ".join(replace_entities(remove_tags(markup)).split())


def short_lang(text: str | None) -> str:
    """`zh` of `zh-CN`; empty for anything that is no language."""
    match = _LANG.match(text or "")
    return match.group().lower() if match else ""


def true_charset(raw: bytes, declared: str | None) -> str | None:
    """`utf-8` where the bytes are that, whatever was declared; else what the header says, gb2312 widened.

    Headers and XML declarations lie in both directions, but text of any other charset is hardly ever valid UTF-8.
    """
    try:
        raw.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        return "gb18030" if (declared or "").lower() in ("gb2312", "gbk") else declared
