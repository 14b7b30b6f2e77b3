"""Keys of texts: what stands for a block in the memory."""

from __future__ import annotations

from hashlib import blake2b

BYTES = 6


def text_key(text: str) -> int:
    """48 bits of a line of text, case folded. Digits stay: a table of results repeats but for them."""
    return int.from_bytes(blake2b(text.casefold().encode("utf-8", "replace"), digest_size=BYTES).digest(), "big")
