"""Counts how rare terms are, and prints how well stories told in other words are found on the development data.

    python bench/linking/fit_events.py [--shared ../shared] [--write] [--search ROUNDS --script words|han]

Prints B-cubed (Amigó et al. 2009) of each event set, with rarities counted on the other half of its events: that is
what to expect of news not seen. Candidates and stories are those of the stage, each set in an archive of its own and
without reprints. Beside it, how many pairs of one template, of other days, are taken for one event.
`--write` counts the rarities on all documents into `linking/events/rarities.txt`. `--search` tries ROUNDS random
changes of the weights of one script and prints the best; by hand they are put into `linking/events/decision.py`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import re
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from unittest.mock import patch

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP))

from linking import fold  # noqa: E402
from linking.events import decision, profile  # noqa: E402
from linking.events.days import day_of, times_told  # noqa: E402
from linking.events.decision import BORDER, LATE_WINDOW, LEAST, WINDOW, EventText, days_between, event_likeness  # noqa: E402
from linking.events.profile import KEYS  # noqa: E402
from linking.events.terms import Rarities, terms  # noqa: E402
from linking.sketch import is_han  # noqa: E402
from linking.stories import event_groups  # noqa: E402
from storage.link_events import HEAVY_KEYS, LATE_KEYS, LEAST_HEAVY, LEAST_KEYS, MOST_CANDIDATES, MOST_LATE  # noqa: E402

BARS = {"cec": 0.955, "ecb": 0.90, "g5": 0.965, "basil": 0.98, "allsides": 0.80}
SETS = {"han": ("cec",), "words": ("ecb", "g5", "basil", "allsides")}
FEWEST = {True: 8, False: 16}
"""Documents that a term must stand in to be listed, by script: rarer ones are all alike."""
_DAY = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")


def rows(data: Path, name: str) -> list[dict]:
    """The records of one file."""
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


class Data:
    """The documents and which of them tell of one event."""

    def __init__(self, folder: Path, only: Collection[str] = ()) -> None:
        """`only`: sets that are read; none: all."""
        every = (row for row in rows(folder, "docs") if not only or row["set"] in only)
        self.documents = {row["id"]: row for row in every if row["lang"] != "ru" and not row.get("base")}
        self.folded = {one: fold(row["title"], row["text"]) for one, row in self.documents.items()}
        self.han = {one: is_han(text.text or text.title) for one, text in self.folded.items()}
        self.sets: dict[str, dict[str, str]] = defaultdict(dict)
        for one, row in self.documents.items():
            if row.get("event"):
                name = row["event"].replace(":", "-").split("-")[0]
                self.sets["allsides" if name == "as" else name][one] = row["event"]
        self.templates = [
            (row["a"], row["b"])
            for row in rows(folder, "pairs_dup")
            if row["kind"].startswith("template") and row["a"] in self.folded and row["b"] in self.folded
        ]

    def half(self, one: str) -> int | None:
        """Of a document's event (0 or 1; both events of one ECB+ topic in the same); None for one without event."""
        event = self.documents[one].get("event")
        return None if not event else zlib.crc32("-".join(event.split("-")[:2]).encode()) % 2

    def day(self, one: str) -> int | None:
        found = _DAY.match(self.documents[one].get("date") or "")
        return day_of(date(*map(int, found.groups()))) if found else None


def counted(data: Data, left_out: int | None) -> dict[bool, tuple[Counter[str], int]]:
    """By script: in how many documents each term stands, and how many documents there are, one half left out."""
    counts: dict[bool, tuple[Counter[str], int]] = {}
    for han in (False, True):
        ids = [one for one in data.folded if data.han[one] == han and (left_out is None or data.half(one) != left_out)]
        holders: Counter[str] = Counter()
        for one in ids:
            text = data.folded[one]
            holders.update({*terms(text.title, han), *terms(text.text, han, len(text.text))})
        counts[han] = (holders, len(ids))
    return counts


