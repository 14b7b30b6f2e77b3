"""Make `linking/repair/characters.txt` and `words.txt` from the dictionaries of jieba and pypinyin, both under the
MIT licence.

    pip download --no-deps jieba==0.42.1 pypinyin==0.55.0     # then unpack them
    python bench/repair/build_model.py jieba/dict.txt pypinyin/pinyin_dict.json

jieba's dictionary gives words with their kind and their counts in running text: from them come how often a character
begins and ends words, its neighbours within words, and how readily a sentence ends after it (seldom after a
preposition). What stands at the border of two words is estimated from beginnings and ends.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

from linking.script import simplified

MODEL = Path(__file__).resolve().parents[2] / "linking" / "repair" / "characters.txt"
WORDS = MODEL.with_name("words.txt")
LEAST_WORD = 5
LEAST_CHARACTER = 3
LEAST_PAIR = 4
# By the first letters of a word's kind (ICTCLAS tags): how readily a sentence ends after it, and begins with it.
ENDS = {"uj": 0.15, "uv": 0.01, "ud": 0.02, "p": 0.01, "c": 0.01, "d": 0.05, "m": 0.1, "r": 0.3, "b": 0.05, "f": 0.5,
        "q": 0.4, "a": 0.5, "ad": 0.05, "h": 0.01, "vd": 0.05, "mq": 0.5}  # fmt: skip
BEGINS = {"u": 0.01, "y": 0.01, "q": 0.1, "k": 0.05, "f": 0.3, "vn": 0.5, "ng": 0.2, "vg": 0.3, "g": 0.2, "b": 0.5}
# The dictionary counts these particles far too low (what its segmenter glued them to was taken off them).
MENDED = {"的": 4_000_000, "了": 1_100_000}
HEADER = """\
# How likely characters follow each other in Chinese, and how they are read. Made by bench/repair/build_model.py
# from two dictionaries, both under the MIT licence: jieba 0.42.1 (Copyright (c) 2013 Sun Junyi) for counts,
# pypinyin 0.55.0 (Copyright (c) 2016 mozillazg, 闲耘) for readings. All characters are folded to simplified script.
# A line: character; level of the count of words that it begins; two digits each: in how many of a hundred
# words that begin with it it stands alone, in how many where it stands later it is the last, how readily (of 99) a
# sentence ends after it, how readily one begins with it; its readings without tones; the characters that
# follow it within words, each group behind its level. A level is a letter: a for 1, b for 2, c for 4, and so on.
"""
WORDS_HEADER = """\
# Words of Chinese of two and more characters, and how common they are. Made by bench/repair/build_model.py from the
# dictionary of jieba 0.42.1 (MIT licence, Copyright (c) 2013 Sun Junyi), folded to simplified script.
# A line: first character; what follows it in words, common ones first; a letter tells the level of the count of
# those behind it: a for 1, b for 2, c for 4, and so on.
"""


def level(count: float) -> str:
    """The letter of a count."""
    return chr(ord("a") + round(math.log2(count)))


def plain(reading: str) -> str:
    """A reading without its tone, ü as v."""
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v").replace("ü", "v")
    return "".join(c for c in letters if "a" <= c <= "z")


LONE = 0.15
"""The same of nouns, verbs and adjectives of one character: written Chinese seldom has them at a sentence's ends."""

PLACES = ("alone", "first", "inner", "last", "ends", "begins")


