"""Saved pages that are gzipped."""

from __future__ import annotations

import zlib

from kitewire.commands.lines import GZIP

# A page larger than this after unpacking is given on as it is: extraction calls it too large.
_MOST_UNPACKED = 25_000_000
# Of broken data only what came before the piece with the fault can be had.
_PIECE = 256


def unpacked(raw: bytes) -> bytes:
    """`raw`, gunzipped where it is gzip: as much as a broken file gives, `raw` itself where it gives nothing."""
    return unpacked_as_far(raw)[0]


def unpacked_as_far(raw: bytes) -> tuple[bytes, bool]:
    """`unpacked`, and whether nothing of it is broken or missing."""
    page, rest = b"", raw
    while rest.startswith(GZIP) and len(page) < _MOST_UNPACKED:
        part, left = _member(rest, _MOST_UNPACKED - len(page))
        page += part
        if left is None:
            return page or raw, len(page) >= _MOST_UNPACKED
        rest = left
    return page or raw, True


def _member(raw: bytes, most: int) -> tuple[bytes, bytes | None]:
    """The text of the first gzip member, and what stands behind it; None where it does not come to its end."""
    packed = zlib.decompressobj(31)
    try:
        text = packed.decompress(raw, most)
    except zlib.error:
        return _before_the_fault(raw, most), None
    return text, packed.unused_data if packed.eof else None


def _before_the_fault(raw: bytes, most: int) -> bytes:
    packed = zlib.decompressobj(31)
    text = b""
    try:
        for start in range(0, len(raw), _PIECE):
            text += packed.decompress(raw[start : start + _PIECE], most)
    except zlib.error:
        pass
    return text[:most]
