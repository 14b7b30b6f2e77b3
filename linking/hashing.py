"""The one hash that stored keys are made with."""

from __future__ import annotations

import xxhash

_SIGNED = 1 << 63


def key_of(text: str) -> int:
    """64-bit hash (XXH3) of `text`, signed so that both databases keep it as a plain integer."""
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) - _SIGNED
