"""Bodies marked by hand: which blocks of a development page are the article's text, where its set does not tell it.

`hand_labels.json` beside this file holds, for each set and page, prints of the body's blocks and, after a bar, of the
doubtful ones; all other blocks of the page are no body. A print tells a block by its letters, and nothing of its text
can be had back from it. `mark.py` shows pages and keeps what was marked.
"""

from __future__ import annotations

import json
import re
import unicodedata
import zlib
from pathlib import Path

KEPT = Path(__file__).with_name("hand_labels.json")
# Fewer of the marked blocks found again: the page's blocks are cut otherwise now, and its marks are void.
FOUND_AGAIN = 0.9


def letters(text):
    return "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text or "").casefold()))


def print_of(text: str) -> str:
    """Six hex digits of a block's letters: two of a page's hundred blocks share one in 3,000 pages."""
    return f"{zlib.crc32(letters(text).encode()) & 0xFFFFFF:06x}"


def labels_by_hand(blocks, marks: str):
    """Of each block 1 (body), 0 or None (doubtful); None for all where the marks are void."""
    body, doubtful = (set(part.split()) for part in marks.split("|"))
    prints = [print_of(block.text) for block in blocks]
    if len(body & set(prints)) < FOUND_AGAIN * len(body):
        return None
    return [None if one in doubtful else int(one in body) for one in prints]


def marked_pages() -> dict[str, dict[str, str]]:
    """Set → page → its marks."""
    return json.loads(KEPT.read_text("utf-8"))
