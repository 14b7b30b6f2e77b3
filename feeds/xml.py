"""Writing XML as text: every value cleaned and escaped on its way in, in a few passes each.

Building elements with lxml takes several times as long as the rest of a feed; names and prefixes here are constants of
ours, and what comes from outside passes one of these functions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from feeds.text import clean

LOST = "□"
"""Stands for U+FFFD, which says that a character of the page was lost: validators take that for an error of ours, and
this is the usual sign for it in Chinese print."""
_KEPT = 5000
"""Names, words and attributes kept in memory, some 1 MB: outlets, regions and keywords come again and again."""
_SECOND_OF_TWO = re.compile("(?<=[\xc2\xc3])[\xa0-\xbf]")
"""After these two letters, what a character of Latin-1 leaves that was encoded twice."""
_TAG = re.compile(r"<(?=[/\w!?])")
DECLARATION = "<?xml version='1.0' encoding='utf-8'?>\n"


def escaped(text: str) -> str:
    """`text`, which is clean, as the text of an element. A bare CR would be read as a line break."""
    return _exact(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def _exact(safe: str) -> str:
    """Pages that say `27Â°` are shown so; where it is written by its number, validators see that it is meant."""
    safe = safe.replace("\r", "&#13;").replace("\ufffd", LOST)
    if "\xc2" in safe or "\xc3" in safe:
        return _SECOND_OF_TWO.sub(lambda found: f"&#x{ord(found[0]):X};", safe)
    return safe


def leaf(tag: str, text: str = "", attrib: Mapping[str, str] | None = None) -> str:
    """An element with text only."""
    return element(tag, escaped(clean(text)), attrib)


def plain(tag: str, text: str, attrib: Mapping[str, str] | None = None) -> str:
    """An element whose text is no HTML (`unmarked`)."""
    return element(tag, unmarked(text), attrib)


def unmarked(text: str) -> str:
    """Text that is no HTML: `&` and `<` go out as `&#x26;` and `&#x3C;`, as the RSS Profile advises, by which readers
    and the validator know them from markup."""
    return _exact(clean(text).replace("&", "&#x26;").replace("<", "&#x3C;").replace(">", "&gt;"))


@lru_cache(_KEPT)
def name(text: str) -> str:
    """A name or a word, whose element is no place for HTML: `unmarked`, and `<` before what could be a tag is `‹`."""
    return unmarked(_TAG.sub("‹", text) if "<" in text else text)


def uri(address: str) -> str:
    """An address of RFC 3986 characters (`entry.address`), which needs no more."""
    return address.replace("&", "&amp;")


def element(tag: str, safe: str, attrib: Mapping[str, str] | None = None) -> str:
    """An element around what is XML already."""
    head = tag + attributes(attrib) if attrib else tag
    return f"<{head}>{safe}</{tag}>\n" if safe else f"<{head}/>\n"


def attributes(attrib: Mapping[str, str]) -> str:
    """` name="value"` of each."""
    return "".join([f' {name}="{quoted(value)}"' for name, value in attrib.items()])


@lru_cache(_KEPT)
def quoted(value: str) -> str:
    """The value of an attribute. A parser makes spaces of line breaks and tabs there."""
    safe = escaped(clean(value))
    if not value.isprintable():
        safe = safe.replace("\n", "&#10;").replace("\t", "&#9;")
    return safe.replace('"', "&quot;")
