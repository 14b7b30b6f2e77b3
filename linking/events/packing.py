"""Profiles as bytes, as the database keeps them: one kilobyte, whatever the text."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from functools import lru_cache

from linking.events.days import MOST_CLOCKS, TENS_OF_MINUTES
from linking.events.profile import Profile, Weights

FORMAT = 1
_HEAD = struct.Struct("<BBiHHHHHHH")
_NO_DAY = -(1 << 31)


def pack(profile: Profile) -> bytes:
    """`profile` in a few hundred bytes; weights are rounded to half precision (IEEE 754 binary16)."""
    telling = "\n".join(profile.telling).encode("utf-8", "surrogatepass")
    head = _HEAD.pack(
        FORMAT,
        profile.han,
        _NO_DAY if profile.day is None else profile.day,
        profile.year or 0,
        min(profile.count, 0xFFFF),
        len(profile.body),
        len(profile.opening),
        len(profile.title),
        len(profile.clocks) + len(profile.numbers),
        len(profile.phrases),
    )
    weighed = (_weights(part) for part in (profile.body, profile.opening, profile.title))
    return b"".join((head, *weighed, _keys(profile.clocks | profile.numbers), _keys(profile.phrases), telling))


@lru_cache(maxsize=1_000)
def unpack(packed: bytes) -> Profile:
    """The profile that `pack` made; remembered (some 15 kB each), since several may be asked of one."""
    _, han, day, year, count, *sizes = _HEAD.unpack_from(packed)
    at = _HEAD.size
    weighed: list[Weights] = []
    for size in sizes[:3]:
        values = struct.unpack_from(f"<{size}I{size}e", packed, at)
        weighed.append(dict(zip(values[:size], values[size:], strict=True)))
        at += 6 * size
    sets = []
    for size in sizes[3:]:
        sets.append(frozenset(struct.unpack_from(f"<{size}I", packed, at)))
        at += 4 * size
    return Profile(
        han=bool(han),
        day=None if day == _NO_DAY else day,
        year=year or None,
        count=count,
        body=weighed[0],
        opening=weighed[1],
        title=weighed[2],
        clocks=frozenset(key for key in sets[0] if key < TENS_OF_MINUTES),
        numbers=frozenset(key for key in sets[0] if key >= TENS_OF_MINUTES),
        phrases=sets[1],
        telling=tuple(telling_of(packed)),
    )


def is_han(packed: bytes) -> bool:
    """Whether its terms are pairs of characters."""
    return bool(packed[1])


def day_in(packed: bytes) -> int | None:
    """The day that the text names, alone."""
    day: int = _HEAD.unpack_from(packed)[2]
    return None if day == _NO_DAY else day


def telling_of(packed: bytes) -> list[str]:
    """The telling terms alone."""
    _, _, _, _, _, *sizes = _HEAD.unpack_from(packed)
    at = _HEAD.size + 6 * sum(sizes[:3]) + 4 * sum(sizes[3:])
    return packed[at:].decode("utf-8", "surrogatepass").split("\n") if at < len(packed) else []


def clocks_of(packed: bytes) -> list[int]:
    """The times of day alone, the earliest first."""
    _, _, _, _, _, *sizes = _HEAD.unpack_from(packed)
    at = _HEAD.size + 6 * sum(sizes[:3])
    first = struct.unpack_from(f"<{min(sizes[3], MOST_CLOCKS)}I", packed, at)
    return [key for key in first if key < TENS_OF_MINUTES]


def _weights(weights: Weights) -> bytes:
    return struct.pack(f"<{len(weights)}I{len(weights)}e", *weights, *weights.values())


def _keys(keys: Iterable[int]) -> bytes:
    ordered = sorted(keys)
    return struct.pack(f"<{len(ordered)}I", *ordered)
