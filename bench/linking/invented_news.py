"""Invented news without end, in Chinese and English.

Article n is a function of n and the seed, so that any part can be made alone. Words are invented too and drawn by
Zipf's law (the word of rank r with weight 1 / (r + 2.7)), so that rare and common ones stand in a text as they do in
news. Each text speaks of one happening with a score of telling words (places, names, rare words) among common ones.
Of the articles 15 % are reprints of one of the last three days, cut, extended, re-headed or in the other script; 10 %
tell of an earlier one's happening in words of their own.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from itertools import accumulate

from opencc import OpenCC

A_DAY = 5000
"""Articles."""
OUTLETS = 200
_SPREAD = 7919
"""Any number without a common factor with `OUTLETS`: neighbours in time are of different outlets."""
REPRINTS, FOLLOWED = 0.15, 0.10
WINDOW = 3 * A_DAY
"""How far back a reprint, a second telling or a related entry reaches."""
RELATED = 3
"""A related list names the last articles of its outlet."""
CHARACTERS = {"zh": 540, "en": 540}
"""Of a body, in the mean; `rate.py` sets English texts to the length that they have in life."""
BEGAN = datetime(2025, 1, 1, tzinfo=UTC)
_WORDS = 20_000
_COMMON = "的 在 是 和 了 有 将 对 为 与 等 中 年 月 日 也 已 上 就 到".split()
_ENGLISH_COMMON = (
    "the of and to in a is that for it was on are as with his they at be this from have or by one had".split()
)
_PLACES = "市 县 区 镇 州 岛 港 山".split()


@dataclass(frozen=True)
class Invented:
    """One article."""

    number: int
    outlet: int
    title: str
    body: str
    lang: str
    published: datetime
    origin: str | None
    related: tuple[int, ...]
    """Numbers of the articles that its related list names."""
    reprint_of: int | None

    @property
    def url(self) -> str:
        return address(self.number, self.outlet)


@dataclass(frozen=True)
class _Language:
    """A vocabulary, and how its words make a text."""

    words: tuple[str, ...]
    """The commonest first."""
    weights: tuple[float, ...]
    """Cumulative."""
    space: str
    comma: str
    stop: str


def outlet_of(number: int) -> int:
    """The outlet that publishes article `number`."""
    return number * _SPREAD % OUTLETS


def outlet_name(outlet: int) -> str:
    """As it calls itself."""
    return f"第{outlet}号日报" if speaks_chinese(outlet) else f"Courier {outlet}"


def address(number: int, outlet: int) -> str:
    """Of an article at an outlet."""
    return f"http://outlet{outlet}.example/{published(number):%Y%m%d}/{number}.htm"


def published(number: int) -> datetime:
    """Dates advance by one day every `A_DAY` articles."""
    return BEGAN + timedelta(days=number / A_DAY)


def article(number: int, seed: int = 1, outlet: int | None = None) -> Invented:
    """Article `number`; with `outlet` at that one instead of its own."""
    dice = random.Random(f"{seed} about {number}")
    base = _base(number, seed)
    title, body = _said(number, seed)
    if outlet is None:
        outlet = outlet_of(number)
    # The articles of one outlet stand `OUTLETS` apart; the last one before this:
    latest = number - 1 - (number - 1 - outlet * pow(_SPREAD, -1, OUTLETS)) % OUTLETS
    related = tuple(range(latest, -1, -OUTLETS)[:RELATED])
    return Invented(
        number,
        outlet,
        title,
        body,
        "zh" if speaks_chinese(outlet_of(number)) else "en",
        published(number),
        outlet_name(outlet_of(base)) if base is not None and dice.random() < 0.4 else None,
        related,
        base,
    )


def headline(number: int, seed: int = 1) -> str:
    """The title of article `number`."""
    return _said(number, seed)[0]


@lru_cache(maxsize=40_000)
def _said(number: int, seed: int) -> tuple[str, str]:
    """Title and body."""
    dice = random.Random(f"{seed} text {number}")
    base = _base(number, seed)
    chinese = speaks_chinese(outlet_of(number))
    language = vocabulary(chinese, seed)
    topic = _topic(number, seed)
    if base is None:
        return _title(dice, topic, language), _body(dice, topic, language)
    title, body = _said(base, seed)
    return _changed(dice, title, body, language, topic)


def _changed(dice: random.Random, title: str, body: str, language: _Language, topic: list[str]) -> tuple[str, str]:
    lines = body.split("\n")
    if dice.random() < 0.4:
        lines = lines[: max(1, len(lines) - dice.randint(1, 2))]
    if dice.random() < 0.3:
        lines.append(_sentence(dice, topic, language))
    if dice.random() < 0.5:
        title = _title(dice, topic, language)
    if not language.space and dice.random() < 0.2:
        title, lines = _traditional().convert(title), [_traditional().convert(line) for line in lines]
    return title, "\n".join(lines)


def _base(number: int, seed: int) -> int | None:
    """The article that it reprints."""
    return _earlier(number, seed) if _kind(number, seed) < REPRINTS else None


def _topic(number: int, seed: int) -> list[str]:
    """Telling words: its own, or those of the article whose text or happening it takes up."""
    number = _first(number, seed)
    dice = random.Random(f"{seed} topic {number}")
    language = vocabulary(speaks_chinese(outlet_of(number)), seed)
    rare = [language.words[2000 + place] for place in dice.sample(range(_WORDS - 2000), 18)]
    if language.space:
        return [*rare[:8], *(word.capitalize() for word in rare[8:])]
    return [*rare[:12], *(word + dice.choice(_PLACES) for word in rare[12:])]


def speaks_chinese(outlet: int) -> bool:
    """Three outlets of five do; an outlet speaks one language."""
    return outlet % 5 < 3


@lru_cache(maxsize=40_000)
def _first(number: int, seed: int) -> int:
    """The first that told of the same happening."""
    while _kind(number, seed) < REPRINTS + FOLLOWED and (earlier := _earlier(number, seed)) is not None:
        number = earlier
    return number


def _kind(number: int, seed: int) -> float:
    return random.Random(f"{seed} kind {number}").random()


def _earlier(number: int, seed: int) -> int | None:
    """Most texts are taken up within hours, by an outlet that speaks the same language."""
    if number == 0:
        return None
    earlier = number - 1 - int(random.Random(f"{seed} earlier {number}").random() ** 3 * min(WINDOW, number))
    while earlier >= 0 and speaks_chinese(outlet_of(earlier)) != speaks_chinese(outlet_of(number)):
        earlier -= 1
    return earlier if earlier >= 0 else None


def _title(dice: random.Random, topic: list[str], language: _Language) -> str:
    words = [*dice.sample(topic, 5), *_drawn(dice, language, 2)]
    dice.shuffle(words)
    return language.space.join(words)


def _body(dice: random.Random, topic: list[str], language: _Language) -> str:
    lines, length = [], 0
    while length < CHARACTERS["en" if language.space else "zh"] - 70:
        line = language.space.join(_sentence(dice, topic, language) for _ in range(2))
        lines.append(line)
        length += len(line)
    return "\n".join(lines)


def _sentence(dice: random.Random, topic: list[str], language: _Language) -> str:
    chance = dice.random
    parts = []
    for _ in range(2):
        words = _drawn(dice, language, 6 if language.space else 8)
        telling = dice.choices(topic, k=3)
        if chance() < 0.4:
            telling.append(str(2 + int(chance() * 9998)))
        for word in telling:
            words.insert(int(chance() * len(words)), word)
        parts.append(language.space.join(words))
    sentence = language.comma.join(parts) + language.stop
    return sentence[0].upper() + sentence[1:]


def _drawn(dice: random.Random, language: _Language, many: int) -> list[str]:
    return dice.choices(language.words, cum_weights=language.weights, k=many)


@cache
def vocabulary(chinese: bool, seed: int) -> _Language:
    """All words, the commonest first."""
    dice = random.Random(f"{seed} words {chinese}")
    made = dict.fromkeys(_COMMON if chinese else _ENGLISH_COMMON)
    while len(made) < _WORDS:
        made[_chinese_word(dice) if chinese else _english_word(dice)] = None
    weights = tuple(accumulate(1 / (rank + 2.7) for rank in range(len(made))))
    return _Language(tuple(made), weights, *(("", "，", "。") if chinese else (" ", ", ", ".")))


def _chinese_word(dice: random.Random) -> str:
    # GB 2312 level 1: the 3,755 commonest characters, all simplified.
    return "".join(
        bytes((dice.randrange(0xB0, 0xD7), dice.randrange(0xA1, 0xFF))).decode("gb2312")
        for _ in range(dice.choice((2, 2, 2, 2, 3)))
    )


def _english_word(dice: random.Random) -> str:
    starts = "b c d f g h j k l m n p r s t v w br ch cl dr fl gr pl sh st th tr".split()
    ends = "a e i o u ai ea ou an en in on ar er or al el ing ent ist".split()
    return "".join(dice.choice(starts) + dice.choice(ends) for _ in range(dice.choice((1, 2, 2, 2, 3))))


@cache
def _traditional() -> OpenCC:
    return OpenCC("s2t")
