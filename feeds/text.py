"""Text on its way out: nothing that XML forbids, nothing that a terminal would obey."""

from __future__ import annotations

import re

# XML 1.0, production [2] Char, without what it discourages: DEL and the C1 controls, which are remains of wrong
# decoding, and what is no character in Unicode (the last two of each plane, U+FDD0 to U+FDEF); HTML forbids that too.
_NO_CHARACTERS = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
_FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NO_CHARACTERS}]")
_LINE_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
# Controls, lone surrogates, and the directional overrides that let a text pose as another.
_SENTENCE_ENDS = (". ", "。", "！", "？", "!", "?")
_TERMINAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """`text` without control characters, lone surrogates and what is no character: fit for XML 1.0 and HTML."""
    # What Python calls printable holds none of them, which it tells in a fraction of the time; the two characters that
    # all texts hold are none of them either.
    if text.isprintable() or text.replace("\n", "").replace("\u3000", "").isprintable():
        return text
    return _FORBIDDEN.sub("", text)


def line(text: str) -> str:
    """`text` as one clean line without space around it; the space inside stays as it is, line breaks become one."""
    if text.isprintable() or text.replace("\u3000", "").isprintable():
        return text.strip()
    return clean(_LINE_BREAKS.sub(" ", text)).strip()


def for_terminal(text: str) -> str:
    """`text` without what moves the cursor, changes colours or turns the writing direction; tabs are spaces."""
    return _TERMINAL.sub("", text.replace("\t", " "))


def paragraphs(body: str) -> list[str]:
    """The paragraphs of a stored body that hold more than space, as they are."""
    return [part for part in body.split("\n") if part.strip()]


def shorten(text: str, most: int) -> str:
    """One line of at most `most` characters, cut behind a sentence that ends in the second half, else at a space."""
    return cut(line(text), most)


def cut(text: str, most: int) -> str:
    """As `shorten`, of what is one clean line already."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    end = max(map(head.rfind, _SENTENCE_ENDS)) + 1
    if end > most // 2:
        return head[:end]
    space = head.rfind(" ")
    return (head[:space] if space > most // 2 else head).rstrip() + "…"


def percent(share: float) -> str:
    """A share of 0 to 1 in whole percent; only all of it is 100%, and only nothing 0%."""
    return f"{min(99, max(1, round(100 * share))) if 0 < share < 1 else round(100 * share)}%"
