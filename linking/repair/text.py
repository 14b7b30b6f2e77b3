"""A text's way to its repaired reading, as a pipe of passes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from linking.repair.edits import Edit, Passes
from linking.repair.gbk import pair_of
from linking.repair.likelihood import Likelihood, likelihood
from linking.repair.misread import find_misread
from linking.repair.pinyin import find_pinyin
from linking.repair.records import Damage, Repaired
from linking.repair.shifted import ShiftedReader
from linking.script import simplified

Places = Sequence[tuple[int, int]]
"""Where the lost byte stands, and where the sign (`ShiftedReader.at`)."""

SURE, SURE_IF_POLLUTED = 9.0, 4.0
"""By how much a reading must be likelier (natural logarithm) than what stands there."""
MOST_STEPS = 300_000
"""Of the model (`Likelihood.step`; 3 µs each), over all places of one text: a second. The worst of the damaged articles
of `bench/repair` takes 41,000; a hostile text of a few thousand characters would take minutes."""
_A_PLACE = 10
"""Steps that a place counts for itself: a text may have one at every character."""

_HAN = re.compile("[\u3400-\u9fff]")
_LOST_AND_SIGN = re.compile("(?=[?\ufffd][!-~])")
_BARE_SIGN = re.compile("(?<=[\u4e00-\u9fff])[!-/:-@\\[-`{-~](?=[\u4e00-\u9fff])")
_SIGN_BEHIND = re.compile("(?<=[\u4e00-\u9fff])[!-/:-@\\[-`{-~]")
_ODD_SIGN = re.compile("[\u4e00-\u9fff][<=>][\u4e00-\u9fff]")
_LETTER = re.compile("[(（][a-zɑɡüêāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ' ]{1,40}[)）]")


def repair(text: str) -> Repaired:
    """The repaired reading of `text`, and what was mended. Healthy text comes back as it is.

    misread UTF-8 ─▶ pinyin ─▶ shifted bytes ─▶ those that show less, once the text is known to be damaged ─▶ pinyin

    Linear in the length of the text; a text without anything suspicious costs a few substring tests. Shifted bytes
    are looked for until `MOST_STEPS` are made; what lies behind stays as published and is counted (`Repaired.untried`).
    """
    passes = Passes(text)
    passes.apply(find_misread(text))
    if not _suspicious(passes.text):
        return passes.result()
    model = likelihood()
    polluted = passes.apply(find_pinyin(passes.text, model))
    work = Work(model)
    shifted = passes.apply(work.find_shifted(passes.text, _plain_places(passes.text), SURE))
    if polluted or shifted:
        shifted |= passes.apply(work.find_shifted(passes.text, _hidden_places(passes.text), SURE_IF_POLLUTED))
    if shifted:
        passes.apply(find_pinyin(passes.text, model))
    return replace(passes.result(), untried=work.untried)


def _suspicious(text: str) -> bool:
    if text.isascii() or not any(sign in text for sign in "?\ufffd(（<=>") or not _HAN.search(text):
        return False
    lost = ("?" in text or "\ufffd" in text) and _LOST_AND_SIGN.search(text)
    brackets = ("(" in text or "（" in text) and _LETTER.search(text)
    return bool(lost or brackets or _ODD_SIGN.search(text))


class Work:
    """The search for shifted bytes in one text: what is found, and how much more may be tried."""

    def __init__(self, model: Likelihood) -> None:
        self._model = model
        self._left = MOST_STEPS
        self.untried = 0
        """Places of the last search that were not tried."""

    def find_shifted(self, text: str, places: Places, sure: float) -> Iterator[Edit]:
        """Those of the places whose shifted reading is likelier by `sure`, as long as there are steps left."""
        reader = ShiftedReader(text, self._model, is_traditional(text), sure < SURE)
        at = 0
        for number, (start, sign) in enumerate(places):
            if start < at:
                continue
            if self._left <= 0:
                self.untried = len({behind for behind, _ in places[number:]})
                return
            begun = reader.steps
            reading = reader.at(start, sign, sure)
            self._left -= _A_PLACE + reader.steps - begun
            if reading is not None:
                yield Edit(reading.start, reading.end, reading.after, Damage.SHIFTED)
                at = reading.end
        self.untried = 0


def _plain_places(text: str) -> Places:
    """Where a lost byte shows before a sign; and signs between characters, where one of them is odd there."""
    places = [(found.start(), found.start() + 1) for found in _LOST_AND_SIGN.finditer(text)]
    if _ODD_SIGN.search(text):
        places += [(found.start(), found.start()) for found in _BARE_SIGN.finditer(text)]
    return sorted(places)


def _hidden_places(text: str) -> Places:
    """Also where nothing shows the lost byte: any sign, and characters that a sign may have been taken into."""
    places = [(found.start(), found.start() + 1) for found in _LOST_AND_SIGN.finditer(text)]
    places += [(found.start(), found.start()) for found in _SIGN_BEHIND.finditer(text)]
    places += [(at, at) for at, char in enumerate(text) if char > "\u33ff" and _holds_sign(char)]
    return sorted(places)


@lru_cache(maxsize=4096)
def _holds_sign(char: str) -> bool:
    pair = pair_of(char)
    return pair is not None and 0x21 <= pair[1] <= 0x7E and not chr(pair[1]).isalnum()


def is_traditional(text: str) -> bool | None:
    """Whether more of its characters are traditional than simplified; None where none tells."""
    table = simplified()
    traditional = sum(ord(c) in table for c in text)
    plain = sum(c in _simplified_only() for c in text)
    return None if traditional == plain else traditional > plain


@cache
def _simplified_only() -> frozenset[str]:
    table = simplified()
    return frozenset(char for char in table.values() if ord(char) not in table)
