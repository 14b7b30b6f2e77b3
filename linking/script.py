"""Which characters are the same character in another script: one table, made from OpenCC's dictionaries and kept.

It is kept in `simplified.txt`: to make it takes half a second, which every crawl that reads would spend. It is made
anew by `python -m linking.script > linking/simplified.txt`. Its first line holds the characters, the second those that
stand for them.

Characters are mapped one by one and not by phrases: a phrase that a damaged byte, a line break or pinyin in
brackets interrupts would otherwise fold differently from the same phrase whole. Where phrases would decide
between two readings (乾坤, 干燥) both sides fold to the same character, which costs comparing nothing.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache
from pathlib import Path

_KEPT = Path(__file__).with_name("simplified.txt")
_HAN = (range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x20000 + 0xA6E0))
_TO_SIMPLIFIED = ("t2s", "tw2s", "hk2s")
_FROM_SIMPLIFIED = ("s2t", "s2tw", "s2hk")
# Invisible ones: zero width, directional marks, soft hyphen, byte order mark, variation selectors.
_INVISIBLE = (0xAD, 0x34F, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)


def _converted(config: str, text: str) -> list[str]:
    """Each character of `text` as OpenCC converts it when it stands alone."""
    from opencc import OpenCC  # here: nobody else needs it where the table is kept

    return str(OpenCC(config).convert("\n".join(text))).split("\n")


@cache
def simplified() -> dict[int, str]:
    """Han character → the simplified one that stands for it; characters that stand for themselves are left out."""
    characters, others = _KEPT.read_text(encoding="utf-8").split()
    return dict(zip(map(ord, characters), others, strict=True))


def from_opencc() -> dict[int, str]:
    """`simplified`, made from OpenCC's dictionaries.

    Chains are followed (著 → 着), so folding twice is folding once.
    """
    han = "".join(chr(code) for codes in _HAN for code in codes)
    table: dict[str, str] = {}
    for config in _TO_SIMPLIFIED:
        for one, other in zip(han, _converted(config, han), strict=True):
            if one != other and len(other) == 1:
                table.setdefault(one, other)
    # Taiwan and Hong Kong keep some characters that mainland standard merges; OpenCC knows them only in phrases.
    table.update({"著": "着", "妳": "你", "祂": "他", "牠": "它", "佔": "占", "菸": "烟"})
    # Some characters lead to a traditional one that leads back to another (馀 → 餘 → 余): they are the same, too.
    for config in _FROM_SIMPLIFIED:
        for one, other in zip(han, _converted(config, han), strict=True):
            if len(other) == 1 and (start := _end(one, table)) != (end := _end(other, table)):
                table[start] = end
    return {ord(one): _end(one, table) for one in table if _end(one, table) != one}


def _end(one: str, table: dict[str, str]) -> str:
    seen = {one}
    while (following := table.get(one)) is not None and following not in seen:
        one = following
        seen.add(one)
    return one


class FoldTable(dict[int, str]):
    """For `str.translate`: script, width and case in one step; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        """How the character `code` folds; remembered."""
        folded = unicodedata.normalize("NFKC", chr(code)).casefold()
        folded = self[code] = folded.translate(simplified())
        return folded


@cache
def fold_table() -> FoldTable:
    """The one table of this process; invisible characters fold to nothing."""
    return FoldTable(dict.fromkeys((*_INVISIBLE, *range(65024, 65040)), ""))


if __name__ == "__main__":
    made = from_opencc()
    sys.stdout.write("".join(map(chr, made)) + "\n" + "".join(made.values()) + "\n")
