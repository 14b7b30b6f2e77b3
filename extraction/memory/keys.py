"""Keys of texts: what stands for a block in the memory."""

from __future__ import annotations

from zlib import crc32

from extraction.related.links import key_of

_LONGEST = 0xFFFF


def text_key(text: str) -> int:
    """48 bits of a line of text: its CRC-32, then its length. Digits count: a table of results repeats but for them.

    A site that made two lines collide would only spoil its own pages, so no slower hash is needed.
    """
    return crc32(text.encode("utf-8", "replace")) << 16 | length_key(text)


def length_key(text: str) -> int:
    """The part of the key that is the length: what has none of the lengths looked for need not be hashed."""
    return min(len(text), _LONGEST)


def length_of_key(key: int) -> int:
    """`length_key` of the text whose key this is."""
    return key & _LONGEST


def entry_key(url: str) -> int:
    """The key of the address of an entry."""
    return text_key(key_of(url))
