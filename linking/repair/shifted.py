"""GBK text in which half of two characters was taken for a full-width sign, and made a half-width one.

`A3 xx` is a full-width sign and `xx - 80` the same in ASCII. A replacement that is blind to the borders of characters
also finds an `A3` that ends a character and an `xx` that begins the next:

    象。總投資    CFF3 A1A3 BF82 CDB6 D959   →   CFF3 A1 3F 82CD B6D9 59    象??偼顿Y

What is left of the first character (`A1`) is lost when the bytes are read, or taken together with the sign (`A140`);
then every two bytes are read one byte too late (`82CD`, `B6D9`), until an ASCII byte comes, which ends it: as the
second half of a character (`59`), as a sign that stands by itself, or taken together with the byte before it.
A pair that GBK does not know ends it, too: its first byte is lost, and that says which bytes it can have been.

So a reading is tried at each sign: `A3 xx` is put back, the text after it is encoded and read from one byte earlier,
lost bytes are tried all. It counts if it is far likelier as Chinese than what stands there.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import nlargest
from operator import add

from linking.repair.gbk import char_of, column, converter, pair_before_conversion, pair_of, unjoined
from linking.repair.likelihood import Likelihood
from linking.repair.own import OwnWords
from linking.repair.pinyin import bracketed
from linking.repair.quotes import unpaired

A3 = 0xA3
LOST = "?\ufffd"
"""What a byte that cannot be read is shown as."""
MOST = 600
"""Characters after which the text must have found its place again."""
_HOPELESS = -6.0
"""Difference at which a reading is given up."""
_MOST_PATHS, _MOST_ENDS, _SHORTLIST = 12, 3, 8
"""Ways that are followed at once; ends of them, and lost characters, that are weighed closely."""
_CONTEXT = 3
"""Characters before a place that decide where words begin."""
_OTHER_SCRIPT = 6.0
"""Natural logarithm by which a lost character of the other script must be likelier."""

_UNFITTING = 4.0
"""The same for a quote that does not fit those before it."""
_UNPAIRED = 6.0
"""The same, where the likeliest of all readings is chosen, for each quote or bracket that has no partner."""
_QUOTED = 300
"""Characters before a place in which a quote may be open."""
_MOST_PAIRS = 60
"""Pairs of lost characters that are weighed closely."""
_LONG = 40
"""Characters of a reading of which but two ways to fill in either end are weighed: each is read from end to end."""
_BEHIND = 5
"""Characters behind a place that are weighed with it."""
_DAMAGE = 5.0
"""Natural logarithm by which `???` within a sentence of a damaged text is likelier damage than a writer's."""
_MARKS = frozenset("!?！？”\n吗呢吧啊呀么哦" + LOST)
"""Beside these a writer doubts or cries out."""
_TOLD = 1.5
"""Weight of neighbours that stand elsewhere in the same text, on the logarithm of their number."""

