"""UTF-8 that was read as Windows-1252."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linking.repair.edits import Edit
from linking.repair.records import Damage

# What a byte of a UTF-8 sequence becomes when read as Windows-1252; bytes without a letter there stay C1 controls.
_BYTES = {bytes([b]).decode("cp1252", "ignore") or chr(b): b for b in range(0x80, 0x100)}
_LEADS = "".join(c for c, b in _BYTES.items() if b >= 0xC2)
_MISREAD = re.compile(
    "[" + re.escape(_LEADS) + "][" + re.escape("".join(c for c, b in _BYTES.items() if b < 0xC0)) + "]{1,3}"
)


def find_misread(text: str) -> Iterator[Edit]:
    """Every sequence that is UTF-8; others stay as they are."""
    if text.isascii():
        return
    for found in _MISREAD.finditer(text):
        try:
            read = bytes(_BYTES[c] for c in found[0]).decode("utf-8")
        except UnicodeDecodeError:
            continue
        yield Edit(found.start(), found.end(), read, Damage.MISREAD)
