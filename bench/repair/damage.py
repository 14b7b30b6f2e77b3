"""Damages healthy Chinese text as polluted copies are damaged, and keeps what each place was.

The way of such a copy, as far as it can be told from copies: the text is converted to traditional script, pinyin is
put in brackets after some of the characters that the conversion changed, the GBK bytes are searched for full-width
signs (`A3 xx`) without regard to the borders of characters, and what comes out is read as GBK again. Some copies have
the bytes damaged first, in simplified script.
"""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

from linking.script import simplified

SIGNS = b"!(),:;?"
"""The signs of Chinese that are `A3 xx`. (The copy that we have was searched for these: it keeps `A3 BD`, `A3 DF`.)"""
EVERY_SIGN = bytes(b for b in range(0x21, 0x7F) if not chr(b).isalnum())


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one copy is damaged."""

    traditional: bool = True
    pinyin: float = 0.35
    """Share of the changed characters that are followed by their reading."""
    toneless: bool = False
    grouped: bool = False
    """Whether the readings of neighbours stand in one bracket behind the last of them."""
    signs: bytes = SIGNS
    """Which signs are replaced."""
    lost: str = "?"
    """What a byte is shown as that cannot be read."""
    codec: str = "gbk"
    bytes_first: bool = False
    """Whether the bytes are damaged before the script is changed."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A damaged text, the healthy one, and where the damage lies in the healthy one."""

    text: str
    healthy: str
    pinyin: tuple[int, ...]
    """After which characters of `healthy` a reading was put: their offsets plus one."""
    shifted: tuple[int, ...]
    """The offsets of the characters in `healthy` that lost their second byte."""


def toned(reading: str, tone: int) -> str:
    """A plain reading with a tone mark (0 to 3) where ISO 7098 puts it: a, e, the o of ou, else the last vowel."""
    at = max(reading.find("a"), reading.find("e"))
    at = reading.find("ou") if at < 0 else at
    at = max(map(reading.rfind, "aeiouv")) if at < 0 else at
    marked = reading[at].replace("v", "ü") + "\u0304\u0301\u030c\u0300"[tone % 4]
    whole = reading[:at] + marked + reading[at + 1 :]
    return unicodedata.normalize("NFC", whole.replace("v", "ü")) if at >= 0 else reading


@cache
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


def damage(text: str, recipe: Recipe, readings: dict[str, str], seed: int) -> Damaged:
    """`text` (simplified) damaged after `recipe`. `readings`: simplified character → pinyin."""
    text = text.encode("gbk", "ignore").decode("gbk")
    dice = random.Random(seed)
    if recipe.bytes_first:
        healthy, broken, shifted = _byte_wise(text, recipe)
        if recipe.traditional:
            healthy, broken = (_converter("s2t").convert(part) for part in (healthy, broken))
        marked, _ = _with_pinyin(broken, recipe, readings, dice)
        return Damaged(marked, healthy, (), shifted)
    source = _converter("s2t").convert(text) if recipe.traditional else text
    source = source.encode("gbk", "ignore").decode("gbk")
    with_pinyin, places = _with_pinyin(source, recipe, readings, dice)
    half, broken, lost = _byte_wise(with_pinyin, recipe)
    healthy, shifted = _without(half, places, lost)
    return Damaged(broken, healthy, tuple(place for place, _ in places), shifted)


def _with_pinyin(
    text: str, recipe: Recipe, readings: dict[str, str], dice: random.Random
) -> tuple[str, list[tuple[int, int]]]:
    """The text with readings put in; (offset in `text` after the character, length of what was put there)."""
    out: list[str] = []
    places: list[tuple[int, int]] = []
    held = ""
    simple = _converter("t2s")
    for at, char in enumerate(text, 1):
        out.append(char)
        reading = readings.get(char.translate(simplified()))
        chosen = bool(reading) and dice.random() < recipe.pinyin and simple.convert(char) != char
        if chosen:
            held += reading or ""
        following = text[at : at + 1]
        if held and not (recipe.grouped and following and simple.convert(following) != following and chosen):
            if chosen:
                out.append(f"({held})")
                places.append((at, len(held) + 2))
            held = ""
    return "".join(out), places


def _byte_wise(text: str, recipe: Recipe) -> tuple[str, str, tuple[int, ...]]:
    """(what a replacement that respects characters gives, what the blind one gives, offsets of the lost halves)."""
    raw = text.encode("gbk")
    halves, at = {}, 0
    for number, char in enumerate(text):
        size = 1 if ord(char) < 0x80 else 2
        if size == 2:
            halves[at + 1] = number
        at += size
    shifted = []

    def replaced(found: re.Match[bytes]) -> bytes:
        if found.start() in halves:
            shifted.append(halves[found.start()])
        return bytes((found[0][1] - 0x80,))

    wanted = bytes(b + 0x80 for b in recipe.signs)
    broken = re.sub(b"\xa3[" + re.escape(wanted) + b"]", replaced, raw)
    wide = {b + 0xFEE0: chr(b) for b in recipe.signs}
    shown = broken.decode(recipe.codec, "replace").replace("\ufffd", recipe.lost)
    return text.translate(wide), shown, tuple(shifted)


def _without(text: str, places: list[tuple[int, int]], lost: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    """`text` without the readings at `places`, and the offsets `lost` in what is left."""
    kept, offsets, at, begun = [], [], 0, 0
    wanted = set(lost)
    removed = set()
    for place, length in places:
        removed.update(range(place + begun, place + begun + length))
        begun += length
    for number, char in enumerate(text):
        if number in wanted:
            offsets.append(at)
        if number not in removed:
            kept.append(char)
            at += 1
    return "".join(kept), tuple(offsets)