def as_rarities(counts: dict[bool, tuple[Counter[str], int]], share: float) -> dict[bool, Rarities]:
    """As `linking.events.terms.rarities` reads them; `share`: of all documents that were counted."""
    made = {}
    for han, (holders, documents) in counts.items():
        fewest = FEWEST[han] * share
        known = {term: math.log(documents / many) for term, many in holders.items() if many > fewest}
        made[han] = Rarities(known, math.log(documents / fewest))
    return made


def write(counts: dict[bool, tuple[Counter[str], int]], path: Path) -> None:
    """The file of rarities: a script, documents with the term by 10,000, and the terms with that share."""
    lines = []
    for han, script in ((True, "han"), (False, "words")):
        holders, documents = counts[han]
        by_share: dict[float, list[str]] = defaultdict(list)
        for term, many in holders.items():
            if many > FEWEST[han] and not re.search(r"\s", term):
                by_share[float(f"{10_000 * many / documents:.2g}")].append(term)
        lines += [f"{script} {share:g} {' '.join(sorted(by_share[share]))}" for share in sorted(by_share, reverse=True)]
        lines.append(f"{script} {10_000 * FEWEST[han] / documents:.4g}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def profiles(data: Data, ids: Iterable[str], halves: list[dict[bool, Rarities]]) -> dict[str, EventText]:
    """Each with the rarities of the half that it is not in."""
    made = {}
    for one in ids:
        table = halves[data.half(one) or 0]
        with patch.object(profile, "rarities", table.__getitem__):
            made[one] = EventText(profile.profile(data.folded[one]), data.day(one))
    return made


def candidates(
    texts: dict[str, EventText], least: int = LEAST_KEYS, most: int = MOST_CANDIDATES
) -> list[tuple[str, str]]:
    """Pairs that the stage would compare: those that share `least` telling terms, the `most` nearest of each."""
    words = {one: text for one, text in texts.items() if not text.profile.han}
    near = _sharing(texts, KEYS, least, most, lambda days: days is None or days <= WINDOW)
    heavy = _heavy_in_both(words, near)
    late = _sharing(words, LATE_KEYS, LEAST_KEYS, MOST_LATE, lambda days: WINDOW < (days or 0) <= LATE_WINDOW)
    return sorted(near | heavy | late)


def _heavy_in_both(words: dict[str, EventText], near: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Pairs that share two of the heaviest terms of both, as far as there is room beside what is `near`."""
    found = _sharing(words, HEAVY_KEYS, LEAST_HEAVY, MOST_CANDIDATES, lambda days: days is None or days <= WINDOW)
    taken = Counter(one for pair in near for one in pair)
    return {(a, b) for a, b in found - near if min(taken[a], taken[b]) < MOST_CANDIDATES}


def _sharing(
    texts: dict[str, EventText], keys: int, least: int, most: int, in_time: Callable[[int | None], bool]
) -> set[tuple[str, str]]:
    """Of each article the `most` that share most of `keys` telling terms, `least` of them, `in_time` of each other."""
    holders: dict[str, list[str]] = defaultdict(list)
    for one, text in texts.items():
        for term in _terms(text, keys, (0,)):
            holders[term].append(one)
    pairs = set()
    for one, text in texts.items():
        held = Counter(other for term in _terms(text, keys, (-1, 0, 1)) for other in holders[term] if other != one)
        others = {
            other: common
            for other, common in held.items()
            if common >= least and in_time(days_between(text, texts[other]))
        }
        ranked = sorted(((-common, other) for other, common in others.items()))[:most]
        pairs |= {(min(one, other), max(one, other)) for _, other in ranked}
    return pairs


def _terms(text: EventText, keys: int, days: tuple[int, ...]) -> set[str]:
    """By which it is found: telling terms, and the times of day that it names, on its day and so many later."""
    day = text.day or 0
    times = [time for later in days for time in times_told(text.profile.clocks, day + later)] if day else []
    return {*text.profile.telling[:keys], *times}


def bcubed(gold: dict[str, str], stories: list[frozenset[str]]) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    story = {one: number for number, members in enumerate(stories) for one in members}
    events, sizes = Counter(gold.values()), Counter(story[one] for one in gold)
    both = Counter((gold[one], story[one]) for one in gold)
    precision = sum(both[gold[one], story[one]] / sizes[story[one]] for one in gold) / len(gold)
    recall = sum(both[gold[one], story[one]] / events[gold[one]] for one in gold) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def told(texts: dict[str, EventText], pairs: list[tuple[str, str]]) -> list[frozenset[str]]:
    """The stories that scores between `pairs` make, as the stage tells them."""
    return stories_of(list(texts), scored(texts, pairs))


def scored(texts: dict[str, EventText], pairs: list[tuple[str, str]]) -> dict[tuple[str, str], float]:
    """Those of `pairs` that the stage keeps, and how likely each is."""
    likely = {(a, b): event_likeness(texts[a], texts[b]) for a, b in pairs}
    return {pair: score for pair, score in likely.items() if score >= LEAST}


def stories_of(names: list[str], likely: dict[tuple[str, str], float]) -> list[frozenset[str]]:
    """The stories that scores make of articles that nothing else ties."""
    number = {one: at for at, one in enumerate(names)}
    scores: dict[int, dict[int, float]] = {at: {} for at in range(len(names))}
    for (a, b), score in likely.items():
        scores[number[a]][number[b]] = scores[number[b]][number[a]] = score
    stories: list[frozenset[str]] = []
    placed: set[int] = set()
    for at in range(len(names)):
        if at not in placed:
            for group in event_groups(at, alone, lambda _: scores):
                if not group & placed:
                    placed |= group
                    stories.append(frozenset(names[one] for one in group))
    return stories


def alone(ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Nothing here is tied but by scores."""
    return {one: frozenset({one}) for one in ids}


def search(rounds: int, script: str, judge: Callable[[], float]) -> None:
    """Random changes of the weights, kept where they do better."""
    name = {"han": "_HAN", "words": "_WORDS"}[script]
    best, dice = judge(), random.Random(1)
    for _ in range(rounds):
        before = getattr(decision, name)
        chosen = dice.sample([field.name for field in fields(before)], dice.randint(1, 3))
        step = {one: getattr(before, one) + dice.gauss(0, 0.2 * max(abs(getattr(before, one)), 0.7)) for one in chosen}
        setattr(decision, name, replace(before, **step))
        if (now := judge()) > best:
            best = now
            print(f"{best:.4f} {getattr(decision, name)}", flush=True)
        else:
            setattr(decision, name, before)


def main() -> None:
    """One line a set."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shared", type=Path, default=TOP.parent / "shared")
    options.add_argument("--write", action="store_true")
    options.add_argument("--search", type=int, default=0)
    options.add_argument("--script", choices=SETS, default="words")
    given = options.parse_args()
    folder = given.shared / "data" / "linking"
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: name the shared folder with --shared")
    data = Data(folder)
    if given.write:
        write(counted(data, None), TOP / "linking" / "events" / "rarities.txt")
    halves = [as_rarities(counted(data, half), 0.5) for half in (0, 1)]
    texts = {name: profiles(data, sorted(data.sets[name]), halves) for name in BARS}
    pairs = {name: candidates(texts[name]) for name in BARS}
    template = profiles(data, {one for pair in data.templates for one in pair}, halves)

    def results(names: Iterable[str]) -> dict[str, tuple[float, float, float]]:
        return {name: bcubed(data.sets[name], told(texts[name], pairs[name])) for name in names}

    def wrong() -> float:
        return sum(event_likeness(template[a], template[b]) >= BORDER for a, b in data.templates) / len(data.templates)

    if given.search:
        search(
            given.search,
            given.script,
            lambda: (
                sum(min(f1 - BARS[name], 0.004) for name, (_, _, f1) in results(SETS[given.script]).items())
                - 0.3 * max(0.0, wrong() - 0.05)
            ),
        )
    for name, (precision, recall, f1) in results(BARS).items():
        compared = len(pairs[name]) / len(texts[name])
        print(
            f"{name:9s} precision {precision:.3f} recall {recall:.3f} f1 {f1:.3f}  (to reach: {BARS[name]:.3f}; ",
            end="",
        )
        print(f"{compared:.1f} pairs a document)")
    print(f"templates taken for one event: {wrong():.3f} of {len(data.templates)}")


if __name__ == "__main__":
    main()
