"""Fits what counts between articles of which one has no title, and prints how well their stories are told.

    python bench/linking/fit_untitled.py [--shared ../shared]

Logistic regression (`fit.py`) over pairs of ECB+ without a title on either side: the one set of the development data
that has such articles. More pairs are learnt from than the stage compares, since the unlike ones say what is no proof;
each weighs by the size of its events, so that large ones do not decide. Five folds, by topic (both events of one topic
in one fold), with rarities counted on the other half of the events: B-cubed of stories told with weights that never saw
their topic. `RAISED` is added to the constant: without it fewer pairs are linked than tell of one event. Nothing is
written: weights are rounded and put into `linking/events/decision.py` by hand.
"""

from __future__ import annotations

import argparse
import math
import sys
import zlib
from collections import Counter
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import fit
import fit_events

from linking.events import decision
from linking.events.decision import EventText

FOLDS, RAISED = 5, 0.5
LEARNT = 1, 60
"""Telling terms that pairs must share to be learnt from, and how many of each article."""
NAMES = ("body", "opening", "numbers", "phrases", "shorter", "longer", "constant")

Pair = tuple[str, str]


def measures(one: EventText, other: EventText) -> list[float]:
    """In the order of `NAMES`."""
    a, b = one.profile, other.profile
    fewer, more = sorted((a.count, b.count))
    return [
        decision.cosine(a.body, b.body),
        decision.cosine(a.opening, b.opening),
        decision._shared(a.numbers, b.numbers),
        decision._shared(a.phrases, b.phrases),
        math.log(fewer + 1) - decision._SHORTER[False],
        math.log(more + 1) - decision._LONGER,
        1.0,
    ]


def with_weights(fitted: list[float]) -> decision._Weights:
    """The shipped setting with these in it."""
    found = dict(zip(NAMES, fitted, strict=True))
    return replace(decision._UNTITLED, **found | {"constant": found["constant"] + RAISED})


def main() -> None:
    """Cross-validated figures, then the weights from all pairs."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shared", type=Path, default=fit_events.TOP.parent / "shared")
    data = fit_events.Data(options.parse_args().shared / "data" / "linking")
    gold = data.sets["ecb"]
    halves = [fit_events.as_rarities(fit_events.counted(data, half), 0.5) for half in (0, 1)]
    texts = fit_events.profiles(data, sorted(gold), halves)
    pairs = fit_events.candidates(texts)
    sizes = Counter(gold.values())
    fold = {one: zlib.crc32("-".join(event.split("-")[:2]).encode()) % FOLDS for one, event in gold.items()}
    examples = {
        (a, b): (measures(texts[a], texts[b]), int(gold[a] == gold[b]), 2 / (sizes[gold[a]] + sizes[gold[b]]))
        for a, b in fit_events.candidates(texts, *LEARNT)
        if not (texts[a].profile.title and texts[b].profile.title)
    }
    mean = sum(weight for _, _, weight in examples.values()) / len(examples)
    examples = {pair: (values, same, weight / mean) for pair, (values, same, weight) in examples.items()}
    scores: dict[Pair, float] = {}
    for part in range(FOLDS):
        seen = [example for (a, b), example in examples.items() if part not in (fold[a], fold[b])]
        decision._UNTITLED = with_weights(fit.fit(seen))
        mine = [(a, b) for a, b in pairs if part in (fold[a], fold[b])]
        scores |= fit_events.scored(texts, mine)
    stories = fit_events.stories_of(list(texts), scores)
    print("ecb, by topic: precision {:.3f} recall {:.3f} f1 {:.3f}".format(*fit_events.bcubed(gold, stories)))
    fitted = with_weights(fit.fit(list(examples.values())))
    print("weights:", ", ".join(f"{name} {getattr(fitted, name):.2f}" for name in NAMES))


if __name__ == "__main__":
    main()
