"""The single values of a source file. Each check raises `ValueError` that says what is wrong."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cssselect import SelectorError
from lxml import etree, html
from lxml.cssselect import CSSSelector

from kitewire.cron import cron_trigger
from kitewire.messages import Message
from kitewire.source import Field, Rule
from kitewire.urls import host_of, is_http

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_DURATION = re.compile(r"(?:(?:\d+(?:\.\d+)?)[dhms])+")
_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)([dhms])")
# Ten years: beyond it a duration is a slip of the pen, and times near it would pass the calendar's end.
_LONGEST = timedelta(days=3660)
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,198}[a-z0-9])?")
_LANG = re.compile(r"[a-z]{2}")
_PREFIXES = ("css", "xpath")


def read_duration(text: str) -> timedelta:
    """`45s`, `30m`, `6h`, `1d` or several in a row (`1h30m`) as a positive time span."""
    squeezed = text.replace(" ", "")
    if not _DURATION.fullmatch(squeezed):
        raise ValueError(f"{text!r} is not a duration such as 45s, 30m, 6h or 1d")
    seconds = sum(float(number) * _UNITS[unit] for number, unit in _DURATION_PART.findall(squeezed))
    if not 0 < seconds <= _LONGEST.total_seconds():
        raise ValueError(f"{text!r} must be longer than nothing and at most {_LONGEST.days} days")
    return timedelta(seconds=seconds)


def write_duration(span: timedelta) -> str:
    """The shortest text that `read_duration` reads as `span`."""
    if span.microseconds:
        return f"{span.days * 86_400 + span.seconds}.{span.microseconds:06d}".rstrip("0") + "s"
    seconds = span.days * 86_400 + span.seconds
    unit, size = next((u, s) for u, s in _UNITS.items() if seconds % s == 0)
    return f"{seconds // size}{unit}"


def check_name(text: str) -> str:
    """A source's name."""
    if not _NAME.fullmatch(text):
        raise ValueError(Message("{name!r} is not a name: use lower-case letters, digits, hyphens and dots", name=text))
    if text == "add":
        raise ValueError("'add' is no name: /sources/add is the page that adds sources")
    return text


def name_from(url: str) -> str:
    """A source's name made of the host of its home page."""
    return re.sub(r"[^a-z0-9.]+", "-", host_of(url).removeprefix("www.")).strip("-.") or "source"


def check_url(text: str) -> str:
    """An absolute http(s) address."""
    if not is_http(text) or re.search(r"[\s\x00-\x1f]", text):
        raise ValueError(Message("{url!r} is not a web address that begins with http:// or https://", url=text))
    return text


def check_pattern(text: str) -> str:
    """A regular expression, as Python's `re` reads it."""
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"{text!r} is not a regular expression: {error}") from error
    if not text:
        raise ValueError("an empty pattern matches every address: leave it out")
    return text


def check_lang(text: str) -> str:
    """An ISO 639-1 code."""
    if not _LANG.fullmatch(text):
        raise ValueError(Message("{lang!r} is not a language of two letters such as zh or en", lang=text))
    return text


def check_zone(text: str) -> str:
    """An IANA time zone."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{text!r} is not a time zone such as Asia/Shanghai") from error
    return text


def check_cron(text: str) -> str:
    """A cron line of five fields."""
    try:
        cron_trigger(text, ZoneInfo("UTC"))
    except ValueError as error:
        raise ValueError(f"{text!r} is not a cron line such as */15 * * * *: {error}") from error
    return text


def read_rule(field: Field, text: str) -> Rule:
    """`css:div.TRS_Editor`, `xpath://h1`, or a bare CSS selector."""
    prefix, colon, rest = text.strip().partition(":")
    language, expression = (prefix, rest.strip()) if colon and prefix in _PREFIXES else ("css", text.strip())
    if not expression:
        raise ValueError("the rule is empty")
    (_check_css if language == "css" else _check_xpath)(expression)
    return Rule(field, language, expression)


def write_rule(rule: Rule) -> str:
    """The rule with its language before it."""
    return f"{rule.language}:{rule.expression}"


@lru_cache(maxsize=4096)
def _check_css(expression: str) -> None:
    try:
        CSSSelector(expression, translator="html")
    except (SelectorError, etree.XPathError, ValueError, RecursionError) as error:
        raise ValueError(
            Message("{rule!r} is not a CSS selector: {error}", rule=expression, error=str(error))
        ) from error


@lru_cache(maxsize=4096)
def _check_xpath(expression: str) -> None:
    # Unknown functions and prefixes come out only when the expression runs, so it runs once on an empty page.
    try:
        found = etree.XPath(expression)(html.document_fromstring("<html><head></head><body><p></p></body></html>"))
    except (etree.XPathError, ValueError, RecursionError) as error:
        raise ValueError(
            Message("{rule!r} is not an XPath expression: {error}", rule=expression, error=str(error))
        ) from error
    if not isinstance(found, list | str):
        template, kind = "{rule!r} gives a {kind}, not elements or text", type(found).__name__
        raise ValueError(Message(template, rule=expression, kind=kind))