def counts(words: Path) -> tuple[dict[str, Counter[str]], Counter[str]]:
    """Counts of characters by their place in a word (`alone`, `first`, `inner`, `last`), weighted ones of how readily
    sentences end after them and begin with them, and counts of neighbours within words."""
    places: dict[str, Counter[str]] = {place: Counter() for place in PLACES}
    pairs: Counter[str] = Counter()
    for line in words.read_text("utf-8").splitlines():
        word, count, kind = line.rsplit(" ", 2)
        word = word.translate(simplified())
        if not re.fullmatch("[\u3400-\u9fff]+", word):
            continue
        times = MENDED.get(word, int(count))
        for at, one in enumerate(word):
            place = "alone" if len(word) == 1 else "first" if not at else "last" if at == len(word) - 1 else "inner"
            places[place][one] += times
        lone = LONE if len(word) == 1 and kind[0] in "nvagjtz" else 1.0
        places["ends"][word[-1]] += round(times * weight(ENDS, kind) * lone)
        places["begins"][word[0]] += round(times * weight(BEGINS, kind) * lone)
        for at in range(len(word) - 1):
            pairs[word[at : at + 2]] += times
    return places, pairs


def words_told(path: Path) -> str:
    """The lines of `words.txt`."""
    totals: Counter[str] = Counter()
    for line in path.read_text("utf-8").splitlines():
        word, count, _ = line.rsplit(" ", 2)
        word = word.translate(simplified())
        if re.fullmatch("[\u3400-\u9fff]{2,}", word):
            totals[word] += MENDED.get(word, int(count))
    begun: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for word, times in sorted(totals.items()):
        if times >= LEAST_WORD:
            begun[word[0]][level(times)].append(word[1:])
    lines = (
        "\t".join((first, " ".join(mark + " ".join(rests) for mark, rests in sorted(groups.items(), reverse=True))))
        for first, groups in sorted(begun.items())
    )
    return "\n".join(lines) + "\n"


def readings(path: Path) -> dict[str, list[str]]:
    """Character → its readings without tones."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, shown in json.loads(path.read_text("utf-8")).items():
        one = chr(int(code)).translate(simplified())
        for reading in map(plain, shown.split(",")):
            if reading and reading not in found[one]:
                found[one].append(reading)
    return found


def weight(weights: dict[str, float], kind: str) -> float:
    """The weight of a kind of word: that of the longest beginning of it that has one, else 1."""
    return next((weights[kind[:n]] for n in (2, 1) if kind[:n] in weights), 1.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", type=Path)
    parser.add_argument("readings", type=Path)
    asked = parser.parse_args()
    places, pairs = counts(asked.words)
    read = readings(asked.readings)
    following: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for pair, count in sorted(pairs.items()):
        if count >= LEAST_PAIR:
            following[pair[0]][level(count)].append(pair[1])
    lines = []
    total: Counter[str] = sum((places[place] for place in PLACES[:4]), Counter())
    for one, count in sorted(total.items(), key=lambda item: (-item[1], item[0])):
        if count < LEAST_CHARACTER:
            continue
        alone, first, inner, last = (places[place][one] for place in PLACES[:4])
        ends = f"{hundredths(alone, first)}{hundredths(last, inner)}"
        ends += hundredths(places["ends"][one], alone + last - places["ends"][one])
        ends += hundredths(places["begins"][one], alone + first - places["begins"][one])
        groups = (mark + "".join(group) for mark, group in sorted(following[one].items(), reverse=True))
        fields = (one, level(max(1, alone + first)), ends, ",".join(read.get(one, [])), "".join(groups))
        lines.append("\t".join(fields).rstrip())
    unknown = sorted(one for one in read.keys() - total.keys() if in_gbk(one))
    lines += ["\t".join((one, "", "", ",".join(read[one]))) for one in unknown]
    MODEL.write_text(HEADER + "\n".join(lines) + "\n", "utf-8")
    WORDS.write_text(WORDS_HEADER + words_told(asked.words), "utf-8")
    print(f"{len(lines)} characters, {MODEL.stat().st_size} bytes")


def in_gbk(char: str) -> bool:
    """Whether a copy by way of GBK can hold it."""
    return char.encode("gbk", "replace") != b"?"


def hundredths(part: int, rest: int) -> str:
    """How many hundredths `part` is of both, at most 99; 50 where there is neither."""
    return f"{min(99, round(100 * part / (part + rest))) if part + rest else 50:02}"


if __name__ == "__main__":
    main()
