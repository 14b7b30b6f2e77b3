"""Pinyin that was put in brackets after the characters that it reads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from linking.repair.edits import Edit
from linking.repair.likelihood import Likelihood
from linking.repair.records import Damage

LONGEST = 6
"""Syllables in one bracket."""
MANY = 4
"""Brackets in one text that no writer puts there."""
# ɑ and ɡ are how some fonts and converters write a and g in pinyin.
_LETTERS = "a-zɑɡüêńňǹḿāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ\u0300\u0301\u0304\u0308\u030c"
_BRACKETED = re.compile(rf"[(（]([{_LETTERS}' ]{{1,40}})[)）]")
_TONES = re.compile("[\u0300\u0301\u0304\u030c]")


def find_pinyin(text: str, model: Likelihood) -> Iterator[Edit]:
    """Every bracket that holds one reading of each of the characters before it, as many as there are syllables.

    Writers explain rare characters in the same way, so in a text with few brackets only those of common ones count.
    """
    found = [one for one in _BRACKETED.finditer(text) if _is_reading(text, one, model)]
    for one in found:
        if len(found) >= MANY or model.is_common(text[one.start() - 1]):
            yield Edit(one.start(), one.end(), "", Damage.PINYIN)


def _is_reading(text: str, found: re.Match[str], model: Likelihood) -> bool:
    letters = plain(found[1])
    return bool(letters) and _reads(text[max(0, found.start() - LONGEST) : found.start()], letters, model)


def bracketed(text: str, at: int) -> tuple[str, int]:
    """(the plain letters, the place behind) of a bracket that may hold pinyin and begins at `at`; ("", at) for none."""
    found = _BRACKETED.match(text, at)
    return (plain(found[1]), found.end()) if found else ("", at)


@lru_cache(maxsize=4096)
def plain(reading: str) -> str:
    """`reading` in the letters of the model: no tones, no spaces or apostrophes, ü as v."""
    letters = unicodedata.normalize("NFD", reading.replace("ɑ", "a").replace("ɡ", "g"))
    letters = _TONES.sub("", letters).replace("u\u0308", "v")
    return "".join(c for c in letters if "a" <= c <= "z")


def _reads(before: str, letters: str, model: Likelihood) -> bool:
    """Whether `letters` are the readings of the last characters of `before`, from the last one backwards."""
    for reading in model.readings.get(model.folded(before[-1]), ()) if before else ():
        if letters == reading:
            return True
        if letters.endswith(reading) and _reads(before[:-1], letters[: -len(reading)], model):
            return True
    return False
