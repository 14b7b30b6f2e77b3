"""The one hash that stored keys are made with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from operator import itemgetter

import xxhash

from linking.native import part_in_c

_native = part_in_c("_keys")
_SIGNED = 1 << 63


def key_of(text: str) -> int:
    """64-bit hash (XXH3) of `text`, signed so that both databases keep it as a plain integer."""
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) - _SIGNED


def keys_of(texts: Iterable[str]) -> list[int]:
    """`key_of` of each, in order, in a fraction of the time."""
    texts = list(texts)
    try:
        return plain_keys_of(texts) if _native is None else _native.keys_of(texts)
    except UnicodeEncodeError:
        # A lone surrogate.
        return [key_of(text) for text in texts]


def plain_keys_of(texts: list[str]) -> list[int]:
    """The same in Python. Raises UnicodeEncodeError."""
    digest = xxhash.xxh3_64_intdigest
    return [digest(text.encode()) - _SIGNED for text in texts]


def by_key(keys: Mapping[int, Collection[int]]) -> list[tuple[int, int]]:
    """Keys and who holds them (who → keys, 64 bits with sign), in the order of the keys, then of the holders."""
    if _native is None:
        return plain_by_key(keys)
    return _native.by_key(dict(keys))  # type: ignore[no-any-return]


def plain_by_key(keys: Mapping[int, Collection[int]]) -> list[tuple[int, int]]:
    """The same in Python."""
    return sorted([(key, one) for one, held in keys.items() for key in held], key=itemgetter(0))
