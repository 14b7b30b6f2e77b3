"""Keys of texts: what stands for a block in the memory."""

from __future__ import annotations

from hashlib import blake2b

BYTES = 6


def text_key(text: str) -> int:
    """48 bits of a text, case and white space folded. Digits stay: a table of results repeats but for them."""
    folded = " ".join(text.casefold().split())
    return int.from_bytes(blake2b(folded.encode("utf-8", "replace"), digest_size=BYTES).digest(), "big")
