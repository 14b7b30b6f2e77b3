"""Measure the repair of polluted copies: `python bench/repair/run.py` (needs ../shared).

Prints how many damaged places are restored exactly on texts damaged by `damage.py`, how many characters of healthy
texts are touched, what becomes of the seed article, and what a healthy page costs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.repair.damage import EVERY_SIGN, Damaged, Recipe, damage, toned
from linking import fold
from linking.repair import repair
from linking.repair.likelihood import likelihood

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
DAMAGED_KINDS = {"gbk", "pinyin", "mojibake"}
RECIPES = {
    "as the field notes": Recipe(),
    "no pinyin": Recipe(pinyin=0),
    "much pinyin": Recipe(pinyin=1.0),
    "toneless pinyin": Recipe(toneless=True),
    "readings of neighbours in one bracket": Recipe(pinyin=1.0, grouped=True),
    "gb18030": Recipe(codec="gb18030"),
    "lost bytes shown as U+FFFD": Recipe(lost="\ufffd"),
    "lost bytes dropped": Recipe(lost=""),
    "simplified": Recipe(traditional=False),
    "bytes before script": Recipe(bytes_first=True),
    "every sign of ASCII": Recipe(signs=EVERY_SIGN),
}


def documents() -> Iterator[dict[str, str]]:
    with gzip.open(SHARED / "linking" / "docs.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def readings(toneless: bool) -> dict[str, str]:
    """Character → its first reading; with a tone mark, any of the four, unless `toneless`."""
    found = {char: readings[0] for char, readings in likelihood().readings.items() if readings}
    return found if toneless else {char: toned(reading, ord(char)) for char, reading in found.items()}


def failed(done: Damaged, text: str) -> tuple[int, int]:
    """(pinyin places, shifted places) that are not as they were: a difference counts against the place before it."""
    places = sorted([(at, 0) for at in done.pinyin] + [(at, 1) for at in done.shifted])
    if text == done.healthy or not places:
        return 0, 0
    wrong = set()
    matcher = SequenceMatcher(None, done.healthy, text, autojunk=False)
    for tag, start, *_ in matcher.get_opcodes():
        if tag != "equal":
            wrong.add(max(0, bisect_right(places, (start, 2)) - 1))
    kinds = Counter(places[number][1] for number in wrong)
    return kinds[0], kinds[1]


def restored(texts: list[str], recipe: Recipe, show: int) -> None:
    table = readings(recipe.toneless)
    totals, wrong, same, shown = Counter(), Counter(), 0, 0
    for seed, text in enumerate(texts):
        done = damage(text, recipe, table, seed)
        mended = repair(done.text).text
        totals[0] += len(done.pinyin)
        totals[1] += len(done.shifted)
        bad = failed(done, mended)
        wrong[0] += bad[0]
        wrong[1] += bad[1]
        same += fold("", mended) == fold("", done.healthy)
        if bad[1] and shown < show:
            shown += 1
            for tag, i, j, k, m in SequenceMatcher(None, done.healthy, mended, autojunk=False).get_opcodes():
                if tag != "equal":
                    print("     ", repr(done.healthy[max(0, i - 6) : j + 6]), "→", repr(mended[max(0, k - 6) : m + 6]))
    for kind, name in enumerate(("pinyin", "shifted")):
        if totals[kind]:
            print(f"    {name:<8}{totals[kind] - wrong[kind]} of {totals[kind]} = {1 - wrong[kind] / totals[kind]:.4f}")
    print(f"    texts equal after folding {same} of {len(texts)}")


def healthy(texts: Iterator[tuple[str, str]]) -> None:
    characters, touched, spent = Counter(), Counter(), 0.0
    for lang, text in texts:
        begun = time.perf_counter()
        found = repair(text)
        spent += time.perf_counter() - begun
        characters[lang] += len(text)
        touched[lang] += sum(len(one.before) for one in found.mends)
        for one in found.mends:
            around = text[max(0, one.start - 12) : one.start + len(one.before) + 8]
            print(f"      {lang} {one.kind} {one.before!r} → {one.after!r} in {around!r}")
    for lang, count in characters.most_common():
        print(f"    {lang or '-'}: {touched[lang]} of {count} characters touched")
    print(f"    {spent / sum(characters.values()) * 1e9:.0f} ns a character")


def healthy_texts() -> Iterator[tuple[str, str]]:
    for document in documents():
        if document.get("kind") not in DAMAGED_KINDS:
            yield document["lang"], document["title"] + "\n" + document["text"]
    for truth in sorted((SHARED / "extraction").glob("*/truth.json")):
        for value in _strings(json.loads(truth.read_text("utf-8"))):
            yield truth.parent.name, value


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print the failures of N texts of each recipe")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="damage one text in N")
    parser.add_argument("--recipe", choices=RECIPES, help="only this one, and no healthy texts")
    asked = parser.parse_args()
    print("seed article")
    for one in repair((SHARED / "seed" / "article.txt").read_text("utf-8")).mends:
        if one.kind != "pinyin":
            print(f"    {one.before} → {one.after}")
    texts = [
        d["text"] for d in documents() if d["lang"] == "zh" and (d.get("kind") == "original" or d["set"] == "xwlb")
    ]
    texts = texts[:: asked.every]
    print(f"damaged: {len(texts)} texts, {sum(map(len, texts))} characters")
    for name, recipe in RECIPES.items():
        if asked.recipe in (None, name):
            print(f"  {name}")
            restored(texts, recipe, asked.show)
    if asked.recipe is None:
        print("healthy")
        healthy(healthy_texts())


if __name__ == "__main__":
    main()