Pair = Callable[[str], tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """Another reading of `text[start:end]`."""

    start: int
    end: int
    after: str
    gain: float
    """By how much it is likelier: the difference of the natural logarithms."""


@dataclass(frozen=True, slots=True)
class _Path:
    """A reading in the making: up to `at` in the damaged text, with the first byte of a character in hand."""

    at: int
    lead: int | None
    """None: the text has found its place again."""
    said: str
    gain: float = 0.0


class ShiftedReader:
    """Tries readings at places of one text."""

    def __init__(self, text: str, model: Likelihood, traditional: bool | None, polluted: bool) -> None:
        """`traditional`: the script of the text, None where it cannot be told. `polluted`: whether it is known to be
        damaged."""
        self._text = text
        self._model = model
        self._traditional = traditional
        self._polluted = polluted
        self._unfitting = ""
        self._last: Reading | None = None
        """What was read before the place that is looked at."""
        self.steps = 0
        """Steps of the model (`Likelihood.step`) that were made so far: nearly all of the time goes into them."""

    @cached_property
    def _pairs(self) -> Counter[str]:
        return Counter(map(add, self._text, self._text[1:]))

    @cached_property
    def _own(self) -> OwnWords:
        return OwnWords(self._text, LOST, self._model)

    def at(self, start: int, sign: int, sure: float) -> Reading | None:
        """The best reading that is likelier by `sure` of a place whose lost byte stands at `start` and whose sign at
        `sign`: after it, or at the same place where nothing shows the lost byte or both were taken for one character.

        Whether a byte was lost at all is for words to say; which one it was, for the whole text.
        """
        found = self._best(start, sign, pair_of)
        converted = self._best(start, sign, pair_before_conversion) if self._traditional else None
        in_simplified = converted is not None and (found is None or converted.gain > found.gain)
        found = converted if in_simplified else found
        if found is None or found.gain < sure:
            return None
        reading = self._chosen(start, sign, found, pair_before_conversion if in_simplified else pair_of)
        if in_simplified:
            reading = self._in_traditional(reading)
        self._last = replace(reading, after=self._as_signs_are(reading.after))
        return self._last

    def _chosen(self, start: int, sign: int, found: Reading, pair: Pair) -> Reading:
        """Of all readings that the bytes allow the one that stands best where it does, as this text goes on."""
        begun = self._begun(sign)
        assert begun is not None
        first, heads = begun
        ends = nlargest(_MOST_ENDS, self._ends(start, first, pair), key=lambda path: path.gain)
        offered = {(found.end, found.after)}
        for path in ends:
            offered.update((path.at, said) for said in self._offered(start, path, heads, pair))
        behind = max(end for end, _ in offered) + _BEHIND
        before = self._before(start, _CONTEXT + 1) or "\n"
        self.steps += len(offered) * (len(before) + behind - start)

        def fits(one: tuple[int, str]) -> float:
            end, said = one
            after = self._text[bracketed(self._text, end)[1] : behind] or "\n"
            lost = said if len(said) < 3 else said[0] + said[-1]
            strange = sum(map(self._strangeness, lost)) + _UNPAIRED * self._unpaired(start, said)
            return self._own.of(before + said + after, len(before)) - strange

        end, said = max(sorted(offered), key=fits)
        return Reading(start, end, said, found.gain)

    def _offered(self, start: int, path: _Path, heads: Sequence[str], pair: Pair) -> Iterator[str]:
        """Ways to fill in the bytes that are lost at one end of a reading, the likely ones."""
        reading, following = bracketed(self._text, path.at)
        tails = self._tails(path, reading, pair)
        if path.lead is not None and not tails:
            return
        before, said = self._before(start, 1) or "\n", path.said
        after = self._text[following : following + 1] or "\n"
        if heads and tails and not said:
            yield from self._both(heads, tails, before, after)
            return
        most = _SHORTLIST if len(said) < _LONG else 2
        first = self._near(heads, before, (said + after)[0])[:most]
        last = self._near(tails, (before + said)[-1], after)[:most]
        yield from (head + said + tail for head in first for tail in last)

    def _near(self, chars: Sequence[str], before: str, after: str) -> Sequence[str]:
        """Those that stand best between two characters; nothing where nothing is lost."""
        step = self._model.step
        self.steps += 2 * len(chars)
        return nlargest(
            _SHORTLIST,
            chars,
            key=lambda c: (
                step(before, 0.5, c)[0]
                + step(c, 0.6, after)[0]
                + self._told_elsewhere(before + c)
                + self._told_elsewhere(c + after)
            ),
        ) or ("",)

    def _both(self, heads: Sequence[str], tails: Sequence[str], before: str, after: str) -> Iterator[str]:
        """The likely pairs of two lost characters that stand side by side."""
        step, told, folded = self._model.step, self._told_elsewhere, self._model.folded
        first = {c: step(before, 0.5, c)[0] + told(before + c) for c in heads}
        last = {c: step(c, 0.7, after)[0] + told(c + after) for c in tails}
        alone = nlargest(_SHORTLIST, last, key=lambda c: last[c] + step("", 0.0, c)[0])
        wanted: dict[str, list[str]] = {}
        for c in tails:
            wanted.setdefault(folded(c), []).append(c)
        pairs: list[tuple[float, str]] = []
        for head in heads:
            known = (self._model.partners(head) | self._own.followers.get(folded(head), set())) & wanted.keys()
            for tail in {*alone, *(c for one in known for c in wanted[one])}:
                pairs.append((first[head] + step(head, 0.3, tail)[0] + last[tail] + told(head + tail), head + tail))
        self.steps += len(heads) + 2 * len(tails) + len(pairs)
        yield from (pair for _, pair in nlargest(_MOST_PAIRS, pairs))

    def _before(self, start: int, size: int) -> str:
        """What stands before a place, as far as it is mended."""
        last = self._last
        if last is None or last.end <= start - size or last.end > start:
            return self._text[max(0, start - size) : start]
        return (self._text[max(0, last.start - size) : last.start] + last.after + self._text[last.end : start])[-size:]

    def _unpaired(self, start: int, said: str) -> int:
        whole = "".join(map(self._model.known_as, self._before(start, _QUOTED) + said))
        return unpaired(whole, len(whole) - len(said))

    def _as_signs_are(self, said: str) -> str:
        """Signs of `said` narrow where the text has them so, and only so: the copy has replaced them all."""
        narrow = {c: chr(ord(c) - 0xFEE0) for c in said if "\uff01" <= c <= "\uff5e"}
        return "".join(
            narrow[c] if c in narrow and c not in self._text and narrow[c] in self._text else c for c in said
        )

    def _begun(self, sign: int) -> tuple[_Path, Sequence[str]] | None:
        """The path of a place whose sign stands at `sign`, and what the character before it may be."""
        taken = pair_of(self._text[sign])
        xx = taken[1] if taken else ord(self._text[sign])
        known = char_of(taken[0], A3) if taken else ""
        if not 0x21 <= xx <= 0x7E or known is None:
            return None
        return _Path(sign + 1, xx + 0x80, known), () if taken else self._heads(xx)

    def _in_traditional(self, reading: Reading) -> Reading:
        """`reading` as the conversion would have written it, had it met an undamaged text."""
        before = self._text[max(0, reading.start - 8) : reading.start]
        after = self._text[reading.end : reading.end + 8]
        simplified = "".join(str(converter("t2s").convert(part)) for part in (before, after))
        whole = str(converter("s2t").convert(simplified[: len(before)] + reading.after + simplified[len(before) :]))
        if len(whole) != len(simplified) + len(reading.after):
            return reading
        said = whole[len(before) : len(before) + len(reading.after)]
        return Reading(reading.start, reading.end, said, reading.gain)

    def _best(self, start: int, sign: int, pair: Pair) -> Reading | None:
        begun = self._begun(sign)
        if begun is None:
            return None
        first, heads = begun
        ends = nlargest(_MOST_ENDS, self._ends(start, first, pair), key=lambda path: path.gain)
        found = (self._finished(start, path, heads, pair) for path in ends)
        return max((one for one in found if one), key=lambda one: one.gain, default=None)

    def _ends(self, start: int, first: _Path, pair: Pair) -> Iterator[_Path]:
        """Every way in which the text finds its place again; with a lead byte in hand where its other half is lost."""
        waiting, tried = [first], 0
        while waiting and tried < MOST:
            path = waiting.pop()
            tried += 1
            at, lead = path.at, path.lead
            assert lead is not None
            shown = self._text[at] if at < len(self._text) else "\n"
            here = pair(shown)
            if here is not None:
                char = char_of(lead, here[0])
                if char is None:
                    continue
                following = self._went(path, char)
                if here[1] < 0x80:
                    yield _Path(at + 1, None, following.said + chr(here[1]), following.gain)
                elif following.gain > _HOPELESS and at - start < MOST:
                    waiting.append(_Path(at + 1, here[1], following.said, following.gain))
                continue
            if path.said or start < first.at - 1:
                yield _Path(at + 1 if shown in LOST else at, lead, path.said, path.gain)
            if len(shown) == 1 and 0x40 <= ord(shown) <= 0x7E and (char := char_of(lead, ord(shown))):
                yield _Path(at + 1, None, path.said + char, path.gain)
            if 0x21 <= ord(shown) <= 0x7E and (char := char_of(lead, A3)) and len(waiting) < _MOST_PATHS:
                # Within the shifted text the same has happened again.
                following = self._went(path, char)
                waiting.append(_Path(at + 1, ord(shown) + 0x80, following.said, following.gain))

    def _went(self, path: _Path, char: str) -> _Path:
        """The path with one character more: what it gains, what stands there costs."""
        self.steps += 2
        said = path.said + char
        gain = path.gain + (self._model.step(said[-2], 0.5, char)[0] if len(said) > 1 else 0.0)
        gain -= self._model.step(self._text[path.at - 1], 0.5, self._text[path.at])[0]
        return _Path(path.at, path.lead, said, gain)

    def _heads(self, sign: int) -> Sequence[str]:
        """What the lost character may be: its first byte must be none that makes one character with the sign."""
        return column(A3) if sign < 0x40 else [c for c in column(A3) if char_of(_first_byte(c), sign) is None]

    def _tails(self, path: _Path, reading: str, pair: Pair) -> Sequence[str]:
        """What the last character may be: its second byte must be none that makes one with the text behind it."""
        if path.lead is None:
            return ()
        shown = self._text[path.at] if path.at < len(self._text) else "\n"
        following = (pair(shown) or (ord(shown) if shown < "\x80" else 0,))[0]
        found: Sequence[str] = unjoined(path.lead, following)
        if not reading:
            return found
        readings, folded = self._model.readings, self._model.folded
        return [c for c in found if any(reading.endswith(one) for one in readings.get(folded(c), ()))]

    def _finished(self, start: int, path: _Path, heads: Sequence[str], pair: Pair) -> Reading | None:
        """The reading with its lost bytes filled in, weighed against what stands there."""
        before = self._text[max(0, start - _CONTEXT) : start] or "\n"
        around = self._text[max(0, start - _QUOTED) : start]
        self._unfitting = "“" if around.rfind("“") > around.rfind("”") else "”"
        reading, following = bracketed(self._text, path.at)
        after = self._text[following : following + 2] or "\n"
        tails = self._tails(path, reading, pair)
        said = path.said
        nothing_shows = not self._text[start : path.at].strip(LOST)
        if (nothing_shows and not self._may_be_lost(start, path.at)) or (path.lead is not None and not tails):
            return None
        if heads and tails and not said:
            said = self._likeliest_two(heads, tails, before, after)
        else:
            if tails:
                said += self._likeliest(tails, before + said, after)
            if heads:
                said = self._likeliest(heads, before, (said + after)[:3]) + said
        if said.isascii():
            return None
        known = len(before)
        self.steps += 2 * known + len(said) + path.at - start + 2 * len(after)
        gain = self._model.of(before + said + after, known)
        shown = LOST[0] if nothing_shows else self._text[start : path.at]
        gain -= self._model.of(before + shown + after, known) - (_DAMAGE if nothing_shows else 0.0)
        return Reading(start, path.at, said, gain)

    def _may_be_lost(self, start: int, end: int) -> bool:
        """Whether marks of which none says anything can be a sign between two lost bytes, and not a writer's `???`."""
        around = self._text[max(0, start - 1) : start] + self._text[end : end + 1]
        return self._polluted and end - start == 3 and len(around) == 2 and not _MARKS & set(around)

    def _likeliest(self, chars: Sequence[str], before: str, after: str) -> str:
        """The one that stands best between its neighbours; one of the other script only if it is much better."""
        before = before[-_CONTEXT:]
        of, step, known = self._model.of, self._model.step, len(before)
        self.steps += 2 * len(chars) + _SHORTLIST * (known + 1 + len(after))
        near = nlargest(_SHORTLIST, chars, key=lambda c: step(before[-1], 0.5, c)[0] + step(c, 0.6, after[0])[0])
        return max(
            near,
            key=lambda c: (
                of(before + c + after, known)
                - self._strangeness(c)
                + self._told_elsewhere(before[-1] + c)
                + self._told_elsewhere(c + after[0])
            ),
        )

    def _told_elsewhere(self, pair: str) -> float:
        """By how much likelier two neighbours are for standing elsewhere in the same text."""
        return _TOLD * math.log1p(self._pairs.get(pair, 0))

    def _likeliest_two(self, heads: Sequence[str], tails: Sequence[str], before: str, after: str) -> str:
        """The likeliest pair: of all that stand together in words, and of the best of each by themselves."""
        step = self._model.step
        self.steps += len(heads) + 2 * len(tails)
        first = {
            c: step(before[-1], 0.5, c)[0] - self._strangeness(c) + self._told_elsewhere(before[-1] + c) for c in heads
        }
        last = {c: step(c, 0.7, after[0])[0] - self._strangeness(c) + self._told_elsewhere(c + after[0]) for c in tails}
        alone = max(last, key=lambda c: last[c] + step("", 0.0, c)[0])
        wanted: dict[str, list[str]] = {}
        for c in tails:
            wanted.setdefault(self._model.folded(c), []).append(c)
        best, most = "", -math.inf
        for head, gain in first.items():
            partners = [c for other in self._model.partners(head) & wanted.keys() for c in wanted[other]]
            together = (*partners, alone) if head > "\u33ff" else tails
            self.steps += len(together)
            for tail in together:
                whole = gain + step(head, 0.3, tail)[0] + last[tail] + self._told_elsewhere(head + tail)
                if whole > most:
                    best, most = head + tail, whole
        return best

    def _strangeness(self, char: str) -> float:
        """What a lost character must be likelier by: one of the other script, a quote closed that was not opened."""
        if char == self._unfitting:
            return _UNFITTING
        if self._traditional is None:
            return 0.0
        changed = str(converter("s2t" if self._traditional else "t2s").convert(char))
        return 0.0 if changed == char else _OTHER_SCRIPT


def _first_byte(char: str) -> int:
    pair = pair_of(char)
    return pair[0] if pair else 0
