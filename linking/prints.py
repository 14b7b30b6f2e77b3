"""All that the database keeps of a text so that others are found by it."""

from __future__ import annotations

from dataclasses import replace

from kitewire.crawl import Fingerprint
from linking import sketch
from linking.events.packing import pack
from linking.events.profile import profile
from linking.folding import Folded, fold_with_opening
from linking.ties import OPENING


def prints_of(title: str, body: str, furniture: frozenset[int] = frozenset()) -> Fingerprint:
    """`fingerprint` of a text as published, with what was folded. `furniture`: keys of lines of the outlet left out."""
    folded, opening = fold_with_opening(title, body, OPENING, furniture)
    return replace(fingerprint(folded), opening=f"{opening.title}\n{opening.text}", text=folded.text)


def fingerprint(folded: Folded) -> Fingerprint:
    """The sketch by which copies are found, and the profile by which articles on the same event are."""
    return replace(sketch.fingerprint(folded), event=pack(profile(folded)))
